"""Guests at an evening: brought by a member, in a member's place, or come by themselves."""

from datetime import timedelta

import pytest

from meetups.errors import (
    AlreadyAsked,
    AskedBefore,
    AskedOnce,
    BadGuest,
    NoSeatToGive,
    NotGathering,
    NotInvited,
    RoomFull,
    TooManyGuests,
)
from meetups.models import Visitor
from meetups.models.hosting import see_to_visitors
from members.errors import NotThere
from members.models import Letter
from tests.factories import MemberFactory, make_evening

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENA = ("Lena Brandt", "lena@example.net", "Binds books")


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days, with two seats."""
    return make_evening(capacity=2)


@pytest.fixture
def lena(evening, ana, now):
    """Ana asked her along; she has not answered."""
    return evening.invite(ana, *LENA, now)


def fresh(guest):
    return Visitor.objects.with_evening().get(pk=guest.pk)


def fill(evening, now):
    """Members take every seat that is left."""
    return [evening.say_going(MemberFactory(), now).member for _ in range(evening.free)]


# -- bringing somebody


def test_whoever_is_asked_along_takes_no_seat_yet(evening, lena, ana):
    assert (lena.state, lena.invited_by, evening.taken) == ("asked", ana, 0)


def test_a_guest_who_says_yes_has_a_seat(evening, lena, now):
    evening.confirm(lena, now + HOUR)
    assert (lena.state, lena.answered_at, evening.taken) == ("confirmed", now + HOUR, 1)


def test_saying_yes_twice_is_saying_it_once(evening, lena, now):
    evening.confirm(lena, now)
    evening.confirm(lena, now + HOUR)
    assert (fresh(lena).answered_at, evening.taken) == (now, 1)


def test_a_guest_who_cannot_come_may_change_their_mind(evening, lena, now):
    evening.confirm(lena, now)
    evening.excuse(lena, now)
    assert (lena.state, evening.taken) == ("declined", 0)
    evening.excuse(lena, now)
    evening.confirm(lena, now)
    assert (fresh(lena).state, evening.taken) == ("confirmed", 1)


def test_a_full_room_says_so(evening, lena, ana, now):
    fill(evening, now)
    with pytest.raises(RoomFull):
        evening.confirm(lena, now)
    with pytest.raises(RoomFull):
        evening.invite(ana, "Otto", "otto@example.net", "", now)
    assert fresh(lena).is_asked
    assert evening.visitors.count() == 1


def test_a_guest_does_not_overtake_the_line(evening, lena, now):
    first, _second = fill(evening, now)
    evening.say_going(MemberFactory(), now)
    evening.rsvps.of(first).update(state="cancelled")
    with pytest.raises(RoomFull):
        evening.confirm(lena, now)


def test_the_seat_of_a_guest_goes_to_the_next_in_line(evening, lena, now):
    evening.confirm(lena, now)
    evening.say_going(MemberFactory(), now)
    waits = MemberFactory()
    evening.say_going(waits, now)
    evening.excuse(lena, now)
    assert evening.rsvp_of(waits).is_offered


def test_three_may_be_asked_until_one_has_answered(evening, lena, ana, now):
    otto = evening.invite(ana, "Otto", "otto@example.net", "", now)
    evening.invite(ana, "Mia", "mia@example.net", "", now)
    with pytest.raises(TooManyGuests):
        evening.invite(ana, "Rolf", "rolf@example.net", "", now)
    evening.excuse(otto, now)
    assert evening.invite(ana, "Rolf", "rolf@example.net", "", now).is_asked


def test_nobody_is_asked_to_one_evening_twice(evening, lena, ana, ben, now):
    for member in (ana, ben):
        with pytest.raises(AlreadyAsked):
            evening.invite(member, "Lena", " LENA@Example.net ", "", now)
    later = evening.series.evenings.exclude(pk=evening.pk).earliest("on")
    assert later.invite(ben, *LENA, now).email == "lena@example.net"


def test_whoever_was_taken_off_can_be_asked_by_somebody_else(evening, lena, ana, ben, now):
    evening.take_off(lena, ana, now)
    again = evening.invite(ben, *LENA, now)
    assert (fresh(lena).state, again.state) == ("cancelled", "asked")


def test_one_member_writes_to_an_address_once_for_an_evening(evening, lena, ana, now):
    evening.take_off(lena, ana, now)
    evening.say_going(ana, now)
    for verb in (evening.invite, evening.give_seat_to):
        with pytest.raises(AskedOnce):
            verb(ana, "Lena", " LENA@example.net ", "", now)
    assert Letter.objects.filter(address="lena@example.net").count() == 1
    assert evening.rsvp_of(ana).is_going
    later = evening.series.evenings.exclude(pk=evening.pk).earliest("on")
    assert later.invite(ana, *LENA, now).is_asked


def test_the_suspended_bring_nobody(evening, ana, now):
    ana.suspend(now)
    for verb in (evening.invite, evening.give_seat_to):
        with pytest.raises(NotThere):
            verb(ana, *LENA, now)


@pytest.mark.parametrize("when", ["begun", "over", "called off"])
def test_an_evening_that_is_not_ahead_takes_nobody(evening, lena, ana, now, when):
    if when == "called off":
        evening.call_off("Water in the cellar", now)
    else:
        now = evening.starts_at if when == "begun" else evening.ends_at
    for verb in (
        lambda: evening.invite(ana, "Otto", "otto@example.net", "", now),
        lambda: evening.ask("Otto", "otto@example.net", "", now),
        lambda: evening.give_seat_to(ana, "Otto", "otto@example.net", "", now),
        lambda: evening.confirm(lena, now),
        lambda: evening.excuse(lena, now),
        lambda: evening.take_off(lena, ana, now),
    ):
        with pytest.raises(NotGathering):
            verb()
    assert fresh(lena).is_asked
    assert evening.visitors.count() == 1


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "lena@example.net"),
        ("\u200b \u2028", "lena@example.net"),
        ("Lena", ""),
        ("Lena", "lena"),
        ("Lena", "lena@"),
        ("Lena", "lena@example.net, otto@example.net"),
        ("Lena", "lena@example.net\nBcc: otto@example.net"),
        ("Lena", "lena@" + "x" * 70 + ".net"),
        ("Lena", "x" * 250 + "@example.net"),
    ],
)
def test_without_a_name_or_an_address_there_is_no_guest(evening, ana, now, name, email):
    with pytest.raises(BadGuest):
        evening.invite(ana, name, email, "", now)
    with pytest.raises(BadGuest):
        evening.ask(name, email, "", now)
    assert not evening.visitors.exists()


# -- taking off


def test_the_inviter_the_host_and_an_organizer_take_a_guest_off(ana, now):
    host = MemberFactory(is_host=True)
    evening = make_evening(host)
    for number, by in enumerate([ana, host, MemberFactory(is_organizer=True)]):
        guest = evening.invite(ana, "Lena", f"lena{number}@example.net", "", now)
        evening.confirm(guest, now)
        evening.take_off(guest, by, now)
        assert (fresh(guest).state, evening.taken) == ("cancelled", 0)


def test_nobody_else_takes_a_guest_off(evening, lena, ben, now):
    for by in (ben, MemberFactory(is_host=True)):
        with pytest.raises(NotThere):
            evening.take_off(lena, by, now)
    assert fresh(lena).is_asked


def test_whoever_was_taken_off_cannot_say_yes(evening, lena, ana, now):
    evening.take_off(lena, ana, now)
    for verb in (evening.confirm, evening.excuse):
        with pytest.raises(NotInvited):
            verb(lena, now)


def test_a_guest_of_one_evening_is_none_of_another(evening, lena, ana, now):
    other = make_evening()
    for verb in (other.confirm, other.excuse, other.confirm_instead):
        with pytest.raises(NotInvited):
            verb(lena, now)
    with pytest.raises(NotThere):
        other.take_off(lena, ana, now)


# -- strangers


def test_a_stranger_asks_for_a_chair(evening, now):
    otto = evening.ask("Otto", "otto@example.net", "", now)
    assert (otto.invited_by, otto.state, evening.taken) == (None, "asked", 0)
    evening.confirm(otto, now)
    assert evening.taken == 1


def test_where_strangers_are_not_taken_nobody_asks(now):
    evening = make_evening(takes_strangers=False)
    with pytest.raises(NotThere):
        evening.ask("Otto", "otto@example.net", "", now)


def test_one_address_asks_twice_at_most_however_it_is_spelled(evening, now):
    evenings = list(evening.series.evenings.order_by("on")[:4])
    evenings[0].ask("Otto", "Otto@Example.net", "", now)
    evenings[1].ask("Otto", " otto@EXAMPLE.NET", "", now)
    for later in (evenings[2], make_evening(name="Mondays", rule="FREQ=WEEKLY;BYDAY=MO")):
        with pytest.raises(AskedBefore):
            later.ask("Somebody else", "otto@example.net", "", now)
    assert Visitor.objects.at("otto@example.net").count() == 2


def test_one_domain_has_one_spelling(evening, now):
    evening.ask("Otto", "otto@münchen.example", "", now)
    assert Visitor.objects.get().email == "otto@xn--mnchen-3ya.example"
    with pytest.raises(AskedBefore):
        evening.ask("Otto", "otto@xn--mnchen-3ya.example", "", now)


def test_being_brought_is_not_asking(evening, ana, now):
    evenings = list(evening.series.evenings.order_by("on")[:4])
    for invited in evenings[:2]:
        invited.invite(ana, *LENA, now)
    for asked in evenings[2:]:
        assert asked.ask(*LENA, now).is_asked


def test_for_one_evening_one_asks_once(evening, lena, now):
    with pytest.raises(AskedBefore):
        evening.ask(*LENA, now)
    assert fresh(lena).invited_by is not None


# -- in a member's place


@pytest.fixture
def substitute(evening, ana, now):
    """Ana gave her seat to Lena, who has not answered; the other seat is taken, two wait."""
    evening.say_going(ana, now)
    fill(evening, now)
    for _ in range(2):
        evening.say_going(MemberFactory(), now)
    return evening.give_seat_to(ana, *LENA, now)


def test_the_seat_is_kept_for_whom_it_was_given_to(evening, substitute, ana, now):
    rsvp = evening.rsvp_of(ana)
    assert (rsvp.state, rsvp.substitute, evening.free) == ("cancelled", substitute, 0)
    assert evening.rsvps.in_line().count() == 2
    evening.confirm(substitute, now)
    assert (fresh(substitute).in_place_of, evening.free) == (rsvp, 0)


def test_a_kept_seat_that_is_not_wanted_goes_to_the_next(evening, substitute, now):
    evening.excuse(substitute, now)
    assert (fresh(substitute).in_place_of, evening.rsvps.in_line().count()) == (None, 1)


def test_a_kept_seat_that_is_taken_back_goes_to_the_next(evening, substitute, ana, now):
    evening.take_off(substitute, ana, now)
    assert evening.rsvps.in_line().count() == 1


def test_a_seat_is_kept_until_the_day_before(evening, substitute, now):
    until = evening.starts_at - DAY
    assert substitute.kept_until == fresh(substitute).write_at == until
    assert see_to_visitors(Visitor.objects, until - timedelta(seconds=1)) == 0
    assert see_to_visitors(Visitor.objects, until) == 1
    assert (fresh(substitute).in_place_of, evening.rsvps.in_line().count()) == (None, 1)
    with pytest.raises(RoomFull):
        evening.confirm(substitute, until)


@pytest.mark.parametrize(("hours", "kept"), [(30, 24), (20, 2), (3, 0)])
def test_a_seat_at_an_evening_moved_near_is_kept_from_then_on(
    evening, substitute, now, hours, kept
):
    """Asked anew, the guest has time to answer, and reads how much."""
    moved_at = now + DAY
    starts_at = moved_at + hours * HOUR
    evening.change(moved_at, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    guest, until = fresh(substitute), starts_at - kept * HOUR
    assert guest.kept_until == guest.write_at == until
    letter = Letter.objects.filter(kind="visitor_confirm").latest("pk")
    assert f"The chair is kept for you until {until:%a %-d %b, %H:%M}." in letter.text
    assert see_to_visitors(Visitor.objects, moved_at + HOUR) == 0
    assert guest.in_place_of


@pytest.mark.parametrize(
    ("before", "kept_until"), [(27, 24), (26, 24), (25, 2), (5, 2), (4, 2), (3, 0), (1, 0)]
)
def test_the_later_a_seat_is_given_the_shorter_it_is_kept(evening, ana, now, before, kept_until):
    evening.say_going(ana, now)
    given_at = evening.starts_at - before * HOUR
    guest = evening.give_seat_to(ana, *LENA, given_at)
    assert guest.kept_until == evening.starts_at - kept_until * HOUR


def test_giving_a_seat_late_costs_nothing_once_somebody_sits_there(evening, ana, now):
    evening.say_going(ana, now)
    late = evening.starts_at - HOUR
    guest = evening.give_seat_to(ana, *LENA, late)
    assert evening.rsvp_of(ana).gave_back_late
    evening.confirm(guest, late)
    assert not evening.rsvp_of(ana).gave_back_late


def test_only_who_has_a_seat_gives_it_and_once(evening, ana, ben, now):
    with pytest.raises(NoSeatToGive):
        evening.give_seat_to(ana, *LENA, now)
    evening.say_going(ana, now)
    evening.give_seat_to(ana, *LENA, now)
    evening.say_going(ana, now)
    with pytest.raises(NoSeatToGive):
        evening.give_seat_to(ana, "Otto", "otto@example.net", "", now)
    evening.take_off(evening.visitors.get(), ana, now)
    assert evening.give_seat_to(ana, "Otto", "otto@example.net", "", now).in_place_of.member == ana


def test_a_refused_gift_leaves_the_seat_where_it_was(evening, lena, ben, now):
    evening.say_going(ben, now)
    with pytest.raises(AlreadyAsked):
        evening.give_seat_to(ben, *LENA, now)
    assert evening.rsvp_of(ben).is_going


# -- another evening instead


def test_where_a_room_is_full_the_next_with_room_is_offered(evening, lena, ana, now):
    second, third = evening.series.evenings.order_by("on")[1:3]
    fill(evening, now)
    fill(second, now)
    assert evening.next_with_room(now) == third
    third.confirm_instead(lena, now)
    assert (fresh(lena).session, fresh(lena).state, third.taken) == (third, "confirmed", 1)
    assert not evening.visitors.exists()


def test_the_next_with_room_may_be_of_what_goes_on_from_the_series(evening, lena, now):
    fill(evening, now)
    second = evening.series.evenings.order_by("on")[1]
    evening.series.go_on_as(second.on, {"name": "Supper"}, now, "Another day")
    later = evening.next_with_room(now)
    assert (later.pk, later.series.name) == (second.pk, "Supper")
    later.confirm_instead(lena, now)
    assert fresh(lena).session == later
    with pytest.raises(NotInvited):
        make_evening(name="Another").confirm_instead(lena, now)


def test_after_a_calling_off_the_next_can_be_taken(evening, lena, now):
    evening.confirm(lena, now)
    evening.call_off("Water in the cellar", now)
    later = evening.next_with_room(now)
    later.confirm_instead(lena, now)
    assert fresh(lena).session == later


def test_whoever_has_a_seat_takes_no_second_one(evening, lena, ana, now):
    evening.confirm(lena, now)
    later = evening.next_with_room(now)
    with pytest.raises(NotInvited):
        later.confirm_instead(lena, now)
    evening.take_off(lena, ana, now)
    with pytest.raises(NotInvited):
        later.confirm_instead(lena, now)


def test_nobody_is_twice_on_the_later_list(evening, lena, ana, now):
    later = evening.next_with_room(now)
    later.invite(ana, *LENA, now)
    with pytest.raises(AlreadyAsked):
        later.confirm_instead(lena, now)


def test_the_evening_changed_to_may_be_full_as_well(evening, lena, now):
    later = evening.next_with_room(now)
    fill(later, now)
    with pytest.raises(RoomFull):
        later.confirm_instead(lena, now)
    assert fresh(lena).session == evening


# -- hostile names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("D'Arcy <b>", "D'Arcy <b>"),
        ("Lena\u2028Brandt\r\nBcc: x", "Lena Brandt Bcc: x"),
        ("\u202eanel", "anel"),
        ("x" * 90, "x" * 80),
        ("عبد الرحمن", "عبد الرحمن"),
    ],
)
def test_a_name_is_kept_as_one_readable_line(evening, ana, now, name, kept):
    guest = evening.invite(ana, name, "lena@example.net", name * 9, now)
    assert fresh(guest).name == kept
    assert len(fresh(guest).about) <= 200
