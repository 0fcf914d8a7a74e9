"""When members are free, kept ready."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from meetups import hours, scheduling
from meetups.errors import BadHours
from meetups.hours import Hours
from meetups.models import DateHours, ReadyTime, WeeklyHours, free_time
from tests.factories import MemberFactory, make_coffee, make_hours

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
MONDAYS = [Hours(0, time(8), time(10))]


def ready(member, now):
    """The member's kept stretches as (start, end) on the London clock."""
    line = ReadyTime.objects.lines_of([member], now)[member.pk]
    return [
        (f"{start.astimezone(LONDON):%d %b %H:%M}", f"{end.astimezone(LONDON):%H:%M}")
        for start, end in scheduling.stretches_of(line)
    ]


def test_weekly_hours_are_ready_for_four_weeks_and_more(ana, now):
    free_time.set_week(ana, MONDAYS, now)
    assert ready(ana, now)[:2] == [("23 Nov 08:00", "10:00"), ("30 Nov 08:00", "10:00")]
    assert len(ready(ana, now)) == 6


def test_a_new_week_replaces_the_old(ana, now):
    free_time.set_week(ana, MONDAYS, now)
    free_time.set_week(ana, [Hours(2, time(18), time(0))], now)
    assert WeeklyHours.objects.filter(member=ana).count() == 1
    assert ready(ana, now)[0] == ("18 Nov 18:00", "00:00")
    free_time.set_week(ana, [], now)
    assert ready(ana, now) == []


def test_a_date_replaces_its_day_and_can_be_forgotten(ana, now):
    free_time.set_week(ana, MONDAYS, now)
    monday = date(2026, 11, 23)
    free_time.set_date(ana, monday, [(time(14), time(15)), (time(20), time(0))], now)
    assert ready(ana, now)[:2] == [("23 Nov 14:00", "15:00"), ("23 Nov 20:00", "00:00")]
    free_time.set_date(ana, monday, [], now)
    assert ready(ana, now)[0] == ("30 Nov 08:00", "10:00")
    free_time.forget_date(ana, monday, now)
    assert ready(ana, now)[0] == ("23 Nov 08:00", "10:00")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ([Hours(0, time(10), time(8))], "end before they start"),
        ([Hours(0, time(8), time(10)), Hours(0, time(9), time(11))], "overlap"),
        ([Hours(7, time(8), time(10))], "do not work"),
    ],
)
def test_hours_nobody_can_keep_are_refused(ana, now, week, words):
    free_time.set_week(ana, MONDAYS, now)
    with pytest.raises(BadHours, match=words):
        free_time.set_week(ana, week, now)
    assert WeeklyHours.objects.get(member=ana).starts == time(8)


def test_times_the_clock_skips_or_doubles_are_refused(ana, now):
    for day, words in [(date(2027, 3, 28), "skip"), (date(2026, 10, 25), "twice")]:
        with pytest.raises(BadHours, match=words):
            free_time.set_date(ana, day, [(time(1, 30), time(4))], now)
        with pytest.raises(BadHours, match=words):
            free_time.set_date(ana, day, [(time(0), time(1, 30))], now)


def test_own_coffees_take_their_time_with_a_buffer(ana, ben, now):
    make_hours(ana, ben)
    tomorrow = ("18 Nov 08:00", "18:00")
    assert tomorrow in ready(ana, now)
    coffee = make_coffee(ana, ben)
    for member in (ana, ben):
        free = ready(member, now)
        assert ("18 Nov 08:00", "09:45") in free and ("18 Nov 11:00", "18:00") in free
    coffee.cancel(ben, now)
    assert tomorrow in ready(ana, now) and tomorrow in ready(ben, now)


def test_a_line_of_another_zone_is_not_believed(ana, now, django_assert_num_queries):
    free_time.set_week(ana, MONDAYS, now)
    ana.time_zone = "Europe/Berlin"
    ana.save()
    assert ready(ana, now)[0] == ("23 Nov 07:00", "09:00")
    free_time.renew_for(ana, now)
    with django_assert_num_queries(1):
        assert ready(ana, now)[0] == ("23 Nov 07:00", "09:00")


def test_the_sweep_renews_what_runs_short(ana, ben, now, django_assert_num_queries):
    make_hours(ana, ben)
    with django_assert_num_queries(1):
        ReadyTime.objects.renew_old(now)
    later = now + 10 * DAY
    before = ReadyTime.objects.get(member=ana).ready_until
    ReadyTime.objects.renew_old(later)
    assert ReadyTime.objects.get(member=ana).ready_until == before + 10 * DAY
    assert not ReadyTime.objects.filter(ready_until__lt=later + scheduling.HORIZON).exists()


def test_a_line_that_ran_out_is_worked_out_instead(ana, now):
    free_time.set_week(ana, MONDAYS, now)
    assert ready(ana, now + 60 * DAY)[0] == ("18 Jan 08:00", "10:00")


def test_lines_of_many_take_the_same_few_queries(ana, ben, now, django_assert_num_queries):
    make_hours(ana, ben)
    others = [MemberFactory() for _ in range(5)]
    with django_assert_num_queries(1):
        lines = ReadyTime.objects.lines_of([ana, ben, *others], now)
    assert lines[ana.pk] == lines[ben.pk] != [] and lines[others[0].pk] == []
    with django_assert_num_queries(5):
        ReadyTime.objects.lines_of([ana, ben, *others], now + 60 * DAY)


def test_the_popular_hours_are_the_groups_own(now):
    assert free_time.popular_hours() == hours.USUAL_BLOCKS
    saturday = Hours(5, time(10), time(12))
    for _ in range(10):
        free_time.set_week(MemberFactory(), [saturday], now)
    assert free_time.popular_hours() == [saturday]


def test_hours_hold_in_winter_and_in_summer(ana):
    before = datetime(2027, 3, 25, 12, tzinfo=ZoneInfo("UTC"))
    free_time.set_week(ana, [Hours(4, time(8), time(9))], before)
    line = ReadyTime.objects.lines_of([ana], before)[ana.pk]
    starts = [start for start, _ in scheduling.stretches_of(line)]
    assert [start.hour for start in starts[:2]] == [8, 7]
    assert [start.astimezone(LONDON).hour for start in starts[:2]] == [8, 8]


@pytest.mark.parametrize(
    "broken",
    [{"weekday": 7}, {"starts": time(12)}, {"ends": time(7)}],
)
def test_the_database_refuses_impossible_weeks(ana, now, broken):
    free_time.set_week(ana, MONDAYS, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyHours.objects.update(**broken)


def test_the_database_refuses_half_a_date(ana, now):
    free_time.set_date(ana, date(2026, 11, 23), [], now)
    with pytest.raises(IntegrityError), transaction.atomic():
        DateHours.objects.update(starts=time(8))
    with pytest.raises(IntegrityError), transaction.atomic():
        DateHours.objects.create(member=ana, date=date(2026, 11, 23))
