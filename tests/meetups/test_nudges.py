"""Each kind of nudge: when it is due, to whom, and how often at most; and how it is told."""

from datetime import timedelta

import pytest

from meetups.models import Nudge
from meetups.nudges import reasons
from members.kinds import NAMES
from members.models import Letter
from tests.factories import make_coffee, make_proposal
from tests.meetups.letters import govern, letters_to
from tests.meetups.test_letters_of_meetups import Story

pytestmark = pytest.mark.django_db
ABOUT_NOBODY = {
    "the_week",
    "we_miss_you",
    "going_quiet",
    "session_going",
    "session_left",
    "seat_offered",
    "seat_lapsed",
    "series_moved",
    "series_ends",
    "session_moved",
    "session_off",
    "session_tomorrow",
}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def due(kind):
    """{(recipient's first name, due)} of all nudges of a kind, decided or not."""
    rows = Nudge.objects.filter(kind=kind).select_related("recipient")
    return {(nudge.recipient.short_name, nudge.due_at) for nudge in rows}


@pytest.mark.parametrize(
    ("kind", "heard_by"),
    [
        ("proposal", {"Ana"}),
        ("countered", {"Ana"}),
        ("declined", {"Ana"}),
        ("withdrawn", {"Ana"}),
        ("all_taken", {"Ana"}),
        ("accepted", {"Ana", "Ben"}),
        ("moved", {"Ana", "Ben"}),
        ("cancelled", {"Ana", "Ben"}),
        ("late", {"Ana"}),
    ],
)
def test_what_was_agreed_is_due_at_once(kind, heard_by, ana, ben, cleo, now):
    story = Story(ana, ben, now)
    getattr(story, kind)()
    assert due(kind) == {(name, story.now) for name in heard_by}


def test_an_unanswered_offer_asks_twice(ana, ben, now):
    offer = make_proposal(ben, ana, now + 30 * DAY)
    assert due("answer_proposal") == {
        ("Ana", now + 2 * DAY),
        ("Ana", offer.lapses_at - DAY),
    }
    for hour in range(1, 24 * 8):
        govern(now + hour * HOUR)
    assert len(letters_to(ana, "answer_proposal")) == 2


@pytest.mark.parametrize(("begins", "asked"), [(36, [12]), (72, [48]), (95, [71]), (96, [48, 72])])
def test_an_offer_that_lapses_soon_asks_once(ana, ben, now, begins, asked):
    make_proposal(ben, ana, now + begins * HOUR, now=now)
    assert due("answer_proposal") == {("Ana", now + hours * HOUR) for hours in asked}


def test_an_answer_ends_the_asking(ana, ben, now):
    offer = make_proposal(ben, ana, now + 6 * DAY)
    govern(now)
    offer.decline(now + DAY)
    govern(now + 6 * DAY)
    assert not letters_to(ana, "answer_proposal")


def test_a_coffee_asks_the_day_before_and_tells_two_hours_before(ana, ben, now):
    starts = now + 3 * DAY + 2 * HOUR
    make_coffee(ana, ben, starts)
    assert due("coffee_tomorrow") == {(name, starts - DAY) for name in ("Ana", "Ben")}
    assert due("coffee_soon") == {(name, starts - 2 * HOUR) for name in ("Ana", "Ben")}


def test_afterwards_it_asks_three_times_at_most(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    evening = now.replace(hour=18, minute=30) + DAY
    assert due("did_you_meet") == {
        (name, evening + wait)
        for name in ("Ana", "Ben")
        for wait in (timedelta(), 3 * DAY, 10 * DAY)
    }
    govern(now)
    for hour in range(1, 24 * 16):
        govern(now + hour * HOUR + 30 * MINUTE)
    assert len(letters_to(ana, "did_you_meet")) == 3
    assert coffee.settles_at < now + 16 * DAY


def test_whoever_answered_is_asked_no_more(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(now)
    evening = coffee.evening_for(ana)
    govern(evening)
    coffee.answer(ana, True, evening + HOUR)
    for step in (3 * DAY, 10 * DAY):
        govern(evening + step)
    assert len(letters_to(ana, "did_you_meet")) == 1
    assert len(letters_to(ben, "did_you_meet")) == 3


def test_a_no_against_a_yes_is_asked_once_more_and_the_yes_never(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(now)
    evening = coffee.evening_for(ana)
    govern(evening)
    coffee.answer(ana, True, evening + MINUTE)
    coffee.answer(ben, False, evening + MINUTE)
    for hour in range(24 * 14):
        govern(evening + hour * HOUR)
    assert len(letters_to(ana, "did_you_meet")) == 1
    assert len(letters_to(ben, "did_you_meet")) == 2


def test_a_letter_already_written_is_taken_back_when_the_plan_changes(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    govern(now + DAY)
    move = coffee.move(ben, [now + 5 * DAY], now + DAY)
    move.accept(ana, move.times.get(), now + DAY)
    states = Letter.objects.about(coffee).values_list("kind", "state")
    assert set(states) == {("accepted", "cancelled"), ("coffee_tomorrow", "cancelled")}


def test_even_a_letter_in_a_workers_hand(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    held = Letter.objects.claim(now, 10)
    coffee.cancel(ana, now)
    assert held
    assert not Letter.objects.about(coffee).filter(state="leased").exists()


# -- in words


@pytest.mark.parametrize("reason", reasons.SENTENCES)
def test_every_reason_can_be_told(reason, ana, ben, now):
    details = {"starts": "20:00", "ends": "08:00", "until": now.isoformat(), "pace": "fewer"}
    nudge = Nudge(kind="proposal", reason=reason, details=details)
    words = reasons.because(nudge, ben, ana.zone)
    assert words.startswith("Because ") and words.endswith(".") and "%" not in words
    assert words != "Because of your settings."


@pytest.mark.parametrize("kind", Nudge.Kind.values)
def test_every_kind_has_a_title_and_a_reason(kind, ana, ben):
    nudge = Nudge(kind=kind)
    other = None if kind in ABOUT_NOBODY else ben
    title = reasons.title(nudge, other)
    assert ("Ben" in title) == bool(other)
    assert title and "%" not in title
    assert reasons.because(nudge, other, ana.zone).startswith("Because ")


def test_every_kind_has_a_name_to_be_stopped_by():
    assert set(Nudge.Kind.values) <= set(NAMES)
