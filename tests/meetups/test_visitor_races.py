"""Guests and members who want the same seat at the same instant."""

import pytest

from meetups.models import Visitor, WeeklySession
from members.models import Letter
from tests.factories import MemberFactory, make_evening
from tests.meetups.test_races import at_once, kinds, without_locks  # noqa: F401

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
RIVALS, SEATS = 12, 3


@pytest.fixture
def evening(now):
    return make_evening(capacity=SEATS)


def invited(evening, how_many, now):
    """Guests who have not answered, each of a member of their own."""
    return [
        evening.invite(MemberFactory(password="!"), "Lena", f"lena{n}@example.net", "", now)
        for n in range(how_many)
    ]


def the_same(evening):
    """A copy of the evening, as each request has its own."""
    return WeeklySession.objects.get(pk=evening.pk)


def all_want_a_seat(evening, now):
    """As many guests confirm as members say that they come."""
    guests = invited(evening, RIVALS, now)
    members = [MemberFactory(password="!") for _ in range(RIVALS)]
    return at_once(
        *(lambda guest=guest: the_same(evening).confirm(guest, now) for guest in guests),
        *(lambda member=member: the_same(evening).say_going(member, now) for member in members),
    )


def test_guests_and_members_want_the_last_seats(evening, now):
    outcomes = kinds(all_want_a_seat(evening, now))
    assert evening.taken == SEATS
    confirmed = evening.visitors.confirmed().count()
    assert outcomes["Rsvp"] == RIVALS
    assert outcomes.get("RoomFull", 0) == RIVALS - confirmed
    assert outcomes.get("NoneType", 0) == confirmed


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_room_is_overbooked(evening, now, monkeypatch):
    monkeypatch.setattr("members.patience.TRIES", 1)
    all_want_a_seat(evening, now)
    assert evening.taken > SEATS


def test_a_yes_said_twice_at_once_is_one_seat_and_one_letter(evening, now):
    (guest,) = invited(evening, 1, now)
    copies = [Visitor.objects.get(pk=guest.pk) for _ in range(6)]
    outcomes = at_once(*(lambda copy=copy: the_same(evening).confirm(copy, now) for copy in copies))
    assert kinds(outcomes) == {"NoneType": 6}
    assert evening.taken == 1
    assert Letter.objects.filter(kind="visitor_going").count() == 1


def test_a_yes_here_and_a_yes_there_are_one_seat(evening, now):
    (guest,) = invited(evening, 1, now)
    later = evening.next_with_room(now)
    copies = [Visitor.objects.get(pk=guest.pk) for _ in range(2)]
    outcomes = at_once(
        lambda: the_same(evening).confirm(copies[0], now),
        lambda: the_same(later).confirm_instead(copies[1], now),
    )
    assert kinds(outcomes) == {"NoneType": 1, "NotInvited": 1}
    assert evening.taken + later.taken == 1


def test_of_many_asks_at_once_for_many_evenings_two_count(evening, now):
    evenings = list(evening.series.evenings.order_by("on")[:6])
    outcomes = at_once(
        *(
            lambda one=one: the_same(one).ask("Otto", "otto@example.net", "", now)
            for one in evenings
        )
    )
    assert kinds(outcomes) == {"Visitor": 2, "AskedBefore": 4}
