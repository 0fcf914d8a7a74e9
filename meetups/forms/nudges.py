from datetime import datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.models import Nudge
from meetups.models.nudge_kind import APPOINTMENTS

CHOICES = [(kind.value, kind.label) for kind in Nudge.Kind]


class NudgesForm(forms.Form):
    """Which kinds are welcome, and until when there should be quiet."""

    wanted = forms.MultipleChoiceField(
        label=_("What to write about"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_until = forms.DateField(
        label=_("Quiet until"),
        required=False,
        help_text=_("From that morning on we write again. Empty means no quiet."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date like 2026-11-20.")},
    )

    def __init__(self, data=None, *, preferences, member, now):
        self.preferences, self.member, self.now = preferences, member, now
        quiet = preferences.quiet_until
        initial = {
            "wanted": [kind for kind, _label in CHOICES if preferences.wants(kind)],
            "quiet_until": quiet.astimezone(member.zone).date() if quiet and quiet > now else None,
        }
        super().__init__(data, initial=initial)

    def clean_quiet_until(self):
        date = self.cleaned_data["quiet_until"]
        if date and date <= self.now.astimezone(self.member.zone).date():
            raise forms.ValidationError(_("That day has begun. Choose a later one."))
        return date

    def groups(self):
        """The boxes in two groups: what others tell you, and what we ask."""
        told, asked = [], []
        for box in self["wanted"]:
            (asked if box.data["value"] in APPOINTMENTS else told).append(box)
        return told, asked

    def save(self):
        """Say what is welcome and what is not."""
        for kind, _label in CHOICES:
            wanted = kind in self.cleaned_data["wanted"]
            if wanted != self.preferences.wants(kind):
                (self.preferences.resume if wanted else self.preferences.stop)(kind)
        date = self.cleaned_data["quiet_until"]
        moment = datetime.combine(date, time(0), tzinfo=self.member.zone) if date else None
        if moment != self.preferences.quiet_until:
            self.preferences.be_quiet_until(moment)
