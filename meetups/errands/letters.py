"""Errands about the letters somebody gets."""

from django.urls import reverse
from django.utils.translation import gettext as _

from meetups.errands.errand import Errand, Step
from meetups.models import Nudge
from members.errors import NotThere, Refusal
from members.models import Preferences


class WriteAgain(Errand):
    """End the quiet that we keep because nothing came of our letters, or that one asked for."""

    plan = None

    def refuse_strangers(self):
        super().refuse_strangers()
        if self.subject.pk != self.member.pk:
            raise NotThere

    def spent(self):
        if Preferences.objects.of(self.member).is_quiet(self.now):
            return None
        return Refusal(_("We do write to you, as often as you allow."))

    @property
    def about(self):
        return self.member.name

    @property
    def title(self):
        return _("Hear from us again?")

    @property
    def words(self):
        return _("Then you hear of people you could meet as before, and never more than you allow.")

    @property
    def button(self):
        return _("Write to me again")

    def do(self, data):
        Nudge.objects.write_again_to(self.member, self.now)
        return True

    @property
    def done(self):
        return _("We write again."), _("As often as you allow, and no more.")

    def next_steps(self):
        return [Step(_("Choose what you hear"), reverse("meetups:nudges"))]
