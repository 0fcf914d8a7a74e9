"""One evening as a member reads it, or somebody who is none."""

import re
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetups import matching, radar, telling
from meetups.models import (
    BESIDE_AN_EVENING,
    Kind,
    Rsvp,
    Series,
    StandingSeat,
    Visitor,
    WeeklySession,
)
from meetups.models.admitting import NO_TIME_TO_ASK
from meetups.rhythm import WEEKLY, rhythm_of
from members.models import Member

# Faces beside the agenda; everybody by name is one press away.
MOST_FACES = 12
SHORT_COFFEE = timedelta(minutes=BESIDE_AN_EVENING)
LINE = re.compile(r"(\d{1,2}[:.]\d{2})\s+(.+)")
PLACES = [
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
    gettext_lazy("sixth"),
    gettext_lazy("seventh"),
    gettext_lazy("eighth"),
    gettext_lazy("ninth"),
]


def find(slug, on):
    """The evening of this address, also where its series has gone on under another name.

    Raises Http404 for none.
    """
    series = Series.objects.filter(slug=slug)
    while series:
        found = with_figures(WeeklySession.objects.with_place().filter(series__in=series, on=on))
        if evening := found.first():
            return evening
        series = list(Series.objects.filter(split_from__in=series))
    raise Http404


def how_many(rows):
    """What annotates an evening with how many of these rows, a queryset, are its own."""
    rows = rows.filter(session=OuterRef("pk")).order_by().values("session")
    counts = Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(counts, 0)


def with_figures(evenings):
    """These evenings with how many seats are `held` and how many `guests` take one."""
    return evenings.annotate(
        held=how_many(Rsvp.objects.holding()), guests=how_many(Visitor.objects.holding())
    )


class Part(NamedTuple):
    """A line of the agenda: when, what, and a word about it. All but the middle may be empty."""

    clock: str
    title: str
    detail: str


class Facts:
    """What anybody may know of an evening that `find` or `with_figures` gave."""

    def __init__(self, session, now):
        self.session, self.now = session, now
        self.series, self.zone = session.series, session.zone

    @property
    def weekday(self):
        """Thursday"""
        return telling.weekday(self.session.starts_at, self.zone)

    @property
    def is_over(self):
        """Its time has passed."""
        return self.session.is_over(self.now)

    @property
    def is_ahead(self):
        """Seats can be taken and given back."""
        return self.session.is_ahead(self.now)

    @property
    def taken(self):
        """How many seats are taken, offered or a visitor's."""
        return self.session.held + self.session.guests

    @property
    def is_full(self):
        """No seat is left."""
        return self.taken >= self.session.capacity

    @property
    def seats(self):
        """24 of 28 seats, or by how many the room is over."""
        words = {"taken": self.taken, "seats": self.session.capacity}
        over = self.taken - self.session.capacity
        if over > 0:
            return _("%(taken)s for %(seats)s seats: %(over)s over") % {**words, "over": over}
        return (
            ngettext(
                "%(taken)s of %(seats)s seat", "%(taken)s of %(seats)s seats", self.session.capacity
            )
            % words
        )


class Evening(Facts):
    """The same for a member, `reader`, with who comes and what can be said about it."""

    def __init__(self, session, reader, now):
        super().__init__(session, now)
        self.reader = reader

    # -- what it is

    @property
    def zone_name(self):
        """The zone it is told in, where the reader's clock shows another time; else empty."""
        return telling.zone_beside(self.zone, self.reader.zone, self.session.starts_at)

    @property
    def part_of_day(self):
        """The morning, the afternoon or the evening."""
        hour = self.session.starts_at.astimezone(self.zone).hour
        if hour < telling.NOON:
            return _("The morning")
        return _("The afternoon") if hour < telling.EVENING - 1 else _("The evening")

    @property
    def agenda(self):
        """Its lines as Parts."""
        for line in self.session.agenda:
            timed = LINE.fullmatch(line)
            clock, words = timed.groups() if timed else ("", line)
            title, _colon, detail = words.partition(": ")
            yield Part(clock, title, detail)

    @cached_property
    def hosts(self):
        """Those of its hosts whom the reader may see."""
        hosts = Member.objects.visible_to(self.reader).filter(pk__in=self.series.hosts.values("pk"))
        return list(hosts.order_by("folded_name"))

    # -- what I said

    @cached_property
    def rsvp(self):
        """The reader's answer, or None."""
        return self.session.rsvp_of(self.reader)

    @cached_property
    def comes_every_time(self):
        """Whether the reader has a standing seat."""
        return StandingSeat.objects.kept().of(self.reader).at(self.series).exists()

    @property
    def state(self):
        """going, excused, waiting, offered, lapsed, out or unsaid."""
        if self.rsvp is None:
            return "unsaid"
        if self.rsvp.is_excused:
            return "excused"
        if self.rsvp.is_offered:
            return "offered" if self.now < self.rsvp.offered_until else "lapsed"
        return "out" if self.rsvp.state in Rsvp.OUT else self.rsvp.state

    @property
    def is_weekly(self):
        """Whether it comes every week on this day of it, so that the weekday says how often."""
        known, is_moved = rhythm_of(self.series.rule), self.session.day != self.session.on
        return bool(known and known.often == WEEKLY and not is_moved)

    @property
    def place_in_line(self):
        """You are second in line"""
        number = self.rsvp.position
        if number <= len(PLACES):
            return _("You are %(place)s in line") % {"place": PLACES[number - 1]}
        return _("You are number %(number)s in line") % {"number": number}

    @property
    def asks_until(self):
        """From then on nobody is asked any more: a seat goes to whoever takes any."""
        return self.session.starts_at - NO_TIME_TO_ASK

    @property
    def can_ask(self):
        """Whether there is time left to ask the next in line."""
        return self.now < self.asks_until

    @property
    def became(self):
        """(what became of my seat once it has begun, its tone, its icon); empty for no answer."""
        if self.rsvp is None:
            return ()
        if self.rsvp.came:
            return (_("You were there") if self.is_over else _("You are here")), "leaf", "check"
        words = {
            "excused": (_("You are excused"), _("You were excused")),
            "absent": (_("You are not here"), _("You were not there")),
            "going": (_("You have a seat"), _("You had a seat")),
            "out": (_("You have no seat"), _("You had no seat")),
        }
        waits = (_("You are on the waiting list"), _("You were on the waiting list"))
        return words.get(self.rsvp.attendance or self.state, waits)[self.is_over], "", ""

    @property
    def can_say_here(self):
        """Whether the word on the wall counts, and the reader has not said that they are here."""
        return self.session.counts_word(self.now) and not (self.rsvp and self.rsvp.came)

    @property
    def can_recall(self):
        """Whether the reader came, and may say whom they talked to."""
        return bool(self.rsvp and self.rsvp.came) and self.session.can_be_recalled(self.now)

    @property
    def my_seat(self):
        """The number of the drawn seat that is the reader's, from 0; -1 for none.

        Any of the taken ones, but always the same: nobody has chosen a seat yet.
        """
        return self.rsvp.pk % max(self.taken, 1) if self.state == "going" else -1

    # -- who comes

    @cached_property
    def radar(self):
        """Up to four whom the reader follows and has not met: (member, because, can meet there)."""
        venue = self.session.venue
        suits = venue.is_active and Kind.COFFEE in venue.kinds and self.is_ahead
        return [
            (one, matching.one_reason(self.reader, one, self.now), suits and is_free_for(one))
            for one in self._followed
        ]

    @cached_property
    def _followed(self):
        return radar.coming(self.reader, self.session)

    @property
    def radar_counted(self):
        """Four, in a word that can begin a sentence."""
        return telling.counted(self._followed[0].how_many)

    @property
    def radar_number(self):
        """How many the reader follows and has not met come, shown or not."""
        return self._followed[0].how_many if self._followed else 0

    @cached_property
    def also(self):
        """Some of the others who come and say so, by name."""
        known = [self.reader.pk, *(one.pk for one in self._followed)]
        others = shown_at(self.session, self.reader).exclude(pk__in=known)
        return list(others.order_by("folded_name", "pk")[:MOST_FACES])

    @property
    def before(self):
        """When a short coffee before it would begin."""
        return self.session.starts_at - SHORT_COFFEE

    @property
    def can_be_before(self):
        """Whether that is still to come."""
        return self.now < self.before


def is_free_for(other):
    """Whether a coffee can be proposed: both follow, and nothing is planned."""
    mutual = other.nearness == radar.Nearness.MUTUAL
    return mutual and not other.proposed_at and not other.next_coffee_at


def shown_at(session, reader):
    """Members with a seat whom the reader may see and who say that they come; the reader too."""
    mine = Q(is_shown=True) | Q(member=reader)
    going = Rsvp.objects.going().holding().filter(mine, session=session, member=OuterRef("pk"))
    return Member.objects.visible_to(reader).filter(Exists(going))
