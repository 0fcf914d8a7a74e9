"""The other way: from a session where two talked to a hand held out, by month of the session.

Counted are pairs that both say of an evening that they talked, at the first of which they say so,
if neither had held out a hand before that is still held out. Of these, those where one has since.
"""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncMonth

from meetups.few import is_told, told
from meetups.first_coffees import Year
from meetups.models import Talk
from members.models import Follow


class Month(NamedTuple):
    """One month of sessions: pairs that met there, and those of them that have followed since.

    Each is a number, or the words that stand for one too small.
    """

    first_day: date
    met: object
    followed: object

    @property
    def percent(self):
        """What share has followed, or None where that can't be told."""
        if is_told(self.met) and is_told(self.followed):
            return round(100 * self.followed / self.met)
        return None


def months(now):
    """A Month for each of the Year. One query."""
    year = Year(now)
    found = _first_talks(year)
    return [Month(first, *map(told, found.get(first, (0, 0)))) for first in year.firsts]


def _first_talks(year):
    """{first day of the month: (how many pairs met, how many of them followed)}"""
    starts_at = OuterRef("session__starts_at")
    # Both told it, and one of the two rows stands for the pair.
    talked = Talk.objects.returned().filter(teller__lt=F("other"))
    before = talked.filter(
        teller=OuterRef("teller"), other=OuterRef("other"), session__starts_at__lt=starts_at
    )
    hands = Follow.objects.filter(
        Q(follower=OuterRef("teller"), followed=OuterRef("other"))
        | Q(follower=OuterRef("other"), followed=OuterRef("teller"))
    )
    first = talked.filter(
        ~Exists(before),
        ~Exists(hands.filter(at__lt=starts_at)),
        session__starts_at__gte=year.since,
        session__starts_at__lt=year.until,
    )
    by_month = first.annotate(month=TruncMonth("session__starts_at", tzinfo=year.zone))
    rows = by_month.values("month").annotate(
        met=Count("pk"), followed=Count("pk", filter=Exists(hands))
    )
    return {row["month"].date(): (row["met"], row["followed"]) for row in rows}
