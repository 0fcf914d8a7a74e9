"""What one member finds on the first page today."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, prep, telling
from meetups.forms.offer import value_of
from meetups.history import with_answer_of
from meetups.models import Coffee, Proposal, Seat
from meetups.models.settling import TIME_TO_ANSWER
from meetups.offers import Offer
from meetups.tables import ASKED_FROM
from members.models import Follow, Member

WEEK = timedelta(days=7)
# More hands than this are on the page of everybody unmet.
MOST_HANDS = 5


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
        """The zone it is told in, where the reader's clock shows another time; else empty."""
        if telling.differ(self.zone, self.reader.zone, self.coffee.starts_at):
            return telling.zone_name(self.zone, self.coffee.starts_at)
        return ""


class Today:
    """What waits, what is coming, whom to meet, for `reader`."""

    def __init__(self, reader, now):
        self.reader, self.now = reader, now

    # -- what waits

    @cached_property
    def offers(self):
        """Offers that wait for the reader's answer, the first to lapse first."""
        rows = Proposal.objects.standing(self.now).received_by(self.reader)
        rows = rows.with_people().select_related("tie").with_times(self.now)
        return [Offer(row, self.reader, self.now) for row in rows.order_by("lapses_at", "pk")]

    @cached_property
    def _hands(self):
        back = Follow.objects.filter(follower=self.reader, followed=OuterRef("follower"))
        visible = Member.objects.visible_to(self.reader)
        hands = Follow.objects.filter(~Exists(back), followed=self.reader, follower__in=visible)
        return list(hands.select_related("follower").order_by("-at", "-pk")[: MOST_HANDS + 1])

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
        mine = Seat.objects.filter(coffee=OuterRef("pk"), member=self.reader)
        rows = (
            with_answer_of(Coffee.objects.scheduled(), self.reader)
            .with_member(self.reader)
            .filter(
                Q(ends_at__gt=self.now, starts_at__lt=self.now + WEEK)
                | Q(ends_at__gt=self.now - TIME_TO_ANSWER, ends_at__lte=self.now)
            )
            .annotate(my_still_on_at=Subquery(mine.values("still_on_at")[:1]))
            .with_people()
            .order_by("starts_at", "pk")
        )
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
