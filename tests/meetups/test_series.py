"""How a series comes to have evenings, on the venue's wall, and who comes every time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from meetups import recurrence
from meetups.errors import BadEvening, BadRule
from meetups.models import Nudge, Series, StandingSeat
from meetups.models.planning import AHEAD, let_seats_lapse, make_evenings
from tests.factories import MemberFactory, make_series, make_venue

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)


# -- rules


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", [date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 19)]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", [MONDAY, date(2026, 3, 16), date(2026, 3, 30)]),
        ("FREQ=MONTHLY;BYDAY=-1TU", [date(2026, 3, 31), date(2026, 4, 28), date(2026, 5, 26)]),
        # The 31st exists in every second month or so.
        ("FREQ=MONTHLY;BYMONTHDAY=31", [date(2026, 3, 31), date(2026, 5, 31), date(2026, 7, 31)]),
        ("FREQ=WEEKLY;COUNT=2", [MONDAY, date(2026, 3, 9)]),
        (recurrence.every(1, 3), [date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 19)]),
        (recurrence.every_month(1, 0), [MONDAY, date(2026, 4, 6), date(2026, 5, 4)]),
    ],
)
def test_a_rule_names_dates(rule, found):
    assert recurrence.checked_rule(rule, MONDAY) == rule
    assert list(recurrence.dates(rule, MONDAY, MONDAY, MONDAY + 365 * DAY))[:3] == found


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every Thursday",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=99999999999",
        "FREQ=WEEKLY;COUNT=1001",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=٣",
        "FREQ=WEEKLY;UNTIL=20260230",
        "FREQ=WEEKLY;UNTIL=20200101",
        "FREQ=WEEKLY;BYSECOND=1",
        "FREQ=WEEKLY\nRDATE:20260101",
        "FREQ=WEEKLY;FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=+99TH",
        "FREQ=MONTHLY;BYMONTHDAY=-40",
        "FREQ=WEEKLY;" + "X" * 300,
    ],
)
def test_a_rule_that_names_nothing_or_too_much_is_refused(rule):
    with pytest.raises(BadRule):
        recurrence.checked_rule(rule, MONDAY)


def test_a_rule_after_the_end_of_the_calendar_is_refused():
    with pytest.raises(BadRule):
        recurrence.checked_rule("FREQ=WEEKLY;BYDAY=TH", date(9999, 12, 30))


# -- evenings


@pytest.mark.django_db
def test_evenings_exist_twelve_weeks_ahead(now):
    series = make_series()
    ons = list(series.evenings.order_by("on").values_list("on", flat=True))
    assert ons == [date(2026, 11, 19) + week * 7 * DAY for week in range(12)]
    assert {evening.capacity for evening in series.evenings.all()} == {28}


@pytest.mark.django_db
def test_making_them_twice_is_making_them_once(now):
    series = make_series()
    assert series.make_evenings(now) == 0
    assert series.evenings.count() == 12


@pytest.mark.django_db
def test_the_sweep_makes_one_more_each_week(now):
    series = make_series()
    assert make_evenings(Series.objects, now) == 0
    assert make_evenings(Series.objects, now + 7 * DAY) == 1
    assert series.evenings.latest("on").on == date(2026, 11, 19) + AHEAD


@pytest.mark.django_db
def test_half_past_six_stays_half_past_six_when_the_clocks_change(now):
    spring = datetime(2027, 3, 20, 9, tzinfo=UTC)
    series = make_series(starts_on=date(2027, 3, 25), now=spring)
    first, second = series.evenings.order_by("on")[:2]
    assert [one.starts_at for one in (first, second)] == [
        datetime(2027, 3, 25, 18, 30, tzinfo=UTC),
        datetime(2027, 4, 1, 17, 30, tzinfo=UTC),
    ]
    assert first.ends_at - first.starts_at == second.ends_at - second.starts_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "starts_at"),
    [
        # Half past one does not exist on 28 March 2027 in London, and comes twice on 31 October.
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_skipped_or_doubled_is_one_moment(day, starts_at):
    before = datetime.combine(day - 2 * DAY, time(9), tzinfo=UTC)
    series = make_series(rule="FREQ=WEEKLY;BYDAY=SU", starts_on=day, clock=time(1, 30), now=before)
    assert series.evenings.earliest("on").starts_at == starts_at


@pytest.mark.django_db
def test_a_holiday_is_skipped_with_its_reason(now):
    series = make_series()
    series.skip(date(2026, 12, 24), "Christmas Eve", now)
    eve = series.evenings.get(on=date(2026, 12, 24))
    assert (eve.state, eve.reason) == ("cancelled", "Christmas Eve")
    later = make_series(name="Another")
    later.holidays.create(on=date(2027, 2, 11), reason="Half-term")
    later.make_evenings(now + 14 * DAY)
    assert not later.evenings.filter(on=date(2027, 2, 11)).exists()


def moved(evening, days, now):
    """The evening, some days off its own date."""
    starts_at, ends_at = (one + days * DAY for one in (evening.starts_at, evening.ends_at))
    evening.change(now, starts_at=starts_at, ends_at=ends_at)
    return evening


@pytest.mark.django_db
def test_on_a_date_left_out_nothing_takes_place_that_was_moved_there(now):
    series = make_series()
    first, second, third = series.evenings.order_by("on")[:3]
    moved(first, 7, now), moved(third, 1, now)
    series.skip(second.on, "Carnival", now)
    assert [one.on for one in series.evenings.exclude(reason="")] == [first.on, second.on]
    series.skip(third.on, "Carnival", now)
    third.refresh_from_db()
    assert not third.is_cancelled
    series.make_evenings(now)
    assert series.evenings.count() == 12


@pytest.mark.django_db
def test_after_its_end_nothing_takes_place_that_was_moved_there(now):
    series = make_series()
    first, second, third = series.evenings.order_by("on")[:3]
    moved(second, 1, now), moved(third, -8, now)
    series.end(second.on, now, "The mill closes.")
    assert list(series.evenings.on_calendar().order_by("on")) == [first, third]


@pytest.mark.django_db
def test_a_series_that_has_ended_makes_no_more(now):
    series = make_series(ends_on=date(2026, 11, 26))
    assert series.evenings.count() == 2
    series = make_series(name="Another")
    series.end(date(2026, 11, 26), now, "We meet on Tuesdays")
    assert series.evenings.on_calendar().count() == 2
    assert make_evenings(Series.objects, now + 21 * DAY) == 0


@pytest.mark.django_db
def test_two_series_of_one_name_have_two_addresses(now):
    assert [make_series().slug, make_series().slug] == ["thursday-table", "thursday-table-2"]
    assert make_series(name="آلة").slug.startswith("series")
    assert make_series(name="New").slug != "new"


@pytest.mark.django_db
def test_the_database_makes_an_evening_once(now):
    series = make_series()
    twin = series.evenings.earliest("on")
    twin.pk = twin.uuid = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


# -- every time


@pytest.mark.django_db
def test_a_standing_seat_answers_every_evening_without_a_letter(ana, now):
    series = make_series()
    skipped = series.evenings.latest("on")
    skipped.say_cant(ana, now)
    series.stand(ana, now)
    states = [evening.rsvp_of(ana).state for evening in series.evenings.order_by("on")]
    assert states == ["going"] * 11 + ["declined"]
    assert not Nudge.objects.exclude(kind=Nudge.Kind.SESSION_TOMORROW).exists()


@pytest.mark.django_db
def test_a_new_evening_is_answered_by_the_oldest_standing_seats(now):
    series = make_series(capacity=1)
    first, second = MemberFactory(), MemberFactory()
    series.stand(first, now)
    series.stand(second, now + DAY)
    series.make_evenings(now + 7 * DAY)
    newest = series.evenings.latest("on")
    assert [newest.rsvp_of(one).state for one in (first, second)] == ["going", "waiting"]


@pytest.mark.django_db
def test_skipping_one_leaves_the_others(ana, now):
    series = make_series()
    series.stand(ana, now)
    series.evenings.earliest("on").say_cant(ana, now)
    states = [evening.rsvp_of(ana).state for evening in series.evenings.order_by("on")[:2]]
    assert states == ["cancelled", "going"]


@pytest.mark.django_db
def test_whoever_stands_no_more_keeps_what_they_said_themselves(ana, now):
    series = make_series()
    own = series.evenings.earliest("on")
    own.say_going(ana, now)
    series.stand(ana, now)
    series.stand_no_more(ana, now)
    states = [evening.rsvp_of(ana).state for evening in series.evenings.order_by("on")]
    assert states == ["going"] + ["cancelled"] * 11


# -- this and following


@pytest.mark.django_db
def test_this_and_following_become_another_series(ana, ben, now):
    series = make_series(ana)
    series.stand(ben, now)
    third = series.evenings.order_by("on")[2]
    third.change(now, capacity=5)
    changes = {"clock": time(19), "venue": make_venue(name="The Forge"), "capacity": 40}
    later = series.go_on_as(third.on, changes, now, "Another day")
    assert (series.evenings.count(), later.evenings.count()) == (2, 10)
    assert series.ends_on == third.on - DAY
    third.refresh_from_db()
    fourth = later.evenings.order_by("on")[1]
    assert [evening.rsvp_of(ben).state for evening in (third, fourth)] == ["going"] * 2
    # What was changed for one evening alone stays.
    assert [evening.capacity for evening in (third, fourth)] == [5, 40]
    assert [evening.venue.name for evening in (third, fourth)] == ["The Forge"] * 2
    assert third.starts_at == datetime(2026, 12, 3, 19, tzinfo=UTC)
    assert third.original_start == datetime(2026, 12, 3, 18, 30, tzinfo=UTC)
    assert list(later.hosts.all()) == [ana]
    assert later.split_from == series
    assert later.slug == "thursday-table-2"


@pytest.fixture
def split(ana, now):
    """A series that another goes on from at its third evening, of which Ana came to each.

    -> (the series, what goes on)
    """
    series = make_series()
    series.stand(ana, now)
    third = series.evenings.order_by("on")[2]
    return series, series.go_on_as(third.on, {"clock": time(19)}, now, "Another day")


def said_in(series, member):
    return [getattr(one.rsvp_of(member), "state", "") for one in series.evenings.order_by("on")]


def test_a_standing_seat_goes_on_in_what_follows(split, ana, now):
    series, later = split
    seat = StandingSeat.objects.get()
    assert (seat.series, seat.since, seat.ended_at) == (later, now, None)
    assert list(StandingSeat.objects.at(series)) == list(StandingSeat.objects.at(later)) == [seat]
    later.make_evenings(now + 7 * DAY)
    assert said_in(later, ana) == ["going"] * 11


def test_standing_in_either_part_is_one_seat_in_both(split, ben, now):
    series, later = split
    assert series.stand(ben, now) == later.stand(ben, now)
    assert StandingSeat.objects.of(ben).get().series == later
    assert [said_in(one, ben) for one in split] == [["going"] * 2, ["going"] * 10]


def test_standing_no_more_in_the_part_that_ends_ends_it_in_both(split, ana, now):
    series, _later = split
    series.stand_no_more(ana, now)
    assert not StandingSeat.objects.kept().exists()
    assert [said_in(one, ana) for one in split] == [["cancelled"] * 2, ["cancelled"] * 10]


def test_absences_before_and_after_a_split_are_counted_together(split, ana, now):
    host = MemberFactory(is_organizer=True)
    for evening in (split[0].evenings.latest("on"), split[1].evenings.earliest("on")):
        evening.mark(evening.rsvp_of(ana), "absent", evening.starts_at, host, evening.starts_at)
        evening.close(host, evening.ends_at)
    assert let_seats_lapse(StandingSeat.objects, evening.ends_at + timedelta(days=1)) == 1
    assert StandingSeat.objects.get().has_lapsed
    assert said_in(split[1], ana)[1:] == ["cancelled"] * 9


def test_a_part_that_is_split_again_leaves_the_seat_with_what_goes_on(split, ana, now):
    series, later = split
    second = series.evenings.latest("on")
    between = series.go_on_as(second.on, {"rule": "FREQ=WEEKLY;BYDAY=TU,TH"}, now, "Twice a week")
    assert StandingSeat.objects.get().series == between.going_on() == later
    # The new Tuesday between the two is answered as well.
    assert said_in(between, ana) == ["going"] * 2
    last = later.go_on_as(later.evenings.latest("on").on, {"capacity": 9}, now, "Another day")
    assert StandingSeat.objects.get().series == series.going_on() == last


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("on", [date(2026, 11, 26), date(2026, 12, 10)])
def test_a_date_is_left_out_in_whichever_part_gathers_then(split, now, part, on):
    split[part].skip(on, "Carnival", now)
    (evening,) = split[0].evenings.filter(on=on) | split[1].evenings.filter(on=on)
    assert (evening.state, evening.reason) == ("cancelled", "Carnival")
    assert [one.holidays.get().on for one in split] == [on, on]


def evenings_on_calendar(*series):
    return [one.evenings.on_calendar().count() for one in series]


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(
    ("last", "ends", "left"),
    [
        # In the part that goes on: the one that was split ends where it did.
        (date(2026, 12, 10), [date(2026, 12, 2), date(2026, 12, 10)], [2, 2]),
        (date(2026, 11, 19), [date(2026, 11, 19)] * 2, [1, 0]),
    ],
)
def test_ending_either_part_ends_the_line(split, now, part, last, ends, left):
    split[part].end(last, now, "The mill closes")
    assert evenings_on_calendar(*split) == left
    for one in split:
        one.refresh_from_db()
    assert [one.ends_on for one in split] == ends
    make_evenings(Series.objects, now + 28 * DAY)
    assert evenings_on_calendar(*split) == left


@pytest.mark.django_db
def test_dates_of_the_old_rule_are_called_off(ben, now):
    series = make_series()
    first = series.evenings.earliest("on")
    first.say_going(ben, now)
    later = series.go_on_as(
        first.on, {"rule": "FREQ=WEEKLY;BYDAY=TU"}, now, "We meet on Tuesdays now"
    )
    first.refresh_from_db()
    assert (first.state, first.reason) == ("cancelled", "We meet on Tuesdays now")
    days = {evening.on.weekday() for evening in later.evenings.on_calendar()}
    assert days == {1}
    assert Nudge.objects.filter(recipient=ben, kind=Nudge.Kind.SESSION_OFF).count() == 1


@pytest.mark.django_db
def test_what_was_called_off_does_not_rise_again_in_what_follows(ben, now):
    series = make_series()
    third, fourth = series.evenings.order_by("on")[2:4]
    fourth.say_going(ben, now)
    fourth.call_off("No heating.", now)
    told = Nudge.objects.count()
    later = series.go_on_as(third.on, {"clock": time(19)}, now, "Another day")
    assert [later.evenings.filter(on=fourth.on).get()] == [fourth]
    fourth.refresh_from_db()
    assert (fourth.state, fourth.reason, fourth.starts_at.hour) == ("cancelled", "No heating.", 18)
    assert Nudge.objects.count() == told


@pytest.mark.django_db
def test_an_evening_that_began_early_is_not_made_again_in_what_follows(now):
    series = make_series()
    first, second = series.evenings.order_by("on")[:2]
    early = now + DAY
    second.change(now, starts_at=early, ends_at=early + timedelta(hours=2))
    later = series.go_on_as(first.on, {"capacity": 5}, early, "Another day")
    second.refresh_from_db()
    assert (second.series, second.starts_at, second.capacity) == (later, early, 28)
    assert later.evenings.filter(on=second.on).count() == 1


@pytest.mark.django_db
def test_a_rule_of_so_many_dates_counts_on_when_the_series_is_split(now):
    series = make_series(rule="FREQ=WEEKLY;COUNT=4;BYDAY=TH")
    third = series.evenings.order_by("on")[2]
    later = series.go_on_as(third.on, {"clock": time(19)}, now, "Another day")
    assert later.rule == "FREQ=WEEKLY;COUNT=2;BYDAY=TH"
    assert [series.evenings.count(), later.evenings.count()] == [2, 2]
    last = later.go_on_as(later.evenings.latest("on").on, {"capacity": 5}, now, "Another day")
    assert [last.rule, last.evenings.count()] == ["FREQ=WEEKLY;COUNT=1;BYDAY=TH", 1]
    with pytest.raises(BadEvening):
        last.go_on_as(third.on + 14 * DAY, {"capacity": 6}, now, "Another day")


@pytest.mark.django_db
def test_nothing_follows_the_end(now):
    series = make_series(ends_on=date(2026, 11, 26))
    with pytest.raises(BadEvening):
        series.go_on_as(date(2026, 12, 3), {"capacity": 3}, now, "Another day")
    assert Series.objects.count() == 1
