"""The last seat of an evening, wanted by two hundred at once; one called off while it is told."""

import threading
import time
from functools import partial

import pytest

from meetups.models import Nudge, WeeklySession
from meetups.nudges import coming, governor
from members.models import Letter
from tests.factories import MemberFactory, make_evening
from tests.meetups.test_races import at_once, kinds, without_locks  # noqa: F401

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RIVALS, SEATS = 200, 28


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


def invited_while_it_is_called_off(ana, ben, evening, now, monkeypatch):
    """The states of the weekly letters written to Ana, of which the first invites her."""
    Nudge.objects.leave(ana, "the_week", ana, key="week", due_at=now)
    pk = Nudge.objects.get(key="week").pk
    found, radar = threading.Event(), coming.radar

    def dawdling(*args):
        # The evening is found, and the letter still to be written.
        found.set()
        time.sleep(0.3)
        return radar(*args)

    def call_off():
        found.wait(timeout=30)
        evening.call_off("The mill is flooded", now)

    monkeypatch.setattr(coming, "radar", dawdling)
    at_once(partial(governor._decide_locked, pk, now), call_off)
    return list(Letter.objects.filter(recipient=ana).values_list("state", flat=True))


def test_who_calls_off_finds_the_invitation_just_being_written(ana, ben, evening, now, monkeypatch):
    states = invited_while_it_is_called_off(ana, ben, evening, now, monkeypatch)
    assert states == ["cancelled"]
    assert Nudge.objects.filter(kind="the_week", state="waiting").count() == 1


def test_without_holding_the_evening_they_would_not(ana, ben, evening, now, monkeypatch):
    monkeypatch.setattr(WeeklySession, "hold_still", lambda self: None)
    states = invited_while_it_is_called_off(ana, ben, evening, now, monkeypatch)
    assert states == ["waiting"]
