from django.conf import settings
from django.db import models
from django.db.models import Q

from meetups.models import line
from meetups.models.hours import TIME_TO_CLOSE
from meetups.models.nudge import Nudge
from meetups.models.series import Series


class StandingSeatQuerySet(models.QuerySet):
    def kept(self):
        """Those that still stand."""
        return self.filter(ended_at=None)

    def of(self, member):
        """Those of one member."""
        return self.filter(member=member)

    def at(self, series):
        """Those of a series, also when another one has gone on from it and keeps them now."""
        return self.filter(series=line.last_of(series.pk))

    def beyond_doubt(self, now):
        """Those of whose members no host can say any more that they came after all."""
        lately = {
            "member__rsvps__session__closed_at__isnull": False,
            "member__rsvps__session__ends_at__gt": now - TIME_TO_CLOSE,
        }
        return self.exclude(pk__in=StandingSeat.objects.filter(**lately).values("pk"))


class StandingSeat(models.Model):
    """A member's wish to come to every evening of a series; each new evening is answered by it.

    A series that is split hands its standing seats on: they are kept by the one that goes on.
    """

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

    def renew(self, now, *, is_shown):
        """Keep it again after it had ended, as if it were new."""
        self.since, self.misses, self.is_shown = now, 0, is_shown
        self.ended_at, self.has_lapsed = None, False
        self.save()

    def tell_of_the_end(self, now):
        """Let the member hear that the seat is somebody else's now, and how to have it back."""
        kind = Nudge.Kind.SEAT_LAPSED
        key = f"{kind}:{self.pk}:{now.isoformat()}"
        Nudge.objects.tell(
            [Nudge(recipient=self.member, kind=kind, about=self, key=key, due_at=now)]
        )

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this seat is still true for `member`."""
        is_mine = member.pk == self.member_id and member.is_present
        return is_mine and kind == Nudge.Kind.SEAT_LAPSED and self.has_lapsed
