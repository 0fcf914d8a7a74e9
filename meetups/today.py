"""What one member finds on the first page today."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, prep, telling
from meetups.forms.offer import value_of
from meetups.history import with_answer_of
from meetups.models import Coffee, OfferedTime, Proposal, Seat
from meetups.models.settling import TIME_TO_ANSWER
from meetups.offers import Offer
from meetups.tables import ASKED_FROM
from members.models import Follow, Member

WEEK = timedelta(days=7)
# More hands than this are on the page of everybody unmet.
MOST_HANDS = 5


def offers_to(member, now):
    """Offers that stand and wait for this member, with proposers, venues and coffees to move."""
    standing = Proposal.objects.standing(now).received_by(member)
    return standing.select_related("proposer", "venue", "moves").order_by("lapses_at", "pk")


def times_offered_to(member, now):
    """The times of those offers, each telling `is_left`."""
    standing = Proposal.objects.standing(now).received_by(member)
    return OfferedTime.objects.telling_left(now).filter(proposal__in=standing)


def hands_out_to(member):
    """The latest hands held out to this member by people that can be seen, and not shaken."""
    back = Follow.objects.filter(follower=member, followed=OuterRef("follower"))
    visible = Member.objects.visible_to(member)
    hands = Follow.objects.filter(~Exists(back), followed=member, follower__in=visible)
    return hands.select_related("follower").order_by("-at", "-pk")[: MOST_HANDS + 1]


def coffees_of(member, now, soon, long_ago):
    """Unsettled coffees that begin before `soon` or were over after `long_ago`, with what was said.

    Each has the member's own `my_answer` and `my_still_on_at`. Those over are left out once a
    block parts the two: nobody is asked about somebody they cannot see.
    """
    visible = Member.objects.visible_to(member)
    over = Q(ends_at__gt=long_ago, ends_at__lte=now, tie__low__in=visible, tie__high__in=visible)
    mine = Seat.objects.filter(coffee=OuterRef("pk"), member=member)
    coffees = with_answer_of(Coffee.objects.scheduled(), member).with_member(member)
    return (
        coffees.filter(Q(ends_at__gt=now, starts_at__lt=soon) | over)
        .annotate(my_still_on_at=Subquery(mine.values("still_on_at")[:1]))
        .with_people()
        .order_by("starts_at", "pk")
    )


class Plan:
    """A coffee of the coming week, or one that waits for an answer."""

    def __init__(self, coffee, reader, now):
        self.coffee, self.reader, self.now = coffee, reader, now
        self.other, self.zone = coffee.other(reader), coffee.zone_for(reader)

    @property
    def day(self):
        """Today, Tomorrow or Friday."""
        near = telling.near_day(self.coffee.starts_at, self.now, self.zone)
        return near or telling.weekday(self.coffee.starts_at, self.zone)

    @property
    def asks_still_on(self):
        """Whether the reader should say that it is still on."""
        ahead = self.coffee.starts_at - self.now
        return timedelta() < ahead <= ASKED_FROM and not self.coffee.my_still_on_at

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
        rows = offers_to(self.reader, self.now)
        times = {row.pk: [] for row in rows}
        for time in times_offered_to(self.reader, self.now) if rows else ():
            times.setdefault(time.proposal_id, []).append(time)
        for row in rows:
            row.invitee = self.reader
        return [Offer(row, self.reader, self.now, times=times[row.pk]) for row in rows]

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
        long_ago = self.now - TIME_TO_ANSWER
        rows = coffees_of(self.reader, self.now, self.now + WEEK, long_ago)
        return [Plan(row, self.reader, self.now) for row in rows]

    @cached_property
    def coming(self):
        """The coffees of the coming seven days."""
        return [plan for plan in self._plans if not plan.coffee.is_over(self.now)]

    @cached_property
    def to_answer(self):
        """Coffees that are over and of which the reader has said nothing."""
        return [
            plan
            for plan in self._plans
            if plan.coffee.is_over(self.now) and plan.coffee.my_answer is None
        ]

    @cached_property
    def to_confirm(self):
        """Coffees of which the reader should say that they are still on."""
        return [plan for plan in self.coming if plan.asks_still_on]

    # -- people

    @cached_property
    def people(self):
        """Up to three people to meet, with the values of their three times' boxes."""
        shown = {hand.follower_id for hand in self.hands}
        return [
            (one, [(start, value_of(start)) for start in one.times])
            for one in matching.suggestions(self.reader, self.now)
            if one.member.pk not in shown
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
        waits |= {hand.follower_id for hand in self.hands}
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
