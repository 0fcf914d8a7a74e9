"""What the two can do about a coffee until it is over."""

from datetime import timedelta

from meetups.errors import NoLongerOn, TooEarly
from meetups.models import free_time
from meetups.models.nudge import Nudge
from meetups.models.seat import Seat
from members.errors import NotThere, Refusal
from members.models import Member, Tie
from members.patience import patiently

# Who runs late knows it by then.
LATE_FROM = timedelta(hours=3)
LATE_MINUTES = [5, 10, 15]


class Keeping:
    """The verbs of a coffee that is coming, spoken by Coffee.

    Each locks both members in id order, then the coffee, then reads it afresh.
    """

    @patiently
    def still_on(self, member, now):
        """Say that one will be there. Saying it twice is saying it once.

        Raises NotThere for a stranger, NoLongerOn when there is nothing to keep.
        """
        self._take_turn(member)
        self._refuse_unless_ahead(now)
        self.seats.filter(member=member, still_on_at=None).update(still_on_at=now)
        self.drop_reminders("answered", now, member, kinds=[Nudge.Kind.COFFEE_TOMORROW])

    @patiently
    def late(self, member, minutes, now):
        """Let the other know that one runs 5, 10 or 15 minutes late, once for each change.

        Raises NotThere for a stranger, NoLongerOn when over, TooEarly hours before.
        """
        if minutes not in LATE_MINUTES:
            raise Refusal
        self._take_turn(member)
        self._refuse_unless_ahead(now)
        if now < self.starts_at - LATE_FROM:
            raise TooEarly
        mine = self.seats.filter(member=member).exclude(late_minutes=minutes)
        if mine.update(late_minutes=minutes):
            # By the moment, because somebody five minutes late may say ten, and then five again.
            self.tell(Nudge.Kind.LATE, now, self.other(member), step=f":{now.isoformat()}")

    def move(self, member, starts, now, note="", **plan):
        """Offer the other 1-5 new times; the coffee stands until they say yes. -> Proposal

        `plan` may name other minutes, or another kind, venue and place together.
        Raises NotThere for a stranger, NoLongerOn once it began, and all that propose() raises.
        """
        if not self.has(member):
            raise NotThere
        as_it_was = {name: getattr(self, name) for name in ("minutes", "kind", "venue", "place")}
        return self.offers_to_move.propose(
            member,
            self.other(member),
            starts,
            note=note,
            moves=self,
            now=now,
            **{**as_it_was, **plan},
        )

    @patiently
    def cancel(self, member, now):
        """Call it off; no reason needed. Both hear of it.

        Raises NotThere for a stranger, NoLongerOn when it is over or was cancelled before.
        """
        self._take_turn(member)
        self._refuse_unless_ahead(now)
        self.call_off(member, now)
        # Not where a block or a suspension calls it off: there is nobody to ask again.
        self.leave_rain_check(now)

    # -- called with both members locked

    def call_off(self, member, now):
        """End the coffee in the name of `member`, and an open offer to move it."""
        low, high = self.pair
        self._become(self.State.CANCELLED, now, cancelled_by=member, sequence=self.sequence + 1)
        self.seats.update(held=False)
        pending = self.offers_to_move.open().first()
        if pending:
            pending.close(pending.State.LAPSED, now)
        tie = Tie.objects.lock(low, high)
        if pending:
            tie.proposal_closed(now)
        tie.coffee_over(now)
        free_time.renew([low, high], now)
        self.forget_the_old_plan("cancelled", now)
        self.tell(Nudge.Kind.CANCELLED, now, low, high)

    def sit_down_again(self, proposal, starts_at):
        """Take over the plan of an offer to move, with both seats.

        Raises IntegrityError when one of them sits elsewhere then.
        """
        changes = {
            **proposal.plan,
            "starts_at": starts_at,
            "ends_at": starts_at + proposal.length,
            "sequence": self.sequence + 1,
        }
        self._change(**changes)
        Seat.objects.filter(coffee=self).update(
            during=self.during, still_on_at=None, late_minutes=None
        )

    def leave_calendar(self):
        """Make room for the next one while this one, over, waits for its answers."""
        self._change(on_calendar=False)

    def _take_turn(self, member):
        """Lock both members, then this row, and read it afresh. -> (low, high)"""
        if not self.has(member):
            raise NotThere
        tie = self.tie
        tie.low, tie.high = Member.objects.lock_pair(tie.low, tie.high)
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        self.tie = tie
        return tie.pair

    def _refuse_unless_ahead(self, now):
        if not self.is_ahead(now):
            raise NoLongerOn(self)

    def _become(self, state, now, **changes):
        """Leave `scheduled`, which only the first can do."""
        self._change(state=state, settled_at=now, **changes)

    def _change(self, **changes):
        """Change a coffee that still stands."""
        if not type(self).objects.scheduled().filter(pk=self.pk).update(**changes):
            self.refresh_from_db(fields=["state"])
            raise NoLongerOn(self)
        for name, value in changes.items():
            setattr(self, name, value)
