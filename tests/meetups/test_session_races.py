"""The last seat of an evening, wanted by two hundred at once; what ends while it is written of."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest

from meetups import radar
from meetups.models import Nudge, WeeklySession
from meetups.nudges import governor
from members.models import Letter
from tests.factories import MemberFactory, make_evening
from tests.meetups.test_races import at_once, kinds, without_locks  # noqa: F401

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RIVALS, SEATS = 200, 28
DAY = timedelta(days=1)


@pytest.fixture
def evening(now):
    return make_evening(capacity=SEATS)


def all_say_going(evening, members, now):
    """Each in a thread and with a copy of the evening of their own, as requests have."""

    def verb(member):
        return lambda: WeeklySession.objects.get(pk=evening.pk).say_going(member, now)

    return at_once(*(verb(member) for member in members))


def test_two_hundred_want_the_last_seats(evening, now):
    members = [MemberFactory(password="!") for _ in range(RIVALS)]
    outcomes = all_say_going(evening, members, now)
    assert kinds(outcomes) == {"Rsvp": RIVALS}
    assert evening.rsvps.going().count() == SEATS
    turns = list(evening.rsvps.in_line().values_list("turn", flat=True))
    assert turns == list(range(1, RIVALS - SEATS + 1))
    # Row numbers are handed out under the lock as well: the line is in the order it was got.
    line = evening.rsvps.in_line()
    assert list(line.values_list("pk", flat=True)) == sorted(line.values_list("pk", flat=True))
    last = line.last()
    assert last.position == RIVALS - SEATS


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_room_is_overbooked(evening, now, monkeypatch):
    members = [MemberFactory(password="!") for _ in range(60)]
    monkeypatch.setattr("members.patience.TRIES", 1)
    all_say_going(evening, members, now)
    assert evening.rsvps.going().count() > SEATS


def test_of_many_at_the_door_one_has_the_seat_of_the_excused(evening, now):
    going = [evening.say_going(MemberFactory(password="!"), now) for _ in range(SEATS)]
    outside = [MemberFactory(password="!") for _ in range(6)]
    host, start = MemberFactory(is_organizer=True), evening.starts_at
    evening.mark(going[0], "excused", start, host, start)

    def let_in(member):
        return lambda: WeeklySession.objects.get(pk=evening.pk).let_in(member, start, host, start)

    outcomes = at_once(*(let_in(member) for member in outside))
    assert kinds(outcomes) == {"Rsvp": 1, "RoomFull": 5}
    assert evening.taken == SEATS


def test_a_seat_given_back_at_once_by_many_is_offered_once_each(evening, now):
    members = [MemberFactory(password="!") for _ in range(SEATS + 5)]
    for member in members:
        evening.say_going(member, now)

    def leave(member):
        return lambda: WeeklySession.objects.get(pk=evening.pk).say_cant(member, now)

    outcomes = at_once(*(leave(member) for member in members[:10]))
    assert kinds(outcomes) == {"Rsvp": 10}
    assert evening.rsvps.filter(state="offered").count() == 5
    assert (evening.taken, evening.rsvps.in_line().count()) == (SEATS - 5, 0)


def while_written(monkeypatch, nudge, now, verb):
    """Decide about the nudge; say the verb when the letter knows its company, and isn't kept."""
    known, coming_there = threading.Event(), radar.coming

    def dawdling(*args, **kwargs):
        people = coming_there(*args, **kwargs)
        known.set()
        time.sleep(0.3)
        return people

    def say():
        known.wait(timeout=30)
        verb()

    monkeypatch.setattr(radar, "coming", dawdling)
    at_once(partial(governor._decide_locked, nudge.pk, now), say)
    letters = Letter.objects.filter(recipient=nudge.recipient, kind=nudge.kind)
    again = Nudge.objects.filter(kind=nudge.kind, state="waiting").exclude(pk=nudge.pk)
    return list(letters.values_list("state", flat=True)), again.count()


@pytest.fixture
def week(ana, ben, evening, now):
    Nudge.objects.leave(ana, "the_week", ana, key="week", due_at=now)
    return Nudge.objects.get(key="week")


def call_off(evening, now):
    return partial(evening.call_off, "The mill is flooded", now)


def test_who_calls_off_finds_the_invitation_just_being_written(week, evening, now, monkeypatch):
    found = while_written(monkeypatch, week, now, call_off(evening, now))
    assert found == (["cancelled"], 1)


def test_without_holding_the_evening_they_would_not(week, evening, now, monkeypatch):
    monkeypatch.setattr(WeeklySession, "hold_still", lambda self: None)
    found = while_written(monkeypatch, week, now, call_off(evening, now))
    assert found == (["waiting"], 0)


@pytest.fixture
def question(ana, ben, evening, now):
    for member in (ana, ben):
        evening.say_going(member, now)
    return Nudge.objects.get(kind="session_tomorrow", recipient=ana)


def test_who_parts_finds_the_question_just_being_written(
    question, ana, ben, evening, now, monkeypatch
):
    eve = evening.starts_at - DAY
    found = while_written(monkeypatch, question, eve, partial(ben.block, ana, eve))
    # Ben's own waits as well.
    assert found == (["cancelled"], 2)


def test_without_holding_the_reader_they_would_not(question, ana, ben, evening, now, monkeypatch):
    monkeypatch.setattr(governor, "HOLD_THEIR_READER", [])
    eve = evening.starts_at - DAY
    found = while_written(monkeypatch, question, eve, partial(ben.block, ana, eve))
    assert found == (["waiting"], 1)
