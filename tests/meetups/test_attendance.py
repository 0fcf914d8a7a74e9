"""The door: who came, by a host's taps and by the word on the wall, and how the list closes."""

import uuid
from datetime import timedelta

import pytest

from meetups.errors import DoorClosed, NoSeatToGive, NotBegun, RoomFull, WrongWord
from meetups.guests import GuestList
from meetups.models import Nudge, Rsvp, StandingSeat, Visitor, WeeklySession
from meetups.models.admitting import let_the_gone_go
from meetups.models.closing import close_old
from meetups.models.planning import let_seats_lapse
from members.errors import NotThere
from members.models import Letter
from tests.factories import MemberFactory, make_evening, make_series

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def host():
    return MemberFactory(name="Priya Raman", is_host=True)


@pytest.fixture
def evening(host, now):
    return make_evening(host, capacity=3)


@pytest.fixture
def start(evening):
    return evening.starts_at


@pytest.fixture
def rsvp(evening, ana, now):
    return evening.say_going(ana, now)


def attendance_of(guest):
    guest.refresh_from_db()
    return guest.attendance


# -- a host's taps


def test_a_tap_writes_down_that_somebody_is_here(evening, rsvp, host, start):
    evening.mark(rsvp, "present", start, host, start)
    assert (attendance_of(rsvp), rsvp.attended_at, rsvp.attended_by) == ("present", start, host)
    assert evening.here == 1


def test_a_tap_is_taken_back(evening, rsvp, host, start):
    evening.mark(rsvp, "present", start, host, start)
    evening.mark(rsvp, "", start + MINUTE, host, start + MINUTE)
    assert (attendance_of(rsvp), evening.here) == ("", 0)


def test_taps_replayed_in_any_order_end_the_same(evening, rsvp, host, start):
    taps = [("present", start), ("", start + MINUTE), ("late", start + 2 * MINUTE)]
    for attendance, tapped_at in [*reversed(taps), *taps, *reversed(taps)]:
        evening.mark(rsvp, attendance, tapped_at, host, start + HOUR)
    assert (attendance_of(rsvp), rsvp.attended_at) == ("late", start + 2 * MINUTE)


def test_an_old_tap_does_not_undo_what_was_taken_back(evening, rsvp, host, start):
    evening.mark(rsvp, "", start + MINUTE, host, start + MINUTE)
    evening.mark(rsvp, "present", start, host, start + HOUR)
    assert attendance_of(rsvp) == ""


def test_a_phone_whose_clock_is_ahead_does_not_shut_others_out(evening, rsvp, host, start):
    evening.mark(rsvp, "present", start + 9 * DAY, host, start)
    evening.mark(rsvp, "late", start + MINUTE, host, start + MINUTE)
    assert attendance_of(rsvp) == "late"


def test_only_its_hosts_and_organizers_stand_at_the_door(evening, rsvp, ana, start):
    organizer = MemberFactory(is_organizer=True)
    other_host = MemberFactory(is_host=True)
    for stranger in (ana, other_host):
        with pytest.raises(NotThere):
            evening.mark(rsvp, "present", start, stranger, start)
    assert attendance_of(rsvp) == ""
    evening.mark(rsvp, "present", start, organizer, start)
    assert attendance_of(rsvp) == "present"


def test_whoever_gave_the_seat_back_cannot_be_marked(evening, rsvp, ana, host, now, start):
    evening.say_cant(ana, now)
    with pytest.raises(NotThere):
        evening.mark(rsvp, "present", start, host, start)


def leave(member, now):
    member.is_active = False
    member.save(update_fields=["is_active"])
    return let_the_gone_go(WeeklySession.objects, now)


# Every door through which a member's seat is left, and a guest's.
WAYS_OUT = {
    "by their own word": lambda evening, ana, now: evening.say_cant(ana, now),
    "taken off": lambda evening, ana, now: evening.remove(ana, now),
    "gone": lambda evening, ana, now: leave(ana, now),
    "standing no more": lambda evening, ana, now: evening.series.stand_no_more(ana, now),
    "lapsed": lambda evening, ana, now: evening.series.stand_no_more(ana, now, has_lapsed=True),
}
GUESTS_WAYS_OUT = {
    "by their own word": lambda evening, guest, now: evening.excuse(guest, now),
    "taken off": lambda evening, guest, now: evening.take_off(guest, guest.invited_by, now),
}


def marks_of(guest):
    guest.refresh_from_db()
    return guest.attendance, guest.attended_at, guest.attended_by


@pytest.mark.parametrize("attendance", ["present", "late", "excused", "absent"])
@pytest.mark.parametrize("way", WAYS_OUT)
def test_whoever_was_marked_can_still_leave_the_seat(
    evening, ana, host, now, start, way, attendance
):
    evening.series.stand(ana, now)
    rsvp, early = evening.rsvp_of(ana), start - HOUR
    evening.mark(rsvp, attendance, early, host, early)
    WAYS_OUT[way](evening, ana, early + MINUTE)
    assert marks_of(rsvp) == ("", None, None)
    assert rsvp.state == "cancelled"
    assert not evening.series.evenings.filter(rsvps__attendance=attendance).exists()


@pytest.mark.parametrize("attendance", ["present", "late", "excused", "absent"])
@pytest.mark.parametrize("way", GUESTS_WAYS_OUT)
def test_a_guest_who_was_marked_can_still_leave_the_seat(
    evening, ana, host, now, start, way, attendance
):
    guest, early = evening.invite(ana, "Lena", "lena@example.net", "", now), start - HOUR
    evening.confirm(guest, now)
    evening.mark(guest, attendance, early, host, early)
    GUESTS_WAYS_OUT[way](evening, guest, early + MINUTE)
    assert marks_of(guest) == ("", None, None)
    assert guest.is_out


def test_one_marked_evening_does_not_keep_the_rest_of_a_standing_seat(
    evening, ana, host, start, now
):
    evening.series.stand(ana, now)
    early = start - HOUR
    evening.mark(evening.rsvp_of(ana), "excused", early, host, early)
    evening.series.stand_no_more(ana, early)
    assert not Rsvp.objects.of(ana).going().exists()


def test_whoever_takes_a_seat_again_is_expected_anew(evening, rsvp, ana, host, start):
    early = start - HOUR
    evening.mark(rsvp, "excused", early, host, early)
    evening.say_cant(ana, early + MINUTE)
    evening.say_going(ana, early + 2 * MINUTE)
    assert marks_of(rsvp) == ("", None, None)


def test_whoever_was_here_can_give_the_seat_away(evening, rsvp, ana, host, start):
    early = start - HOUR
    evening.mark(rsvp, "present", early, host, early)
    evening.give_seat_to(ana, "Lena", "lena@example.net", "", early + MINUTE)
    assert marks_of(rsvp) == ("", None, None)


def test_an_evening_called_off_keeps_what_was_written_down(evening, rsvp, host, start):
    evening.mark(rsvp, "present", start, host, start)
    evening.call_off("A fire alarm.", start + MINUTE)
    assert attendance_of(rsvp) == "present"


def test_nobody_of_another_evening_is_marked(evening, rsvp, host, now, start):
    other = make_series(host, name="Another").evenings.earliest("on")
    with pytest.raises(NotThere):
        other.mark(rsvp, "present", start, host, start)


@pytest.mark.parametrize("early", [-2 * HOUR - MINUTE, 26 * HOUR])
def test_the_door_is_open_for_its_hours(evening, rsvp, host, start, early):
    with pytest.raises(DoorClosed):
        evening.mark(rsvp, "present", start + early, host, start + early)
    assert attendance_of(rsvp) == ""


# -- at the door without a seat


def test_a_member_without_a_seat_is_let_in(evening, ana, host, start):
    rsvp = evening.let_in(ana, start + 20 * MINUTE, host, start + 20 * MINUTE)
    assert (rsvp.state, attendance_of(rsvp)) == ("going", "late")
    assert not Nudge.objects.exists()


def test_a_full_room_lets_nobody_in(evening, ana, host, now, start):
    for _ in range(3):
        evening.say_going(MemberFactory(), now)
    with pytest.raises(RoomFull):
        evening.let_in(ana, start, host, start)
    with pytest.raises(RoomFull):
        evening.let_visitor_in(uuid.uuid4(), "Lena", start, host, start)
    assert evening.taken == 3


def test_a_visitor_who_walked_in_is_counted_once(evening, host, start):
    at_the_door = uuid.uuid4()
    for _replay in range(3):
        evening.let_visitor_in(at_the_door, "Lena D'Arcy <b>", start, host, start)
    assert [(one.name, one.attendance) for one in Visitor.objects.all()] == [
        ("Lena D'Arcy <b>", "present")
    ]
    assert (evening.taken, evening.here) == (1, 1)


# -- excused


def filled(evening, now):
    """Two members and a guest take all three seats. -> who does"""
    ana, ben = (evening.say_going(MemberFactory(), now) for _ in range(2))
    guest = evening.invite(ana.member, "Lena", "lena@example.net", "", now)
    evening.confirm(guest, now)
    return ana, ben, guest


@pytest.mark.parametrize("place", [0, 2])
def test_whoever_is_excused_keeps_nobody_out(evening, ana, host, now, start, place):
    excused = filled(evening, now)[place]
    with pytest.raises(RoomFull):
        evening.let_in(ana, start, host, start)
    evening.mark(excused, "excused", start, host, start)
    assert (evening.taken, evening.free) == (2, 1)
    evening.let_in(ana, start, host, start)
    with pytest.raises(RoomFull):
        evening.let_visitor_in(uuid.uuid4(), "Otto", start, host, start)
    assert (evening.taken, evening.over_by) == (3, 0)


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("attendance", ["", "late"])
def test_an_excused_one_who_comes_after_all_is_one_more(
    evening, ana, host, now, start, place, attendance
):
    """Nobody has to go: the room is over its seats, and says so."""
    everybody = filled(evening, now)
    evening.mark(everybody[place], "excused", start, host, start)
    walked_in = evening.let_in(ana, start, host, start)
    evening.mark(everybody[place], attendance, start + MINUTE, host, start + MINUTE)
    assert attendance_of(everybody[place]) == attendance
    assert (evening.taken, evening.over_by) == (4, 1)
    assert evening.rsvps.going().count() + evening.visitors.confirmed().count() == 4
    assert attendance_of(walked_in) == "present"


def test_before_it_begins_the_next_in_line_has_the_seat_of_the_excused(evening, host, now, start):
    excused, also, guest = filled(evening, now)
    asked, at_once = (
        evening.say_going(MemberFactory(), now, takes_any=wish).member for wish in (False, True)
    )
    early = start - HOUR
    for one in (excused, guest):
        evening.mark(one, "excused", early, host, early)
    assert [evening.rsvp_of(one).state for one in (asked, at_once)] == ["offered", "going"]
    with pytest.raises(RoomFull):
        evening.let_visitor_in(uuid.uuid4(), "Otto", early, host, early)
    evening.mark(also, "present", early, host, early)
    assert (evening.taken, evening.over_by) == (3, 0)


def test_whoever_is_excused_has_no_seat_to_give_away(evening, rsvp, ana, host, start):
    early = start - HOUR
    assert GuestList(evening, ana, early).can_give_seat
    evening.mark(rsvp, "excused", early, host, early)
    assert not GuestList(evening, ana, early).can_give_seat
    with pytest.raises(NoSeatToGive):
        evening.give_seat_to(ana, "Lena", "lena@example.net", "", early)


def test_giving_back_a_seat_that_was_excused_is_not_late(evening, rsvp, ana, host, start):
    early = start - HOUR
    evening.mark(rsvp, "excused", early, host, early)
    evening.say_cant(ana, early + MINUTE)
    assert not evening.rsvp_of(ana).gave_back_late


@pytest.mark.parametrize("verb", ["say_going", "still_coming"])
def test_whoever_comes_after_all_says_so_before_it_begins(evening, rsvp, ana, host, start, verb):
    """A tap from before that, which a phone still keeps, excuses them no more."""
    early = start - HOUR
    evening.mark(rsvp, "excused", early, host, early)
    getattr(evening, verb)(ana, early + MINUTE)
    evening.mark(rsvp, "excused", early, host, early + 2 * MINUTE)
    assert (attendance_of(rsvp), rsvp.state, evening.taken) == ("", "going", 1)


def test_on_the_seat_of_the_excused_somebody_else_stays(evening, rsvp, ana, host, now, start):
    early = start - HOUR
    evening.mark(rsvp, "excused", early, host, early)
    for _ in range(3):
        evening.say_going(MemberFactory(), early)
    with pytest.raises(NotThere):
        evening.still_coming(ana, early)
    assert attendance_of(rsvp) == "excused"
    evening.say_going(ana, early)
    assert (attendance_of(rsvp), rsvp.state, rsvp.position) == ("", "waiting", 1)
    assert (evening.taken, evening.over_by) == (3, 0)


@pytest.mark.parametrize("is_in_place", [False, True])
def test_an_excused_guest_comes_after_all_while_a_seat_is_free(
    evening, rsvp, ana, host, now, start, is_in_place
):
    ask = evening.give_seat_to if is_in_place else evening.invite
    guest = ask(ana, "Lena", "lena@example.net", "", now)
    evening.confirm(guest, now)
    early = start - HOUR
    evening.mark(guest, "excused", early, host, early)
    evening.confirm(guest, early + MINUTE)
    evening.mark(guest, "excused", early, host, early + 2 * MINUTE)
    assert attendance_of(guest) == ""
    later = early + 3 * MINUTE
    evening.mark(guest, "excused", later, host, later)
    for _ in range(evening.free):
        evening.say_going(MemberFactory(), later)
    with pytest.raises(RoomFull):
        evening.confirm(guest, later)
    assert (attendance_of(guest), evening.over_by) == ("excused", 0)


# -- the word on the wall


def test_the_word_says_that_one_is_here(evening, rsvp, ana, start):
    evening.check_in(ana, f" {evening.word.lower()}\n", start)
    assert attendance_of(rsvp) == "present"
    evening.check_in(ana, evening.word, start + HOUR)
    assert attendance_of(rsvp) == "present"


def test_the_word_of_an_excused_one_who_came_after_all_counts(evening, rsvp, ana, host, start):
    evening.mark(rsvp, "excused", start - HOUR, host, start - HOUR)
    evening.check_in(ana, evening.word, start)
    assert (attendance_of(rsvp), rsvp.attended_at, rsvp.attended_by) == ("present", start, ana)


@pytest.mark.parametrize("word", ["", "WRONGX", "ＡＢＣ", "é" * 6, "x" * 100_000])
def test_another_word_says_nothing(evening, rsvp, ana, start, word):
    with pytest.raises(WrongWord):
        evening.check_in(ana, word, start)
    assert attendance_of(rsvp) == ""


@pytest.mark.parametrize("early", [-31 * MINUTE, 2 * HOUR, 7 * DAY])
def test_the_word_counts_in_its_hours_alone(evening, rsvp, ana, start, early):
    with pytest.raises(DoorClosed):
        evening.check_in(ana, evening.word, start + early)
    assert attendance_of(rsvp) == ""


def test_the_word_of_another_evening_is_no_word(evening, rsvp, ana, start):
    later = evening.series.evenings.latest("on")
    WeeklySession.objects.filter(pk=later.pk).update(word="AAAAAA")
    WeeklySession.objects.filter(pk=evening.pk).update(word="BBBBBB")
    with pytest.raises(WrongWord):
        evening.check_in(ana, "AAAAAA", start)


def test_an_evening_that_moves_away_from_its_open_door_forgets_who_came(evening, rsvp, host, start):
    early = start - HOUR
    evening.mark(rsvp, "present", early, host, early)
    walked_in = evening.let_visitor_in(uuid.uuid4(), "Otto", early, host, early)
    evening.change(early + MINUTE, starts_at=start + 7 * DAY, ends_at=start + 7 * DAY + HOUR)
    assert [attendance_of(one) for one in (rsvp, walked_in)] == ["", ""]
    # Who left no address cannot be told of another day.
    assert (walked_in.state, evening.taken) == ("cancelled", 1)
    # A phone that was without a network sends its tap a week late.
    evening.mark(rsvp, "present", early, host, start + 7 * DAY)
    assert attendance_of(rsvp) == ""
    evening.mark(rsvp, "late", start + 7 * DAY, host, start + 7 * DAY)
    assert attendance_of(rsvp) == "late"


@pytest.mark.parametrize("place", [0, 2])
@pytest.mark.parametrize("is_taken", [False, True])
def test_an_evening_that_moves_has_seats_for_all_who_come(
    evening, host, now, start, place, is_taken
):
    """Whoever is excused may come then, unless somebody else has the seat."""
    excused = filled(evening, now)[place]
    early = start - HOUR
    evening.mark(excused, "excused", early, host, early)
    if is_taken:
        evening.say_going(MemberFactory(), early)
    evening.change(early, starts_at=start + 7 * DAY, ends_at=start + 7 * DAY + HOUR)
    assert attendance_of(excused) == ""
    gone = "declined" if place else "cancelled"
    still = "confirmed" if place else "going"
    assert excused.state == (gone if is_taken else still)
    assert (evening.taken, evening.over_by) == (3, 0)
    told = Nudge.objects.filter(kind="session_left").exists()
    written = Letter.objects.about(excused).filter(kind="visitor_off").exists()
    assert (told or written) == is_taken


def test_the_next_in_line_has_the_seat_of_who_walked_in_when_it_moves(evening, rsvp, host, start):
    early = start - HOUR
    for name in ("Otto", "Ida"):
        evening.let_visitor_in(uuid.uuid4(), name, early, host, early)
    waits = evening.say_going(MemberFactory(), early)
    assert waits.is_waiting
    evening.change(early, starts_at=start + 7 * DAY, ends_at=start + 7 * DAY + HOUR)
    waits.refresh_from_db()
    assert (waits.state, evening.taken) == ("offered", 2)


def test_an_evening_that_begins_a_little_later_knows_who_is_there(evening, rsvp, host, start):
    early = start - HOUR
    evening.mark(rsvp, "present", early, host, early)
    evening.change(early, starts_at=start + HOUR, ends_at=start + 2 * HOUR, note="Soup.")
    assert attendance_of(rsvp) == "present"


# -- closing


def test_unknown_stays_unknown(evening, rsvp, ana, host, now, start):
    seen = evening.say_going(MemberFactory(), now)
    evening.mark(seen, "present", start, host, start)
    evening.close(host, evening.ends_at)
    assert [attendance_of(one) for one in (rsvp, seen)] == ["", "present"]
    with pytest.raises(DoorClosed):
        evening.mark(rsvp, "present", evening.ends_at, host, evening.ends_at)


def test_the_host_says_that_nobody_else_came(evening, rsvp, host, now, start):
    seen = evening.say_going(MemberFactory(), now)
    evening.mark(seen, "present", start, host, start)
    evening.close(host, evening.ends_at, others="absent")
    assert [attendance_of(one) for one in (rsvp, seen)] == ["absent", "present"]


@pytest.mark.parametrize("others", ["", "absent"])
def test_nobody_has_stayed_away_from_what_has_not_begun(evening, rsvp, host, start, others):
    with pytest.raises(NotBegun):
        evening.close(host, start - MINUTE, others=others)
    evening.refresh_from_db()
    assert (evening.closed_at, attendance_of(rsvp)) == (None, "")


@pytest.fixture
def closed(evening, rsvp, host, start):
    """At eight the host says that nobody else came."""
    evening.close(host, start + 90 * MINUTE, others="absent")
    assert attendance_of(rsvp) == "absent"
    return evening


@pytest.mark.parametrize("minutes", [-100, 0, 89])
@pytest.mark.parametrize("attendance", ["present", "late", "excused"])
def test_a_tap_from_before_the_closing_counts_when_it_comes(
    closed, rsvp, host, start, minutes, attendance
):
    other, tapped_at = MemberFactory(is_organizer=True), start + minutes * MINUTE
    brought = closed.ends_at + DAY - MINUTE
    closed.mark(rsvp, attendance, tapped_at, other, brought)
    assert marks_of(rsvp) == (attendance, tapped_at, other)


def test_a_tap_from_after_the_closing_does_not(closed, rsvp, host, start):
    for minutes in (90, 91):
        with pytest.raises(DoorClosed):
            closed.mark(rsvp, "present", start + minutes * MINUTE, host, closed.ends_at)
    assert attendance_of(rsvp) == "absent"


def test_a_tap_that_comes_a_day_later_is_too_late(closed, rsvp, host, start):
    with pytest.raises(DoorClosed):
        closed.mark(rsvp, "present", start, host, closed.ends_at + DAY)
    assert attendance_of(rsvp) == "absent"


def test_after_the_closing_too_the_later_of_two_taps_stands(evening, rsvp, host, start):
    evening.mark(rsvp, "", start + 2 * MINUTE, host, start + 2 * MINUTE)
    evening.close(host, start + HOUR, others="absent")
    evening.mark(rsvp, "present", start + MINUTE, host, evening.ends_at)
    assert attendance_of(rsvp) == "absent"
    evening.mark(rsvp, "late", start + 30 * MINUTE, host, evening.ends_at)
    assert attendance_of(rsvp) == "late"


def test_whoever_was_let_in_before_the_closing_counts_too(closed, ben, host, start):
    seated = closed.let_in(ben, start, host, closed.ends_at)
    guest = closed.let_visitor_in(uuid.uuid4(), "Otto", start, host, closed.ends_at)
    assert (seated.attendance, guest.attendance, closed.here) == ("present", "present", 2)
    for let_in, who in ((closed.let_in, [MemberFactory()]), (closed.let_visitor_in, ["x", "Ida"])):
        with pytest.raises(DoorClosed):
            let_in(*who, closed.ends_at, host, closed.ends_at)


def test_what_was_closed_too_early_is_opened_again(evening, rsvp, host, now, start):
    seen, guest = (
        evening.say_going(MemberFactory(), now),
        evening.invite(host, "Lena", "lena@example.net", "", now),
    )
    evening.confirm(guest, now)
    evening.mark(seen, "present", start, host, start)
    evening.close(host, start + MINUTE, others="absent")
    assert attendance_of(guest) == "absent"
    evening.open_again(host, start + 2 * MINUTE)
    assert [attendance_of(one) for one in (rsvp, seen, guest)] == ["", "present", ""]
    evening.mark(rsvp, "late", start + 20 * MINUTE, host, start + 20 * MINUTE)
    evening.close(host, evening.ends_at, others="absent")
    assert [attendance_of(one) for one in (rsvp, seen, guest)] == ["late", "present", "absent"]


def test_a_list_is_opened_again_by_its_hosts_in_its_hours(closed, rsvp, ana, host):
    over = closed.ends_at + DAY
    for who, when, refusal in ((ana, closed.ends_at, NotThere), (host, over, DoorClosed)):
        with pytest.raises(refusal):
            closed.open_again(who, when)
    closed.refresh_from_db()
    assert closed.closed_at and attendance_of(rsvp) == "absent"
    closed.open_again(host, over - MINUTE)
    closed.open_again(host, over - MINUTE)
    assert closed.closed_at is None


def test_what_hosts_forget_closes_by_itself(evening, rsvp, start):
    over = evening.ends_at + DAY
    assert close_old(WeeklySession.objects, over - MINUTE) == 0
    assert close_old(WeeklySession.objects, over) == 1
    evening.refresh_from_db()
    assert (evening.closed_at, attendance_of(rsvp)) == (over, "")


# -- a seat for every time


@pytest.fixture
def evenings(host, ana, now):
    """The first three of a series that Ana comes to every time."""
    series = make_series(host)
    series.stand(ana, now)
    return list(series.evenings.order_by("on")[:3])


def end_of(evening, member, host, attendance):
    rsvp = evening.rsvp_of(member)
    evening.mark(rsvp, attendance, evening.starts_at, host, evening.starts_at)
    evening.close(host, evening.ends_at)
    return let_seats_lapse(StandingSeat.objects, evening.ends_at + DAY)


def test_a_standing_seat_lapses_after_two_unannounced_absences(evenings, ana, host):
    first, second, third = evenings
    assert end_of(first, ana, host, "absent") == 0
    assert end_of(second, ana, host, "absent") == 1
    seat = StandingSeat.objects.get()
    assert (seat.has_lapsed, seat.ended_at) == (True, second.ends_at + DAY)
    assert third.rsvp_of(ana).state == "cancelled"
    assert [nudge.about for nudge in Nudge.objects.filter(kind="seat_lapsed")] == [seat]


def stays_away(evening, member, host):
    evening.close(host, evening.starts_at + HOUR, others="absent")
    assert evening.rsvp_of(member).attendance == "absent"
    return let_seats_lapse(StandingSeat.objects, evening.ends_at + DAY - MINUTE)


def test_no_seat_lapses_while_a_phone_may_still_bring_a_tap(evenings, ana, host):
    for evening in evenings[:2]:
        assert stays_away(evening, ana, host) == 0
    assert StandingSeat.objects.get().misses == 2
    late = evening.ends_at + DAY - MINUTE
    evening.mark(evening.rsvp_of(ana), "present", evening.starts_at, host, late)
    assert StandingSeat.objects.get().misses == 0
    assert let_seats_lapse(StandingSeat.objects, late + DAY) == 0


def test_an_excuse_that_comes_after_the_closing_is_no_absence(evenings, ana, host):
    for evening in evenings[:2]:
        stays_away(evening, ana, host)
    evening.mark(evening.rsvp_of(ana), "excused", evening.starts_at, host, evening.ends_at)
    assert StandingSeat.objects.get().misses == 1


def test_a_guest_let_in_before_the_closing_takes_a_seat_that_was_given_back_late(
    evenings, ana, host
):
    first, start = evenings[0], evenings[0].starts_at
    first.say_cant(ana, start - HOUR)
    first.close(host, start + HOUR)
    assert StandingSeat.objects.get().misses == 1
    first.let_visitor_in(uuid.uuid4(), "Lena", start, host, first.ends_at)
    assert StandingSeat.objects.get().misses == 0


def test_a_closing_that_is_taken_back_counts_once(evenings, ana, host):
    first, second, _third = evenings
    stays_away(first, ana, host)
    for _again in range(3):
        stays_away(second, ana, host)
        assert StandingSeat.objects.get().misses == 2
        second.open_again(host, second.ends_at)
        assert StandingSeat.objects.get().misses == 1


def test_coming_once_starts_the_count_anew(evenings, ana, host):
    for evening, attendance in zip(evenings, ["absent", "late", "absent"], strict=True):
        assert end_of(evening, ana, host, attendance) == 0
    assert StandingSeat.objects.get().misses == 1


@pytest.mark.parametrize("attendance", ["excused", ""])
def test_excused_and_unknown_are_no_absences(evenings, ana, host, attendance):
    for evening in evenings:
        end_of(evening, ana, host, attendance)
    assert StandingSeat.objects.get().misses == 0


def test_giving_back_late_counts_unless_the_seat_is_taken(evenings, ana, host, now):
    first, second, _third = evenings
    for evening in (first, second):
        evening.say_cant(ana, evening.starts_at - HOUR)
    first.say_going(MemberFactory(), first.starts_at - HOUR)
    for evening in (first, second):
        evening.close(host, evening.ends_at)
    assert StandingSeat.objects.get().misses == 1


def test_a_guest_who_walks_in_takes_one_seat_that_was_given_back_late(evenings, ana, host, now):
    first, start = evenings[0], evenings[0].starts_at
    ben = MemberFactory()
    first.say_going(ben, now)
    for minutes, member in ((60, ana), (30, ben)):
        first.say_cant(member, start - minutes * MINUTE)
    at_the_door = uuid.uuid4()
    for _replay in range(2):
        first.let_visitor_in(at_the_door, "Lena", start, host, start)
    assert [first.rsvp_of(one).gave_back_late for one in (ana, ben)] == [False, True]
    first.close(host, first.ends_at)
    assert StandingSeat.objects.get().misses == 0


def test_a_member_who_stands_again_begins_anew(evenings, ana, host):
    for evening in evenings[:2]:
        end_of(evening, ana, host, "absent")
    series, later = evenings[0].series, evenings[2].starts_at - DAY
    series.stand(ana, later)
    seat = StandingSeat.objects.get()
    assert (seat.misses, seat.ended_at, seat.has_lapsed) == (0, None, False)
    # What the lapse took from them is not theirs again unless they say so.
    assert Rsvp.objects.get(session=evenings[2], member=ana).state == "cancelled"
