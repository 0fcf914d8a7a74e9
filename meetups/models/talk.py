from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from meetups.models.weekly_session import WeeklySession


class TalkQuerySet(models.QuerySet):
    def by(self, member):
        """What one member ticked."""
        return self.filter(teller=member)

    def of(self, member):
        """What others ticked of one member."""
        return self.filter(other=member)

    def returned(self):
        """Those that the other ticked as well, at the same evening: these two have met."""
        return self.filter(Exists(self._back()))

    def unanswered(self):
        """Those that the other has neither ticked as well nor denied."""
        return self.filter(~Exists(self._back()), denied_at=None)

    def _back(self):
        return self.model.objects.filter(
            session=OuterRef("session"), teller=OuterRef("other"), other=OuterRef("teller")
        )


class Talk(models.Model):
    """At one evening `teller` talked to `other`, as the teller says. Both saying so have met."""

    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="talks")
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # When the other was asked about it alone and said no; the teller never knows.
    denied_at = models.DateTimeField(null=True)

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

    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="asked")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="who_talked_is_asked_once")
        ]

    def __str__(self):
        return f"{self.member_id} about {self.session_id}"
