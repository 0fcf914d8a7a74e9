from django.conf import settings
from django.db import models
from django.db.models import Q

from meetups.models.visitor import Visitor
from meetups.models.weekly_session import WeeklySession


class TablePlaceQuerySet(models.QuerySet):
    def in_round(self, number):
        """Those of one round, table by table."""
        return self.filter(round=number).order_by("table", "pk")


class TablePlace(models.Model):
    """Where somebody sits at one evening, in one round of it."""

    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="places")
    # Tables are round 0; rounds of two are 1, 2, 3 ...
    round = models.PositiveSmallIntegerField(default=0)
    table = models.PositiveSmallIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, related_name="+")

    objects = TablePlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, visitor=None)
                | Q(member=None, visitor__isnull=False),
                name="a_place_is_one_persons",
            ),
            models.UniqueConstraint(
                fields=["session", "round", "member"], name="a_member_sits_at_one_table"
            ),
            models.UniqueConstraint(
                fields=["session", "round", "visitor"], name="a_visitor_sits_at_one_table"
            ),
        ]
        indexes = [models.Index(fields=["member", "session"], name="place_by_member")]

    def __str__(self):
        return f"table {self.table}, round {self.round} of {self.session_id}"
