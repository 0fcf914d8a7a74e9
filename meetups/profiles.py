"""Somebody's page as one reader sees it: where the two stand, and the one thing to do next."""

from functools import cached_property

from django.utils.translation import gettext as _

from meetups import prep, telling
from meetups.acquaintances import who_met_both
from meetups.choices import Choices
from meetups.forms.offer import value_of
from meetups.history import with_answer_of
from meetups.models import USUAL_LENGTH, Coffee, Proposal
from meetups.offers import Offer
from members.models import Hush, Member, Tie


class Profile:
    """`person` for `reader`; the two may be one."""

    def __init__(self, person, reader, now):
        self.person, self.reader, self.now = person, reader, now
        self.is_mine = person == reader

    @cached_property
    def tie(self):
        """The pair's tie with its members, or None while there never was anything."""
        tie = None if self.is_mine else Tie.objects.between(self.reader, self.person)
        if tie:
            tie.low, tie.high = sorted([self.reader, self.person], key=lambda member: member.pk)
        return tie

    # -- whose hand is out

    @property
    def i_follow(self):
        """My hand is out."""
        return bool(self.tie and self.tie.followed_at(self.reader))

    @property
    def follows_me(self):
        """Theirs is."""
        return bool(self.tie and self.tie.followed_at(self.person))

    @property
    def is_mutual(self):
        """Both are."""
        return self.i_follow and self.follows_me

    @property
    def has_words(self):
        """Either has written to the other."""
        return bool(self.tie and self.tie.words)

    @property
    def has_unread(self):
        """The person wrote something that the reader has not seen."""
        return bool(self.tie and self.tie.has_unread(self.reader))

    @property
    def has_met(self):
        """They sat at one table."""
        return bool(self.tie and self.tie.times_met)

    @cached_property
    def is_known(self):
        """There is something between the two that letters could be about."""
        return self.i_follow or self.follows_me or self.has_met

    @cached_property
    def is_hushed(self):
        """The reader hears nothing about the person that they did not ask for."""
        return Hush.objects.of(self.reader).filter(other=self.person).exists()

    # -- what is on the table

    @cached_property
    def offer(self):
        """The open offer between the two, or None."""
        if not (self.tie and self.tie.proposed_at):
            return None
        standing = Proposal.objects.standing(self.now).filter(tie=self.tie)
        row = standing.with_people().first()
        if row is None:
            return None
        row.tie = self.tie
        return Offer(row, self.reader, self.now)

    @cached_property
    def coffee(self):
        """The coffee on the calendar, or None; it may be over and wait for an answer."""
        if not (self.tie and self.tie.next_coffee_at):
            return None
        rows = with_answer_of(Coffee.objects.scheduled(), self.reader)
        row = rows.select_related("venue").filter(tie=self.tie, on_calendar=True).first()
        if row is not None:
            row.tie = self.tie
        return row

    @property
    def coming(self):
        """The coffee, while it is not over."""
        return self.coffee if self.coffee and not self.coffee.is_over(self.now) else None

    @property
    def asks_whether_met(self):
        """A coffee is over and the reader has not said whether it happened."""
        over = self.coffee and self.coffee.can_be_answered(self.now)
        return bool(over and self.coffee.my_answer is None)

    @property
    def coffee_zone(self):
        """The clock the coffee is told on."""
        return self.coffee.zone_for(self.reader)

    @property
    def coming_day(self):
        """Today or Tomorrow, or the empty string."""
        return telling.near_day(self.coming.starts_at, self.now, self.coffee_zone)

    @property
    def can_propose(self):
        """Nothing is open between two who follow each other."""
        return self.is_mutual and not (self.offer or self.coming or self.asks_whether_met)

    @cached_property
    def choices(self):
        return Choices(self.reader, self.person, USUAL_LENGTH, self.now)

    def times(self):
        """Up to three common times: (start, value of its box)."""
        return [(start, value_of(start)) for start in self.choices.suggested]

    @property
    def because(self):
        """Why these times: the one line about them."""
        return prep.why_then(self.reader, self.person)

    # -- about them

    @property
    def you_offer(self):
        """What they ask for and I offer, in words; empty when nothing."""
        return telling.listed(prep.you_offer(self.reader, self.person))

    @property
    def you_ask(self):
        """What I ask for and they offer, in words; empty when nothing."""
        return telling.listed(prep.you_offer(self.person, self.reader))

    @cached_property
    def both_met(self):
        """A sentence about who has met the two, or the empty string."""
        members = [] if self.is_mine else who_met_both(self.reader, self.person)
        return prep.met_you_both(members) if members else ""

    @property
    def openness(self):
        """How willing they say they are; empty for what goes without saying."""
        if self.person.openness == Member.Openness.OPEN:
            return ""
        return self.person.get_openness_display()

    @property
    def their_clock(self):
        """What their clock shows, where it isn't mine; else empty."""
        if not telling.differ(self.reader.zone, self.person.zone, self.now):
            return ""
        return _("It is %(clock)s for %(name)s, in %(zone)s") % {
            "clock": telling.clock(self.now, self.person.zone),
            "name": self.person.short_name,
            "zone": telling.zone_name(self.person.zone, self.now),
        }
