from datetime import UTC, datetime

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from meetups.forms.own_time import OwnTimeForms
from meetups.models import LENGTHS, USUAL_LENGTH, Kind
from meetups.models.offering import LONGEST_NOTE, LONGEST_PLACE, MOST_TIMES
from members.folding import clean_text


def moment_from(text):
    """The aware UTC datetime a tick box stands for. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    if not 1 < moment.year < 9999:
        raise ValueError("a moment that not every clock can tell")
    return moment.astimezone(UTC)


def value_of(moment):
    """What the tick box of a moment sends."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def moments_from(texts):
    """The moments of these tick boxes in order, each once, unreadable ones left out."""
    moments = set()
    for text in texts[: 4 * MOST_TIMES]:
        try:
            moments.add(moment_from(text))
        except ValueError:
            continue
    return sorted(moments)


class OfferForm(forms.Form):
    """One to five times, ticked or written by hand on the clock of `zone`, and a word with them."""

    note = forms.CharField(
        label=_("A word from you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_NOTE}),
    )

    def __init__(self, *args, zone, now, ticked=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.own_times = OwnTimeForms(
            self.data if self.is_bound else None,
            prefix="own",
            form_kwargs={"zone": zone, "now": now},
        )
        self.ticked = moments_from(self.data.getlist("time")) if self.is_bound else list(ticked)

    def clean_note(self):
        note = clean_text(self.cleaned_data["note"])
        if len(note) > LONGEST_NOTE:
            raise forms.ValidationError(
                _("%(length)d characters are too many; %(most)d fit."),
                params={"length": len(note), "most": LONGEST_NOTE},
            )
        return note

    def clean(self):
        if not self.own_times.is_valid():
            raise forms.ValidationError(_("One of the times you wrote needs another look."))
        own = [form.moment.astimezone(UTC) for form in self.own_times if form.moment]
        starts = sorted({*self.ticked, *own})
        if not starts:
            raise forms.ValidationError(_("Tick a time, or write one of your own."))
        if len(starts) > MOST_TIMES:
            raise forms.ValidationError(_("Five times at most: fewer are easier to answer."))
        self.cleaned_data["starts"] = starts

    def forgive(self):
        """Ask nothing of what was filled in so far: nothing was sent yet."""
        for form in [self, *self.own_times]:
            form._errors = ErrorDict()
            form.cleaned_data = {}

    @property
    def note_length(self):
        """How many characters of the note are used."""
        return len(self["note"].value() or "")

    def wishes(self):
        """What was asked for beside the times, as the verbs take it."""
        return {"note": self.cleaned_data["note"]}


class ProposeForm(OfferForm):
    """Times, what and how long, a place and a word."""

    minutes = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        choices=[(minutes, _("%d min") % minutes) for minutes in LENGTHS],
        initial=USUAL_LENGTH,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("What?"), choices=Kind.choices, initial=Kind.COFFEE, widget=forms.RadioSelect
    )
    venue = forms.ChoiceField(label=_("Where?"), required=False, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Another public place"),
        required=False,
        max_length=LONGEST_PLACE,
        help_text=_("A name and a street, so that it can be found."),
    )

    def __init__(self, *args, venues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.venues = {str(venue.uuid): venue for venue in venues}
        self.fields["venue"].choices = [
            *((uuid, venue.name) for uuid, venue in self.venues.items()),
            ("", _("Somewhere else")),
        ]

    def clean(self):
        super().clean()
        kept = self.cleaned_data
        if kept.get("kind") == Kind.CALL or "place" in self.errors or "venue" in self.errors:
            return
        venue, place = self.venues.get(kept.get("venue")), kept.get("place")
        if not venue and not place:
            self.add_error("place", _("Where? Pick a place from the list or write one."))
        elif venue and kept.get("kind") not in venue.kinds:
            self.add_error(
                "venue",
                _("%(place)s does not suit a %(kind)s. Pick another place, or write one.")
                % {"place": venue.name, "kind": Kind(kept["kind"]).label.lower()},
            )

    def wishes(self):
        kept = self.cleaned_data
        call = kept["kind"] == Kind.CALL
        venue = None if call else self.venues.get(kept["venue"])
        return {
            **super().wishes(),
            "minutes": kept["minutes"],
            "kind": kept["kind"],
            "venue": venue,
            "place": "" if venue or call else kept["place"],
        }
