"""Wishes before caps, what is important before what is not, and letters with nothing to say."""

from datetime import timedelta

import pytest

from meetups.models import Nudge
from meetups.nudges import governor
from members.models import Hush, Letter, Preferences, Tie
from tests.factories import make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    DAY,
    decided,
    fate,
    friend_of,
    leave_the_week,
    remind,
    remind_of,
    short_letters,
    wish,
)
from tests.meetups.letters import govern, letters_to, path_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
HOUR = timedelta(hours=1)


@pytest.fixture
def alone(ana):
    """Ana without a weekly letter, so that singles come by themselves."""
    wish(ana, unwanted=["the_week"])
    return ana


def test_nothing_about_somebody_hushed(alone, now):
    nudge = remind(alone, now)
    Hush.objects.hush(alone, nudge.other, now)
    assert decided(nudge, now) == ("dropped", "hushed")


def test_a_hush_is_one_way_and_spares_what_is_ones_own_business(alone, ben, now):
    Hush.objects.hush(alone, ben, now)
    wish(ben, unwanted=["the_week"])
    to_ben = remind_of(alone, ben, now + 4 * DAY)
    make_proposal(ben, alone, now + 2 * DAY)
    govern(now)
    assert len(letters_to(alone, "proposal")) == 1
    # There are plans by now, which is another matter.
    assert decided(to_ben, now + 4 * DAY) == ("dropped", "untrue")


def test_all_quiet_holds_encouragements_too(alone, now):
    until = now + 3 * DAY
    Preferences.objects.of(alone).be_quiet_until(until)
    nudge = remind(alone, now)
    assert decided(nudge, now) == ("held", "paused")
    assert nudge.held_until == until
    assert decided(nudge, until) == ("sent", "paused")


def test_quiet_that_ends_at_midnight_lasts_until_the_morning(alone, now):
    midnight = (now + 3 * DAY).replace(hour=0)
    Preferences.objects.of(alone).be_quiet_until(midnight)
    nudge = remind(alone, now)
    govern(now)
    nudge.refresh_from_db()
    assert (nudge.held_until, nudge.reason) == (midnight + 8 * HOUR, "paused")


def test_quiet_hours_hold_encouragements(alone, now):
    night = now.replace(hour=22)
    nudge = remind(alone, night)
    assert decided(nudge, night) == ("held", "quiet_hours")
    assert decided(nudge, nudge.held_until) == ("sent", "quiet_hours")


def test_what_is_not_wanted_is_dropped_before_anything_is_counted(alone, now):
    Preferences.objects.of(alone).stop("have_the_coffee")
    nudges = [remind(alone, now), remind(alone, now)]
    govern(now)
    assert {fate(nudge) for nudge in nudges} == {("dropped", "unwanted")}


def test_what_came_true_otherwise_is_dropped(alone, now):
    nudge = remind(alone, now)
    make_proposal(alone, nudge.other, now + DAY)
    assert decided(nudge, now) == ("dropped", "untrue")


def test_a_letter_with_nothing_to_say_is_not_sent(alone, now, monkeypatch):
    wish(alone, unwanted=[])
    letters = governor.SUBJECTS[type(alone)]
    monkeypatch.setattr(letters, "the_week", lambda nudge, member, now: None)
    week = leave_the_week(alone, now)
    assert decided(week, now) == ("dropped", "nothing_to_say")
    assert letters_to(alone) == []


def test_an_encouragement_that_can_help_no_more_is_missed(alone, now, monkeypatch):
    letters = governor.SUBJECTS[Tie]
    monkeypatch.setattr(letters, "useless_after", lambda nudge, tie: nudge.due_at + 2 * DAY)
    nudges = [remind(alone, now), remind(alone, now), remind(alone, now - 2 * DAY)]
    govern(now)
    assert [fate(nudge) for nudge in nudges] == [
        ("sent", ""),
        ("missed", "capped_too_long"),
        ("missed", "too_late"),
    ]


def test_nothing_important_waits_for_a_backlog(alone, ben, now, monkeypatch):
    """Six encouragements were due first; the offer is decided before any of them."""
    monkeypatch.setattr(governor, "HANDFUL", 2)
    for hours in range(6):
        remind(alone, now - hours * HOUR)
    make_proposal(ben, alone, now + DAY)
    order = []
    decide = governor.decide
    monkeypatch.setattr(
        governor, "decide", lambda nudge, at: (order.append(nudge.kind), decide(nudge, at))
    )
    assert govern(now) == {"sent": 2, "held": 5}
    assert order == ["proposal", *["have_the_coffee"] * 6]


def test_a_block_takes_back_what_was_to_be_said_of_the_pair(ana, now):
    """At once, also what is folded and the letters written, and for both."""
    friend = friend_of(ana, now)
    wish(friend, unwanted=["the_week"])
    folded, sent = remind_of(friend, ana, now), remind_of(ana, friend, now)
    govern(now)
    assert (fate(folded)[0], fate(sent)[0]) == ("folded", "sent")
    Letter.objects.update(state="waiting", settled_at=None)
    waiting = remind_of(friend, ana, now + DAY)
    friend.block(ana, now)
    assert fate(folded) == fate(waiting) == ("dropped", "parted")
    assert set(Letter.objects.values_list("state", flat=True)) == {"cancelled"}


# -- what a used link says


@pytest.fixture
def from_the_letter(ben, alone, now):
    """A letter to Ana with a button that declines Ben's offer. -> (nudge, address)"""
    nudge = remind(alone, now)
    govern(now)
    offer = make_proposal(ben, alone, now + 9 * DAY)
    return nudge, path_to(alone, "decline", offer, now, n=nudge.pk)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def test_pressing_a_button_of_the_letter_heeds_it(from_the_letter, client, now):
    nudge, address = from_the_letter
    client.get(address)
    nudge.refresh_from_db()
    assert nudge.heeded_at is None
    client.post(address)
    nudge.refresh_from_db()
    assert nudge.heeded_at == now


def test_pressing_a_button_that_is_spent_heeds_it_too(from_the_letter, client, now):
    nudge, address = from_the_letter
    Nudge.objects.get(recipient=nudge.recipient, kind="proposal").about.decline(now)
    assert client.post(address).status_code == 409
    nudge.refresh_from_db()
    assert nudge.heeded_at == now
