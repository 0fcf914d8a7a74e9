"""How letters end, many at once, or go again whose worker never came back."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Left

from members.endings import (
    GIVEN_UP,
    GONE_BEFORE,
    HELD_BACK,
    HELD_TOO_LONG,
    QUIET,
    QUIET_TOO_LONG,
    TOO_LATE,
    WORKER_GONE,
)
from members.lines import about_letter

WAITING = ("waiting", "retry")
# Nobody can have read these.
NOT_GONE = (*WAITING, "leased")
MUST_ARRIVE = ("account", "agreed")
# What must arrive goes again when nobody knows whether it went, but not for ever: a letter that
# kills its worker each time, or a relay that never answers, would fill somebody's mailbox, or keep
# the others waiting.
MOST_DOUBTS = 5
# After the second time its worker died over it; twice that after the third, and so on.
APART = timedelta(minutes=5)
# How many end by one statement.
PORTION = 1_000
UNSENT = Case(When(tries=0, then=Value("waiting")), default=Value("retry"))


log = logging.getLogger(__name__)


class LetterEnds:
    """The part of LetterQuerySet that settles what is found."""

    def recover(self, now):
        """Decide about letters whose worker never came back. Returns how many there were.

        Leased was certainly unsent, and goes again unless its worker died over it too often.
        Sending is known to nobody: what must arrive goes again under the same Message-ID, until it
        was in doubt too often; anything else ends as unsure.

        What a verb holds just now is passed over, until next time: whoever died in the middle of
        one would stop all post.
        """
        stale = self.filter(lease_until__lte=now)
        free = {"lease_token": None, "lease_until": None}
        unsent = stale._blame(now, **free)
        unsent += stale.filter(state="leased")._change(state=UNSENT, **free)
        doubtful = stale.filter(state="sending")
        may_go_again = Q(klass__in=MUST_ARRIVE, doubts__lt=MOST_DOUBTS - 1)
        again = doubtful.filter(may_go_again)._change(
            state="retry",
            due_at=now,
            tries=F("tries") + 1,
            tried_at=Coalesce("tried_at", now),
            doubts=F("doubts") + 1,
            reason=WORKER_GONE,
            **free,
        )
        # What was held a moment ago may be free by now, and is to go again next time.
        beyond_hope = doubtful.exclude(may_go_again)
        unsure = beyond_hope._end("unsure", WORKER_GONE, now, doubts=F("doubts") + 1, **free)
        return unsent + again + unsure

    def _blame(self, now, **free):
        """Count it against each letter that its worker was just looking at when it died.

        That is the first still leased of those claimed together, unless one of them was on its way.
        It waits apart from then on, so that the others are not there when it kills the next.
        """
        leased = self.filter(state="leased")
        sending = self.model.objects.filter(state="sending", lease_token=OuterRef("lease_token"))
        in_turn = leased.exclude(Exists(sending)).order_by("lease_token", "-queue", "due_at", "pk")
        count = 0
        for pk, doubts in in_turn.distinct("lease_token").values_list("pk", "doubts"):
            letter = leased.filter(pk=pk)
            if doubts + 1 >= MOST_DOUBTS:
                count += letter._end("failed", GONE_BEFORE, now, doubts=doubts + 1, **free)
            else:
                until = now + doubts * APART
                count += letter._change(state=UNSENT, due_at=until, doubts=doubts + 1, **free)
        return count

    def drop_useless(self, now):
        """End what waited past its use: (cancelled, failed), how many of each.

        What was tried in vain has failed; what never had its turn is only too late. As above, what
        is held is passed over.
        """
        late = self.waiting().filter(useless_after__lte=now)
        in_vain = Q(tries__gt=0) & ~Q(reason=QUIET)
        why_in_vain = Left(Concat(Value(f"{GIVEN_UP}: "), "reason"), 200)
        failed = late.filter(in_vain)._end("failed", why_in_vain, now)
        why = Case(
            When(reason=HELD_BACK, then=Value(HELD_TOO_LONG)),
            When(reason=QUIET, then=Value(QUIET_TOO_LONG)),
            default=Value(TOO_LATE),
        )
        # What was held a moment ago may be free by now, and was still tried in vain.
        return late.exclude(in_vain)._end("cancelled", why, now), failed

    def _change(self, **changes):
        """Update those of these that nobody holds. Returns how many there were."""
        with transaction.atomic():
            free = self.order_by("pk").select_for_update(no_key=True, skip_locked=True)
            letters = self.model.objects.filter(pk__in=list(free.values_list("pk", flat=True)))
            return letters.update(**changes)

    def _end(self, state, reason, now, **more):
        """Settle those of these that nobody holds. Returns how many there were.

        Once settled they are not among these any more.
        """
        count = 0
        # A whole outage's backlog at once would hold too much for too long.
        while some := self._end_some(state, reason, now, **more):
            count += some
        return count

    def _end_some(self, state, reason, now, **more):
        """Settle a portion by one update for those with sealed words, and one for the others."""
        end = {"state": state, "reason": reason, "settled_at": now, **more}
        with transaction.atomic():
            found = self._held(reason, PORTION, skip_locked=True)
            letters = self.model.objects.filter(pk__in=[letter.pk for letter in found])
            letters.filter(klass="account").update(**end, mime=b"", subject="")
            letters.exclude(klass="account").update(**end)
            _tell(found, state)
        return len(found)

    def _held(self, reason, most=None, skip_locked=False):
        """These, locked, as far as a line says something of them, and `why` each is to end."""
        why = reason if hasattr(reason, "resolve_expression") else Value(reason)
        rows = self.annotate(why=why).only("kind", "klass", "queue", "state", "tries")
        rows = rows.order_by("pk").select_for_update(no_key=True, skip_locked=skip_locked)
        return list(rows[:most])

    def take_back(self, reason, now):
        """Cancel those that have certainly not gone. Returns how many there were.

        An encouragement that is just on its way goes no second time, should the relay not take it:
        whether what it shows is still so, nobody asks again.
        """
        unsent = Q(state__in=NOT_GONE) & ~Q(klass="account")
        on_its_way = Q(state="sending", klass="encouragement")
        with transaction.atomic():
            # Locked before anything else, or one could set out or come back between the two.
            found = self.filter(unsent | on_its_way)._held(reason)
            letters = self.model.objects.filter(pk__in=[letter.pk for letter in found])
            letters.filter(on_its_way).update(useless_after=now)
            # Whoever holds a lease finds it lost before a word goes out.
            end = {"state": "cancelled", "reason": reason, "settled_at": now}
            free = {"lease_token": None, "lease_until": None}
            taken = [letter for letter in found if letter.state in NOT_GONE]
            _tell(taken, "cancelled")
            return letters.filter(unsent).update(**end, **free)


def _tell(letters, end):
    """Leave a line about each of these, which came to this end by one statement.

    Once that stands: a verb may be tried again.
    """

    def tell():
        for letter in letters:
            log.info(about_letter(letter, end, reason=letter.why))

    if letters:
        transaction.on_commit(tell, robust=True)
