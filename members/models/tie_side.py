from django.conf import settings
from django.db import models

from members.models.tie import Tie


class TieSideQuerySet(models.QuerySet):
    def of(self, member):
        """Every tie of one member, seen from there."""
        return self.filter(member=member)


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
