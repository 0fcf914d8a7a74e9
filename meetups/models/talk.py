from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meetups.models.weekly_session import WeeklySession


class TalkQuerySet(models.QuerySet):
    def by(self, member):
        """What one member ticked."""
        return self.filter(teller=member)

    def between(self, one, other):
        """What the two ticked of each other."""
        return self.filter(Q(teller=one, other=other) | Q(teller=other, other=one))


class Talk(models.Model):
    """At one evening `teller` talked to `other`, as the teller says. Both saying so have met."""

    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="talks")
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TalkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "teller", "other"], name="a_talk_is_told_once"
            ),
            models.CheckConstraint(
                condition=~Q(teller=F("other")), name="nobody_talks_to_themselves"
            ),
        ]
        indexes = [models.Index(fields=["other", "session"], name="talk_by_other")]

    def __str__(self):
        return f"{self.teller_id} talked to {self.other_id} at {self.session_id}"


class TalkAsked(models.Model):
    """The member has answered who they talked to at one evening, and is not asked again."""

    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="who_talked_is_asked_once")
        ]

    def __str__(self):
        return f"{self.member_id} about {self.session_id}"
