"""Errands about a coffee that is over, or came to nothing."""

from django.utils.translation import gettext as _

from meetups.errands.coffees import AboutACoffee, CoffeeMoved
from meetups.errands.offering import NamesTimes, same_again
from meetups.errors import AlreadySettled, NoLongerOn, NoThanks, TooEarly
from meetups.models import Proposal
from meetups.models.settling import LONGEST_THANKS
from members.errors import NotThere, Refusal


class Answer(AboutACoffee):
    """Did you meet? Told alike whatever the other said or did not say."""

    @property
    def met(self):
        """Which of the two buttons it was."""
        return bool(self.link.extra.get("met"))

    @property
    def is_way_back(self):
        return not self.met

    def spent(self):
        if self.subject.state == self.subject.State.CANCELLED:
            return NoLongerOn(self.subject)
        if self.has_moved:
            return CoffeeMoved(self.clocks.tell(self.subject.starts_at))
        if self.now < self.subject.ends_at:
            return TooEarly(_("It is not over yet. Tell us afterwards."))
        return None if self.subject.can_be_answered(self.now) else AlreadySettled()

    @property
    def title(self):
        return _("Did you and %(name)s meet?") % self.name

    @property
    def words(self):
        return _("What you say here, nobody else reads.")

    @property
    def button(self):
        return _("Yes, we met") if self.met else _("Not this time")

    def do(self, data):
        self.subject.answer(self.member, self.met, self.now)
        return True

    @property
    def done(self):
        if self.met:
            return _("Thank you for telling us."), _("That is what all of this is for.")
        return _("Thank you for telling us."), _(
            "It happens. %(name)s reads nothing of it."
        ) % self.name


class ProposeAgain(NamesTimes, AboutACoffee):
    """Offer other times for a coffee that fell through."""

    is_cancelled_for_good = False

    def spent(self):
        if self.subject.is_scheduled:
            return Refusal(_("That coffee still stands."))
        return self.what_is_open(self.subject.tie)

    @property
    def title(self):
        return _("Another time with %(name)s?") % self.name

    def send(self, starts, note):
        plan = same_again(self.subject)
        Proposal.objects.propose(self.member, self.other, starts, now=self.now, note=note, **plan)


class Thank(AboutACoffee):
    """A line of thanks, for the other's eyes alone."""

    template = "meetups/letter_thank.html"
    most = LONGEST_THANKS
    refused = None
    said = ""

    def spent(self):
        if self.subject.is_owed_thanks(self.member, self.now):
            return None
        if self.subject.thanks.filter(giver=self.member).exists():
            return NoThanks(_("You have said thank you already."))
        return NoThanks()

    @property
    def title(self):
        return _("A line of thanks for %(name)s") % self.name

    @property
    def words(self):
        return _("Two sentences are plenty. Only %(name)s reads them.") % self.name

    @property
    def button(self):
        return _("Send to %(name)s") % self.name

    def do(self, data):
        self.said = data.get("words", "")
        try:
            self.subject.thank(self.member, self.said, self.now)
        except (NotThere, NoThanks):
            raise
        except Refusal as refusal:
            self.refused = refusal
            return False
        return True

    @property
    def done(self):
        return _("Sent."), _("Only %(name)s reads it.") % self.name
