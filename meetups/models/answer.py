from django.conf import settings
from django.db import models
from django.db.models import Q


class Answer(models.Model):
    """One member's private reply to "did you meet?". Nobody else ever reads it."""

    coffee = models.ForeignKey("meetups.Coffee", models.PROTECT, related_name="answers")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    met = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coffee", "member"], name="one_answer_each"),
        ]

    def __str__(self):
        return f"{self.member_id} about coffee {self.coffee_id}"


class Thanks(models.Model):
    """A few words after a coffee, for the other's eyes alone."""

    coffee = models.ForeignKey("meetups.Coffee", models.PROTECT, related_name="thanks")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [
            models.UniqueConstraint(fields=["coffee", "giver"], name="thanks_once_each"),
            models.CheckConstraint(condition=~Q(words=""), name="thanks_have_words"),
        ]

    def __str__(self):
        return f"{self.giver_id} for coffee {self.coffee_id}"
