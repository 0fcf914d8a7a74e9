from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeedbackQuerySet(models.QuerySet):
    def heard(self, letter, said, key, now):
        """Note once what the provider told about a letter. False when it had told before."""
        _row, is_new = self.get_or_create(
            key=key[:200], defaults={"letter": letter, "said": said, "at": now}
        )
        return is_new


class Feedback(models.Model):
    """What a mail provider told us after it had taken a letter: each of its events, once."""

    class Said(models.TextChoices):
        BOUNCED = "bounced", _("bounced")
        COMPLAINED = "complained", _("called spam")

    letter = models.ForeignKey("members.Letter", models.PROTECT, related_name="feedback")
    said = models.CharField(max_length=10, choices=Said)
    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(said__in=["bounced", "complained"]), name="feedback_is_one_of_two"
            )
        ]

    def __str__(self):
        return f"letter {self.letter_id} {self.said}"
