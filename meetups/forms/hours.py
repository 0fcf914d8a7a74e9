import re

from django import forms
from django.forms import formset_factory
from django.forms.utils import ErrorDict
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetups import hours
from meetups.hours import Hours
from meetups.models import DateHours, WeeklyHours, free_time
from members.errors import Refusal

# More rows than anybody's day has, and few enough to check at leisure.
MOST_ROWS = 12
MOST_DATES = 60

PREFIXES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def clock_field(label):
    """A time of day, told in quarters of an hour by the browsers that can."""
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 900}),
        error_messages={"invalid": _("Write the time like 08:30.")},
    )


class StretchForm(forms.Form):
    """Free from one time of day until another."""

    starts = clock_field(_("From"))
    ends = clock_field(_("Until"))

    @property
    def is_filled(self):
        """Whether the row holds hours that can be kept."""
        kept = getattr(self, "cleaned_data", {})
        return kept.get("starts") is not None and kept.get("ends") is not None

    def clean(self):
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if self.errors or (starts is None and ends is None):
            return
        if starts is None:
            self.add_error("starts", _("From when? Both times are needed, or neither."))
        elif ends is None:
            self.add_error("ends", _("Until when? Both times are needed, or neither."))
        elif hours.are_backwards(Hours(0, starts, ends)):
            self.add_error("ends", _("This ends before it starts. For midnight, write 00:00."))


class StretchesOfDay(forms.BaseFormSet):
    """The hours of one weekday."""

    def stretches(self, weekday):
        """What was filled in, as Hours on this weekday."""
        return [
            Hours(weekday, form.cleaned_data["starts"], form.cleaned_data["ends"])
            for form in self.forms
            if form.is_filled
        ]

    def clean(self):
        if any(self.errors):
            return
        for one, other in hours.overlapping(self.stretches(0)):
            raise forms.ValidationError(
                _("%(one)s to %(one_ends)s and %(other)s to %(other_ends)s overlap.")
                % {
                    "one": f"{one.starts:%H:%M}",
                    "one_ends": f"{one.ends:%H:%M}",
                    "other": f"{other.starts:%H:%M}",
                    "other_ends": f"{other.ends:%H:%M}",
                }
            )


class DateForm(StretchForm):
    """One date that differs from the week: other hours, or none at all."""

    date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date like 2026-11-20.")},
    )

    field_order = ["date", "starts", "ends"]

    def __init__(self, *args, zone, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone, self.today = zone, today

    @property
    def is_filled(self):
        return getattr(self, "cleaned_data", {}).get("date") is not None

    def clean(self):
        super().clean()
        if self.errors:
            return
        date, starts = self.cleaned_data.get("date"), self.cleaned_data.get("starts")
        if date is None:
            if starts is not None:
                self.add_error("date", _("On which date?"))
            return
        if date < self.today:
            self.add_error("date", _("That day has gone by."))
        for name in ("starts", "ends"):
            self._clean_clock_change(name, date)

    def _clean_clock_change(self, name, date):
        time = self.cleaned_data.get(name)
        if time is None or name in self.errors:
            return
        if hours.is_skipped(date, time, self.zone):
            self.add_error(name, _("The clocks go forward that night: this time does not exist."))
        elif hours.is_doubled(date, time, self.zone):
            self.add_error(
                name,
                _("The clocks go back that night: this time comes twice. Take one outside it."),
            )


class Dates(forms.BaseFormSet):
    """All dates that differ from the week."""

    def clean(self):
        if any(self.errors):
            return
        by_date = {}
        for form in self.forms:
            if form.is_filled:
                by_date.setdefault(form.cleaned_data["date"], []).append(form.cleaned_data)
        for date, rows in by_date.items():
            words = {"date": date_format(date, "j F")}
            if len(rows) > 1 and any(row["starts"] is None for row in rows):
                raise forms.ValidationError(
                    _("%(date)s is both free and not free. Keep one of the two.") % words
                )
            if hours.overlapping(
                [Hours(0, row["starts"], row["ends"]) for row in rows if row["starts"]]
            ):
                raise forms.ValidationError(_("Two rows for %(date)s overlap.") % words)

    def by_date(self):
        """{date: [(starts, ends), ...]}; no pairs on a day without coffee."""
        days = {}
        for row in (form.cleaned_data for form in self.forms if form.is_filled):
            times = days.setdefault(row["date"], [])
            if row["starts"] is not None:
                times.append((row["starts"], row["ends"]))
        return days


WeekdayForms = formset_factory(StretchForm, StretchesOfDay, extra=0, max_num=MOST_ROWS)
DateForms = formset_factory(DateForm, Dates, extra=1, max_num=MOST_DATES)


class TimesForm:
    """The whole page of free time: seven weekdays and the dates that differ."""

    @classmethod
    def of(cls, member, now):
        """The page as the member left it."""
        return cls(
            member,
            now,
            weekly=WeeklyHours.objects.filter(member=member),
            dates=DateHours.objects.filter(member=member),
        )

    def __init__(self, member, now, data=None, weekly=(), dates=()):
        self.member, self.now, self.errors, self.was_checked = member, now, [], False
        self.today = today = now.astimezone(member.zone).date()
        self.days = [
            WeekdayForms(
                data,
                prefix=prefix,
                initial=[
                    {"starts": row.starts, "ends": row.ends}
                    for row in weekly
                    if row.weekday == weekday
                ]
                or [{}],
            )
            for weekday, prefix in enumerate(PREFIXES)
        ]
        self.dates = DateForms(
            data,
            prefix="dates",
            form_kwargs={"zone": member.zone, "today": today},
            initial=[
                {"date": row.date, "starts": row.starts, "ends": row.ends}
                for row in dates
                if row.date >= today
            ],
        )

    def named_days(self):
        """(weekday's name, its rows) from Monday on."""
        return [(WEEKDAYS[weekday], day) for weekday, day in enumerate(self.days)]

    def is_valid(self):
        """Whether every row can be kept."""
        self.was_checked = True
        return all([*[day.is_valid() for day in self.days], self.dates.is_valid()])

    @property
    def is_wrong(self):
        """Whether a failed save left something to say."""
        return bool(self.was_checked and (self.errors or list(self.wrong_places())))

    def wrong_places(self):
        """(what is wrong, where): one for each weekday or date row that needs another look."""
        for name, day in self.named_days():
            for error in _errors_of(day):
                yield f"{name}: {error}", day.prefix
        for error in _errors_of(self.dates):
            yield error, "dates"

    def forgive(self):
        """Ask nothing of what was filled in so far: nothing was sent yet."""
        for formset in [*self.days, self.dates]:
            formset._errors, formset._non_form_errors = [], formset.error_class()
            for form in formset.forms:
                form._errors, form.cleaned_data = ErrorDict(), {}

    def save(self):
        """Keep the week and the dates that changed. Returns whether they could be kept."""
        if not self.is_valid():
            return False
        try:
            self._keep()
        except Refusal as refusal:
            self.errors.append(str(refusal))
            return False
        return True

    def _keep(self):
        week = [
            stretch for weekday, day in enumerate(self.days) for stretch in day.stretches(weekday)
        ]
        wanted, kept = self.dates.by_date(), {}
        for row in DateHours.objects.filter(member=self.member, date__gte=self.today):
            times = kept.setdefault(row.date, [])
            if row.starts is not None:
                times.append((row.starts, row.ends))
        free_time.set_week(self.member, week, self.now)
        for date in kept.keys() - wanted.keys():
            free_time.forget_date(self.member, date, self.now)
        for date, times in wanted.items():
            if kept.get(date) != sorted(times):
                free_time.set_date(self.member, date, times, self.now)


def _errors_of(formset):
    """Every sentence about what is wrong with a formset, the rows' before its own."""
    if not formset.is_bound:
        return []
    rows = [error for form in formset for errors in form.errors.values() for error in errors]
    return [*rows, *formset.non_form_errors()]


def with_one_more_row(data, prefix):
    """The posted form with one empty row more for a weekday or the dates."""
    data = data.copy()
    rows = f"{prefix}-TOTAL_FORMS"
    if prefix in {*PREFIXES, "dates"} and re.fullmatch("[0-9]{1,3}", data.get(rows, "")):
        data[rows] = str(min(int(data[rows]) + 1, MOST_DATES))
    return data
