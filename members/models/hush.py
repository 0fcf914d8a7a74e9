from django.conf import settings
from django.db import models
from django.db.models import F, Q


class HushQuerySet(models.QuerySet):
    def of(self, member):
        """The hushes one member asked for."""
        return self.filter(member=member)


class Hush(models.Model):
    """A member's wish to hear no encouragement about somebody; the somebody never knows."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hushes")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HushQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "hushes"
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="one_hush_about_somebody"),
            models.CheckConstraint(
                condition=~Q(member=F("other")), name="nobody_hushes_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.member_id} about {self.other_id}"
