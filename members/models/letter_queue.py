"""The letters that wait, as phrases: which are due, which are ours, which somebody left lying."""

import uuid
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

# To be fenced within: a worker that was killed holds its letters back no longer than this.
LEASE = timedelta(minutes=1)

WAITING = ("waiting", "retry")
MUST_ARRIVE = ("account", "agreed")
UNSENT = Case(When(tries=0, then=Value("waiting")), default=Value("retry"))


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        """Not yet gone and in nobody's hands."""
        return self.filter(state__in=WAITING)

    def due(self, now):
        """Waiting, and their turn has come; urgent ones first, then the longest due.

        By luck of the alphabet the queues urgent, normal and bulk sort downwards.
        """
        return self.waiting().filter(due_at__lte=now).order_by("-queue", "due_at", "pk")

    def claim(self, now, how_many):
        """Lease up to `how_many` due letters to the caller and return them, urgent first.

        What another worker is just claiming is passed over. The lease is worth nothing by itself:
        each letter is fenced on its own with `take_up` before a word of it goes out.
        """
        token = uuid.uuid4()
        with transaction.atomic():
            rows = self.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
            ids = list(rows.values_list("pk", flat=True)[:how_many])
            if not ids:
                return []
            self.filter(pk__in=ids).update(
                state="leased", lease_token=token, lease_until=now + LEASE
            )
        leased = self.filter(pk__in=ids).select_related("recipient", "caused_by")
        return list(leased.order_by("-queue", "due_at", "pk"))

    def give_back(self, letters):
        """Let go of letters claimed and not taken up."""
        for letter in letters:
            self.filter(pk=letter.pk, state="leased", lease_token=letter.lease_token).update(
                state=UNSENT, lease_token=None, lease_until=None
            )

    def recover(self, now):
        """Decide about letters whose worker never came back. Returns how many there were.

        Leased was certainly unsent. Sending is known to nobody: what must arrive goes again under
        the same Message-ID, anything else ends as unsure.
        """
        stale = self.filter(lease_until__lte=now)
        free = {"lease_token": None, "lease_until": None}
        unsent = stale.filter(state="leased").update(state=UNSENT, **free)
        again = stale.filter(state="sending", klass__in=MUST_ARRIVE).update(
            state="retry",
            due_at=now,
            tries=F("tries") + 1,
            reason="the worker went away while sending",
            **free,
        )
        unsure = (
            stale.filter(state="sending")
            .exclude(klass__in=MUST_ARRIVE)
            .update(
                state="unsure",
                settled_at=now,
                reason="the worker went away while sending",
                **free,
            )
        )
        return unsent + again + unsure

    def drop_useless(self, now):
        """Cancel what waited past its use. Returns how many there were."""
        late = self.waiting().filter(useless_after__lte=now)
        sealed = late.filter(klass="account").update(
            state="cancelled", settled_at=now, reason="too late to be of use", mime=b"", subject=""
        )
        return sealed + late.update(
            state="cancelled", settled_at=now, reason="too late to be of use"
        )

    def take_back(self, reason, now):
        """Cancel those that have certainly not gone. Returns how many there were."""
        unsent = self.filter(state__in=[*WAITING, "leased"]).exclude(klass="account")
        # Whoever holds a lease finds it lost before a word goes out.
        return unsent.update(
            state="cancelled", reason=reason, settled_at=now, lease_token=None, lease_until=None
        )

    def about(self, subject):
        """Letters about this record."""
        return self.filter(about_type__model=subject._meta.model_name, about_id=subject.pk).filter(
            about_type__app_label=subject._meta.app_label
        )

    def readable(self):
        """Letters that people may look at: never those of accounts."""
        return self.filter(~Q(klass="account"))
