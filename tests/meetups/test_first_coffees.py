"""The one number: first-time coffees that both confirm, per 100 active members, by month."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetups.few import UNDER_FIVE
from meetups.first_coffees import Month, months
from members.models import Member
from tests.factories import MemberFactory, make_coffee, make_mutual

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 6, 10, 0, tzinfo=UTC)


def member(active_at=OCTOBER + 30 * DAY, verified_at=LONG_AGO):
    return MemberFactory(verified_at=verified_at, active_at=active_at)


def couple():
    pair = member(), member()
    make_mutual(*pair, now=LONG_AGO)
    return pair


def meet(one, other, starts_at, answers=(True, True), kind="coffee"):
    """One coffee of the two, and what each said of it, settled when both have or time is up."""
    coffee = make_coffee(one, other, starts_at, now=starts_at - 3 * DAY, kind=kind)
    for sitter, met in zip((one, other), answers, strict=True):
        if met is not None:
            coffee.answer(sitter, met, coffee.ends_at)
    coffee.settle(coffee.settles_at)


def october(now):
    return months(now)[-1]


def test_first_coffees_of_a_month_are_counted_per_hundred_active(now):
    for day in range(6):
        meet(*couple(), OCTOBER + day * DAY)
    for _ in range(28):
        member()
    assert october(now) == Month(date(2026, 10, 1), 6, 40, 15.0)


def test_twelve_whole_months_the_latest_last(now):
    firsts = [month.first_day for month in months(now)]
    assert firsts[0] == date(2025, 11, 1) and firsts[-1] == date(2026, 10, 1)
    assert len(set(firsts)) == 12


def test_only_first_confirmed_tables_count(now):
    for day in range(5):
        meet(*couple(), OCTOBER + day * DAY)
    again = couple()
    meet(*again, OCTOBER - 40 * DAY)
    meet(*again, OCTOBER)
    meet(*couple(), OCTOBER, answers=(True, None))
    meet(*couple(), OCTOBER, answers=(False, False))
    meet(*couple(), OCTOBER, kind="call")
    assert october(now).coffees == 5
    # A call before is no first table.
    called = couple()
    meet(*called, OCTOBER - 9 * DAY, kind="call")
    meet(*called, OCTOBER)
    assert october(now).coffees == 6


def test_a_month_ends_at_midnight_of_the_groups_clock(now):
    """The first half hour of 1 October in London is the last of September in UTC."""
    start = datetime(2026, 9, 30, 23, 30, tzinfo=UTC)
    for _ in range(5):
        meet(*couple(), start)
    assert [month.coffees for month in months(now)[-2:]] == [UNDER_FIVE, 5]


def test_active_is_who_had_come_and_did_something_since(now):
    Member.objects.all().delete()
    for _ in range(5):
        member()
        member(active_at=datetime(2026, 9, 30, 22, 0, tzinfo=UTC))
        member(verified_at=datetime(2026, 10, 31, 12, 0, tzinfo=UTC))
        member(verified_at=datetime(2026, 11, 2, 12, 0, tzinfo=UTC))
        member(verified_at=None)
        member(active_at=None)
    assert [month.active for month in months(now)[-2:]] == [10, 10]


def test_what_is_under_five_is_not_told_and_neither_is_its_share(now):
    for day in range(4):
        meet(*couple(), OCTOBER + day * DAY)
    assert october(now) == Month(date(2026, 10, 1), UNDER_FIVE, 8, UNDER_FIVE)


def test_of_few_members_nothing_is_told(now, db):
    assert october(now) == Month(date(2026, 10, 1), UNDER_FIVE, UNDER_FIVE, UNDER_FIVE)
