"""Whoever said yes gets the same letters and reads the same links, whatever the other says."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetups.models import Coffee, Nudge
from members import links
from members.models import Letter
from tests.factories import make_coffee
from tests.meetups.letters import govern

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WORLD_WORDS = re.compile(r"/(?:l|unsubscribe)/[^\s\"'<>]+")


class Rewound(Exception):
    """Ends a world so that the next begins where it began."""


def in_a_world(story):
    """What `story` returns, with everything it did undone."""
    told = None
    try:
        with transaction.atomic():
            told = story()
            raise Rewound
    except Rewound:
        return told


def letters_of(member):
    """All that a member was written, but for keys and signatures, with every nudge's end."""
    letters = [
        (
            letter.kind,
            letter.klass,
            letter.state,
            letter.subject,
            WORLD_WORDS.sub("", letter.text),
            WORLD_WORDS.sub("", letter.html),
            letter.due_at,
        )
        for letter in Letter.objects.filter(recipient=member).order_by("pk")
    ]
    nudges = Nudge.objects.filter(recipient=member, due_at__lte=timezone.now() + 400 * DAY)
    ends = nudges.order_by("due_at", "kind").values_list("kind", "state", "reason", "due_at")
    return letters, list(ends)


def two_weeks(coffee, member, other, said, now):
    """Yes by one, `said` by the other, and sixteen days of sweeps."""
    evening = coffee.evening_for(member)
    govern(now)
    seen = []
    for hours in range(0, 16 * 24, 6):
        moment = evening + hours * HOUR
        govern(moment)
        if hours == 6:
            coffee.answer(member, True, moment)
        if hours == 12 and said is not None:
            coffee.answer(other, said, moment)
        Coffee.objects.settle_old(moment)
        seen.append(letters_of(member))
    coffee.refresh_from_db()
    return seen, coffee.state, coffee.confirmed


@pytest.mark.parametrize("kind", ["coffee", "call"])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_yes_sayers_letters_are_the_same_under_silence_and_no(ana, ben, now, kind, swapped):
    member, other = (ben, ana) if swapped else (ana, ben)
    coffee = make_coffee(ana, ben, now + DAY, kind=kind)

    def world(said):
        fresh = Coffee.objects.with_people().get(pk=coffee.pk)
        return two_weeks(fresh, member, other, said, now)

    silence = in_a_world(lambda: world(None))
    no = in_a_world(lambda: world(False))
    assert silence == no
    assert silence[1:] == ("met", False)


def test_what_a_spent_link_says_is_the_same_too(client, ana, ben):
    now = timezone.now().replace(second=0, microsecond=0)
    coffee = make_coffee(ana, ben, now - 5 * HOUR, now=now - 2 * DAY)
    token = links.make(ana, "answer", coffee, now + 30 * DAY, sequence=coffee.sequence, met=True)
    path = reverse("meetups:letter_link", args=[token])

    def page(said, settled):
        fresh = Coffee.objects.with_people().get(pk=coffee.pk)
        fresh.answer(ana, True, now)
        if said is not None:
            fresh.answer(ben, said, now)
        if settled:
            Coffee.objects.update(
                starts_at=now - 15 * DAY - HOUR, ends_at=now - 15 * DAY, sequence=coffee.sequence
            )
            Coffee.objects.settle_old(now)
        response = client.get(path)
        return response.status_code, re.sub(r'value="[^"]{60,}"', "", response.content.decode())

    for settled in (False, True):
        silence = in_a_world(lambda settled=settled: page(None, settled))
        assert silence == in_a_world(lambda settled=settled: page(False, settled))
        assert silence[0] == (410 if settled else 200)
