"""Errands about two who follow each other, or are about to."""

from functools import cached_property

from django.utils.translation import gettext as _

from meetups.errands.errand import OfTwo, Step
from meetups.errands.offering import NamesTimes
from meetups.errors import NoPlace
from meetups.models import USUAL_LENGTH, Proposal
from meetups.nudges.suggesting import sketch
from meetups.nudges.writing import signed
from meetups.one_press import propose_usual
from members.errors import NotThere, Refusal


class AboutATie(OfTwo):
    """What all errands about a pair share: names, and no time or place unless they offer some."""

    plan = None

    def refuse_strangers(self):
        if self.member.pk not in (self.subject.low_id, self.subject.high_id):
            raise NotThere
        super().refuse_strangers()

    def next_steps(self):
        return [
            Step(_("Look at %(name)s’s profile") % self.name, self.other.get_absolute_url()),
        ]


class Propose(NamesTimes, AboutATie):
    """Offer the times of the letter, or others, for the usual plan."""

    @cached_property
    def plan(self):
        """The usual one of these two; where no place is known, one without."""
        return sketch(self.member, self.other, self.subject) or Proposal(
            tie=self.subject,
            proposer=self.member,
            invitee=self.other,
            kind="coffee",
            minutes=USUAL_LENGTH,
            time_zone=self.member.time_zone,
        )

    def spent(self):
        refusal = self.what_is_open(self.subject)
        if refusal or self.plan.is_call or self.plan.venue:
            return refusal
        return NoPlace()

    @property
    def title(self):
        return _("A coffee with %(name)s?") % self.name

    def send(self, starts, note):
        propose_usual(self.member, self.other, starts, self.now, note=note)


class ShakeBack(AboutATie):
    """Hold out a hand to somebody whose hand is out."""

    def spent(self):
        if self.subject.mutual_since:
            return Refusal(_("You two shook hands already."))
        if not self.subject.followed_at(self.other):
            return Refusal(_("This hand is no longer held out. You may still hold out yours."))
        return None

    @property
    def title(self):
        return _("Shake back with %(name)s?") % self.name

    @property
    def words(self):
        return _("Then you follow each other, and either may propose a coffee.")

    @property
    def button(self):
        return _("Shake back")

    def do(self, data):
        self.count("follow")
        self.member.follow(self.other, self.now)
        return True

    @property
    def done(self):
        return _("You have shaken hands with %(name)s.") % self.name, _(
            "A follow is a handshake. The coffee is next."
        )

    @property
    def onward(self):
        return [self._propose]

    def next_steps(self):
        steps = super().next_steps()
        return [self._propose, *steps] if self.subject.mutual_since else steps

    @property
    def _propose(self):
        href = signed(self.member, "propose", self.subject, self.link.expires_at)
        return Step(_("Propose a coffee to %(name)s") % self.name, href, is_key=True)


class LikeWriting(AboutATie):
    """Rather write than be reminded to meet."""

    is_way_back = True

    def spent(self):
        if self.subject.writing_liked_at:
            return Refusal(_("That is known already: we remind neither of you to meet."))
        return None

    @property
    def title(self):
        return _("Just writing with %(name)s?") % self.name

    @property
    def words(self):
        return (
            _(
                "Then we remind neither of you to meet. %(name)s is not told, and you may propose a"
                " coffee whenever you like."
            )
            % self.name
        )

    @property
    def button(self):
        return _("We like writing")

    def do(self, data):
        self.member.like_writing(self.other, self.now)
        return True

    @property
    def done(self):
        return _("Good. We leave you two to it."), _("You may propose a coffee whenever you like.")
