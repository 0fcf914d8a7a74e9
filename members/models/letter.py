import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.letter_ends import MUST_ARRIVE
from members.models.letter_fate import GiveWay, LeaseLost, LetterFate
from members.models.letter_queue import LetterQuerySet
from members.models.letter_truth import LetterTruth
from members.models.letter_words import LetterWords

__all__ = ["GiveWay", "LeaseLost", "Letter", "new_message_id"]

# A reminder helps soon or not at all.
REMINDERS_FOR = timedelta(days=3)
# What must arrive is tried for as long as mail servers try (RFC 5321), from its first failure on.
MUST_ARRIVE_FOR = timedelta(days=5)


class Letter(LetterWords, LetterTruth, LetterFate, models.Model):
    """A composed e-mail on its way out.

    `mime` holds the finished bytes, all but the To line: a letter is built once, in the verb that
    owes it, so that sending is nothing but sending, and a new address redirects what waits.
    """

    class Class(models.TextChoices):
        ACCOUNT = "account", _("account")
        AGREED = "agreed", _("agreed")
        APPOINTMENT = "appointment", _("appointment")
        ENCOURAGEMENT = "encouragement", _("encouragement")

    class Queue(models.TextChoices):
        URGENT = "urgent", _("urgent")
        NORMAL = "normal", _("normal")
        BULK = "bulk", _("bulk")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        LEASED = "leased", _("leased")
        SENDING = "sending", _("sending")
        RETRY = "retry", _("to be tried again")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        UNSURE = "unsure", _("unsure")

    key = models.CharField(max_length=200)
    klass = models.CharField(_("class"), max_length=13, choices=Class)
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="letters"
    )
    # Only where no member's verified address will do: a visitor's, or one still to be verified.
    address = models.EmailField(_("address"), blank=True)
    caused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # The ids of those whose names and faces stand in it, where nobody caused it.
    shows = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # The one letter about a coffee that a block or a suspension still lets through.
    is_last_word = models.BooleanField(default=False)
    about_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, related_name="+", db_index=False
    )
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")

    subject = models.CharField(_("subject"), max_length=300, blank=True)
    mime = models.BinaryField(default=b"")
    message_id = models.CharField(max_length=200)
    dated_at = models.DateTimeField(_("dated"))

    queue = models.CharField(_("queue"), max_length=6, choices=Queue)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due"))
    useless_after = models.DateTimeField(_("useless after"), null=True)
    tries = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    # The first of them since it was left, or sent again by an organizer.
    tried_at = models.DateTimeField(_("first failed"), null=True)
    # How often nobody could know whether it had gone, or its worker died over it.
    doubts = models.PositiveSmallIntegerField(_("in doubt"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("written"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        # Every letter is written four times on its way, and into each of its indexes: none is there
        # that nobody asks. A field that is unique by itself brings one for what it begins with.
        constraints = [
            models.UniqueConstraint(fields=["key"], name="a_fact_is_written_about_once"),
            models.UniqueConstraint(fields=["message_id"], name="a_message_id_is_one_letters"),
            models.CheckConstraint(
                condition=Q(klass__in=["account", "agreed", "appointment", "encouragement"]),
                name="a_letter_has_a_class",
            ),
            models.CheckConstraint(
                condition=Q(queue__in=["urgent", "normal", "bulk"]), name="a_letter_has_a_queue"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "retry"], lease_token=None, settled_at=None)
                | Q(state__in=["leased", "sending"], lease_token__isnull=False, settled_at=None)
                | Q(
                    state__in=["sent", "failed", "cancelled", "unsure"],
                    lease_token=None,
                    settled_at__isnull=False,
                ),
                name="a_letter_waits_or_is_held_or_settled",
            ),
            models.CheckConstraint(
                condition=Q(lease_token=None, lease_until=None)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="a_lease_ends",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""),
                name="a_letter_is_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(about_type=None, about_id=None)
                | Q(about_type__isnull=False, about_id__isnull=False),
                name="a_letter_is_about_one_record",
            ),
            models.CheckConstraint(
                condition=~Q(klass="account") | Q(settled_at=None) | Q(mime=b"", subject=""),
                name="account_words_are_gone_once_settled",
            ),
        ]
        # Only what waits or is held is indexed, so that a sweep costs what is due, not what was.
        indexes = [
            models.Index(
                F("queue").desc(),
                "due_at",
                "id",
                condition=Q(state__in=["waiting", "retry"]),
                name="letters_due",
            ),
            models.Index(
                "useless_after",
                condition=Q(state__in=["waiting", "retry"]),
                name="letters_becoming_useless",
            ),
            models.Index(
                "lease_until",
                condition=Q(state__in=["leased", "sending"]),
                name="letters_in_hand",
            ),
            models.Index(
                F("settled_at").desc(),
                F("id").desc(),
                condition=Q(state__in=["failed", "unsure"]),
                name="letters_in_trouble",
            ),
            models.Index(
                fields=["settled_at"],
                include=["queue", "state"],
                condition=Q(settled_at__isnull=False),
                name="letters_settled",
            ),
            models.Index(
                "about_type", "about_id", condition=Q(about_id__isnull=False), name="letters_about"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    # -- questions

    @property
    def is_account(self):
        """Whether the words are between the site and one person, and sealed."""
        return self.klass == self.Class.ACCOUNT

    @property
    def must_arrive(self):
        """Whether twice is better than never; all others are better never than twice."""
        return self.klass in MUST_ARRIVE

    def gives_up_at(self, now):
        """When to stop trying, as of `now`: no letter outlives its use."""
        if self.must_arrive:
            end = (self.tried_at or now) + MUST_ARRIVE_FOR
        else:
            end = self.created_at + REMINDERS_FOR
        return min(end, self.useless_after) if self.useless_after else end

    def address_now(self):
        """Where it would go this minute: the given address, or the verified primary one, or ""."""
        return self.address or (self.recipient.mailbox if self.recipient_id else "")


def new_message_id():
    """A Message-ID of ours, the same for every try of one letter."""
    return f"<{uuid.uuid4().hex}@{settings.GROUP_ADDRESS.rpartition('@')[2]}>"
