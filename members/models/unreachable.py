from django.db import models, transaction
from django.db.models import F


class UnreachableManager(models.Manager):
    def refused(self, address, now):
        """Count one refusal for good against the address."""
        address = address.lower()
        with transaction.atomic():
            row, is_new = self.get_or_create(
                address=address, defaults={"refusals": 1, "refused_at": now}
            )
            if not is_new:
                self.filter(pk=row.pk).update(refusals=F("refusals") + 1, refused_at=now)


class Unreachable(models.Model):
    """An address that the mail server refused for good, and how often."""

    address = models.EmailField(unique=True)
    refusals = models.PositiveIntegerField()
    refused_at = models.DateTimeField()

    objects = UnreachableManager()

    def __str__(self):
        return f"{self.refusals} refusals"
