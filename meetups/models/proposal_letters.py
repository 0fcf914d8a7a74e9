"""What a proposal makes its two members hear, and for how long it stays true."""

from datetime import timedelta

from meetups.models.nudge import Nudge

UNANSWERED = timedelta(hours=48)
APART = timedelta(hours=24)
BEFORE_LAPSE = timedelta(hours=24)


class ProposalLetters:
    """The part of a proposal that speaks up: spoken by Proposal."""

    def tell(self, kind, now, *members):
        """Let these members hear at once what became of the offer."""
        Nudge.objects.tell(
            Nudge(
                recipient=member,
                kind=kind,
                about=self,
                key=f"{kind}:{self.uuid}:{member.pk}",
                due_at=now,
            )
            for member in members
        )

    def leave_reminders(self, now):
        """Leave the two questions to whoever hasn't answered: after two days, and a day before.

        The second alone, where they would come within a day of each other.
        """
        first, last = self.created_at + UNANSWERED, self.lapses_at - BEFORE_LAPSE
        wanted = [("last_day", last)]
        if first + APART <= last:
            wanted.insert(0, ("48h", first))
        Nudge.objects.leave_all(
            Nudge(
                recipient=self.invitee,
                kind=Nudge.Kind.ANSWER_PROPOSAL,
                about=self,
                key=f"{Nudge.Kind.ANSWER_PROPOSAL}:{self.uuid}:{step}:{self.invitee_id}",
                due_at=due_at,
            )
            for step, due_at in wanted
            if now < due_at < self.lapses_at
        )

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this proposal is still true for `member`."""
        reader = {
            Nudge.Kind.PROPOSAL: self.invitee_id,
            Nudge.Kind.COUNTERED: self.invitee_id,
            Nudge.Kind.ANSWER_PROPOSAL: self.invitee_id,
            Nudge.Kind.WITHDRAWN: self.invitee_id,
            Nudge.Kind.DECLINED: self.proposer_id,
            Nudge.Kind.ALL_TAKEN: self.proposer_id,
        }.get(kind)
        other = self.other(member)
        if reader != member.pk or not (member.is_present and member.can_see(other)):
            return False
        match kind:
            case Nudge.Kind.WITHDRAWN:
                return self.state == self.State.WITHDRAWN
            case Nudge.Kind.DECLINED:
                return self.state == self.State.DECLINED
        if self.state != self.State.OPEN or self.is_due(now):
            return False
        if kind == Nudge.Kind.ALL_TAKEN:
            return not self.times_left(now)
        return True
