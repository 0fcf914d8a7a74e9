from datetime import date, time
from zoneinfo import ZoneInfo

from meetups import hours
from meetups.hours import Hours

LONDON = ZoneInfo("Europe/London")


def test_in_spring_the_clock_skips_an_hour():
    spring = date(2026, 3, 29)
    assert [hour for hour in range(24) if hours.is_skipped(spring, time(hour, 30), LONDON)] == [1]
    assert not any(hours.is_doubled(spring, time(hour, 30), LONDON) for hour in range(24))


def test_in_autumn_the_clock_shows_an_hour_twice():
    autumn = date(2026, 10, 25)
    assert [hour for hour in range(24) if hours.is_doubled(autumn, time(hour, 30), LONDON)] == [1]
    assert not any(hours.is_skipped(autumn, time(hour, 30), LONDON) for hour in range(24))


def test_the_edges_of_a_skipped_hour():
    spring = date(2026, 3, 29)
    edges = [time(0, 59), time(1), time(1, 59), time(2)]
    assert [hours.is_skipped(spring, edge, LONDON) for edge in edges] == [False, True, True, False]


def test_a_whole_day_can_be_skipped():
    assert hours.is_skipped(date(2011, 12, 30), time(12), ZoneInfo("Pacific/Apia"))


def test_lord_howe_moves_by_half_an_hour():
    zone = ZoneInfo("Australia/Lord_Howe")
    assert hours.is_skipped(date(2026, 10, 4), time(2, 15), zone)
    assert not hours.is_skipped(date(2026, 10, 4), time(2, 45), zone)
    assert hours.is_doubled(date(2026, 4, 5), time(1, 45), zone)


def test_hours_that_share_time_overlap_and_neighbours_do_not():
    early, late = Hours(0, time(8), time(10)), Hours(0, time(9), time(11))
    after, other_day = Hours(0, time(11), time(0)), Hours(1, time(8), time(10))
    assert hours.overlapping([other_day, late, after, early]) == [(early, late)]


def test_hours_may_end_at_midnight_but_not_before_they_start():
    assert not hours.are_backwards(Hours(0, time(22), time(0)))
    assert hours.are_backwards(Hours(0, time(10), time(10)))
    assert hours.are_backwards(Hours(0, time(10), time(9)))


def test_a_small_group_gets_the_usual_blocks():
    assert hours.popular_blocks([[Hours(6, time(6), time(7))]] * 9) == hours.USUAL_BLOCKS
    assert len(hours.USUAL_BLOCKS) == 15


def test_a_larger_group_gets_its_own_favourites():
    tuesday_evening, saturday = Hours(1, time(18, 30), time(21)), Hours(5, time(10), time(13))
    favourites = hours.popular_blocks([[tuesday_evening, saturday]] * 12 + [[]] * 30)
    assert favourites == [
        Hours(1, time(18), time(20)),
        Hours(1, time(20), time(22)),
        Hours(5, time(10), time(12)),
        Hours(5, time(12), time(14)),
    ]
