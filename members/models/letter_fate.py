"""What becomes of a letter: each verb leaves one state by a guarded update."""

import re
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from members import waking
from members.errors import Refusal
from members.models.letter_ends import MOST_DOUBTS, WAITING

# No for good, as members/relay.py, provider.py and webhooks.py put it: to this recipient, soon or
# later; or to the letter, by whoever passes it on. All else that fails does so on our side.
TURNED_AWAY = re.compile(
    r"5\d\d .*at recipient$|bounced (for now )?at |the provider refuses the recipient$"
)
REFUSED = re.compile(r"\d{3} .*at (data|letter|provider)$|rejected at |the (provider|relay) ")
# Longer than one letter can take when every answer of the relay comes at the last moment.
SENDING_LEASE = timedelta(minutes=5)


# The two steps that every letter takes, in plain SQL: building the same by the ORM takes four times
# as long as doing it, and here it counts. So one letter takes its last step together with the
# first of the next.
TAKE_UP = """
UPDATE members_letter AS letter
SET state = step.state, lease_token = step.token, lease_until = step.until, settled_at = step.at,
    reason = CASE step.state WHEN 'sent' THEN '' ELSE letter.reason END
FROM (VALUES
    (%(id)s, %(token)s::uuid, 'leased', 'sending', %(token)s::uuid, %(until)s::timestamptz, NULL),
    (%(before)s, %(before_token)s, 'sending', 'sent', NULL, NULL, %(now)s::timestamptz)
) AS step (id, held_with, state_before, state, token, until, at)
WHERE letter.id = step.id AND letter.lease_token = held_with AND letter.state = state_before
AND (step.state = 'sent' OR (
    letter.lease_until > %(now)s
    AND (letter.useless_after IS NULL OR letter.useless_after > %(now)s)
    AND (letter.queue = 'urgent' OR NOT EXISTS (
        SELECT FROM members_letter
        WHERE queue = 'urgent' AND state IN ('waiting', 'retry') AND due_at <= %(now)s
    ))
))
RETURNING letter.id
"""
ARRIVE = """
UPDATE members_letter
SET state = 'sent', reason = '', settled_at = %s, lease_token = NULL, lease_until = NULL
WHERE id = %s AND state = 'sending' AND lease_token = %s
"""


class LeaseLost(Exception):
    """Somebody else has the letter by now, or it was settled: leave it alone."""


class GiveWay(Exception):
    """Something urgent waits: the letter keeps its lease, and may go after it."""


class NotAgain(Refusal):
    """A letter that cannot be sent a second time."""

    sentence = _("That letter cannot be sent again.")


class LetterFate:
    """The verbs of a Letter. Those of a worker raise LeaseLost when it is theirs no more."""

    # -- a worker's

    def take_up(self, now, before=None):
        """leased -> sending: from here on nobody else knows whether it went.

        The letter `before` it has just been taken over, and goes sending -> sent by the same
        statement, whatever becomes of this one; it stays as it is where its lease was lost.
        Raises GiveWay, and leaves this one leased, while something urgent waits for its turn.
        """
        until = now + SENDING_LEASE
        values = {"id": self.pk, "token": self.lease_token, "until": until, "now": now}
        values |= {"before": before and before.pk, "before_token": before and before.lease_token}
        with connection.cursor() as cursor:
            cursor.execute(TAKE_UP, values)
            passed = {pk for (pk,) in cursor.fetchall()}
        if before is not None and before.pk in passed:
            before._has_arrived(now)
        if self.pk not in passed:
            urgent = type(self).objects.due(now).filter(queue=self.Queue.URGENT)
            if self.queue != self.Queue.URGENT and urgent.exists():
                raise GiveWay
            raise LeaseLost
        self.state, self.lease_until = self.State.SENDING, until

    def arrive(self, now):
        """sending -> sent: the relay has taken it over."""
        if self.is_account:
            # Its words go with it.
            self._settle(self.State.SENDING, self.State.SENT, "", now)
            return
        with connection.cursor() as cursor:
            cursor.execute(ARRIVE, [now, self.pk, self.lease_token])
            if not cursor.rowcount:
                raise LeaseLost
        self._has_arrived(now)

    def _has_arrived(self, now):
        self.state, self.settled_at, self.reason = self.State.SENT, now, ""
        self.lease_token = self.lease_until = None

    def fail(self, reason, now):
        """Held -> failed: it will not go, and `reason` says why."""
        self._settle(self.state, self.State.FAILED, reason, now)

    def cancel(self, reason, now):
        """leased -> cancelled: it is no longer true, wanted or allowed."""
        self._settle(self.State.LEASED, self.State.CANCELLED, reason, now)

    def doubt(self, reason, now):
        """sending -> unsure: it may or may not have gone, and twice would be worse than never."""
        self._settle(self.State.SENDING, self.State.UNSURE, reason, now, doubts=self.doubts + 1)

    def let_wait(self, now):
        """sending -> waiting again, at once and without a try counted: it never left."""
        self._pass(self.State.SENDING, state=self._unsent, lease_token=None, lease_until=None)

    def hold_back(self, until, reason, now):
        """leased -> waiting until `until`, with no try counted: it must not go before."""
        self._pass(
            self.State.LEASED,
            state=self._unsent,
            due_at=until,
            reason=reason,
            lease_token=None,
            lease_until=None,
        )

    def wait(self, reason, due_at, now, *, in_doubt=False):
        """Held -> retry, to be due again at `due_at`; `in_doubt` when it may have gone already."""
        self._pass(
            self.state,
            state=self.State.RETRY,
            due_at=due_at,
            tries=self.tries + 1,
            tried_at=self.tried_at or now,
            doubts=self.doubts + in_doubt,
            reason=reason[:200],
            lease_token=None,
            lease_until=None,
        )

    # -- everybody's

    @property
    def was_turned_away(self):
        """Whether it failed because where it goes, they would not have it."""
        return self.state == self.State.FAILED and bool(TURNED_AWAY.match(self.reason))

    @property
    def was_refused_on_its_way(self):
        """Whether it failed because somebody who was to pass it on would not."""
        return self.state == self.State.FAILED and bool(REFUSED.match(self.reason))

    @property
    def may_be_doubted_again(self):
        """Whether it may go once more though nobody knows whether it went."""
        return self.must_arrive and self.doubts + 1 < MOST_DOUBTS

    def cancel_waiting(self, reason, now):
        """waiting or retry -> cancelled, by the verb that made it untrue. False when too late."""
        end = {"state": self.State.CANCELLED, "reason": reason[:200], "settled_at": now}
        waiting = type(self).objects.filter(pk=self.pk, state__in=WAITING)
        return bool(waiting.update(**end, **self._blank))

    def send_again(self, now):
        """failed or unsure -> waiting, with all its tries before it, by an organizer's hand.

        Raises NotAgain when it is no longer owed, was an account's, or has no words.
        """
        if self.is_account:
            raise NotAgain(_("Its words are gone for good. The member can ask for a new one."))
        if not self.mime:
            raise NotAgain(_("It could never be written, so there is nothing to send."))
        why_not = self.why_not(now)
        if why_not:
            raise NotAgain(_("It is owed no longer: %(why)s.") % {"why": why_not})
        ended = type(self).objects.filter(
            pk=self.pk, state__in=[self.State.FAILED, self.State.UNSURE]
        )
        if not ended.update(
            state=self.State.WAITING,
            due_at=now,
            tries=0,
            tried_at=None,
            doubts=0,
            reason="",
            settled_at=None,
        ):
            raise NotAgain(_("It is on its way already."))
        waking.wake_on_commit()

    def bounce(self, reason, now):
        """sent or unsure -> failed: the provider took it and could not deliver. False otherwise."""
        gone = type(self).objects.filter(pk=self.pk, state__in=[self.State.SENT, self.State.UNSURE])
        return bool(gone.update(state=self.State.FAILED, reason=reason[:200], settled_at=now))

    @property
    def _unsent(self):
        return self.State.RETRY if self.tries else self.State.WAITING

    @property
    def _blank(self):
        return {"mime": b"", "subject": ""} if self.is_account else {}

    def _settle(self, old, new, reason, now, **more):
        self._pass(
            old,
            state=new,
            reason=reason[:200],
            settled_at=now,
            lease_token=None,
            lease_until=None,
            **self._blank,
            **more,
        )

    def _pass(self, old, if_before=None, **changes):
        mine = type(self).objects.filter(pk=self.pk, state=old, lease_token=self.lease_token)
        if if_before is not None:
            mine = mine.filter(lease_until__gt=if_before)
        if not mine.update(**changes):
            raise LeaseLost
        for name, value in changes.items():
            setattr(self, name, value)
