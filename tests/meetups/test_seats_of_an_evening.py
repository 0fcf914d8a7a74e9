"""Who has a seat at an evening, who waits, and whose turn it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meetups.errors import BadEvening, NoSeatOffered, NotGathering
from meetups.models import Nudge, ReadyTime, Rsvp, Visitor, WeeklySession
from meetups.models.admitting import let_offers_end, let_the_gone_go
from meetups.models.glance import glance
from members.errors import NotThere
from tests.factories import MemberFactory, make_evening, make_hours, make_venue

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Kind = Nudge.Kind


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days, with two seats."""
    return make_evening(capacity=2)


def comes(evening, how_many, now, **more):
    """So many newcomers, each having said that they come, in this order."""
    members = [MemberFactory() for _ in range(how_many)]
    for member in members:
        evening.say_going(member, now, **more)
    return members


def state_of(evening, member):
    return evening.rsvp_of(member).state


def told(member):
    """What the member is to hear at once, the oldest first."""
    nudges = Nudge.objects.for_member(member).filter(state="waiting")
    wanted = nudges.exclude(kind=Kind.SESSION_TOMORROW).order_by("pk")
    return list(wanted.values_list("kind", flat=True))


# -- going


def test_there_is_a_seat(evening, ana, now):
    rsvp = evening.say_going(ana, now)
    assert rsvp.is_going
    assert (evening.taken, evening.free) == (1, 1)
    assert told(ana) == [Kind.SESSION_GOING]


def test_the_question_of_the_day_before_is_left(evening, ana, now):
    evening.say_going(ana, now)
    question = Nudge.objects.get(kind=Kind.SESSION_TOMORROW)
    assert question.due_at == evening.starts_at - DAY


def test_saying_it_twice_is_saying_it_once(evening, ana, now):
    evening.say_going(ana, now)
    evening.say_going(ana, now)
    assert evening.taken == 1
    assert told(ana) == [Kind.SESSION_GOING]


def test_without_a_seat_one_waits_in_line(evening, now):
    comes(evening, 2, now)
    third, fourth = comes(evening, 2, now)
    assert [evening.rsvp_of(one).position for one in (third, fourth)] == [1, 2]
    assert told(third) == []


def test_nobody_overtakes_the_line(evening, now):
    first, _second, third = comes(evening, 3, now)
    evening.rsvps.of(first).update(state="cancelled")
    late = MemberFactory()
    assert evening.say_going(late, now).position == 2
    assert state_of(evening, third) == "waiting"


def test_a_suspended_member_takes_no_seat(evening, ana, now):
    ana.suspend(now)
    with pytest.raises(NotThere):
        evening.say_going(ana, now)
    assert not evening.rsvps.exists()


# -- giving back, and the next in line


def test_a_seat_given_back_is_offered_to_the_next(evening, now):
    first, _second, third = comes(evening, 3, now)
    evening.say_cant(first, now)
    rsvp = evening.rsvp_of(third)
    assert (state_of(evening, first), rsvp.state) == ("cancelled", "offered")
    # A quarter of the 57.5 hours that are left.
    assert rsvp.offered_until == now + (evening.starts_at - now) / 4
    assert told(first) == [Kind.SESSION_LEFT]
    assert told(third) == [Kind.SEAT_OFFERED]
    assert evening.taken == 2


@pytest.mark.parametrize(
    ("left", "kept_for"),
    [(10 * DAY, 24 * HOUR), (40 * HOUR, 10 * HOUR), (8 * HOUR, 2 * HOUR), (5 * HOUR, 2 * HOUR)],
)
def test_an_offer_is_shorter_the_nearer_the_evening(evening, now, left, kept_for):
    first, _second, third = comes(evening, 3, now)
    WeeklySession.objects.filter(pk=evening.pk).update(
        starts_at=now + left, ends_at=now + left + HOUR
    )
    evening.say_cant(first, now)
    assert evening.rsvp_of(third).offered_until == now + kept_for


def test_with_no_time_to_ask_whoever_takes_any_has_the_seat(evening, now):
    first, second = comes(evening, 2, now)
    (third,) = comes(evening, 1, now)
    (fourth,) = comes(evening, 1, now, takes_any=True)
    near = evening.starts_at - 4 * HOUR
    evening.say_cant(first, near)
    assert [state_of(evening, one) for one in (third, fourth)] == ["waiting", "going"]
    evening.say_cant(second, near)
    assert evening.rsvp_of(third).offered_until == evening.starts_at


def test_an_offer_taken_is_a_seat(evening, now):
    first, _second, third = comes(evening, 3, now)
    evening.say_cant(first, now)
    assert evening.say_going(third, now).is_going
    assert evening.taken == 2


def test_an_offer_declined_goes_to_the_next(evening, now):
    first, _second, third, fourth = comes(evening, 4, now)
    evening.say_cant(first, now)
    evening.say_cant(third, now)
    assert [state_of(evening, one) for one in (third, fourth)] == ["declined", "offered"]
    assert told(third) == []


def test_an_offer_that_is_over_goes_to_the_next(evening, now):
    first, _second, third, fourth = comes(evening, 4, now)
    evening.say_cant(first, now)
    over = evening.rsvp_of(third).offered_until
    assert let_offers_end(WeeklySession.objects, over - timedelta(seconds=1)) == 0
    assert let_offers_end(WeeklySession.objects, over) == 1
    assert [state_of(evening, one) for one in (third, fourth)] == ["declined", "offered"]


def test_an_offer_that_is_over_cannot_be_taken(evening, now):
    first, _second, third = comes(evening, 3, now)
    evening.say_cant(first, now)
    over = evening.rsvp_of(third).offered_until
    with pytest.raises(NoSeatOffered):
        evening.say_going(third, over)


def test_whoever_leaves_the_line_is_not_told_of_a_seat(evening, now):
    comes(evening, 2, now)
    third, fourth = comes(evening, 2, now)
    evening.say_cant(third, now)
    assert told(third) == []
    assert evening.rsvp_of(fourth).position == 1


def test_whoever_comes_back_stands_at_the_end(evening, now):
    comes(evening, 2, now)
    third, fourth = comes(evening, 2, now)
    evening.say_cant(third, now)
    evening.say_going(third, now)
    assert [evening.rsvp_of(one).position for one in (third, fourth)] == [2, 1]


@pytest.mark.parametrize(
    ("ahead", "kept_for"), [(3 * HOUR, 3 * HOUR), (10 * HOUR, 2.5 * HOUR), (60 * HOUR, 12 * HOUR)]
)
def test_an_offer_ends_in_time_for_an_evening_that_moves(evening, now, ahead, kept_for):
    """Earlier, with or without time to ask others after it; later it stays as it was told."""
    first, _second, third = comes(evening, 3, now)
    moment = evening.starts_at - 48 * HOUR
    evening.say_cant(first, moment)
    assert evening.rsvp_of(third).offered_until == moment + 12 * HOUR
    starts_at = moment + ahead
    evening.change(moment, starts_at=starts_at, ends_at=starts_at + HOUR)
    rsvp = evening.rsvp_of(third)
    assert (rsvp.state, rsvp.offered_until) == ("offered", moment + kept_for)


def test_a_removed_members_seat_goes_to_the_next(evening, now):
    first, _second, third = comes(evening, 3, now)
    evening.remove(first, now)
    assert [state_of(evening, one) for one in (first, third)] == ["cancelled", "offered"]


def test_saying_no_without_a_seat_is_only_noted(evening, ana, now):
    evening.say_cant(ana, now)
    assert state_of(evening, ana) == "declined"
    assert told(ana) == []


# -- late


def test_giving_back_late_is_noted_until_somebody_sits_there(evening, now):
    first, _second = comes(evening, 2, now)
    (third,) = comes(evening, 1, now)
    late = evening.starts_at - HOUR
    evening.say_cant(first, late)
    assert evening.rsvp_of(first).gave_back_late
    evening.say_going(third, late)
    assert not evening.rsvp_of(first).gave_back_late


def test_giving_back_in_time_costs_nothing(evening, now):
    (first,) = comes(evening, 1, now)
    evening.say_cant(first, evening.starts_at - 3 * HOUR)
    assert not evening.rsvp_of(first).gave_back_late


# -- what the host does


def test_a_larger_room_lets_the_next_in(evening, now):
    comes(evening, 2, now)
    third, fourth = comes(evening, 2, now)
    evening.change(now, capacity=3)
    assert [state_of(evening, one) for one in (third, fourth)] == ["offered", "waiting"]


def test_a_smaller_room_removes_nobody(evening, now):
    comes(evening, 2, now)
    evening.change(now, capacity=1)
    assert (evening.taken, evening.free, evening.over_by) == (2, -1, 1)
    late = MemberFactory()
    assert evening.say_going(late, now).is_waiting


def test_a_move_is_told_to_all_who_come_or_wait(evening, now):
    first, second, third = comes(evening, 3, now)
    evening.say_cant(second, now)
    Nudge.objects.all().delete()
    evening.change(
        now, starts_at=evening.starts_at + HOUR, ends_at=evening.ends_at + HOUR, note="Later"
    )
    assert [told(one) for one in (first, second, third)] == [
        [Kind.SESSION_MOVED],
        [],
        [Kind.SESSION_MOVED],
    ]
    question = Nudge.objects.get(kind=Kind.SESSION_TOMORROW, recipient=first)
    assert question.due_at == evening.starts_at - DAY
    assert evening.sequence == 1


def test_words_of_the_host_move_nothing(evening, now):
    (first,) = comes(evening, 1, now)
    Nudge.objects.all().delete()
    evening.change(now, note="Bring a card")
    assert (evening.sequence, told(first)) == (0, [])


@pytest.mark.parametrize("hours", [(-60, 1), (3, 2)])
def test_no_evening_in_the_past_or_backwards(evening, now, hours):
    starts, ends = (now + number * HOUR for number in hours)
    with pytest.raises(BadEvening):
        evening.change(now, starts_at=starts, ends_at=ends)
    evening.refresh_from_db()
    assert evening.sequence == 0


def test_calling_off_is_told_with_its_reason(evening, now):
    first, _second, third = comes(evening, 3, now)
    Nudge.objects.all().delete()
    evening.call_off("  The boiler\nis broken ", now)
    assert (evening.state, evening.reason) == ("cancelled", "The boiler is broken")
    assert [told(one) for one in (first, third)] == [[Kind.SESSION_OFF]] * 2


def test_no_evening_is_called_off_without_a_reason(evening, now):
    with pytest.raises(BadEvening):
        evening.call_off(" \u2028 ", now)
    evening.refresh_from_db()
    assert not evening.is_cancelled


def test_no_evening_is_called_off_twice(evening, now):
    evening.call_off("Snow", now)
    with pytest.raises(NotGathering):
        evening.call_off("More snow", now)
    evening.refresh_from_db()
    assert evening.reason == "Snow"


@pytest.mark.parametrize("verb", ["say_going", "say_cant", "remove", "still_coming"])
def test_an_evening_that_is_off_begun_or_over_takes_no_answer(evening, ana, now, verb):
    evening.say_going(ana, now)
    before = list(evening.rsvps.values())
    for moment in (evening.starts_at, evening.ends_at):
        with pytest.raises(NotGathering):
            getattr(evening, verb)(ana, moment)
    evening.call_off("Snow", now)
    before = list(evening.rsvps.values())
    with pytest.raises(NotGathering, match="Snow"):
        getattr(evening, verb)(ana, now)
    assert list(evening.rsvps.values()) == before


# -- still coming, and the time it takes


def test_still_coming_is_said_once(evening, ana, now):
    evening.say_going(ana, now)
    evening.still_coming(ana, now)
    evening.still_coming(ana, now + HOUR)
    assert evening.rsvp_of(ana).still_on_at == now


def test_only_who_has_a_seat_still_comes(evening, ana, now):
    with pytest.raises(NotThere):
        evening.still_coming(ana, now)


def test_an_evening_is_no_time_for_a_coffee(evening, ana, now):
    make_hours(ana)
    late = evening.starts_at - HOUR

    def is_free():
        line = ReadyTime.objects.lines_of([ana], now)[ana.pk]
        minutes = int(late.timestamp() // 60)
        return any(start <= minutes < end for start, end in zip(line[::2], line[1::2], strict=True))

    WeeklySession.objects.filter(pk=evening.pk).update(starts_at=late)
    assert is_free()
    evening.say_going(ana, now)
    assert not is_free()
    assert ReadyTime.objects.renew_expired(now) == 1
    assert not is_free()
    evening.say_cant(ana, now)
    assert is_free()


def test_a_place_in_line_takes_nobodys_time(evening, ana, now):
    make_hours(ana)
    comes(evening, 2, now)
    evening.say_going(ana, now)
    evening.say_cant(ana, now)
    assert ReadyTime.objects.renew_expired(now) == 0


# -- one glance


def test_a_glance_sees_what_the_phrases_say(evening, ana, now):
    """Whatever an answer or a guest may be: it counts, waits or does neither, there and here."""
    for number, state in enumerate([*Rsvp.State.values, "waiting", "going"], 1):
        until = now + DAY if state == "offered" else None
        rsvp = Rsvp(session=evening, member=MemberFactory(), state=state, turn=number)
        rsvp.changed_at, rsvp.offered_until = now, until
        rsvp.save()
    gone = evening.rsvps.filter(state="cancelled").get()
    for state in Visitor.State.values:
        for given in (None, gone):
            # Of those in a member's place there is one at a time.
            answered_at = None if state == "asked" else now
            guest = evening.visitors.create(
                name="Lena Fry",
                email=f"{state}@example.org" if given else f"{state}2@example.org",
                state=state,
                in_place_of=given,
                asked_at=now,
                answered_at=answered_at,
            )
            seen = glance(evening)
            taken = evening.rsvps.holding().count() + evening.visitors.holding().count()
            waiting = evening.rsvps.in_line().count()
            assert (seen.taken, seen.waiting, seen.last_turn, seen.rsvp) == (
                taken,
                waiting,
                7,
                None,
            )
            assert (seen.free, seen.has_room) == (2 - taken, False)
            if given:
                Visitor.objects.filter(pk=guest.pk).update(in_place_of=None)
    assert (taken, waiting) == (5, 2)
    for seated in (evening.rsvps.going(), evening.visitors.confirmed()):
        for attendance, still in (("excused", 0), ("absent", 2), ("late", 2)):
            seated.update(attendance=attendance, attended_at=now)
            assert seated.model.objects.filter(pk__in=seated).holding().count() == still
            taken = evening.rsvps.holding().count() + evening.visitors.holding().count()
            assert glance(evening).taken == taken


def test_a_glance_reads_an_answer_as_it_is_kept(evening, ana, ben, now):
    kept = evening.say_going(ana, now, takes_any=True, is_shown=False)
    seen = glance(evening, ana).rsvp
    kept.refresh_from_db()
    assert values(seen) == values(kept)
    assert not seen._state.adding
    new = glance(evening, ben).rsvp
    assert (new.pk, new.session, new.member, new.state) == (None, evening, ben, "")


@pytest.mark.parametrize("of", ["evening", "series"])
def test_a_verb_takes_its_turn_with_the_row_as_it_is(evening, now, of):
    mine = evening if of == "evening" else evening.series
    model, venue = type(mine), mine.venue
    other = make_venue(name="Elsewhere")
    theirs = model.objects.get(pk=mine.pk)
    theirs.capacity, theirs.agenda, theirs.venue = 7, ["Coffee, rolls", 'Two "words"'], other
    theirs.save()
    assert mine.venue == venue
    mine._take_turn()
    assert values(mine) == values(model.objects.get(pk=mine.pk))
    assert (mine.capacity, mine.venue) == (7, other)


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


# -- promises of the database


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "perhaps"},
        {"state": "waiting", "turn": None},
        {"state": "offered"},
        {"offered_until": "2026-11-19T09:00Z"},
        {"attendance": "present"},
        {"attendance": "asleep", "attended_at": "2026-11-19T09:00Z"},
        {"state": "declined", "attendance": "present", "attended_at": "2026-11-19T09:00Z"},
    ],
)
def test_the_database_refuses_an_answer_that_cannot_be(evening, ana, now, broken):
    rsvp = evening.say_going(ana, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        evening.rsvps.filter(pk=rsvp.pk).update(**broken)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "cancelled"},
        {"reason": "Snow"},
        {"capacity": 0},
        {"word": "HELLO"},
        {"ends_at": "2026-11-01T09:00Z"},
    ],
)
def test_the_database_refuses_an_evening_that_cannot_be(evening, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklySession.objects.filter(pk=evening.pk).update(**broken)


# -- who isn't here any more


def test_the_seats_of_the_gone_are_passed_on(evening, now):
    first, second = comes(evening, 2, now)
    third, fourth = comes(evening, 2, now)
    assert let_the_gone_go(WeeklySession.objects, now) == 0
    for member in (first, third):
        member.suspend(now)
    assert let_the_gone_go(WeeklySession.objects, now) == 1
    states = [state_of(evening, member) for member in (first, second, third, fourth)]
    assert states == ["cancelled", "going", "cancelled", "offered"]
    assert let_the_gone_go(WeeklySession.objects, now) == 0


def test_what_has_begun_stays_as_it_was(evening, now):
    (first,) = comes(evening, 1, now)
    first.suspend(now)
    assert let_the_gone_go(WeeklySession.objects, evening.starts_at) == 0
    evening.let_the_gone_go(evening.starts_at)
    assert state_of(evening, first) == "going"


def test_a_block_changes_nothing_for_anybody_to_see(evening, ana, ben, now):
    for member in (ana, ben):
        evening.say_going(member, now)
    before = list(evening.rsvps.order_by("pk").values())
    ana.block(ben, now)
    assert let_the_gone_go(WeeklySession.objects, now) == 0
    assert list(evening.rsvps.order_by("pk").values()) == before
