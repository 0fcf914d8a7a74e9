"""What one member finds on the first page today."""

from datetime import timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, prep, telling
from meetups.forms.offer import value_of
from meetups.models import Answer, Coffee, OfferedTime, Proposal, Seat
from meetups.models.settling import TIME_TO_ANSWER
from meetups.offers import Offer
from meetups.tables import ASKED_FROM
from members.models import Member, TieSide

WEEK = timedelta(days=7)
# More hands than this are on the page of everybody unmet.
MOST_HANDS = 5


def times_offered_to(member, now):
    """The times of offers that wait for this member, each with its proposal and `is_left`."""
    return (
        OfferedTime.objects.telling_left(now)
        .filter(
            proposal__invitee=member,
            proposal__state=Proposal.State.OPEN,
            proposal__lapses_at__gt=now,
        )
        .select_related("proposal__proposer", "proposal__venue", "proposal__moves")
        .order_by("proposal__lapses_at", "proposal_id", "starts_at")
    )


def hands_out_to(member):
    """The latest hands held out to this member by people that can be seen, and not shaken."""
    hands = TieSide.objects.of(member).filter(nearness=TieSide.Nearness.THEIR_HAND)
    visible = Member.objects.visible_to(member)
    hands = hands.filter(other__in=visible).select_related("other")
    return hands.order_by("-since", "-tie_id")[: MOST_HANDS + 1]


def seats_of(member, now):
    """The member's seats at unsettled coffees: of the coming week, and over but still to answer."""
    coming = Q(coffee__ends_at__gt=now, coffee__starts_at__lt=now + WEEK)
    over = Q(coffee__ends_at__gt=now - TIME_TO_ANSWER, coffee__ends_at__lte=now)
    return (
        Seat.objects.filter(coming | over, member=member, coffee__state=Coffee.State.SCHEDULED)
        .select_related("coffee__tie__low", "coffee__tie__high", "coffee__venue")
        .order_by("coffee__starts_at", "coffee_id")
    )


class Plan:
    """A coffee of the coming week, or one that waits for an answer."""

    def __init__(self, seat, said, reader, now):
        self.coffee, self.seat, self.said = seat.coffee, seat, said
        self.reader, self.now = reader, now
        self.other, self.zone = self.coffee.other(reader), self.coffee.zone_for(reader)

    @property
    def day(self):
        """Today, Tomorrow or Friday."""
        near = telling.near_day(self.coffee.starts_at, self.now, self.zone)
        return near or telling.weekday(self.coffee.starts_at, self.zone)

    @property
    def asks_still_on(self):
        """Whether the reader should say that it is still on."""
        ahead = self.coffee.starts_at - self.now
        return timedelta() < ahead <= ASKED_FROM and not self.seat.still_on_at

    @property
    def prep(self):
        """Three lines to know before it."""
        return prep.short(self.reader, self.other)

    @property
    def zone_name(self):
        """The zone it is told in, where the other clock that counts differs; else empty."""
        second = self.other.zone if self.coffee.is_call else self.reader.zone
        return telling.zone_beside(self.zone, second, self.coffee.starts_at)


class Today:
    """What waits, what is coming, whom to meet, for `reader`."""

    def __init__(self, reader, now):
        self.reader, self.now = reader, now

    # -- what waits

    @cached_property
    def offers(self):
        """Offers that wait for the reader's answer, the first to lapse first."""
        times = times_offered_to(self.reader, self.now)
        offers = []
        for _pk, some in groupby(times, key=attrgetter("proposal_id")):
            some = list(some)
            proposal = some[0].proposal
            proposal.invitee = self.reader
            offers.append(Offer(proposal, self.reader, self.now, times=some))
        return [offer for offer in offers if self.reader.can_see(offer.other)]

    @cached_property
    def _hands(self):
        return list(hands_out_to(self.reader))

    @property
    def hands(self):
        """The latest hands held out to the reader and not shaken."""
        return self._hands[:MOST_HANDS]

    @property
    def has_more_hands(self):
        """Whether some are left out."""
        return len(self._hands) > MOST_HANDS

    # -- coffees

    @cached_property
    def _plans(self):
        seats = list(seats_of(self.reader, self.now))
        coffees = [seat.coffee_id for seat in seats]
        mine = Answer.objects.filter(member=self.reader, coffee__in=coffees)
        said = dict(mine.values_list("coffee_id", "met")) if coffees else {}
        return [Plan(seat, said.get(seat.coffee_id), self.reader, self.now) for seat in seats]

    @cached_property
    def coming(self):
        """The coffees of the coming seven days."""
        return [plan for plan in self._plans if not plan.coffee.is_over(self.now)]

    @cached_property
    def to_answer(self):
        """Coffees that are over and of which the reader has said nothing.

        Nobody is asked about somebody they cannot see.
        """
        return [
            plan
            for plan in self._plans
            if plan.coffee.is_over(self.now)
            and plan.said is None
            and self.reader.can_see(plan.other)
        ]

    @cached_property
    def to_confirm(self):
        """Coffees of which the reader should say that they are still on."""
        return [plan for plan in self.coming if plan.asks_still_on]

    # -- people

    @cached_property
    def people(self):
        """Up to three people to meet, with the values of their three times' boxes."""
        shown = {hand.other_id for hand in self.hands}
        return [
            (one, [(start, value_of(start)) for start in one.times])
            for one in matching.suggestions(self.reader, self.now, but=shown)
        ]

    @property
    def is_busy(self):
        """Whether anything waits or is coming."""
        return bool(self.waiting or self.coming)

    # -- in words

    @property
    def date(self):
        """Tuesday 17 November"""
        return telling.long_day(self.now, self.reader.zone)

    @property
    def greeting(self):
        """Good morning, Ruth."""
        words = telling.greeting(self.now, self.reader.zone)
        return words % {"name": self.reader.short_name}

    @cached_property
    def waiting(self):
        """How many people wait for the reader, each counted once."""
        waits = {offer.other.pk for offer in self.offers}
        waits |= {hand.other_id for hand in self.hands}
        return len(waits | {plan.other.pk for plan in [*self.to_answer, *self.to_confirm]})

    @property
    def summary(self):
        """One sentence: who waits, and the next coffee."""
        if not self.waiting:
            return self._next_coffee(_("Nobody is waiting for you."), alone=True)
        people = ngettext(
            "%(count)s person is waiting for you",
            "%(count)s people are waiting for you",
            self.waiting,
        ) % {"count": telling.counted(self.waiting)}
        return self._next_coffee(people)

    def _next_coffee(self, first, alone=False):
        if not self.coming:
            return first if alone else f"{first}."
        plan = self.coming[0]
        when = telling.near_day(plan.coffee.starts_at, self.now, plan.zone).lower() or _(
            "on %(day)s"
        ) % {"day": plan.day}
        if alone:
            return _("%(first)s There is a coffee %(when)s.") % {"first": first, "when": when}
        return _("%(first)s, and there is a coffee %(when)s.") % {"first": first, "when": when}

    @property
    def closing(self):
        """The last line of the page."""
        if self.coming:
            plan = self.coming[0]
            near = telling.near_day(plan.coffee.starts_at, self.now, plan.zone).lower()
            name = plan.other.short_name
            if near:
                return _("That is everything for today. See %(name)s %(near)s.") % {
                    "name": name,
                    "near": near,
                }
            return _("That is everything for today. See %(name)s on %(day)s.") % {
                "name": name,
                "day": plan.day,
            }
        return _("That is everything for today.")
