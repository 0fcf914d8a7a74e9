"""An offer as one of its two reads it."""

from functools import cached_property
from itertools import batched
from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import scheduling, telling
from meetups.errors import AlreadyAnswered, AlreadyOnCalendar, AlreadyOpen, NotMutual
from meetups.models import LENGTHS, Coffee, OfferedTime, Proposal, ReadyTime


class Time(NamedTuple):
    """One offered time, whether it can still be had, and what the reader has around it."""

    offered: OfferedTime
    is_left: bool
    hint: str


def closed(proposal, now):
    """The refusal that says why an offer is open no more."""
    lapsed = proposal.is_open and proposal.is_due(now)
    return AlreadyAnswered(proposal, Proposal.State.LAPSED if lapsed else None)


def refuse_what_is_open(me, tie, now):
    """Raises what propose() would raise about the pair, before anything is filled in.

    That is NotMutual, AlreadyOpen or AlreadyOnCalendar; `tie` may be None.
    """
    if tie is None or not tie.mutual_since:
        raise NotMutual
    if tie.proposed_at:
        standing = Proposal.objects.standing(now).filter(tie=tie).with_people().first()
        if standing:
            raise AlreadyOpen(standing, me)
    if tie.next_coffee_at:
        coming = Coffee.objects.scheduled().ahead(now).filter(tie=tie).first()
        if coming:
            raise AlreadyOnCalendar(coming, me)


def wishes_of(proposal):
    """What a counter-offer starts from: the same plan, with other times."""
    return {
        # The form knows no shorter ones.
        "minutes": max(proposal.minutes, min(LENGTHS)),
        "kind": proposal.kind,
        "venue": str(proposal.venue.uuid) if proposal.venue else "",
        "place": proposal.place,
    }


def all_told(proposals, reader, now):
    """These proposals as offers, with the times of all in one query."""
    times = OfferedTime.objects.told(proposals, now)
    return [Offer(one, reader, now, told=times[one.pk]) for one in proposals]


class Offer:
    """A proposal with its people, told to `reader`.

    `told` are its offered times with `is_left`, where they are loaded already.
    """

    def __init__(self, proposal, reader, now, tells_free_hours=False, told=None):
        self.proposal, self.reader, self.now = proposal, reader, now
        self.tells_free_hours = tells_free_hours
        self.other = proposal.other(reader)
        self.zone = proposal.zone_for(reader)
        self._told = told

    @cached_property
    def tie(self):
        """The ledger of the two."""
        tie = self.proposal.tie
        tie.low, tie.high = sorted([self.reader, self.other], key=lambda member: member.pk)
        return tie

    @property
    def state(self):
        """Where the offer stands by the clock, even before the sweep has come by."""
        if self.proposal.is_open and self.proposal.is_due(self.now):
            return Proposal.State.LAPSED
        return self.proposal.state

    @property
    def state_words(self):
        """The same in words."""
        return Proposal.State(self.state).label

    @property
    def is_open(self):
        """Whether it can be answered."""
        return self.state == Proposal.State.OPEN

    @property
    def is_mine(self):
        """Whether the reader made it."""
        return self.proposal.proposer_id == self.reader.pk

    @cached_property
    def counter_offer(self):
        """The offer that answered this one, or None."""
        return Proposal.objects.filter(answers=self.proposal).first()

    @cached_property
    def times(self):
        """The offered times in order."""
        line = []
        if self.is_open and self.tells_free_hours and not self.is_mine:
            line = ReadyTime.objects.lines_of([self.reader], self.now)[self.reader.pk]
        told = self._told
        if told is None:
            told = OfferedTime.objects.told([self.proposal], self.now)[self.proposal.pk]
        return [Time(offered, offered.is_left, self._hint(line, offered)) for offered in told]

    def _hint(self, line, offered):
        """What the reader's own free hours say about this time."""
        start = offered.starts_at
        if not offered.is_left or not line:
            return ""
        if not scheduling.is_free(line, start, start + self.proposal.length):
            return _("Outside your free hours")
        minute = scheduling.minute_of(start)
        until = next(end for begin, end in batched(line, 2) if begin <= minute < end)
        clock = telling.clock(scheduling.moment_of(until), self.zone)
        return _("You are free until %(clock)s") % {"clock": clock}

    @property
    def some_left(self):
        """Whether any time can still be had."""
        return any(time.is_left for time in self.times)

    @property
    def zone_name(self):
        """The zone the times are told in, where it needs naming; else empty."""
        starts = [time.offered.starts_at for time in self.times]
        for zone in (self.reader.zone, self.other.zone):
            if named := telling.zone_beside(self.zone, zone, *starts):
                return named
        return ""

    @property
    def because(self):
        """The one line that says why the two could meet."""
        tie, zone = self.tie, self.reader.zone
        if self.proposal.moves_id:
            moved = self.proposal.moves.starts_at
            return _("Because the coffee of %(time)s needs another time.") % {
                "time": telling.whole(moved, self.zone)
            }
        if not tie.mutual_since:
            return ""
        if tie.times_met:
            return _("Because you last sat down together in %(month)s.") % {
                "month": telling.month(tie.last_met_at, self.now, zone)
            }
        return _("Because you have followed each other since %(month)s and have not met.") % {
            "month": telling.month(tie.mutual_since, self.now, zone)
        }
