from datetime import timedelta

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from meetups.models.seat import Seat


def _span():
    """The stretch that the outer offered time would take."""
    end = OuterRef("starts_at") + OuterRef("proposal__minutes") * Value(timedelta(minutes=1))
    return Func(
        OuterRef("starts_at"),
        ExpressionWrapper(end, output_field=models.DateTimeField()),
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )


class OfferedTimeQuerySet(models.QuerySet):
    def telling_left(self, now):
        """Each with `is_left`: still to come, and free in both diaries.

        The coffee that a proposal would move doesn't stand in its own way.
        """
        taken = (
            Seat.objects.held()
            .filter(
                Q(member=OuterRef("proposal__proposer")) | Q(member=OuterRef("proposal__invitee")),
                during__overlap=_span(),
            )
            .exclude(coffee=Coalesce(OuterRef("proposal__moves"), Value(0)))
        )
        return self.annotate(is_left=Q(starts_at__gt=now) & ~Exists(taken))

    def left(self, now):
        """Those that can still be accepted."""
        return self.telling_left(now).filter(is_left=True)


class OfferedTime(models.Model):
    """One time of a proposal: offered, not held."""

    proposal = models.ForeignKey("meetups.Proposal", models.PROTECT, related_name="times")
    starts_at = models.DateTimeField()

    objects = OfferedTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "starts_at"], name="a_time_is_offered_once"
            ),
        ]

    def __str__(self):
        return str(self.starts_at)
