from datetime import datetime, time

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from meetups.models import Nudge
from meetups.models.nudge_kind import GROUPS
from members.models import Preferences

CHOICES = Nudge.Kind.choices
PACES = [
    (Preferences.Pace.FEWER, _("Fewer")),
    (Preferences.Pace.NORMAL, _("As usual")),
    (Preferences.Pace.MORE, _("More")),
]
HOURS = [time(hour) for hour in range(24)]
LIMITS = ["quiet_from", "quiet_to", "week_day", "week_hour"]
CHOOSE = {
    "required": _("Choose one of the list."),
    "invalid_choice": _("Choose one of the list."),
}


def told(clock):
    return f"{clock:%H:%M}"


class HourField(forms.TypedChoiceField):
    """A full hour of the day, or the one that was set before, as a naive time."""

    def __init__(self, **kwargs):
        super().__init__(coerce=time.fromisoformat, error_messages=CHOOSE, **kwargs)

    def offer(self, current):
        """Every full hour, and what it is now."""
        self.choices = [(told(clock), told(clock)) for clock in sorted({*HOURS, current})]


class NudgesForm(forms.Form):
    """When and about what a member wants to be written to."""

    quiet_from = HourField(label=_("Quiet from"))
    quiet_to = HourField(label=_("until"))
    week_day = forms.TypedChoiceField(
        label=_("The week comes on"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        error_messages=CHOOSE,
    )
    week_hour = forms.TypedChoiceField(
        label=_("at"),
        coerce=int,
        choices=[(clock.hour, told(clock)) for clock in HOURS],
        error_messages=CHOOSE,
    )
    wanted = forms.MultipleChoiceField(
        label=_("What to write about"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("There are no such letters.")},
    )

    def __init__(self, data=None, *, preferences):
        self.preferences = preferences
        initial = {
            "quiet_from": told(preferences.quiet_from),
            "quiet_to": told(preferences.quiet_to),
            "week_day": preferences.week_day,
            "week_hour": preferences.week_hour,
            "wanted": [kind for kind, _label in CHOICES if preferences.wants(kind)],
        }
        super().__init__(data, initial=initial)
        self.fields["quiet_from"].offer(preferences.quiet_from)
        self.fields["quiet_to"].offer(preferences.quiet_to)

    def groups(self):
        """The boxes by what they are about: [(name, hint, boxes)]."""
        boxes = {box.data["value"]: box for box in self["wanted"]}
        return [
            (group.name, group.hint, [boxes[kind] for kind in Nudge.Kind if kind.group == group])
            for group in GROUPS
        ]

    def save(self, now):
        """Keep the limits, and say what is welcome and what is not."""
        limits = {name: self.cleaned_data[name] for name in LIMITS}
        if any(getattr(self.preferences, name) != value for name, value in limits.items()):
            self.preferences.set_limits(now, **limits)
        for kind, _label in CHOICES:
            wanted = kind in self.cleaned_data["wanted"]
            if wanted != self.preferences.wants(kind):
                (self.preferences.resume if wanted else self.preferences.stop)(kind)
        Nudge.objects.for_member(self.preferences.member).ask_again(now)


class QuietForm(forms.Form):
    """Until when there should be quiet."""

    quiet_until = forms.DateField(
        label=_("Until the morning of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": _("Write the date like 2026-11-20."),
            "required": _("Choose a day."),
        },
    )

    def __init__(self, data=None, *, preferences, now):
        self.preferences, self.now = preferences, now
        super().__init__(data)

    def clean_quiet_until(self):
        date = self.cleaned_data["quiet_until"]
        if date <= self.now.astimezone(self.preferences.member.zone).date():
            raise forms.ValidationError(_("That day has begun. Choose a later one."))
        return date

    def save(self):
        """Be quiet until that day begins."""
        be_quiet_until(self.preferences, self.cleaned_data["quiet_until"], self.now)


def be_quiet_until(preferences, date, now):
    """Hold back all but what was agreed until a date begins on the member's wall."""
    begins = datetime.combine(date, time(0), tzinfo=preferences.member.zone)
    Nudge.objects.be_quiet_until(preferences, begins, now)
