from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Tie

MONTHS = [1, 3, 6, 12]


class KeepInTouch(models.Model):
    """One member's private wish not to lose touch: a coffee every so many months."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tie = models.ForeignKey(Tie, models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "tie"], name="one_interval_for_somebody"),
            models.CheckConstraint(condition=Q(months__in=MONTHS), name="an_interval_of_the_list"),
        ]

    def __str__(self):
        return f"{self.member_id}: every {self.months} months"
