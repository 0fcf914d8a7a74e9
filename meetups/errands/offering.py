"""Errands that offer times: in answer to an offer, or to move a coffee."""

from django.utils.translation import gettext as _

from meetups.choices import Choices
from meetups.errors import BadOffer, Busy
from meetups.forms.offer import OfferForm, value_of


class TimesForm:
    """Common times to tick, rows for times of one's own, and a word, for one errand."""

    def __init__(self, errand, data, minutes):
        zone = errand.clocks.zone
        self.choices = Choices(errand.member, errand.other, minutes, errand.now)
        self.fields = OfferForm(data, zone=zone, now=errand.now, auto_id="offer_%s")
        ticked = set(self.fields.ticked)
        starts = sorted(ticked | set(self.choices.suggested))
        self.tickets = [(start, value_of(start), start in ticked) for start in starts]
        self.zone = zone

    def is_valid(self):
        """Whether one to five times and a word came of it."""
        return self.fields.is_valid()

    @property
    def starts(self):
        """The aware moments that were offered."""
        return self.fields.cleaned_data["starts"]

    @property
    def note(self):
        """The word with them."""
        return self.fields.cleaned_data["note"]

    def refuse(self, refusal):
        """Take the form back to the reader with what is wrong with its times."""
        self.fields.add_error(None, str(refusal))


class OffersTimes:
    """What an errand that offers times does with its form; it says the verb itself in `send`."""

    template = "meetups/letter_times.html"

    def fill_in(self, data=None):
        self.form = TimesForm(self, data, self.subject.minutes)

    @property
    def button(self):
        return _("Offer these times")

    def do(self, data):
        if not self.form.is_valid():
            return False
        try:
            self.send(self.form.starts, self.form.note)
        except (BadOffer, Busy) as refusal:
            self.form.refuse(refusal)
            return False
        return True

    @property
    def done(self):
        return _("Your times are on the way to %(name)s.") % self.name, self.meanwhile
