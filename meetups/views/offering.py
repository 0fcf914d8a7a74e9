"""The page on which times are offered: for a new coffee, in answer to an offer, or to move one."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from meetups import places
from meetups.choices import Choices
from meetups.errors import AlreadyOnCalendar, AlreadyOpen, NoLongerOn, NotMutual
from meetups.forms.offer import OfferForm, ProposeForm, moments_from, value_of
from meetups.models import LENGTHS, USUAL_LENGTH
from members.errors import NotThere, Refusal

# These are about the pair, not about what was typed: no other time or place would help.
ABOUT_THE_PAIR = (AlreadyOnCalendar, AlreadyOpen, NotMutual, NoLongerOn)

# Places shown at once; the others are one press away.
NEAREST = 3


class OfferPage:
    """One visit to the page: what was chosen so far, what else there is, and what is wrong."""

    template = "meetups/propose.html"

    def __init__(self, request, other, initial=None, only_times=False, ticked=None, **context):
        self.request, self.me, self.other = request, request.user, other
        self.initial, self.only_times, self.context = initial or {}, only_times, context
        self.now = timezone.now()
        self.choices = Choices(self.me, other, self._minutes(), self.now)
        # Whatever page the place was chosen on, it stays on the list.
        wanted = request.POST.get("venue") or self.initial.get("venue")
        self.venues = [] if only_times else places.between(self.me, other, wanted)
        self.form = self._form(ticked)

    def _minutes(self):
        for wish in (self.request.POST.get("minutes"), self.request.GET.get("minutes")):
            for minutes in LENGTHS:
                if wish == str(minutes):
                    return minutes
        return self.initial.get("minutes", USUAL_LENGTH)

    def _form(self, ticked):
        data = self.request.POST if self.request.method == "POST" else None
        if data is None and ticked is None:
            # A link of yesterday may name times that have gone by.
            wished = moments_from(self.request.GET.getlist("time"))
            ticked = [start for start in wished if start > self.now] or self.choices.suggested
        kwargs = {"zone": self.choices.zone, "now": self.now, "ticked": ticked or ()}
        if self.only_times:
            return OfferForm(data, initial=self.initial, **kwargs)
        initial = {"minutes": self.choices.minutes, **self.initial}
        listed = [str(venue.uuid) for venue in self.venues]
        if listed and initial.get("venue") not in listed and not initial.get("place"):
            initial["venue"] = listed[0]
        return ProposeForm(data, initial=initial, venues=self.venues, **kwargs)

    def offer(self, verb):
        """Say the verb with what was chosen. Returns its answer, or None with the form's errors.

        Raises the refusals that no other time or place would change, and Http404 across a block.
        """
        if not self.form.is_valid():
            return None
        try:
            return verb(self.form.cleaned_data["starts"], **self.form.wishes())
        except NotThere as error:
            raise Http404 from error
        except ABOUT_THE_PAIR:
            raise
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return None

    @property
    def wants_to_look(self):
        """Whether a button was pressed that shows other times and sends nothing."""
        return "week" in self.request.POST or "look" in self.request.POST

    def _week_number(self):
        wish = self.request.POST.get("week") or self.request.GET.get("week") or ""
        return int(wish) if wish.isdecimal() and len(wish) < 3 else None

    def _chosen_venue(self):
        return "" if self.only_times else str(self.form["venue"].value() or "")

    def _zone_name(self):
        """The zone of all times here, named where the other or a place has another; else empty."""
        plan = self.context.get("plan")
        told = [plan.zone_for(self.me)] if plan else []
        return self.choices.zone_beside(
            self.other.zone, *told, *(venue.zone for venue in self.venues)
        )

    def tickets(self):
        """The suggested times and whatever else is ticked, in order: (start, value, is ticked)."""
        ticked = set(self.form.ticked)
        starts = sorted(ticked | set(self.choices.suggested))
        return [(start, value_of(start), start in ticked) for start in starts]

    def render(self, status=200):
        """The page as it stands."""
        tickets = self.tickets()
        farther, chosen = self.venues[NEAREST:], self._chosen_venue()
        if self.wants_to_look:
            self.form.forgive()
        context = {
            "other": self.other,
            "form": self.form,
            "choices": self.choices,
            "tickets": tickets,
            "week": self.choices.week(self._week_number(), {start for start, _, _ in tickets}),
            "is_looking": self.wants_to_look,
            "zone_name": self._zone_name(),
            "nearest": self.venues[:NEAREST],
            "farther": farther,
            "chosen_venue": chosen,
            "farther_is_chosen": chosen in {str(venue.uuid) for venue in farther},
            **self.context,
        }
        return render(self.request, self.template, context, status=status)
