from django.conf import settings
from django.db import models
from django.db.models import Q

from meetups.models.nudge import Nudge
from meetups.models.series import Series

# Unannounced absences in a row after which the seat is somebody else's.
MOST_MISSES = 2


class StandingSeatQuerySet(models.QuerySet):
    def kept(self):
        """Those that still stand."""
        return self.filter(ended_at=None)

    def of(self, member):
        """Those of one member."""
        return self.filter(member=member)


class StandingSeat(models.Model):
    """A member's wish to come to every evening of a series; each new evening is answered by it."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="standing_seats")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    is_shown = models.BooleanField(default=True)
    misses = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    # Ended by us after two absences, and not by the member.
    has_lapsed = models.BooleanField(default=False)

    objects = StandingSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "member"], name="one_standing_seat_each"),
            models.CheckConstraint(
                condition=Q(has_lapsed=False) | Q(ended_at__isnull=False),
                name="a_standing_seat_that_lapsed_has_ended",
            ),
        ]

    def __str__(self):
        return f"{self.member_id} every time of {self.series_id}"

    def get_absolute_url(self):
        return self.series.get_absolute_url()

    def tell_of_the_lapse(self, now):
        """Let the member hear that the seat is somebody else's, and why."""
        key = f"{Nudge.Kind.SEAT_LAPSED}:{self.pk}:{now.isoformat()}"
        kind = Nudge.Kind.SEAT_LAPSED
        Nudge.objects.tell(
            [Nudge(recipient=self.member, kind=kind, about=self, key=key, due_at=now)]
        )

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this seat is still true for `member`."""
        is_theirs = member.pk == self.member_id and member.is_present
        return kind == Nudge.Kind.SEAT_LAPSED and is_theirs and self.has_lapsed
