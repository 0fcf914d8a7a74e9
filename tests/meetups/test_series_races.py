"""A seat for every time, wanted while the series is split at one of its evenings."""

import time
from datetime import time as clock
from datetime import timedelta

import pytest

from meetups.models import Rsvp, Series, StandingSeat, WeeklySession
from tests.factories import MemberFactory, make_series
from tests.meetups.test_races import at_once, kinds, slowly, without_locks  # noqa: F401

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
HEAD_START = 0.2  # seconds
# The same days at another hour; and a day before, so that the evenings are others.
CHANGES = [{"clock": clock(19)}, {"rule": "FREQ=WEEKLY;BYDAY=WE"}]
# What the first of the two is in the midst of when the other comes.
FIRST = {"stand": (Series, "_evenings_of_the_line"), "split": (Series, "_hand_over")}


@pytest.fixture
def series(now):
    return make_series(now=now)


def stand_and_split(series, members, changes, now, monkeypatch, first="both"):
    """Members want a seat for every time, and from the third evening on all changes. -> outcomes

    The one of the two that is not `first` comes when the other is in the midst of it.
    """
    third = series.evenings.order_by("on")[2].on
    if first in FIRST:
        slowly(monkeypatch, *FIRST[first], seconds=2 * HEAD_START)

    def stand(member):
        time.sleep(HEAD_START if first == "split" else 0)
        return the_same(series).stand(member, now)

    def split():
        time.sleep(HEAD_START if first == "stand" else 0)
        return the_same(series).go_on_as(third, changes, now, "Another day")

    return at_once(split, *(lambda member=member: stand(member) for member in members))


def the_same(series):
    """A copy of the series, as each request has its own."""
    return Series.objects.select_related("venue").get(pk=series.pk)


def evenings_of(member, now):
    """The evenings to come at which the member has a seat."""
    return list(WeeklySession.objects.coming(now).filter(rsvps__member=member))


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("first", ["stand", "split", "both"])
def test_a_seat_for_every_time_goes_on_whichever_came_first(
    series, now, monkeypatch, changes, first
):
    members = [MemberFactory(password="!") for _ in range(5 if first == "both" else 1)]
    later, *seats = stand_and_split(series, members, changes, now, monkeypatch, first)
    assert kinds([later, *seats]) == {"Series": 1, "StandingSeat": len(members)}
    assert {(seat.series, seat.ended_at) for seat in StandingSeat.objects.all()} == {(later, None)}
    coming = list(WeeklySession.objects.coming(now).of_the_line_of(series))
    assert {evening.series for evening in coming} == {series, later}
    assert len({evening.on for evening in coming}) == len(coming)
    for member in members:
        assert evenings_of(member, now) == coming
    assert {rsvp.state for rsvp in Rsvp.objects.filter(session__in=coming)} == {"going"}


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize("first", ["stand", "split"])
def test_without_the_lock_the_seat_stays_behind(series, ana, now, monkeypatch, first):
    monkeypatch.setattr("members.patience.TRIES", 1)
    later, *_seats = stand_and_split(series, [ana], CHANGES[1], now, monkeypatch, first)
    later.make_evenings(now + timedelta(weeks=1))
    assert not StandingSeat.objects.filter(series=later).exists()
    assert len(evenings_of(ana, now)) < WeeklySession.objects.coming(now).count()
