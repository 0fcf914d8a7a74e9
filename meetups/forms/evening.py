from datetime import UTC, timedelta

from django import forms
from django.utils.dateformat import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups import recurrence
from meetups.forms.gathering import (
    HAND_WRITTEN,
    GatheringForm,
    LineField,
    RhythmForm,
    day_field,
    reason_field,
)
from meetups.models import WeeklySession
from meetups.models.calling import LONGEST_REASON
from meetups.rhythm import OFTEN, Rhythm, rhythm_of
from members.errors import Refusal
from members.folding import clean_text
from members.patience import patiently

THIS, FOLLOWING = "this", "following"
# What an evening has of its series, and not of its own.
OF_THE_SERIES = ("name", "about", "often", "weekday", "takes_strangers")
# An evening is moved by weeks, not by years.
FARTHEST = timedelta(days=92)
# Shorter than a reason, of which it is a part where a rhythm changes: after the new rhythm.
LONGEST_WHY = 120


class ReasonForm(forms.Form):
    """Why an evening does not take place."""

    reason = reason_field(LONGEST_REASON)


class EveningForm(RhythmForm, GatheringForm):
    """One evening, or this one and all that follow. `save()` changes what was chosen."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What changes?"),
        choices=[
            (THIS, gettext_lazy("This evening alone")),
            (FOLLOWING, gettext_lazy("This one and all that follow")),
        ],
        initial=THIS,
        widget=forms.RadioSelect,
    )
    day = day_field(gettext_lazy("Date"))
    note = LineField(
        label=gettext_lazy("What is special this time"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Members read it."),
    )
    why = reason_field(
        LONGEST_WHY,
        label=gettext_lazy("Why another time or place?"),
        help_text=gettext_lazy("Everybody who comes reads it, guests too."),
        required=False,
    )

    def __init__(self, data=None, *, session, now):
        self.session, self.series = session, session.series
        super().__init__(data, initial=self._as_it_is(), now=now, venue=session.venue)
        if rhythm_of(self.series.rule) is None:
            as_it_is = (HAND_WRITTEN, gettext_lazy("As it is now"))
            self.fields["often"].choices = [as_it_is, *OFTEN.items()]

    def _as_it_is(self):
        session, series = self.session, self.series
        starts_at = session.starts_at.astimezone(session.zone)
        known = rhythm_of(series.rule) or Rhythm(HAND_WRITTEN, session.on.weekday())
        return {
            "day": starts_at.date(),
            "clock": starts_at.time(),
            "minutes": (session.ends_at - session.starts_at) // timedelta(minutes=1),
            "venue": session.venue.uuid,
            "capacity": session.capacity,
            "agenda": session.agenda,
            "note": session.note,
            "why": "",
            "name": series.name,
            "about": series.about,
            "often": known.often,
            "weekday": known.weekday,
            "takes_strangers": series.takes_strangers,
        }

    def clean(self):
        kept = super().clean()
        if kept.get("scope") == THIS:
            for name in self._changed_of_the_series():
                self.add_error(
                    name,
                    _(
                        "This changes for all that follow. Choose “This one and all that follow”"
                        " above, or leave it as it is."
                    ),
                )
        day = kept.get("day")
        if day is None:
            return kept
        if abs(day - self.session.on) > FARTHEST:
            self.add_error("day", _("That is too far from the evening’s own date."))
            return kept
        self.refuse_odd_clock(day)
        moved = day != self.initial["day"]
        if kept.get("scope") == FOLLOWING and moved:
            self.add_error(
                "day",
                _("Another date is for this evening alone. Choose another weekday below instead."),
            )
        return kept

    def _changed_of_the_series(self):
        """The names of fields that were changed, and that one evening alone cannot have."""
        for name in OF_THE_SERIES:
            value = self.cleaned_data.get(name, self.initial[name])
            # As it would be kept: browsers end lines in another way.
            if (clean_text(value) if name == "about" else value) != self.initial[name]:
                yield name

    @property
    def scope_is_following(self):
        """Whether more than this evening changes."""
        return self.cleaned_data["scope"] == FOLLOWING

    def save(self):
        """-> the evening, or what it became; None with the form's errors."""
        try:
            if self.scope_is_following:
                return self._go_on()
            self.session.change(self.now, **self._of_this_evening())
        except Refusal as refusal:
            self.add_error(None, str(refusal))
            return None
        return self.session

    def _of_this_evening(self):
        kept = self.cleaned_data
        zone = kept["venue"].zone
        starts_at = recurrence.on_the_wall(kept["day"], kept["clock"], zone).astimezone(UTC)
        return {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=kept["minutes"]),
            **{name: kept[name] for name in ("venue", "capacity", "agenda", "note", "why")},
        }

    def _why_not_on_that_day(self):
        """What those read whose evening is on a date that is none any more, with the new one."""
        kept = self.cleaned_data
        if kept["often"] == HAND_WRITTEN:
            return _("We gather on other days from now on.")
        words = {
            "rhythm": Rhythm(kept["often"], kept["weekday"]).words,
            "clock": time_format(kept["clock"], "H:i"),
        }
        said = _("We gather on other days from now on. %(rhythm)s, %(clock)s.") % words
        return f"{said} {kept['why']}".strip()

    @patiently
    def _go_on(self):
        """From this evening on another series; the evening itself if it is still on, else that."""
        kept = self.cleaned_data
        names = ("name", "about", "takes_strangers", "clock", "minutes", "venue", "capacity")
        changes = {name: kept[name] for name in (*names, "agenda")}
        if kept["often"] != HAND_WRITTEN:
            rule = Rhythm(kept["often"], kept["weekday"]).rule
            changes["rule"] = recurrence.checked_rule(rule, self.session.on)
        reason = self._why_not_on_that_day()
        first = self.session.on
        later = self.series.go_on_as(first, changes, self.now, reason, kept["why"])
        evening = WeeklySession.objects.with_place().get(pk=self.session.pk)
        if evening.is_ahead(self.now):
            # What had been changed for this evening alone is what was asked for now.
            evening.change(self.now, **self._of_this_evening())
            return evening
        return later
