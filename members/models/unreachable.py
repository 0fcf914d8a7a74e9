from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q

# So many refusals in a row, with no letter taken in between, and we stop knocking for a while.
PAUSE_AFTER = 3
PAUSE = timedelta(days=14)
# Somebody who called a letter of ours spam hears no more until they, or an organizer, say so.
COMPLAINT_PAUSE = timedelta(days=365)


class UnreachableQuerySet(models.QuerySet):
    def paused(self, now):
        """Addresses that hold back all but account letters, the longest pause first."""
        return self.filter(paused_until__gt=now).order_by("-paused_until", "pk")

    def at(self, address):
        """The row of this address, or None while nothing is held against it."""
        return self.filter(address=address.lower()).first()

    def refused(self, address, now):
        """Count one refusal for good; enough of them pause the address."""
        with transaction.atomic():
            row, is_new = self.get_or_create(
                address=address.lower(), defaults={"refusals": 1, "refused_at": now}
            )
            if not is_new:
                self.filter(pk=row.pk).update(refusals=F("refusals") + 1, refused_at=now)
            self.filter(pk=row.pk, refusals__gte=PAUSE_AFTER)._pause_until(now + PAUSE)

    def complained(self, address, now):
        """Pause the address at once: its owner called a letter of ours spam."""
        with transaction.atomic():
            row, _is_new = self.get_or_create(
                address=address.lower(), defaults={"refusals": 0, "refused_at": now}
            )
            self.filter(pk=row.pk).update(complained_at=now)
            self.filter(pk=row.pk)._pause_until(now + COMPLAINT_PAUSE)

    def reached(self, address):
        """A letter was taken: refusals of before no longer count."""
        self.filter(address=address.lower()).update(refusals=0)

    def _pause_until(self, until):
        # Never shorter than a pause that stands.
        self.filter(Q(paused_until=None) | Q(paused_until__lt=until)).update(paused_until=until)


class Unreachable(models.Model):
    """An address that refused letters or complained about one, and until when it is paused.

    `refusals` counts those for good since a letter was last taken.
    """

    address = models.EmailField(unique=True)
    refusals = models.PositiveIntegerField()
    refused_at = models.DateTimeField()
    complained_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)

    objects = UnreachableQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["paused_until"],
                condition=Q(paused_until__isnull=False),
                name="addresses_paused",
            )
        ]

    def __str__(self):
        return f"{self.refusals} refusals"

    def is_paused(self, now):
        """Whether all but account letters wait."""
        return self.paused_until is not None and self.paused_until > now
