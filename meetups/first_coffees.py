"""The one number: first-time coffees that both people confirmed, per 100 active members, by month.

A coffee counts in the month it was had, if the two never sat at one table before; a call is none.
Active in a month is whoever was verified before it ended and has done something here since it
began. A member's row keeps only the last deed, so somebody who was away for a month and came back
counts as active in it.
"""

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncMonth

from meetups.few import is_told, told
from meetups.models import Coffee, Kind
from members.models import Member

MONTHS = 12


class Month(NamedTuple):
    """One month of the group: first-time coffees, active members, and the one number.

    Each is a number, or the words that stand for one too small.
    """

    first_day: date
    coffees: object
    active: object
    rate: object


class Year:
    """The last twelve whole months of the group's calendar, as of `now` (aware).

    `firsts` are their first days, the latest last; they begin at `since` and end at `until`.
    """

    def __init__(self, now):
        self.zone = ZoneInfo(settings.GROUP_TIME_ZONE)
        current = now.astimezone(self.zone).date().replace(day=1)
        self.firsts = [current - relativedelta(months=back) for back in range(MONTHS, 0, -1)]
        self.since, self.until = (
            datetime.combine(day, time(0), tzinfo=self.zone) for day in (self.firsts[0], current)
        )


def months(now):
    """A Month for each of the Year. Two queries."""
    year = Year(now)
    coffees, active = _first_coffees(year), _active(year)
    return [
        _month(first, coffees.get(first, 0), _active_in(first, active)) for first in year.firsts
    ]


def _first_coffees(year):
    """{first day of the month: how many}"""
    met = Coffee.objects.filter(state=Coffee.State.MET).exclude(kind=Kind.CALL)
    before = met.filter(tie=OuterRef("tie"), starts_at__lt=OuterRef("starts_at"))
    first = met.filter(~Exists(before), confirmed=True).starting_between(year.since, year.until)
    by_month = first.annotate(month=TruncMonth("starts_at", tzinfo=year.zone)).values("month")
    rows = by_month.annotate(how_many=Count("pk")).values_list("month", "how_many")
    return {month.date(): how_many for month, how_many in rows}


def _active(year):
    """[(month of the verification, month of the last deed, how many members)]"""
    members = Member.objects.filter(verified_at__lt=year.until, active_at__gte=year.since)
    by_month = members.annotate(
        verified=TruncMonth("verified_at", tzinfo=year.zone),
        last_deed=TruncMonth("active_at", tzinfo=year.zone),
    ).values("verified", "last_deed")
    rows = by_month.annotate(how_many=Count("pk"))
    return [(row["verified"].date(), row["last_deed"].date(), row["how_many"]) for row in rows]


def _active_in(first, active):
    return sum(many for verified, last_deed, many in active if verified <= first <= last_deed)


def _month(first, coffees, active):
    coffees, active = told(coffees), told(active)
    if is_told(coffees) and is_told(active):
        return Month(first, coffees, active, round(100 * coffees / active, 1))
    return Month(first, coffees, active, active if is_told(coffees) else coffees)
