"""A coffee as one of its two reads it: what is so, and what can be said about it now.

Nothing in here looks at the other's answer: whoever said yes must see the same page whether the
other said no or nothing.
"""

from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from meetups import prep, telling
from meetups.acquaintances import who_met_both
from meetups.models import Coffee, KeepInTouch, Proposal, Thanks
from meetups.models.keep_in_touch import MONTHS
from meetups.models.keeping import LATE_FROM, LATE_MINUTES

State = Coffee.State
# How long before it the page asks whether a coffee is still on: all of the day before.
ASKED_FROM = timedelta(hours=36)


class Table:
    """A coffee with its people loaded, told to `reader`."""

    late_minutes = LATE_MINUTES

    def __init__(self, coffee, reader, now):
        self.coffee, self.reader, self.now = coffee, reader, now
        self.other = coffee.other(reader)
        self.tie = coffee.tie
        self.zone = coffee.zone_for(reader)

    # -- when, and in which words

    @property
    def near_day(self):
        """Today, Tomorrow, Yesterday or nothing."""
        return telling.near_day(self.coffee.starts_at, self.now, self.zone)

    @property
    def zones_differ(self):
        """Whether the clock it is told on is not everybody's."""
        start, zones = self.coffee.starts_at, [self.reader.zone, self.other.zone]
        return any(telling.differ(self.zone, zone, start) for zone in zones)

    @property
    def my_clock(self):
        """The reader's own time, where the place's clock shows another; else empty."""
        start = self.coffee.starts_at
        if telling.differ(self.zone, self.reader.zone, start):
            return telling.whole(start, self.reader.zone)
        return ""

    @property
    def their_clock(self):
        """The other's time of a call, where their clock shows another; else empty."""
        start = self.coffee.starts_at
        if self.coffee.is_call and telling.differ(self.zone, self.other.zone, start):
            return telling.whole(start, self.other.zone)
        return ""

    # -- where it stands

    @property
    def page(self):
        """Which page tells it: plan, cancelled, question, met, not_met or unsaid."""
        if self.coffee.state == State.CANCELLED:
            return "cancelled"
        if not self.coffee.is_over(self.now):
            return "plan"
        if self.my_answer is False or self.coffee.state == State.MISSED:
            return "not_met"
        if self.my_answer or self.coffee.state == State.MET:
            return "met"
        return "question" if self.coffee.can_be_answered(self.now) else "unsaid"

    @cached_property
    def my_answer(self):
        """What the reader said: True, False, or None for nothing."""
        return self.coffee.answer_of(self.reader)

    @property
    def is_counted(self):
        """Whether it is in the ledger as met."""
        return self.coffee.state == State.MET

    @property
    def can_be_answered(self):
        """Whether an answer may still be given or changed."""
        return self.coffee.can_be_answered(self.now)

    @cached_property
    def _seats(self):
        return {seat.member_id: seat for seat in self.coffee.seats.all()}

    @property
    def my_seat(self):
        return self._seats[self.reader.pk]

    @property
    def their_seat(self):
        return self._seats[self.other.pk]

    @cached_property
    def asks_still_on(self):
        """Whether to ask the reader: on the eve and the day, until they say so."""
        ahead = self.coffee.starts_at - self.now
        return timedelta() < ahead <= ASKED_FROM and not self.my_seat.still_on_at

    @property
    def can_move(self):
        """Whether new times can be offered."""
        return self.coffee.can_move(self.now)

    @property
    def can_be_late(self):
        """Whether one can know by now that one runs late."""
        return self.coffee.starts_at - LATE_FROM <= self.now < self.coffee.ends_at

    @cached_property
    def offer_to_move(self):
        """The open offer of new times, or None."""
        if not self.tie.proposed_at:
            return None
        standing = Proposal.objects.standing(self.now).filter(moves=self.coffee)
        return standing.with_people().first()

    # -- who

    @cached_property
    def other_is_visible(self):
        """Whether a link to the other leads anywhere."""
        return self.reader.can_see(self.other)

    @cached_property
    def prep(self):
        """What to know before one sits down."""
        both_met = who_met_both(self.reader, self.other)
        return prep.prep(self.reader, self.other, both_met)

    # -- afterwards

    @cached_property
    def _thanks(self):
        return {thanks.giver_id: thanks for thanks in Thanks.objects.filter(coffee=self.coffee)}

    @property
    def my_thanks(self):
        return self._thanks.get(self.reader.pk)

    @property
    def their_thanks(self):
        return self._thanks.get(self.other.pk)

    @cached_property
    def intervals(self):
        """How often the reader could be reminded: (months or nothing, words, whether chosen)."""
        wish = KeepInTouch.objects.wish_of(self.reader, self.tie)
        chosen = wish.months if wish else ""
        words = {
            1: _("Month"),
            3: _("Quarter"),
            6: _("Half year"),
            12: _("Year"),
            "": _("Never"),
        }
        return [(months, words[months], months == chosen) for months in [*MONTHS, ""]]

    @property
    def days_from_handshake(self):
        """Whole days from the first hand held out to the table, or None when none still is."""
        hands = [self.tie.low_followed_at, self.tie.high_followed_at]
        hands = [hand for hand in hands if hand and hand <= self.coffee.starts_at]
        return (self.coffee.starts_at - min(hands)).days if hands else None
