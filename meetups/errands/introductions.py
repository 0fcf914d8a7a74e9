"""Errands about somebody an organizer would have the member meet."""

from django.utils.translation import gettext as _

from meetups.errands.errand import OfTwo, Step
from meetups.nudges.writing import signed
from members.errors import NotThere, Refusal
from members.models import Follow, Tie


class HoldOut(OfTwo):
    """Hold out a hand to whom one was introduced to."""

    plan = None

    def refuse_strangers(self):
        """Raises NotThere for anybody else, and once a block has come between the two."""
        if self.member.pk not in (self.subject.newcomer_id, self.subject.member_id):
            raise NotThere
        if self.subject.over_at:
            raise NotThere
        super().refuse_strangers()

    @property
    def is_mutual(self):
        """Whether the other's hand is held out as well."""
        return self.member.is_mutual_with(self.other)

    def spent(self):
        if self.is_mutual:
            return Refusal(_("You two shook hands already."))
        if self.member.follows(self.other):
            return Refusal(_("Your hand is held out already."))
        return None

    @property
    def title(self):
        return _("Hold out a hand to %(name)s?") % self.name

    @property
    def words(self):
        return _("Once %(name)s shakes back, either of you may propose a coffee.") % self.name

    @property
    def button(self):
        return _("Hold out a hand")

    def do(self, data):
        self.count("follow")
        self.member.follow(self.other, self.now, Follow.Origin.INTRODUCTION)
        return True

    @property
    def done(self):
        if self.is_mutual:
            return _("You have shaken hands with %(name)s.") % self.name, _(
                "A follow is a handshake. The coffee is next."
            )
        return _("Your hand is held out."), _("%(name)s sees it, and may shake back.") % self.name

    @property
    def onward(self):
        return self._propose()

    def next_steps(self):
        profile = _("Look at %(name)s’s profile") % self.name
        return [*self._propose(), Step(profile, self.other.get_absolute_url())]

    def _propose(self):
        if not self.is_mutual:
            return []
        tie = Tie.objects.between(self.member, self.other)
        href = signed(self.member, "propose", tie, self.link.expires_at)
        return [Step(_("Propose a coffee to %(name)s") % self.name, href, is_key=True)]
