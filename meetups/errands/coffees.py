"""Errands about a coffee."""

from functools import cached_property

from django.utils.translation import gettext as _

from meetups.errands.errand import OfTwo, Step
from meetups.errands.offering import OffersTimes
from meetups.errors import AlreadyOpen, NoLongerOn, TooEarly
from meetups.models.keeping import LATE_FROM, LATE_MINUTES
from members.errors import NotThere, Refusal


class CoffeeMoved(Refusal):
    """The button was about another time than the coffee has now."""

    def __init__(self, time):
        super().__init__(
            _("This was about an earlier plan. The coffee is now on %(time)s.") % {"time": time}
        )


class AboutACoffee(OfTwo):
    """What all errands about a coming coffee share: it must stand as the letter told it."""

    def refuse_strangers(self):
        """Raises NotThere for whoever was never invited, and when a block parts the two or one is
        gone: but a coffee that was cancelled by that is told like any other that was cancelled."""
        if not self.subject.has(self.member):
            raise NotThere
        if not (self.member.is_present and self.is_cancelled_for_good):
            super().refuse_strangers()

    @property
    def is_cancelled_for_good(self):
        """Whether there is nothing more to do with it here than to be told so."""
        return self.subject.state == self.subject.State.CANCELLED

    @cached_property
    def moments(self):
        return [self.told(self.subject.starts_at)]

    def spent(self):
        if self.has_moved:
            return CoffeeMoved(self.clocks.tell(self.subject.starts_at))
        if not self.subject.is_ahead(self.now):
            return NoLongerOn(self.subject)
        return None

    @property
    def has_moved(self):
        """Whether the plan is another by now, and still stands."""
        sequence = self.link.extra.get("sequence")
        return self.subject.is_ahead(self.now) and sequence != self.subject.sequence

    def next_steps(self):
        return [Step(_("Open the coffee"), self.subject.get_absolute_url())]


class StillOn(AboutACoffee):
    """Yes, see you there."""

    @property
    def title(self):
        return _("Still on with %(name)s?") % self.name

    @property
    def words(self):
        return _("%(name)s can see that you will be there.") % self.name

    @property
    def button(self):
        return _("Yes, see you there")

    def do(self, data):
        self.subject.still_on(self.member, self.now)
        return True

    @property
    def done(self):
        return _("See you there."), _("%(name)s can see that you will be there.") % self.name


class Cancel(AboutACoffee):
    """Call it off."""

    is_way_back = True

    @property
    def title(self):
        return _("Cancel with %(name)s?") % self.name

    @property
    def words(self):
        return _("%(name)s hears at once, and no reason is given.") % self.name

    @property
    def button(self):
        return _("Cancel it")

    def do(self, data):
        self.subject.cancel(self.member, self.now)
        return True

    @property
    def done(self):
        return _("Cancelled."), _("%(name)s hears at once, and both diaries are free.") % self.name


class Move(OffersTimes, AboutACoffee):
    """Offer new times; the coffee stands until one is accepted."""

    def spent(self):
        refusal = super().spent()
        if refusal or not self.subject.can_move(self.now):
            return refusal or NoLongerOn(self.subject)
        pending = self.subject.offers_to_move.standing(self.now).first()
        return AlreadyOpen(pending, self.member) if pending else None

    @property
    def title(self):
        return _("Another time with %(name)s") % self.name

    @property
    def words(self):
        return _("Your coffee stands as it is until one of the new times is accepted.")

    counts = "propose"

    @property
    def meanwhile(self):
        return _("Until then the coffee stands as it was.")

    def send(self, starts, note):
        self.subject.move(self.member, starts, self.now, note=note)


class Change(Move):
    """What a calendar links to: move it, or cancel it."""

    can_cancel = True

    def spent(self):
        # A coffee that has begun, or that waits to be moved, can still be cancelled.
        return AboutACoffee.spent(self)

    @property
    def title(self):
        return _("Move or cancel with %(name)s") % self.name

    def do(self, data):
        if "cancel" in data:
            self.subject.cancel(self.member, self.now)
            self.is_cancelled = True
            return True
        refusal = super().spent()
        if refusal:
            raise refusal
        return super().do(data)

    @property
    def done(self):
        if getattr(self, "is_cancelled", False):
            return Cancel(self.link, self.subject, self.now).done
        return super().done


class Late(AboutACoffee):
    """Five, ten or fifteen minutes late."""

    template = "meetups/letter_late.html"
    minutes = LATE_MINUTES

    def spent(self):
        refusal = super().spent()
        if refusal is None and self.now < self.subject.starts_at - LATE_FROM:
            return TooEarly(_("It is too early to be late. From three hours before, this works."))
        return refusal

    @property
    def title(self):
        return _("Running late?")

    @property
    def words(self):
        return _("%(name)s gets one short line.") % self.name

    def do(self, data):
        wish = data.get("minutes")
        minutes = next((minutes for minutes in LATE_MINUTES if wish == str(minutes)), 0)
        self.subject.late(self.member, minutes, self.now)
        return True

    @property
    def done(self):
        return _("%(name)s knows.") % self.name, _("No need to run.")
