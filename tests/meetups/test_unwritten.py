"""Organizers see what could not be written, and can have it tried again."""

from datetime import timedelta

import pytest

from meetups.models import Nudge
from meetups.templatetags import troubles
from tests.factories import MemberFactory, make_proposal
from tests.meetups.pages import words_of

DAY = timedelta(days=1)
PAGE = "/organize/letters/"


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(client, db):
    """Organizes the group, and is signed in."""
    olga = MemberFactory(name="Olga Petrova", is_organizer=True)
    client.force_login(olga)
    return olga


@pytest.fixture
def offer(ana, ben, now):
    """What Ana should hear of Ben's offer."""
    make_proposal(ben, ana, now + 3 * DAY, now=now)
    return Nudge.objects.get(recipient=ana, kind="proposal")


def test_on_a_good_day_nothing_is_said_of_it(client, olga, offer):
    assert "Could not be written" not in words_of(client.get(PAGE))


def test_what_is_tried_again_and_what_is_given_up_is_told(client, olga, offer, ben, now):
    offer.hold(now + DAY, "stumbled", now, {"stumbles": 6})
    words = words_of(client.get(PAGE))
    assert "Ana Ruiz Offers of a coffee tried again Wed 18 Nov, 09:00 Try again" in words
    offer.drop("broken", now)
    words = words_of(client.get(PAGE))
    assert "Ana Ruiz Offers of a coffee given up Tue 17 Nov, 09:00 Try again" in words


def test_what_waits_for_its_readers_wishes_is_in_no_trouble(client, olga, offer, now):
    offer.hold(now + DAY, "paused", now, {"until": now.isoformat()})
    assert "Could not be written" not in words_of(client.get(PAGE))


def test_one_press_has_it_tried_again(client, olga, offer, now):
    offer.drop("broken", now)
    answer = client.post(f"/organize/nudges/{offer.pk}/again/", follow=True)
    assert "We try again at once." in words_of(answer)
    offer.refresh_from_db()
    assert (offer.state, offer.held_until, offer.details) == ("held", now, {})
    assert offer in Nudge.objects.due(now)


def test_what_is_in_no_trouble_is_not_tried_again(client, olga, offer):
    assert client.post(f"/organize/nudges/{offer.pk}/again/").status_code == 404
    offer.refresh_from_db()
    assert offer.state == "waiting"


def test_more_than_a_page_says_so(client, olga, ana, now, monkeypatch):
    monkeypatch.setattr(troubles, "MOST", 2)
    for number in range(3):
        nudge = Nudge.objects.create(
            recipient=ana, kind="proposal", about=ana, key=str(number), due_at=now
        )
        nudge.drop("broken", now)
    page = client.get(PAGE)
    assert page.text.count("given up") == 2
    assert "And more, from longer ago." in page.text
