from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FollowQuerySet(models.QuerySet):
    def between(self, one, other):
        """The follows of a pair, in either direction."""
        return self.filter(Q(follower=one, followed=other) | Q(follower=other, followed=one))


class Follow(models.Model):
    """One member's handshake to another, held out and not yet a meeting."""

    class Origin(models.TextChoices):
        PROFILE = "profile", _("a profile")
        SESSION = "session", _("a session")
        IMPORT = "import", _("an import")
        INTRODUCTION = "introduction", _("an introduction")

    follower = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hands_out")
    followed = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hands_in")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.PROFILE)
    at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="one_follow_each_way"),
            models.CheckConstraint(
                condition=~Q(follower=F("followed")), name="nobody_follows_themselves"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["profile", "session", "import", "introduction"]),
                name="a_follow_has_a_known_origin",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="follow_by_moment")]

    def __str__(self):
        return f"{self.follower_id} follows {self.followed_id}"
