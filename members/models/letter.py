import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.letter_queue import MUST_ARRIVE, WAITING, LetterQuerySet
from members.models.letter_words import LetterWords
from members.models.preferences import Preferences

# Longer than one letter can take when every answer of the relay comes at the last moment.
SENDING_LEASE = timedelta(minutes=5)


class LeaseLost(Exception):
    """Somebody else has the letter by now, or it was settled: leave it alone."""


class Letter(LetterWords, models.Model):
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

    key = models.CharField(max_length=200, unique=True)
    klass = models.CharField(_("class"), max_length=13, choices=Class)
    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="letters"
    )
    # Only where no member's verified address will do: a visitor's, or one still to be verified.
    address = models.EmailField(_("address"), blank=True)
    caused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="letters_caused"
    )
    # The one letter about a coffee that a block or a suspension still lets through.
    is_last_word = models.BooleanField(default=False)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")

    subject = models.CharField(_("subject"), max_length=300, blank=True)
    mime = models.BinaryField(default=b"")
    message_id = models.CharField(max_length=200, unique=True)
    dated_at = models.DateTimeField(_("dated"))

    queue = models.CharField(_("queue"), max_length=6, choices=Queue)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due"))
    useless_after = models.DateTimeField(_("useless after"), null=True)
    tries = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("written"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
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

    def address_now(self):
        """Where it would go this minute: the given address, or the verified primary one, or ""."""
        if self.address:
            return self.address
        verified = EmailAddress.objects.filter(user=self.recipient_id, verified=True, primary=True)
        return verified.values_list("email", flat=True).first() or ""

    def why_not(self, now):
        """Why it must not go any more, in a few words, or "" when it is still owed.

        Asked just before sending: what was true when a letter was written may have changed since.
        """
        if self.useless_after and self.useless_after <= now:
            return "too late to be of use"
        if self.is_account:
            return ""
        if self.recipient is not None:
            if not (self.recipient.is_present or self.is_last_word):
                return "the recipient is not here"
            if not Preferences.objects.of(self.recipient).wants(self.kind):
                return "the recipient does not want this kind"
            if (
                self.caused_by is not None
                and not self.is_last_word
                and self.recipient.is_blocked_with(self.caused_by)
            ):
                return "the two are parted"
        if self.about_id is not None and (
            self.about is None or not self.about.still_owes(self.kind, self.recipient, now)
        ):
            return "no longer true"
        return ""

    # -- verbs: each leaves one state by a guarded update, and raises LeaseLost when it cannot

    def take_up(self, now):
        """leased -> sending: from here on nobody else knows whether it went."""
        self._pass(
            self.State.LEASED,
            state=self.State.SENDING,
            lease_until=now + SENDING_LEASE,
            if_before=now,
        )

    def arrive(self, now):
        """sending -> sent: the relay has taken it over."""
        self._settle(self.State.SENDING, self.State.SENT, "", now)

    def fail(self, reason, now):
        """Held -> failed: it will not go, and `reason` says why."""
        self._settle(self.state, self.State.FAILED, reason, now)

    def cancel(self, reason, now):
        """leased -> cancelled: it is no longer true, wanted or allowed."""
        self._settle(self.State.LEASED, self.State.CANCELLED, reason, now)

    def doubt(self, reason, now):
        """sending -> unsure: it may or may not have gone, and twice would be worse than never."""
        self._settle(self.State.SENDING, self.State.UNSURE, reason, now)

    def let_wait(self, now):
        """sending -> waiting again, at once and without a try counted: it never left."""
        self._pass(
            self.State.SENDING,
            state=self.State.RETRY if self.tries else self.State.WAITING,
            lease_token=None,
            lease_until=None,
        )

    def wait(self, reason, due_at):
        """Held -> retry, to be due again at `due_at`."""
        self._pass(
            self.state,
            state=self.State.RETRY,
            due_at=due_at,
            tries=self.tries + 1,
            reason=reason[:200],
            lease_token=None,
            lease_until=None,
        )

    def cancel_waiting(self, reason, now):
        """waiting or retry -> cancelled, by the verb that made it untrue. False when too late."""
        blank = {"mime": b"", "subject": ""} if self.is_account else {}
        return bool(
            type(self)
            .objects.filter(pk=self.pk, state__in=WAITING)
            .update(state=self.State.CANCELLED, reason=reason[:200], settled_at=now, **blank)
        )

    def _settle(self, old, new, reason, now):
        blank = {"mime": b"", "subject": ""} if self.is_account else {}
        self._pass(
            old,
            state=new,
            reason=reason[:200],
            settled_at=now,
            lease_token=None,
            lease_until=None,
            **blank,
        )

    def _pass(self, old, if_before=None, **changes):
        mine = type(self).objects.filter(pk=self.pk, state=old, lease_token=self.lease_token)
        if if_before is not None:
            mine = mine.filter(lease_until__gt=if_before)
        if not mine.update(**changes):
            raise LeaseLost
        for name, value in changes.items():
            setattr(self, name, value)


def new_message_id():
    """A Message-ID of ours, the same for every try of one letter."""
    return f"<{uuid.uuid4().hex}@{settings.GROUP_ADDRESS.rpartition('@')[2]}>"
