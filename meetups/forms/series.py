from datetime import timedelta
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups import recurrence
from meetups.forms.gathering import GatheringForm, RhythmForm, day_field, reason_field
from meetups.models import Series
from meetups.rhythm import WEEKLY, Rhythm
from members.errors import Refusal
from members.models import Member

FARTHEST = timedelta(days=2 * 366)
# Hosts to choose from; organizers can name any other.
MOST_HOSTS = 60
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def hosts_field(label, **more):
    """Some of those who may host."""
    return forms.ModelMultipleChoiceField(
        Member.objects.none(),
        to_field_name="handle",
        label=label,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def choosable(reader, already=()):
    """Those whom the reader can choose as hosts, also those who are it `already` (ids); by name."""
    people = Member.objects.visible_to(reader).order_by("folded_name", "pk")
    hosts = people.filter(Q(is_host=True) | Q(is_organizer=True))
    known = hosts.values_list("pk", flat=True)[:MOST_HOSTS]
    return people.filter(pk__in=[*known, *already])


class SeriesForm(RhythmForm, GatheringForm):
    """A new series. `save()` makes it, with its first evenings."""

    starts_on = day_field(
        _("From"), help_text=_("The first evening is on the first such day from here on.")
    )
    hosts = hosts_field(_("Who hosts it with you?"), required=False)
    # Of this form alone: sent twice, it is one series.
    uuid = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    field_order = ["name", "about", "often", "weekday", "starts_on", "clock", "minutes", "venue"]

    def __init__(self, *args, maker, **kwargs):
        super().__init__(*args, **kwargs)
        self.maker = maker
        others = self.fields["hosts"].queryset = choosable(maker).exclude(pk=maker.pk)
        if not others:
            del self.fields["hosts"]

    def clean(self):
        kept = super().clean()
        if self.errors:
            return kept
        today = self.now.astimezone(kept["venue"].zone).date()
        if kept["starts_on"] < today:
            self.add_error("starts_on", _("That date has gone by."))
        elif kept["starts_on"] > today + FARTHEST:
            self.add_error("starts_on", _("Two years ahead is the farthest."))
        else:
            rhythm = Rhythm(kept["often"], kept["weekday"])
            kept["rule"], kept["starts_on"] = rhythm.rule, first_day(rhythm, kept["starts_on"])
            self.refuse_odd_clock(kept["starts_on"])
        return kept

    def save(self):
        """-> the Series, or None with the form's errors."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "hosts"}
        for name in ("often", "weekday"):
            fields.pop(name)
        hosts = self.cleaned_data.get("hosts", ())
        try:
            return Series.objects.begin(self.maker, hosts, self.now, **fields)
        except Refusal as refusal:
            self.add_error(None, str(refusal))
            return None


def first_day(rhythm, day):
    """The first date from `day` on that the rhythm can begin with.

    Every second week counts from its own first date, not from the week of `day`.
    """
    rule = Rhythm(WEEKLY, rhythm.weekday).rule if rhythm.often == "second" else rhythm.rule
    return next(recurrence.dates(rule, day, day, day + 10 * WEEK))


class HostsForm(forms.Form):
    """Who hosts a series, of those whom the reader may see. `save()` leaves all others."""

    hosts = hosts_field(
        _("Who hosts it?"),
        help_text=_("They see everybody on the lists, run the door and change evenings."),
        error_messages={"required": _("Somebody has to host it.")},
    )

    def __init__(self, data=None, *, series, reader):
        already = list(series.hosts.values_list("handle", "pk"))
        super().__init__(data, initial={"hosts": [handle for handle, _pk in already]})
        self.series = series
        self.fields["hosts"].queryset = choosable(reader, [pk for _handle, pk in already])

    def save(self):
        """Change them."""
        chosen = self.fields["hosts"].queryset
        self.series.let_host(self.cleaned_data["hosts"], chosen)


class SkipForm(forms.Form):
    """A date on which a series does not gather."""

    day = day_field(_("Date"))
    reason = reason_field(120)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not self.today <= day <= self.today + FARTHEST:
            raise forms.ValidationError(_("Choose a date to come, within two years."))
        return day


class EndForm(SkipForm):
    """The last date of a series; yesterday's ends it at once."""

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not self.today - DAY <= day <= self.today + FARTHEST:
            raise forms.ValidationError(_("Choose yesterday, or a date to come."))
        return day
