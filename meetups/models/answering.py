"""How an open proposal ends."""

from django.db import IntegrityError, transaction
from psycopg.errors import ExclusionViolation

from meetups.errors import AlreadyAnswered, JustTaken, NoLongerOn, TimePassed
from meetups.models import free_time
from meetups.models.coffee import Coffee
from meetups.models.nudge import Nudge
from meetups.models.offering import checked_plan, refuse_strangers
from members.errors import NotThere
from members.models import Letter, Member, Tie
from members.patience import patiently


class Answering:
    """The verbs on an open offer, spoken by Proposal.

    Each locks both members in id order, then the pair's coffees, then the proposal, and reads it
    afresh. Raises NotThere across a block, AlreadyAnswered for an offer no longer open.
    """

    @patiently
    def accept(self, member, offered_time, now):
        """Say yes to one of the times: a coffee in both diaries, or the old one moved. -> Coffee

        Raises NotThere unless `member` is the one invited and the time one of these, TimePassed or
        JustTaken (both with the `times` left) for a time that cannot be had any more.
        """
        self._take_turn()
        if member.pk != self.invitee_id or offered_time.proposal_id != self.pk:
            raise NotThere
        refuse_strangers(self.proposer, self.invitee)
        self._refuse_unless_open(now)
        left = self.times_left(now)
        if offered_time not in left:
            refusal = TimePassed if offered_time.starts_at <= now else JustTaken
            raise refusal(offered_time, left, self.zone_for(member))
        try:
            with transaction.atomic():
                coffee = self._seat_both(offered_time.starts_at, now)
        except IntegrityError as error:
            # The members' locks make this impossible; the database promises it all the same.
            if not isinstance(error.__cause__, ExclusionViolation):
                raise
            left = [time for time in left if time != offered_time]
            raise JustTaken(offered_time, left, self.zone_for(member)) from error
        self.close(self.State.ACCEPTED, now, coffee=coffee)
        pair = [self.proposer, self.invitee]
        Tie.objects.lock(*pair).agreed(coffee.starts_at)
        free_time.renew(pair, now)
        if self.moves_id:
            coffee.forget_the_old_plan("moved", now)
            coffee.tell(Nudge.Kind.MOVED, now, *pair, step=f":{coffee.sequence}")
        else:
            coffee.tell(Nudge.Kind.ACCEPTED, now, *pair)
        coffee.leave_reminders(now)
        self._tell_who_lost_all_times(now)
        return coffee

    @patiently
    def decline(self, now):
        """Say not this time; no reason needed. A coffee to be moved stands as it was."""
        self._take_turn()
        self._refuse_unless_open(now)
        self._end(self.State.DECLINED, now)
        self.tell(Nudge.Kind.DECLINED, now, self.proposer)

    @patiently
    def withdraw(self, now):
        """Take the offer back. A coffee to be moved stands as it was."""
        self._take_turn()
        self._refuse_unless_open(now)
        self._end(self.State.WITHDRAWN, now)
        self.tell(Nudge.Kind.WITHDRAWN, now, self.invitee)

    @patiently
    def counter(self, starts, now, *, note="", **changes):
        """Answer with other times: closes this and opens the invitee's. -> the new Proposal

        `changes` may name another kind, minutes, venue or place. Raises what propose() raises.
        """
        self._take_turn()
        self._refuse_unless_open(now)
        proposer, invitee = self.invitee, self.proposer
        plan = checked_plan(proposer, invitee, **self._changed_plan(changes))
        self.close(self.State.COUNTERED, now)
        offer = type(self).objects.open_offer(
            proposer, invitee, starts, plan, note, now, moves=self.moves, answers=self
        )
        offer.tell(Nudge.Kind.COUNTERED, now, invitee)
        return offer

    @patiently
    def lapse(self, now):
        """Let an offer that nobody answered in time end; before, and afterwards, do nothing."""
        self._take_turn()
        if self.is_open and self.is_due(now):
            self._end(self.State.LAPSED, now)

    # -- called with both members locked

    def end_as_lapsed(self, now):
        """End the offer without a word, whenever it would have lapsed."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        self._end(self.State.LAPSED, now)

    def close(self, state, now, **changes):
        """Leave `open`, which only the first can do. The caller keeps the ledger."""
        changes.update(state=state, closed_at=now)
        if not type(self).objects.open().filter(pk=self.pk).update(**changes):
            self.refresh_from_db(fields=["state"])
            raise AlreadyAnswered(self)
        for name, value in changes.items():
            setattr(self, name, value)
        # All that was written so far says that it is open. Whoever is about to send one of these
        # finds it gone: asking before it goes would be a blink too early.
        Letter.objects.about(self).take_back("no longer true", now)

    def _end(self, state, now):
        self.close(state, now)
        Tie.objects.lock(self.proposer, self.invitee).proposal_closed(now)

    def _take_turn(self):
        """Lock both members, the pair's coffees and this row, and read it afresh."""
        proposer, invitee = Member.objects.lock_pair(self.proposer, self.invitee)
        coffees = Coffee.objects.scheduled().filter(tie=self.tie_id).order_by("pk")
        self._coffees = list(coffees.select_for_update(no_key=True))
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        self.proposer, self.invitee = proposer, invitee

    def _refuse_unless_open(self, now):
        if self.proposer.is_blocked_with(self.invitee):
            raise NotThere
        if not self.is_open:
            raise AlreadyAnswered(self)
        if self.is_due(now):
            # The sweep just hasn't come by yet.
            raise AlreadyAnswered(self, self.State.LAPSED)

    def _changed_plan(self, changes):
        plan = {name: getattr(self, name) for name in ("kind", "minutes", "venue", "place")}
        if changes.get("venue"):
            plan["place"] = ""
        elif changes.get("place"):
            plan["venue"] = None
        elif changes.get("kind") == self.Kind.CALL:
            plan.update(venue=None, place="")
        return {**plan, **changes}

    def _seat_both(self, starts_at, now):
        """Seat both at a new coffee, or at the old one's new time."""
        if not self.moves_id:
            for coffee in self._coffees:
                # Only one whose time is over can stand here, because propose() refuses any other.
                coffee.leave_calendar()
            return Coffee.objects.agree(self, starts_at, now)
        coffee = next((one for one in self._coffees if one.pk == self.moves_id), None)
        if coffee is None or not coffee.can_move(now):
            raise NoLongerOn(coffee or self.moves)
        coffee.sit_down_again(self, starts_at)
        return coffee

    def _tell_who_lost_all_times(self, now):
        """Tell those whose open offers to either have no time left now."""
        for proposal in type(self).objects.open().of(self.proposer, self.invitee).all_taken(now):
            proposal.tell(Nudge.Kind.ALL_TAKEN, now, proposal.proposer)
