"""From a session where two talked to a hand held out, on a story small enough to count by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups import other_way
from meetups.few import UNDER_FIVE
from meetups.other_way import Month
from tests.factories import MemberFactory, make_evening, make_talk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


def evening_on(on):
    """An evening of its own series, which began that day."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=LONDON)
    return make_evening(now=noon, starts_on=on)


def strangers():
    return MemberFactory(), MemberFactory()


def talk(evening, one, other, follows_after=None, origin="session"):
    make_talk(evening, one, other)
    if follows_after is not None:
        other.follow(one, evening.starts_at + follows_after, origin)


def met_in_october(followed, not_yet):
    """So many pairs met at a session of October, and so many of them have followed since."""
    evening = evening_on(date(2026, 10, 1))
    for number in range(followed + not_yet):
        talk(evening, *strangers(), follows_after=DAY if number < followed else None)


def figures(now):
    """Those months that have any, compared with what stands for none."""
    return [month for month in other_way.months(now) if month[1:] != (UNDER_FIVE, UNDER_FIVE)]


def test_pairs_that_met_at_a_session_and_followed_then_by_month(now):
    met_in_october(followed=6, not_yet=2)
    september = evening_on(date(2026, 9, 3))
    for origin in ["session", "profile", "introduction", "import", "profile"]:
        talk(september, *strangers(), follows_after=40 * DAY, origin=origin)
    assert [tuple(month) for month in figures(now)] == [
        (date(2026, 9, 1), 5, 5),
        (date(2026, 10, 1), 8, 6),
    ]
    assert [month.percent for month in figures(now)] == [100, 75]


def test_a_hand_held_out_before_is_no_first_one(now):
    evening = evening_on(date(2026, 10, 1))
    for _ in range(5):
        one, other = strangers()
        one.follow(other, evening.starts_at - DAY)
        talk(evening, one, other, follows_after=DAY)
    assert figures(now) == []


def test_a_hand_held_out_during_the_evening_is_one_after_it(now):
    evening = evening_on(date(2026, 10, 1))
    for _ in range(5):
        talk(evening, *strangers(), follows_after=timedelta(minutes=40))
    assert figures(now) == [Month(date(2026, 10, 1), 5, 5)]


def test_both_hands_are_one_pair_and_a_second_evening_is_no_first(now):
    september = evening_on(date(2026, 9, 3))
    october = september.series.evenings.get(on=date(2026, 10, 1))
    for _ in range(5):
        one, other = strangers()
        talk(september, one, other)
        talk(october, other, one, follows_after=DAY)
        one.follow(other, october.starts_at + DAY)
    assert figures(now) == [Month(date(2026, 9, 1), 5, 5)]


def test_one_saying_so_is_no_meeting(now):
    evening = evening_on(date(2026, 10, 1))
    for _ in range(5):
        one, other = strangers()
        for member in (one, other):
            evening.check_in(member, evening.word, evening.starts_at)
        evening.talked(one, [other.pk], evening.ends_at)
    assert figures(now) == []


def test_what_is_under_five_is_not_told_and_neither_is_its_share(now):
    met_in_october(followed=4, not_yet=2)
    october = other_way.months(now)[-1]
    assert (october, october.percent) == (Month(date(2026, 10, 1), 6, UNDER_FIVE), None)


def test_twelve_whole_months_the_latest_last(now):
    this_month, a_year_ago = evening_on(date(2026, 11, 5)), evening_on(date(2025, 10, 30))
    for evening in (this_month, a_year_ago):
        for _ in range(5):
            talk(evening, *strangers())
    firsts = [month.first_day for month in other_way.months(now)]
    assert firsts[0] == date(2025, 11, 1) and firsts[-1] == date(2026, 10, 1)
    assert len(set(firsts)) == 12 and figures(now) == []


def test_it_is_asked_for_in_one_statement(now, db):
    with CaptureQueriesContext(connection) as queries:
        other_way.months(now)
    assert len(queries) == 1
