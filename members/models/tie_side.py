from django.conf import settings
from django.db import models

from members.models.tie import Tie


class TieSideQuerySet(models.QuerySet):
    def of(self, member):
        """Every tie of one member, seen from there."""
        return self.filter(member=member)

    def not_met(self):
        """Ties that have not yet become a coffee in person, with a hand held out."""
        return self.filter(times_met=0, nearness__isnull=False)

    def without_plans(self):
        """Ties with neither an open proposal nor a coffee on the calendar."""
        return self.filter(proposed_at=None, next_coffee_at=None)

    def nearest_first(self):
        """Mutual ties, then hands held out to the member, then their own; the oldest first."""
        return self.order_by("nearness", "since", "tie_id")


class TieSide(models.Model):
    """A tie as one of its two members sees it: a database view, with nothing to keep in step.

    `since` is when it came to be as near as it is, an aware moment.
    """

    class Nearness(models.IntegerChoices):
        MUTUAL = 0
        THEIR_HAND = 1
        MY_HAND = 2

    # Twice the tie's id for the low side, one more for the high.
    id = models.BigIntegerField(primary_key=True)
    tie = models.ForeignKey(Tie, models.DO_NOTHING, related_name="sides")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    nearness = models.IntegerField(null=True, choices=Nearness)
    since = models.DateTimeField(null=True)
    times_met = models.PositiveIntegerField()
    proposed_at = models.DateTimeField(null=True)
    next_coffee_at = models.DateTimeField(null=True)
    # When the member was last shown the other as somebody to meet, by letter.
    shown_at = models.DateTimeField(null=True)
    # The other wrote something that the member has not seen, last at this moment; else empty.
    unread_at = models.DateTimeField(null=True)

    objects = TieSideQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "members_tieside"

    def __str__(self):
        return f"{self.member_id} and {self.other_id}"

    def seen_by(self, member):
        """The tie with both its people in place, where `member` is the row's own."""
        tie = self.tie
        tie.low, tie.high = sorted([member, self.other], key=lambda one: one.pk)
        return tie
