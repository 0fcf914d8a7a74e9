"""Errands about a seat at an evening."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from meetups.errands.errand import Errand, Step
from meetups.errors import NoSeatOffered, NotGathering
from members.errors import NotThere, Refusal


class EveningMoved(Refusal):
    """The button was about another time or place than the evening has now."""

    def __init__(self, time, place):
        super().__init__(
            _("This was about an earlier plan. The evening is now on %(time)s, at %(place)s.")
            % {"time": time, "place": place}
        )


class AboutAnEvening(Errand):
    """What all errands about a seat share: the evening must stand as the letter told it."""

    @cached_property
    def rsvp(self):
        """What the member answered so far, or None."""
        return self.subject.rsvp_of(self.member)

    @property
    def about(self):
        return self.subject.series.name

    @property
    def evening(self):
        """What sentences name it by."""
        return {"evening": self.subject.series.name}

    @cached_property
    def moments(self):
        return [self.told(self.subject.starts_at)]

    def spent(self):
        if not self.subject.is_ahead(self.now):
            return NotGathering(self.subject, self.now)
        if self.link.extra.get("sequence") != self.subject.sequence:
            return EveningMoved(self.clocks.tell(self.subject.starts_at), self.subject.venue.name)
        return None

    def next_steps(self):
        if not self.subject.is_ahead(self.now):
            return [Step(_("See the evenings to come"), reverse("meetups:sessions"))]
        return [Step(_("Open the evening"), self.subject.get_absolute_url())]


class Come(AboutAnEvening):
    """Take a seat, or the next place in line; an offered one while the offer stands."""

    def spent(self):
        if refusal := super().spent():
            return refusal
        if self.rsvp and self.rsvp.is_coming:
            return Refusal(_("You have a seat already. See you there."))
        is_standing = self.rsvp and self.rsvp.is_offered and self.now < self.rsvp.offered_until
        if self.link.extra.get("offered") and not is_standing:
            return NoSeatOffered()
        if self.rsvp and self.rsvp.is_waiting:
            return Refusal(self._in_line(self.rsvp))
        return None

    @property
    def title(self):
        return _("A seat at %(evening)s?") % self.evening

    @property
    def words(self):
        if self.rsvp and self.rsvp.is_offered:
            until = self.clocks.tell(self.rsvp.offered_until)
            return _("A seat is kept for you until %(until)s.") % {"until": until}
        if self.subject.free > 0:
            return _("There is a seat for you. An invitation for your calendar follows by letter.")
        return _("Every seat is taken just now. You join the line, and hear when it is your turn.")

    @property
    def button(self):
        if self.rsvp and self.rsvp.is_offered:
            return _("Take the seat")
        return _("I’m coming")

    def do(self, data):
        self.rsvp = self.subject.say_going(self.member, self.now)
        return True

    @property
    def done(self):
        if self.rsvp.is_going:
            return _("See you there."), _("The invitation for your calendar follows by letter.")
        return _("You are in line."), self._in_line(self.rsvp)

    def _in_line(self, rsvp):
        words = {"position": rsvp.position}
        return (
            _("You are number %(position)s on the waiting list. We write when it is your turn.")
            % words
        )


class Cant(AboutAnEvening):
    """Give the seat, the offer or the place in line back, or say that one can't come."""

    is_way_back = True

    def spent(self):
        refusal = super().spent()
        if refusal is None and self.rsvp and self.rsvp.state in self.rsvp.OUT:
            return Refusal(_("You have no seat there, and none is expected of you."))
        return refusal

    @property
    def title(self):
        if self.rsvp and self.rsvp.is_coming:
            return _("Give your seat back?")
        if self.rsvp and self.rsvp.is_waiting:
            return _("Leave the waiting list?")
        return _("Not this time?")

    @property
    def words(self):
        if self.rsvp and self.rsvp.is_waiting:
            return _("Whoever waits behind you moves up. No reason is needed.")
        if self.rsvp and not self.rsvp.is_excused:
            return _("Somebody else may be glad of it. No reason is needed.")
        return _("No reason is needed, and you can change your mind.")

    @property
    def button(self):
        if self.rsvp and self.rsvp.is_coming:
            return _("Give it back")
        if self.rsvp and self.rsvp.is_waiting:
            return _("Leave the list")
        return _("Not this time")

    def do(self, data):
        self.subject.say_cant(self.member, self.now)
        return True

    @property
    def done(self):
        return _("Thank you for saying so."), _("Another evening, then.")


class StillComing(AboutAnEvening):
    """Yes, see you there."""

    def spent(self):
        refusal = super().spent()
        if refusal is None and not (self.rsvp and self.rsvp.is_going):
            return Refusal(_("You have no seat at that evening any more."))
        return refusal

    @property
    def title(self):
        return _("Are you coming to %(evening)s?") % self.evening

    @property
    def words(self):
        return _("The hosts can count on you.")

    @property
    def button(self):
        return _("Yes, see you there")

    def do(self, data):
        try:
            self.subject.still_coming(self.member, self.now)
        except NotThere:
            # Taken off the list since the page was opened.
            raise Refusal(_("You have no seat at that evening any more.")) from None
        return True

    @property
    def done(self):
        return _("See you there."), _("The hosts can count on you.")
