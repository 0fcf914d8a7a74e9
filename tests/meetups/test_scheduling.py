"""Free and common time against a slow oracle that walks every minute and reads the wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import batched, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups import scheduling
from meetups.hours import Hours
from meetups.scheduling import Stretch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONDON = ZoneInfo("Europe/London")

# Places and dates at which the clock changes, a whole day vanishes, or nothing happens at all.
CHANGES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Pacific/Chatham", date(2026, 4, 5)),
    ("Pacific/Chatham", date(2026, 9, 27)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Apia", date(2026, 3, 29)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Kathmandu", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 3, 29)),
]


class DateHours(NamedTuple):
    date: date
    starts: time | None
    ends: time | None


def minute(moment):
    return int((moment - EPOCH).total_seconds()) // 60


def minutes_in(line):
    return [minute for start, end in batched(line, 2) for minute in range(start, end)]


def free_minutes(weekly, exceptions, zone, first_date, last_date):
    """The oracle: is this minute's wall clock within free hours of this minute's local date?"""
    found = []
    moment = datetime(first_date.year, first_date.month, first_date.day, tzinfo=UTC) - timedelta(
        days=2
    )
    stop = datetime(last_date.year, last_date.month, last_date.day, tzinfo=UTC) + timedelta(days=3)
    while moment < stop:
        local = moment.astimezone(zone)
        if first_date <= local.date() <= last_date:
            today = [hours for hours in exceptions if hours.date == local.date()]
            if not today:
                today = [hours for hours in weekly if hours.weekday == local.weekday()]
            wall = local.time()
            if any(
                hours.starts is not None
                and hours.starts <= wall
                and (wall < hours.ends or hours.ends == time(0))
                for hours in today
            ):
                found.append(minute(moment))
        moment += MINUTE
    return found


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 15, 30, 45, 59]))
pairs_of_times = st.tuples(times, times).filter(
    lambda pair: pair[0] < pair[1] or pair[1] == time(0)
)
weeks = st.lists(
    st.builds(lambda weekday, pair: Hours(weekday, *pair), st.integers(0, 6), pairs_of_times),
    max_size=12,
)
lines = st.lists(st.integers(0, 300), max_size=24, unique=True).map(
    lambda minutes: sorted(minutes)[: len(minutes) // 2 * 2]
)


def exceptions_around(day):
    dates = st.integers(-2, 2).map(lambda days: day + timedelta(days=days))
    return st.lists(
        st.one_of(
            st.builds(lambda day, pair: DateHours(day, *pair), dates, pairs_of_times),
            st.builds(DateHours, dates, st.none(), st.none()),
        ),
        max_size=3,
    )


@pytest.mark.parametrize(("name", "day"), CHANGES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_hours_follow_the_clock_on_the_wall(name, day, data):
    zone = ZoneInfo(name)
    weekly = data.draw(weeks)
    exceptions = data.draw(exceptions_around(day))
    first = day - timedelta(days=data.draw(st.integers(0, 2)))
    last = day + timedelta(days=data.draw(st.integers(0, 1)))
    line = scheduling.expand_hours(weekly, exceptions, zone, first, last)
    assert minutes_in(line) == free_minutes(weekly, exceptions, zone, first, last)
    assert line == sorted(set(line))


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_hours_around_every_clock_change_are_right_to_the_minute(name, day):
    """Each hour of the night on its own, so that every edge meets the change."""
    zone = ZoneInfo(name)
    for hour in range(6):
        weekly = [Hours(day.weekday(), time(hour, 30), time(hour + 2, 15))]
        line = scheduling.expand_hours(weekly, [], zone, day, day)
        assert minutes_in(line) == free_minutes(weekly, [], zone, day, day)


def test_hours_from_a_skipped_time_start_when_the_clock_has_jumped():
    line = scheduling.expand_hours(
        [Hours(6, time(1, 30), time(3))], [], LONDON, date(2026, 3, 29), date(2026, 3, 29)
    )
    assert scheduling.stretches_of(line) == [
        Stretch(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC))
    ]


def test_hours_the_clock_shows_twice_are_free_twice():
    line = scheduling.expand_hours(
        [Hours(6, time(1), time(2))], [], LONDON, date(2026, 10, 25), date(2026, 10, 25)
    )
    assert scheduling.stretches_of(line) == [
        Stretch(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    ]


def test_a_weekly_hour_stays_at_its_wall_time_through_the_year():
    line = scheduling.expand_hours(
        [Hours(3, time(9), time(10))], [], LONDON, date(2026, 1, 1), date(2026, 12, 31)
    )
    assert len(line) == 2 * 53
    assert {s.start.astimezone(LONDON).time() for s in scheduling.stretches_of(line)} == {time(9)}


def test_an_evening_until_midnight_joins_the_morning_after():
    weekly = [Hours(0, time(22), time(0)), Hours(1, time(0), time(1))]
    line = scheduling.expand_hours(weekly, [], ZoneInfo("UTC"), date(2026, 6, 1), date(2026, 6, 2))
    assert [end - start for start, end in batched(line, 2)] == [180]


def test_a_date_without_hours_replaces_the_day():
    weekly = [Hours(0, time(9), time(10))]
    monday = date(2026, 6, 1)
    assert (
        scheduling.expand_hours(weekly, [DateHours(monday, None, None)], LONDON, monday, monday)
        == []
    )


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=12))
def test_merging_keeps_every_minute_once(pairs):
    line = scheduling.merge(minute for pair in pairs for minute in pair)
    assert minutes_in(line) == sorted({m for start, end in pairs for m in range(start, end)})
    assert line == sorted(set(line))


@given(lines, lines)
def test_common_time_is_the_time_of_both(one, other):
    shared = scheduling.common_stretches(one, other)
    assert minutes_in(shared) == sorted(set(minutes_in(one)) & set(minutes_in(other)))
    assert shared == scheduling.common_stretches(other, one)


@given(lines, lines)
def test_busy_time_is_taken_away(free, busy):
    left = scheduling.subtract(free, busy)
    assert minutes_in(left) == sorted(set(minutes_in(free)) - set(minutes_in(busy)))
    assert left == sorted(set(left))


@given(lines, st.integers(-5, 305), st.integers(-5, 305))
def test_clipping_is_sharing_with_one_stretch(line, start, end):
    assert minutes_in(scheduling.clip(line, start, end)) == [
        m for m in minutes_in(line) if start <= m < end
    ]


@given(lines, st.sampled_from([20, 30, 45, 60]))
def test_starts_are_the_quarter_hours_with_room_enough(line, length):
    free = set(minutes_in(line))
    assert scheduling.starts_on_grid(line, length) == [
        minute for minute in range(0, 301, 15) if free.issuperset(range(minute, minute + length))
    ]


@given(lines, st.integers(0, 300), st.integers(1, 60))
def test_a_time_is_free_when_all_its_minutes_are(line, start, length):
    asked = scheduling.moment_of(start), scheduling.moment_of(start + length)
    assert scheduling.is_free(line, *asked) == set(minutes_in(line)).issuperset(
        range(start, start + length)
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 7200), st.integers(0, 5400)).map(
            lambda pair: (EPOCH + timedelta(seconds=pair[0]), EPOCH + timedelta(seconds=sum(pair)))
        ),
        max_size=6,
    )
)
def test_busy_stretches_count_whole_minutes_and_their_buffer(stretches):
    buffer = timedelta(minutes=15)
    touched = {
        m
        for m in range(-20, 240)
        for start, end in stretches
        if start - buffer < EPOCH + (m + 1) * MINUTE and EPOCH + m * MINUTE < end + buffer
    }
    assert minutes_in(scheduling.busy_line(stretches, buffer)) == sorted(touched)


def test_quarter_hours_are_the_same_on_every_wall():
    for name in available_timezones():
        for month in (1, 7):
            local = datetime(2026, month, 1, tzinfo=UTC).astimezone(ZoneInfo(name))
            assert local.minute % scheduling.STEP == 0 == local.second, name


@settings(max_examples=30, deadline=None)
@given(
    weeks, weeks, st.sampled_from(CHANGES), st.sampled_from([20, 30, 45, 60]), st.integers(0, 1439)
)
def test_suggestions_suit_both_and_keep_their_distance(one, other, change, length, minutes):
    name, day = change
    there = ZoneInfo(name)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2, minutes=minutes)
    last = day + timedelta(days=4)
    mine = scheduling.expand_hours(one, [], LONDON, day - timedelta(days=4), last)
    theirs = scheduling.expand_hours(other, [], there, day - timedelta(days=4), last)
    both = set(minutes_in(mine)) & set(minutes_in(theirs))
    possible = [
        m
        for m in range(minute(now), minute(now) + 9 * 1440)
        if m % 15 == 0
        and EPOCH + m * MINUTE >= now + timedelta(hours=12)
        and both.issuperset(range(m, m + length))
    ]
    starts = scheduling.suggest(mine, theirs, length, now, there)
    days = {start.astimezone(there).date() for start in starts}
    possible_days = {(EPOCH + m * MINUTE).astimezone(there).date() for m in possible}
    assert {minute(start) for start in starts} <= set(possible)
    assert len(days) == min(3, len(possible_days))
    assert starts == sorted(starts)
    assert bool(starts) == bool(possible)
    assert all(b - a >= scheduling.APART for a, b in pairwise(starts) if a.date() == b.date())


def local(day, hour, minute=0):
    return datetime(2026, 6, day, hour, minute, tzinfo=LONDON)


def test_three_suggestions_differ_in_day_and_in_part_of_day():
    starts = [
        local(day, hour, quarter)
        for day in range(1, 20)
        for hour in (8, 12, 16)
        for quarter in (0, 15, 30, 45)
    ]
    picked = scheduling.spread(starts, LONDON)
    assert picked == [local(1, 8), local(3, 12), local(5, 16)]


def test_full_hours_are_suggested_before_quarters():
    starts = [local(1, 8, 45), local(1, 9), local(1, 9, 15), local(2, 8, 15), local(2, 8, 30)]
    assert scheduling.spread(starts, LONDON) == [local(1, 9), local(2, 8, 30)]


def test_one_long_day_gives_suggestions_hours_apart():
    starts = [local(1, hour) for hour in range(8, 18)]
    assert scheduling.spread(starts, LONDON) == [local(1, 8), local(1, 11), local(1, 14)]


def test_a_near_morning_is_better_than_a_far_evening():
    starts = [local(1, 9), local(3, 9), local(5, 9), local(28, 17)]
    assert scheduling.spread(starts, LONDON) == [local(1, 9), local(3, 9), local(5, 9)]


def test_nothing_in_common_suggests_nothing():
    assert scheduling.suggest([], [0, 10**8], 30, datetime(2026, 6, 1, tzinfo=UTC), LONDON) == []


@pytest.mark.parametrize(
    ("hours_ahead", "suggested"),
    [
        (11.75, []),
        (12, [12]),
        (27 * 24, [27 * 24]),
        (28 * 24 - 0.5, [28 * 24 - 0.5]),
        (28 * 24, []),
    ],
)
def test_suggestions_leave_notice_and_stay_within_four_weeks(hours_ahead, suggested):
    now = datetime(2026, 6, 1, 8, tzinfo=UTC)
    begins = minute(now + timedelta(hours=hours_ahead))
    always = [0, 10**8]
    starts = scheduling.suggest([begins, begins + 30], always, 30, now, LONDON)
    assert starts == [now + timedelta(hours=hours) for hours in suggested]
    starts = scheduling.suggest(always, [begins, begins + 30], 30, now, LONDON)
    assert starts == [now + timedelta(hours=hours) for hours in suggested]
