import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from members.models.tie import Tie

LONGEST = 4000  # characters


class Message(models.Model):
    """One-to-one words between mutual members; plain text."""

    # Of the form it was written in, so that sending the same form twice is sending it once.
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    tie = models.ForeignKey(Tie, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField()
    # Within a pair no two are of one moment: the order of moments is the order of ids.
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_message_has_words"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), LONGEST), name="a_message_is_not_a_book"
            ),
            models.UniqueConstraint(
                fields=["tie", "author", "uuid"], name="a_message_is_sent_once"
            ),
        ]
        indexes = [models.Index(fields=["tie", "-id"], name="messages_of_a_pair")]

    def __str__(self):
        return f"message {self.pk} of {self.author_id}"
