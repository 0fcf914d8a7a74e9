from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q


class SeatQuerySet(models.QuerySet):
    def held(self):
        """Those that keep their time: every coffee's but the cancelled ones'."""
        return self.filter(held=True)

    def at_times(self, spans):
        """Those that share time with any of these (start, end) pairs of aware datetimes."""
        wanted = Q(pk__in=[])
        for span in spans:
            wanted |= Q(during__overlap=span)
        return self.filter(wanted)


class Seat(models.Model):
    """One member's place at one coffee: the row that makes double booking impossible."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    coffee = models.ForeignKey("meetups.Coffee", models.PROTECT, related_name="seats")
    during = DateTimeRangeField()
    held = models.BooleanField(default=True)
    still_on_at = models.DateTimeField(null=True)
    late_minutes = models.PositiveSmallIntegerField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_sits_at_two_tables_at_once",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(held=True),
            ),
            models.UniqueConstraint(fields=["coffee", "member"], name="one_seat_each_at_a_coffee"),
            models.CheckConstraint(
                condition=Q(during__isempty=False)
                & Q(during__startswith__isnull=False, during__endswith__isnull=False),
                name="a_seat_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(late_minutes=None) | Q(late_minutes__in=[5, 10, 15]),
                name="late_is_five_ten_or_fifteen_minutes",
            ),
        ]

    def __str__(self):
        return f"{self.member_id} at coffee {self.coffee_id}"
