from datetime import datetime

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from meetups import hours


class OwnTimeForm(forms.Form):
    """One time nobody suggested, on the clock of one wall."""

    date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date like 2026-11-20.")},
    )
    clock = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 900}),
        error_messages={"invalid": _("Write the time like 08:30.")},
    )

    def __init__(self, *args, zone, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now

    @property
    def moment(self):
        """The aware datetime that was written, or None."""
        date, clock = self.cleaned_data.get("date"), self.cleaned_data.get("clock")
        if date is None or clock is None:
            return None
        return datetime.combine(date, clock, tzinfo=self.zone)

    def clean(self):
        date, clock = self.cleaned_data.get("date"), self.cleaned_data.get("clock")
        if self.errors or (date is None and clock is None):
            return
        if date is None:
            self.add_error("date", _("On which date?"))
        elif clock is None:
            self.add_error("clock", _("At what time?"))
        elif hours.is_skipped(date, clock, self.zone):
            self.add_error(
                "clock", _("The clocks go forward that night: this time does not exist.")
            )
        elif hours.is_doubled(date, clock, self.zone):
            self.add_error(
                "clock", _("The clocks go back that night: this time comes twice. Take another.")
            )
        elif self.moment <= self.now:
            self.add_error("date", _("That time has gone by."))


OwnTimeForms = formset_factory(OwnTimeForm, extra=3, max_num=5)
