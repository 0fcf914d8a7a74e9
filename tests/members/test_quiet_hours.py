"""Quiet hours by the wall clock, also in nights that are longer or shorter than others."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.quiet_hours import LEAD, QuietHours

HOUR = timedelta(hours=1)
LONDON, NEW_YORK, ADELAIDE, LORD_HOWE = map(
    ZoneInfo,
    ["Europe/London", "America/New_York", "Australia/Adelaide", "Australia/Lord_Howe"],
)


def nights(zone=LONDON, starts=time(20), ends=time(8)):
    return QuietHours(starts, ends, zone)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "over_at"),
    [
        (utc(2026, 11, 17, 12), utc(2026, 11, 17, 12)),
        (utc(2026, 11, 17, 20), utc(2026, 11, 18, 8)),
        (utc(2026, 11, 18, 7, 59), utc(2026, 11, 18, 8)),
        (utc(2026, 11, 18, 8), utc(2026, 11, 18, 8)),
        # The clocks went forward in the night: eight o'clock comes an hour sooner.
        (utc(2027, 3, 27, 23), utc(2027, 3, 28, 7)),
        # And back.
        (utc(2026, 10, 24, 23), utc(2026, 10, 25, 8)),
    ],
)
def test_quiet_is_over_at_eight_on_the_wall(moment, over_at):
    assert nights().over_at(moment) == over_at


@pytest.mark.parametrize(
    ("zone", "ends", "moment", "over_at"),
    [
        # 01:30 is skipped in the last night of March: quiet until it would have been.
        (LONDON, time(1, 30), utc(2027, 3, 28, 0, 30), utc(2027, 3, 28, 1, 30)),
        # 01:30 comes twice in the last night of October: quiet until the second.
        (LONDON, time(1, 30), utc(2026, 10, 25, 0, 10), utc(2026, 10, 25, 1, 30)),
        (NEW_YORK, time(2, 30), utc(2027, 3, 14, 5), utc(2027, 3, 14, 7, 30)),
        (ADELAIDE, time(8), utc(2026, 10, 3, 14), utc(2026, 10, 3, 21, 30)),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice(zone, ends, moment, over_at):
    assert nights(zone, ends=ends).over_at(moment) == over_at


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from([LONDON, NEW_YORK, ADELAIDE, ZoneInfo("Pacific/Apia")]),
    starts=st.times(),
    ends=st.times(),
)
def test_quiet_always_ends_and_always_began(moment, zone, starts, ends):
    quiet = QuietHours(starts, ends, zone)
    over, before = quiet.over_at(moment), quiet.before(moment)
    assert moment <= over <= moment + 26 * HOUR
    assert moment - 26 * HOUR - LEAD <= before <= moment
    assert quiet.holds(moment) == (over != moment) == (before != moment)


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from([LONDON, NEW_YORK, ADELAIDE, LORD_HOWE]),
    starts=st.times(),
    ends=st.times(),
)
def test_where_quiet_is_over_it_is_over(moment, zone, starts, ends):
    """Whoever waits until the end need not wait again."""
    quiet = QuietHours(starts, ends, zone)
    assert not quiet.holds(quiet.over_at(moment))


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "moment", "over_at"),
    [
        # The quiet begins in an hour that is skipped: when the clock is past it.
        (LONDON, time(1, 30), time(6), utc(2027, 3, 28, 0, 59), utc(2027, 3, 28, 0, 59)),
        (LONDON, time(1, 30), time(6), utc(2027, 3, 28, 1), utc(2027, 3, 28, 5)),
        # It begins in an hour that comes twice: both times, and the wall shows it is over between.
        (LONDON, time(1, 30), time(6), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 6)),
        (LONDON, time(1, 30), time(6), utc(2026, 10, 25, 1), utc(2026, 10, 25, 1)),
        (LONDON, time(1, 30), time(6), utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 6)),
        # Half an hour is all that Lord Howe moves.
        (LORD_HOWE, time(20), time(8), utc(2026, 10, 3, 12), utc(2026, 10, 3, 21)),
        (LORD_HOWE, time(20), time(8), utc(2027, 4, 3, 12), utc(2027, 4, 3, 21, 30)),
    ],
)
def test_quiet_hours_around_a_clock_change(zone, starts, ends, moment, over_at):
    assert nights(zone, starts, ends).over_at(moment) == over_at


@pytest.mark.parametrize(
    ("moment", "before"),
    [
        # Half past eight in summer time, after a night one hour short.
        (utc(2027, 3, 28, 6, 30), utc(2027, 3, 27, 19, 30)),
        # And after one an hour longer.
        (utc(2026, 10, 25, 7, 30), utc(2026, 10, 24, 18, 30)),
    ],
)
def test_shortly_before_a_night_of_another_length(moment, before):
    assert nights().before(moment) == before


def test_equal_times_are_no_quiet_at_all():
    assert not nights(starts=time(8), ends=time(8)).holds(utc(2026, 11, 17, 8))
