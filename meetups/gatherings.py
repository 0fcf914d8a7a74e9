"""The coming evenings, and a series as somebody reads it."""

from datetime import timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Window
from django.db.models.functions import RowNumber

from meetups import rhythm
from meetups.evenings import Facts, how_many, with_figures
from meetups.models import Rsvp, Series, StandingSeat, WeeklySession, line
from members.models import Member

# Evenings on one page: three months of every week, or a month of several series.
MOST_EVENINGS = 60
DAY = timedelta(days=1)


class Line(NamedTuple):
    """An evening in a list, and what the reader answered (a key of Rsvp.ANSWERS, or empty)."""

    facts: Facts
    answer: str

    @property
    def says(self):
        """The answer in words."""
        return Rsvp.ANSWERS[self.answer] if self.answer else ""

    @property
    def tone(self):
        """How the answer is coloured."""
        return {"going": "leaf", "waiting": "honey", "offered": "honey"}.get(self.answer, "")


def coming(reader, now):
    """(the next evening of each series, those after them) as Lines; `reader` may be a visitor.

    A series and what goes on from it are one.
    """
    nth = Window(RowNumber(), partition_by=F("series"), order_by=F("starts_at").asc())
    evenings = WeeklySession.objects.ahead(now).annotate(nth=nth).order_by("nth", "starts_at", "pk")
    found = list(_answered(evenings, reader)[:MOST_EVENINGS])
    lines, first, after = line.firsts([one.series for one in found]), {}, []
    for evening in sorted(found, key=lambda one: (one.starts_at, one.pk)):
        if first.setdefault(lines[evening.series_id], evening) is not evening:
            after.append(evening)
    return [_line(one, now) for one in first.values()], [_line(one, now) for one in after]


def at_a_glance(reader, now):
    """For organizers: (series that go on and their words, coming evenings as Facts), in figures."""
    hosts = Prefetch("hosts", Member.objects.visible_to(reader).order_by("folded_name"))
    # The date differs around the globe: one that ended today may still be shown.
    running = Series.objects.standing().not_over_by(now.date() - DAY)
    # A part that was ended before it began gathers never.
    running = running.exclude(ends_on__lt=F("starts_on"))
    series = running.select_related("venue").prefetch_related(hosts)
    standing = Count("standing_seats", filter=Q(standing_seats__ended_at=None))
    series = series.annotate(standing=standing).order_by("starts_on", "pk")
    lines = line.firsts(series)
    last = {lines[one.pk]: one for one in series}.values()
    evenings = with_figures(WeeklySession.objects.ahead(now).with_place())
    evenings = evenings.annotate(waiting=how_many(Rsvp.objects.in_line()))
    evenings = evenings.order_by("starts_at", "pk")
    told = [Facts(one, now) for one in evenings[:MOST_EVENINGS]]
    return [(one, rhythm.told(one)) for one in sorted(last, key=attrgetter("name", "pk"))], told


def next_evening(now):
    """For organizers: Facts of the first evening that is neither over nor called off, or None.

    Its session tells how many are `waiting`, and how many members with a seat are `first_timers`.
    """
    came = Rsvp.objects.came().filter(member=OuterRef("member"))
    elsewhere = came.exclude(session=OuterRef("session"))
    session = (
        with_figures(WeeklySession.objects.on_calendar().ahead(now).with_place())
        .annotate(
            waiting=how_many(Rsvp.objects.in_line()),
            first_timers=how_many(Rsvp.objects.going().holding().filter(~Exists(elsewhere))),
        )
        .order_by("starts_at", "pk")
        .first()
    )
    return session and Facts(session, now)


def _answered(evenings, reader):
    evenings = with_figures(evenings.with_place())
    if not reader.is_authenticated:
        return evenings
    mine = Rsvp.objects.of(reader).filter(session=OuterRef("pk"))
    return evenings.annotate(answer=Subquery(mine.told()))


def _line(evening, now):
    return Line(Facts(evening, now), getattr(evening, "answer", ""))


class Gathering:
    """A series for `reader`, a member or a visitor."""

    def __init__(self, series, reader, now):
        self.series, self.reader, self.now = series, reader, now
        self.today = now.astimezone(series.zone).date()

    @property
    def words(self):
        """Every second Thursday"""
        return rhythm.told(self.series)

    @property
    def has_ended(self):
        """It gathers no more, or was ended before it began."""
        ends_on = self.series.ends_on
        first = max(self.today, self.series.starts_on)
        return bool(self.series.ended_at or (ends_on and ends_on < first))

    @property
    def begins_on(self):
        """Its first date, while that is to come, or None."""
        return self.series.starts_on if self.series.starts_on > self.today else None

    @cached_property
    def goes_on_as(self):
        """What goes on after it, or None; also where that was ended before it began."""
        last = self.series.going_on()
        never_begins = last.ends_on and last.ends_on < last.starts_on
        return None if last == self.series or never_begins else last

    @cached_property
    def evenings(self):
        """Those to come, as Lines; also those of what went before or goes on."""
        evenings = WeeklySession.objects.of_the_line_of(self.series).ahead(self.now)
        evenings = evenings.order_by("starts_at")
        evenings = _answered(evenings, self.reader)[:MOST_EVENINGS]
        return [_line(one, self.now) for one in evenings]

    @cached_property
    def holidays(self):
        """The dates to come on which it does not gather."""
        return list(self.series.holidays.filter(on__gte=self.today))

    @cached_property
    def hosts(self):
        """Those of its hosts whom the reader may see; visitors see nobody."""
        if not self.reader.is_authenticated:
            return []
        hosts = Member.objects.visible_to(self.reader).filter(pk__in=self.series.hosts.values("pk"))
        return list(hosts.order_by("folded_name"))

    @cached_property
    def standing_seat(self):
        """The reader's, kept or lapsed, or None."""
        if not self.reader.is_authenticated:
            return None
        return StandingSeat.objects.of(self.reader).at(self.series).first()

    @property
    def comes_every_time(self):
        """Whether the reader has a standing seat."""
        return bool(self.standing_seat and not self.standing_seat.ended_at)
