"""How two members come to have an open proposal."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from meetups.errors import AlreadyOnCalendar, AlreadyOpen, BadOffer, Busy, NoLongerOn, NotMutual
from meetups.models.coffee import Coffee
from meetups.models.kind import BESIDE_AN_EVENING, LENGTHS, Kind
from meetups.models.nudge import Nudge
from meetups.models.offered_time import OfferedTime
from meetups.models.plan import zone_of_plan
from meetups.models.seat import Seat
from members.errors import NotThere
from members.folding import clean_line, clean_text
from members.models import Member, Tie
from members.patience import patiently

MOST_TIMES = 5
FARTHEST = timedelta(days=60)
TIME_TO_LAPSE = timedelta(days=7)
LONGEST_NOTE = 500
LONGEST_PLACE = 200


class Offering:
    """The verb that opens a proposal, spoken by Proposal.objects."""

    @patiently
    def propose(
        self,
        proposer,
        invitee,
        starts,
        minutes,
        kind,
        *,
        now,
        venue=None,
        place="",
        note="",
        moves=None,
    ):
        """Offer 1-5 times (aware datetimes, within 60 days) for a plan; the first yes takes one.

        `minutes` is one of LENGTHS, or BESIDE_AN_EVENING. In person it needs a venue or a place, a
        call neither. `moves` is the coffee whose new time this would be. Returns the open Proposal.
        Raises NotThere across a block or for somebody absent, NotMutual, AlreadyOpen (with the
        pair's open `proposal`, mine or theirs), AlreadyOnCalendar (with the `coffee` that could be
        moved), NoLongerOn for a move too late, Busy where the proposer sits already, BadOffer.
        """
        proposer, invitee = Member.objects.lock_pair(proposer, invitee)
        plan = checked_plan(proposer, invitee, minutes, kind, venue, place)
        proposal = self.open_offer(proposer, invitee, starts, plan, note, now, moves=moves)
        proposal.tell(Nudge.Kind.PROPOSAL, now, invitee)
        return proposal

    def open_offer(self, proposer, invitee, starts, plan, note, now, moves=None, answers=None):
        """Open a proposal of a checked plan; both members are locked, and another is closed."""
        starts, note = checked_starts(starts, now), checked_note(note)
        refuse_strangers(proposer, invitee)
        tie = Tie.objects.between(proposer, invitee)
        self._refuse_second_coffee(tie, moves, proposer, now)
        self._refuse_second_offer(tie, proposer, now)
        length = timedelta(minutes=plan["minutes"])
        refuse_busy(proposer, starts, length, moves)
        ends = [now + TIME_TO_LAPSE, starts[-1]] + ([moves.starts_at] if moves else [])
        proposal = self.model._base_manager.create(
            tie=tie,
            proposer=proposer,
            invitee=invitee,
            note=note,
            created_at=now,
            lapses_at=min(ends),
            moves=moves,
            answers=answers,
            **plan,
        )
        OfferedTime.objects.bulk_create(
            OfferedTime(proposal=proposal, starts_at=start) for start in starts
        )
        tie = Tie.objects.lock(proposer, invitee)
        weeks = Nudge.objects.of_several()
        weeks.write_anew_without(proposer, invitee, "they have plans by now", now)
        tie.proposed(now)
        proposal.leave_reminders(now)
        return proposal

    def _refuse_second_coffee(self, tie, moves, reader, now):
        locked = Coffee.objects.scheduled().filter(tie=tie).order_by("pk")
        coming = [
            coffee for coffee in locked.select_for_update(no_key=True) if coffee.is_ahead(now)
        ]
        if moves is None:
            if coming:
                raise AlreadyOnCalendar(coming[0], reader)
            return
        if moves.tie_id != tie.pk:
            raise NotThere
        moves.refresh_from_db(fields=["state", "starts_at", "ends_at", "sequence"])
        if not moves.can_move(now):
            raise NoLongerOn(moves)

    def _refuse_second_offer(self, tie, reader, now):
        opened = self.model.objects.open().filter(tie=tie).select_for_update(no_key=True).first()
        if opened and not opened.is_due(now):
            raise AlreadyOpen(opened, reader)
        if opened:
            # The sweep just hasn't come by yet.
            opened.close(opened.State.LAPSED, now)


def refuse_strangers(one, other):
    """Raises NotThere unless both are present and unblocked, NotMutual unless both follow."""
    if not (one.is_present and other.is_present) or one.is_blocked_with(other):
        raise NotThere
    if not one.is_mutual_with(other):
        raise NotMutual


def refuse_busy(proposer, starts, length, moves):
    """Raises Busy where the proposer already sits at another coffee."""
    spans = [(start, start + length) for start in starts]
    seats = Seat.objects.held().filter(member=proposer).at_times(spans)
    if moves:
        seats = seats.exclude(coffee=moves)
    taken = list(seats.values_list("during", flat=True))
    busy = [
        start
        for start, end in spans
        if any(during.lower < end and start < during.upper for during in taken)
    ]
    if busy:
        raise Busy(busy, proposer.zone)


def checked_starts(starts, now):
    """The times in order, to the minute. Raises BadOffer."""
    starts = [start.replace(second=0, microsecond=0) for start in starts]
    in_order = sorted(set(starts))
    if not starts or len(in_order) != len(starts):
        raise BadOffer(_("Offer at least one time, and each only once."))
    if len(starts) > MOST_TIMES:
        raise BadOffer(
            ngettext_lazy(
                "Offer %(most)d time at most.", "Offer %(most)d times at most.", MOST_TIMES
            )
            % {"most": MOST_TIMES}
        )
    if in_order[0] <= now:
        raise BadOffer(_("One of those times has passed. Offer times still to come."))
    if in_order[-1] > now + FARTHEST:
        raise BadOffer(_("Sixty days ahead is the farthest. Nobody knows that Thursday yet."))
    return in_order


def checked_note(note):
    """The words sent along, tidied. Raises BadOffer when too long."""
    note = clean_text(note)
    if len(note) > LONGEST_NOTE:
        raise BadOffer(_("Five hundred characters at most. Keep the rest for the coffee."))
    return note


def checked_plan(proposer, invitee, minutes, kind, venue, place):
    """The fields of a plan that two members could keep. Raises BadOffer."""
    if kind not in Kind.values or minutes not in {BESIDE_AN_EVENING, *LENGTHS}:
        raise BadOffer(_("Choose what, and for how long."))
    place = clean_line(place)
    if len(place) > LONGEST_PLACE:
        raise BadOffer(_("Name the place more shortly."))
    if kind == Kind.CALL:
        venue = None
    elif venue and place:
        raise BadOffer(_("Choose one place: from the list, or in your own words."))
    elif not (venue or place):
        raise BadOffer(_("Say where."))
    if venue and not venue.suits(kind):
        raise BadOffer(_("That place does not suit. Choose another."))
    return {
        "kind": kind,
        "minutes": minutes,
        "venue": venue,
        "place": place,
        "time_zone": zone_of_plan(kind, venue, proposer, invitee),
    }
