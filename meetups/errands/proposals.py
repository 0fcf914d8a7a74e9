"""Errands about an offer."""

from functools import cached_property

from django.utils.translation import gettext as _

from meetups import offers
from meetups.errands.errand import OfTwo, Step
from meetups.errands.offering import NamesTimes, OffersTimes, same_again
from meetups.errors import BadOffer, JustTaken, TimePassed
from meetups.models import Coffee, Proposal
from meetups.nudges.writing import signed
from members.errors import NotThere


class AboutAnOffer(OfTwo):
    """What all errands about an offer share: once it is closed, none can be done."""

    def spent(self):
        if not self.subject.is_open or self.subject.is_due(self.now):
            return offers.closed(self.subject, self.now)
        return None

    @property
    def coffee(self):
        """The coffee that came of it and still stands, or None."""
        coffee = self.subject.coffee
        return coffee if coffee and coffee.is_scheduled else None

    @cached_property
    def moments(self):
        if self.coffee:
            return [self.told(self.coffee.starts_at)]
        if self.subject.is_open:
            return [self.told(time.starts_at) for time in self.subject.times_left(self.now)]
        return []

    def next_steps(self):
        steps = super().next_steps()
        if self.coffee:
            return [Step(_("Open the coffee"), self.coffee.get_absolute_url())]
        newer = getattr(self.subject, "countered_by", None)
        if newer:
            return [Step(_("Look at the other times"), newer.get_absolute_url())]
        return steps


class ToTheInvited(AboutAnOffer):
    """An answer, which only the one invited can give."""

    def refuse_strangers(self):
        super().refuse_strangers()
        if self.subject.invitee_id != self.member.pk:
            raise NotThere


class Accept(ToTheInvited):
    """Say yes to the one time that the button named."""

    @cached_property
    def time(self):
        """The offered time, or None."""
        return self.subject.times.filter(pk=self.link.extra.get("time")).first()

    def spent(self):
        refusal = super().spent()
        if refusal or self.time is None:
            return refusal or BadOffer()
        left = self.subject.times_left(self.now)
        if self.time in left:
            return None
        gone = TimePassed if self.time.starts_at <= self.now else JustTaken
        return gone(self.time, left, self.clocks.zone)

    @cached_property
    def moments(self):
        if self.subject.is_open and self.time:
            return [self.told(self.time.starts_at)]
        return super().moments

    @property
    def title(self):
        return _("Say yes to %(name)s?") % self.name

    @property
    def words(self):
        if self.subject.moves_id:
            return _("It takes the place of %(time)s.") % {
                "time": self.clocks.tell(self.subject.moves.starts_at)
            }
        return _("It goes into both your diaries, and %(name)s hears at once.") % self.name

    @property
    def button(self):
        return _("Say yes")

    def do(self, data):
        coffee = self.subject.accept(self.member, self.time, self.now)
        self.__dict__.pop("moments", None)
        self.subject.coffee = Coffee.objects.with_people().get(pk=coffee.pk)
        return True

    @property
    def done(self):
        return _("It is agreed. %(name)s hears at once.") % self.name, _(
            "An invitation for your calendar is on its way to you."
        )

    def next_steps(self):
        left = self.subject.times_left(self.now) if self.subject.is_open else []
        if self.subject.is_due(self.now):
            left = []
        steps = [
            Step(
                self.clocks.on_button(time.starts_at),
                signed(self.member, "accept", self.subject, self.subject.lapses_at, time=time.pk),
                is_key=True,
            )
            for time in left
            if time != self.time
        ]
        return [*steps, *super().next_steps()]


class Decline(ToTheInvited):
    """Not this time."""

    is_way_back = True

    @property
    def title(self):
        return _("Not this time?")

    @property
    def words(self):
        return _(
            "It needs no reason. %(name)s reads: “%(me)s can’t this time, and thanks you for"
            " asking.”"
        ) % {**self.name, "me": self.member.short_name}

    @property
    def button(self):
        return _("Not this time")

    def do(self, data):
        self.subject.decline(self.now)
        return True

    @property
    def done(self):
        return _("Not this time, then."), _("%(name)s reads your thanks for asking.") % self.name


class Counter(OffersTimes, ToTheInvited):
    """Answer with other times."""

    @property
    def title(self):
        return _("Other times for %(name)s") % self.name

    @property
    def words(self):
        return _("Your times take the place of %(name)s’s. Same place, same length.") % self.name

    @property
    def meanwhile(self):
        return _("The first yes takes the hour. You hear as soon as there is an answer.")

    def send(self, starts, note):
        self.subject.counter(starts, self.now, note=note)


class OfferAgain(NamesTimes, AboutAnOffer):
    """Offer times of one's own for what an offer that came to nothing was about."""

    def refuse_strangers(self):
        super().refuse_strangers()
        if self.member.pk not in (self.subject.proposer_id, self.subject.invitee_id):
            raise NotThere

    def spent(self):
        return self.what_is_open(self.subject.tie)

    @property
    def title(self):
        return _("Other times with %(name)s?") % self.name

    def send(self, starts, note):
        plan = same_again(self.subject)
        Proposal.objects.propose(self.member, self.other, starts, now=self.now, note=note, **plan)


class Withdraw(AboutAnOffer):
    """Take one's own offer back."""

    is_way_back = True

    def refuse_strangers(self):
        super().refuse_strangers()
        if self.subject.proposer_id != self.member.pk:
            raise NotThere

    @property
    def title(self):
        return _("Take your offer back?")

    @property
    def words(self):
        return _("%(name)s hears that nothing is expected any more.") % self.name

    @property
    def button(self):
        return _("Take it back")

    def do(self, data):
        self.subject.withdraw(self.now)
        return True

    @property
    def done(self):
        return _("Taken back."), _("%(name)s hears that nothing is expected.") % self.name
