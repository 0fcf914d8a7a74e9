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
        while not self._suspend_among(self._plan_partners(), now):
            pass

    def _plan_partners(self):
        return {tie.other_id(self) for tie in Tie.objects.of(self).with_plans()}

    def _suspend_among(self, partners, now):
        """Do it, or return False when somebody else made plans with the member meanwhile."""
        with transaction.atomic():
            rows = type(self).objects.lock_all([self.pk, *partners])
            partners = self._plan_partners()
            if not partners <= rows.keys():
                # The locks are given back, so that next time all are got in order.
                transaction.set_rollback(True)
                return False
            row = type(self).objects.filter(pk=self.pk)
            if row.filter(suspended_at=None).update(suspended_at=now):
                self.suspended_at = now
                # What others are about to read of the member is written anew by a look.
                row.filter(look_at__gt=now).update(look_at=now)
                for other in partners:
                    blocked.send(type(self), one=rows[self.pk], other=rows[other], now=now)
        return True

    @patiently
    def restore(self, now):
        """Let the member back in. What the suspension ended stays ended.

        What would have come meanwhile about people to meet may come yet.
        """
        type(self).objects.filter(pk=self.pk).update(suspended_at=None)
        self.suspended_at = None
        Tie.objects.of(self).mutual().not_met().look_again(now)
