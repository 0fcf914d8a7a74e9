from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from meetups import hours
from meetups.models import Venue
from meetups.models.series import LONGEST, MOST_SEATS, SHORTEST
from meetups.rhythm import OFTEN
from members.folding import clean_line

# Parts of an evening, and the characters of one.
MOST_PARTS, LONGEST_PART = 20, 120
HAND_WRITTEN = "as_is"


def day_field(label, **more):
    """A date as the browsers tell it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date like 2026-11-20.")},
        **more,
    )


def reason_field(most, **more):
    """Why, in a line that everybody concerned reads."""
    words = {"label": _("Why?"), "help_text": _("Everybody who comes reads it.")}
    return forms.CharField(max_length=most, **words | more)


class LineField(forms.CharField):
    """One line, tidied: what holds nothing to see is nothing."""

    def to_python(self, value):
        """The line as it may be kept."""
        return clean_line(super().to_python(value))


class AgendaField(forms.CharField):
    """A line for each part of an evening. -> list"""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value):
        """The lines that say something."""
        lines = [clean_line(line) for line in super().to_python(value).splitlines()]
        return [line for line in lines if line]

    def validate(self, value):
        """Not too many, and none too long."""
        super().validate(value)
        if len(value) > MOST_PARTS:
            raise forms.ValidationError(_("Twenty lines at most: it is one evening."))
        if any(len(line) > LONGEST_PART for line in value):
            raise forms.ValidationError(_("A line has room for 120 characters."))

    def prepare_value(self, value):
        """The lines as one text."""
        return "\n".join(value) if isinstance(value, list) else value


class GatheringForm(forms.Form):
    """When on the wall, where, and for how many."""

    clock = forms.TimeField(
        label=_("Begins at"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time like 08:30.")},
        help_text=_("On the clock of the place, also after the clocks have changed."),
    )
    minutes = forms.IntegerField(
        label=_("How long, in minutes"), min_value=SHORTEST, max_value=LONGEST, initial=120
    )
    venue = forms.ModelChoiceField(
        Venue.objects.none(), to_field_name="uuid", label=_("Where?"), empty_label=_("Choose one")
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=28)
    agenda = AgendaField(
        label=_("What happens"),
        required=False,
        help_text=_("A line for each part, such as “18:30 Coffee and hello”. Members read it."),
    )

    def __init__(self, *args, now, venue=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        venues = Venue.objects.active()
        if venue:
            # Where it is now, it may stay.
            venues |= Venue.objects.filter(pk=venue.pk)
        self.fields["venue"].queryset = venues.order_by("area_name", "name")

    def refuse_odd_clock(self, day):
        """Say so where the clock of the place skips that time on that date, or shows it twice."""
        clock, venue = self.cleaned_data.get("clock"), self.cleaned_data.get("venue")
        if not (day and clock and venue):
            return
        if hours.is_skipped(day, clock, venue.zone):
            self.add_error(
                "clock", _("The clocks go forward that night: this time does not exist.")
            )
        elif hours.is_doubled(day, clock, venue.zone):
            self.add_error(
                "clock", _("The clocks go back that night: this time comes twice. Take another.")
            )


class RhythmForm(forms.Form):
    """What a series is, and how often."""

    name = LineField(label=_("Name"), max_length=80)
    about = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Anybody can read this, also who is no member. So name nobody."),
    )
    often = forms.ChoiceField(label=_("How often?"), choices=list(OFTEN.items()))
    weekday = forms.TypedChoiceField(
        label=_("On which day?"), coerce=int, choices=list(WEEKDAYS.items()), initial=3
    )
    takes_strangers = forms.BooleanField(
        label=_("Somebody nobody here knows may ask to come"), required=False
    )
