"""Whoever says yes sees the same under the other's silence as under the other's no.

Every page Ana could open is compared, before and after the fourteen days to answer, in a world in
which Ben says nothing and in one in which he says no.
"""

from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from meetups.models import Coffee, Proposal
from tests.factories import make_coffee, make_hours
from tests.meetups.pages import body_of, browser_of
from tests.test_addresses import BY_PREFIX, walk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Undo(Exception):
    """Ends a world, so that the next one starts from the same rows."""


@pytest.fixture
def coffee(ana, ben, now):
    make_hours(ana, ben)
    return make_coffee(ben, ana, now + DAY)


def addresses_of(coffee, other):
    """Every address that holds nothing, or the other's handle, or what the two planned."""
    offers = [reverse("meetups:proposal", args=[offer.uuid]) for offer in Proposal.objects.all()]
    held = [{}, {"handle": other.handle}, {"uuid": coffee.uuid}]
    # Health is about the machine, and is asked outside of any transaction.
    others = (*BY_PREFIX, "healthz", "readyz", "metrics")
    names = [name for route, name in walk() if not route.startswith(others)]
    for name, kwargs in product(names, held):
        with suppress(NoReverseMatch):
            offers.append(reverse(name, kwargs=kwargs))
    return offers


def pages_in_a_world(ana, coffee, story, moment, time_machine):
    """{address: (status, body)} of Ana's pages at `moment` after a story, then undone."""
    addresses = addresses_of(coffee, coffee.other(ana))
    try:
        with transaction.atomic():
            story()
            time_machine.move_to(moment, tick=False)
            Coffee.objects.settle_old(moment)
            found = {}
            for address in addresses:
                response = browser_of(ana).get(address)
                found[address] = (response.status_code, body_of(response))
            raise Undo
    except Undo:
        return found


@pytest.mark.parametrize("days", [1, 13, 15])
@pytest.mark.parametrize("first", ["ana", "ben"])
def test_silence_and_no_look_the_same(ana, ben, coffee, time_machine, days, first):
    day_one = coffee.ends_at + timedelta(hours=3)

    def yes():
        coffee.answer(ana, True, day_one)

    def yes_and_no():
        order = [(ana, True), (ben, False)]
        for member, met in order if first == "ana" else order[::-1]:
            coffee.answer(member, met, day_one)

    moment = coffee.ends_at + days * DAY
    silence = pages_in_a_world(ana, coffee, yes, moment, time_machine)
    coffee.refresh_from_db()
    no = pages_in_a_world(ana, coffee, yes_and_no, moment, time_machine)
    assert silence == no
    seen = {address for address, (status, _body) in silence.items() if status == 200}
    assert seen >= {"/", "/coffees/", "/settings/nudges/", coffee.get_absolute_url()}
    assert len(seen) > 15


def test_what_she_reads_once_it_is_counted_is_that_they_met(ana, ben, coffee, time_machine):
    def yes_and_no():
        coffee.answer(ana, True, coffee.ends_at)
        coffee.answer(ben, False, coffee.ends_at)

    pages = pages_in_a_world(ana, coffee, yes_and_no, coffee.settles_at + DAY, time_machine)
    assert "You have met Ben." in pages[coffee.get_absolute_url()][1]
