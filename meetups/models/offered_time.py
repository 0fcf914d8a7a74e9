from django.db import models

# A time is left while it is still to come and free in both diaries. The coffee that its proposal
# would move doesn't stand in its own way. In SQL, of an `offered` time and its `proposal`.
IS_LEFT = """
    offered.starts_at > %(now)s AND NOT EXISTS (
        SELECT FROM meetups_seat AS seat
        WHERE seat.held
            AND seat.member_id IN (proposal.proposer_id, proposal.invitee_id)
            AND seat.coffee_id IS DISTINCT FROM proposal.moves_id
            AND seat.during && tstzrange(
                offered.starts_at,
                offered.starts_at + proposal.minutes * INTERVAL '1 minute'
            )
    )
"""
TOLD = """
    SELECT offered.id, offered.proposal_id, offered.starts_at, IS_LEFT AS is_left
    FROM meetups_offeredtime AS offered
    JOIN meetups_proposal AS proposal ON proposal.id = offered.proposal_id
    WHERE proposal.id = ANY(%(proposals)s)
    ORDER BY offered.starts_at
""".replace("IS_LEFT", IS_LEFT)


class OfferedTimeManager(models.Manager):
    def told(self, proposals, now):
        """{proposal id: its times in order, each with `is_left`}, in one query for all of them."""
        times = {proposal.pk: [] for proposal in proposals}
        if times:
            for time in self.raw(TOLD, {"proposals": list(times), "now": now}):
                times[time.proposal_id].append(time)
        return times


class OfferedTime(models.Model):
    """One time of a proposal: offered, not held."""

    proposal = models.ForeignKey("meetups.Proposal", models.PROTECT, related_name="times")
    starts_at = models.DateTimeField()

    objects = OfferedTimeManager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "starts_at"], name="a_time_is_offered_once"
            ),
        ]

    def __str__(self):
        return str(self.starts_at)
