"""Errands that offer times: in answer to an offer, or to move a coffee."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import offers, scheduling, telling
from meetups.choices import Choices
from meetups.errands.errand import Step
from meetups.errors import AlreadyOnCalendar, AlreadyOpen, BadOffer, Busy, NotMutual
from meetups.forms.offer import OfferForm, value_of
from meetups.models import Seat
from meetups.nudges.clocks import Clocks
from meetups.nudges.writing import signed
from members.errors import Refusal


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
    # What sending counts as, among what is limited in an hour; answering an offer is not.
    counts = ""

    def fill_in(self, data=None):
        self.form = TimesForm(self, data, self.plan.minutes)

    @property
    def button(self):
        return _("Offer these times")

    def do(self, data):
        if not self.form.is_valid():
            return False
        if self.counts:
            self.count(self.counts)
        try:
            self.send(self.form.starts, self.form.note)
        except (BadOffer, Busy) as refusal:
            self.form.refuse(refusal)
            return False
        return True

    @property
    def done(self):
        return _("Your times are on the way to %(name)s.") % self.name, self.meanwhile


def same_again(plan):
    """What, how long and where, as `plan` had it, for a proposal of its own."""
    again = {"minutes": plan.minutes, "kind": plan.kind}
    # What left the catalogue is still a place.
    if plan.venue and plan.venue.is_active:
        return {**again, "venue": plan.venue}
    return {**again, "place": plan.where}


class NamesTimes(OffersTimes):
    """Errands whose link names the times: one press offers them.

    Those that have passed, or at which the member sits elsewhere by now, are left out; when none
    is left, or the link names none, it asks for others.
    """

    counts = "propose"

    @cached_property
    def named(self):
        """The named times that can still be offered, as aware moments."""
        starts = [
            scheduling.moment_of(minute)
            for minute in self.link.extra.get("times", [])
            if scheduling.moment_of(minute) > self.now
        ]
        spans = [(start, start + self.plan.length) for start in starts]
        if not spans:
            return []
        seats = Seat.objects.held().filter(member=self.member).at_times(spans)
        taken = list(seats.values_list("during", flat=True))
        return [
            start
            for start, end in spans
            if not any(during.lower < end and start < during.upper for during in taken)
        ]

    @property
    def template(self):
        return "meetups/letter_ask.html" if self.named else "meetups/letter_times.html"

    @cached_property
    def moments(self):
        return [self.told(start) for start in self.named]

    @property
    def words(self):
        if self.named:
            return _("%(name)s picks one, or none. The first yes takes the hour.") % self.name
        if self.link.extra.get("times"):
            return _("The times of the letter have passed or are taken. These are others.")
        return _("%(name)s picks one, or none. The first yes takes the hour.") % self.name

    @property
    def button(self):
        if not self.named:
            return _("Offer these times")
        count = len(self.named)
        return ngettext("Propose this time", "Propose these %(count)s times", count) % {
            "count": telling.counted(count).lower()
        }

    @property
    def besides(self):
        if not self.named:
            return []
        extra = {key: value for key, value in self.link.extra.items() if key != "times"}
        link = self.link
        href = signed(self.member, link.purpose, self.subject, link.expires_at, **extra)
        return [Step(_("Offer other times"), href, is_key=True)]

    def fill_in(self, data=None):
        if not self.named:
            super().fill_in(data)

    def do(self, data):
        if not self.named:
            return super().do(data)
        self.count(self.counts)
        self.send(self.named, "")
        return True

    @property
    def meanwhile(self):
        return _("You hear as soon as there is an answer. Nobody is told no.")

    # -- what is so when nothing can be offered

    def what_is_open(self, tie):
        """The Refusal that the pair's plans or hands are, or None while times can be offered."""
        try:
            offers.refuse_what_is_open(self.member, tie, self.now)
        except Refusal as refusal:
            return refusal
        return None

    def next_steps(self):
        match self.refusal:
            case AlreadyOpen(proposal=proposal) if proposal.invitee_id == self.member.pk:
                return self._answers_to(proposal)
            case AlreadyOpen(proposal=proposal):
                return [Step(_("Look at your offer"), proposal.get_absolute_url())]
            case AlreadyOnCalendar(coffee=coffee):
                return [Step(_("Open the coffee"), coffee.get_absolute_url())]
            case NotMutual():
                return [
                    Step(_("Look at %(name)s’s profile") % self.name, self.other.get_absolute_url())
                ]
        page = reverse("meetups:propose", args=[self.other.handle])
        return [Step(_("Offer times on the site"), page)]

    def _answers_to(self, proposal):
        clocks = Clocks(proposal, self.member)
        return [
            *(
                Step(
                    _("Say yes to %(time)s") % {"time": clocks.on_button(time.starts_at)},
                    signed(self.member, "accept", proposal, proposal.lapses_at, time=time.pk),
                    is_key=True,
                )
                for time in proposal.times_left(self.now)
            ),
            Step(_("Open it on the site"), proposal.get_absolute_url()),
        ]
