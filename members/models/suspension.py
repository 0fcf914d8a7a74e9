"""Shutting a member out, and letting them back in."""

from django.db import transaction

from members.models.tie import Tie
from members.patience import patiently
from members.signals import blocked


class Suspension:
    """The verbs of organizers about a member, spoken by Member."""

    @patiently
    def suspend(self, now):
        """Shut the member out: what is open with others ends as with a block."""
        while not self._suspend_among(self._concerned(), now):
            pass

    def _concerned(self):
        """The ids of those who have plans with the member, or are about to read of them."""
        partners = {tie.other_id(self) for tie in Tie.objects.of(self).with_plans()}
        return partners | self.will_be_read_of_by()

    def _suspend_among(self, others, now):
        """Do it, or return False when somebody else is concerned by now."""
        with transaction.atomic():
            rows = type(self).objects.lock_all([self.pk, *others])
            concerned = self._concerned()
            if not concerned <= rows.keys():
                # The locks are given back, so that next time all are got in order.
                transaction.set_rollback(True)
                return False
            if type(self).objects.filter(pk=self.pk, suspended_at=None).update(suspended_at=now):
                self.suspended_at = now
                # Whoever is written to about the member from here on, is not sent it.
                for other in concerned:
                    blocked.send(type(self), one=rows[self.pk], other=rows[other], now=now)
        return True

    def restore(self, now):
        """Let the member back in. What the suspension ended stays ended."""
        type(self).objects.filter(pk=self.pk).update(suspended_at=None)
        self.suspended_at = None
