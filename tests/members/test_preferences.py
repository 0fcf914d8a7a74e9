"""When the weekly letter is due, on the member's own wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.models import Preferences

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONDON, NEW_YORK, APIA = map(ZoneInfo, ["Europe/London", "America/New_York", "Pacific/Apia"])


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "zone", "week"),
    [
        (utc(2026, 11, 17, 9), LONDON, utc(2026, 11, 20, 8)),
        (utc(2026, 11, 20, 7, 59), LONDON, utc(2026, 11, 20, 8)),
        (utc(2026, 11, 20, 8), LONDON, utc(2026, 11, 27, 8)),
        (utc(2026, 11, 17, 9), NEW_YORK, utc(2026, 11, 20, 13)),
        # The clocks change in the week between: eight on the wall all the same.
        (utc(2027, 3, 26, 8), LONDON, utc(2027, 4, 2, 7)),
        (utc(2026, 10, 23, 7), LONDON, utc(2026, 10, 30, 8)),
        # A Friday that never was: Apia went from Thursday to Saturday.
        (utc(2011, 12, 30, 0), APIA, utc(2011, 12, 30, 18)),
    ],
)
def test_the_week_is_due_by_the_wall_clock(after, zone, week):
    assert Preferences().week_after(after, zone) == week


@pytest.mark.parametrize(
    ("after", "week"),
    [
        # 01:00 is skipped in the last night of March, and comes twice in the last of October.
        (utc(2027, 3, 27), utc(2027, 3, 28, 1)),
        (utc(2026, 10, 24), utc(2026, 10, 25, 0)),
        (utc(2026, 10, 25, 0), utc(2026, 11, 1, 1)),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice(after, week):
    assert Preferences(week_day=6, week_hour=1).week_after(after, LONDON) == week


@given(
    after=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from([LONDON, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]),
    day=st.integers(0, 6),
    hour=st.integers(0, 23),
)
def test_there_is_one_week_a_week(after, zone, day, hour):
    preferences = Preferences(week_day=day, week_hour=hour)
    week = preferences.week_after(after, zone)
    following = preferences.week_after(week, zone)
    assert after < week <= after + 7 * DAY + HOUR
    wall, next_wall = week.astimezone(zone), following.astimezone(zone)
    assert wall.weekday() == day
    assert next_wall.date() - wall.date() == 7 * DAY
