from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.models.nudge_kind import NudgeKind, kinds_there_are
from meetups.models.nudge_queue import (
    IN_TROUBLE,
    OR_FOLDED,
    UNDECIDED,
    NudgeQuerySet,
    wake_the_governor,
)
from members import waking
from members.models import Letter

# In a key that was left again, what stands before the number of the nudge that was not told.
AGAIN = "~"

# Reasons to drop what may be so again: the two parted or made plans, a wish was taken back.
NOT_SO = ["untrue", "parted", "nothing_to_say"]


class Nudge(models.Model):
    """A row that says a member should hear something, when, and why."""

    Kind = NudgeKind

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        HELD = "held", _("Held")
        FOLDED = "folded", _("Folded into a digest")
        DROPPED = "dropped", _("Dropped")
        MISSED = "missed", _("Missed")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=kinds_there_are)
    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.BigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    # Whom it is about besides the reader; nobody where it is about the reader alone.
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=160, unique=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # A code of nudges/reasons.py and what its sentence is filled with, so that it can be told in
    # any language.
    reason = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    # What it became, or for a folded one the weekly letter it was told in.
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    # When the reader used one of its letter's links.
    heeded_at = models.DateTimeField(null=True)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "held", "folded", "dropped", "missed"]),
                name="a_nudge_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="a_nudge_waits_until_it_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_until__isnull=False),
                name="a_held_nudge_is_held_until_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(letter__isnull=False),
                name="a_sent_nudge_has_a_letter",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="nudge_due"),
            models.Index(fields=["held_until"], condition=Q(state="held"), name="nudge_held"),
            models.Index(fields=["about_type", "about_id"], name="nudge_by_subject"),
            models.Index(
                fields=["decided_at"],
                include=["state"],
                condition=Q(decided_at__isnull=False),
                name="nudge_decided",
            ),
            models.Index(fields=["recipient", "-due_at"], name="nudge_by_recipient"),
            # Few, or none at all.
            models.Index(
                fields=["-decided_at", "-id"],
                condition=Q(reason__in=IN_TROUBLE),
                name="nudge_in_trouble",
            ),
        ]

    def __str__(self):
        return f"{self.key}: {self.state}"

    @property
    def klass(self):
        """The class of its letter; a Letter.Class."""
        return NudgeKind(self.kind).klass

    def name_the_other(self):
        """Note whom it is about, unless that is known or it is about the reader alone."""
        if self.other_id is None and hasattr(self.about, "other"):
            self.other = self.about.other(self.recipient)

    @property
    def first_key(self):
        """The key it was left under first, however often it was left again since."""
        return self.key.partition(AGAIN)[0]

    @property
    def was_let_go(self):
        """Whether it was dropped because it was not so just then, or its letter never went."""
        if self.state == self.State.SENT:
            return self.letter.state == Letter.State.CANCELLED
        return self.state == self.State.DROPPED and self.reason in NOT_SO

    def again(self, due_at=None):
        """One that says the same, for when this one, or the letter it became, is not to go."""
        return Nudge(
            recipient_id=self.recipient_id,
            other_id=self.other_id,
            kind=self.kind,
            about=self.about,
            key=f"{self.first_key}{AGAIN}{self.pk}",
            due_at=due_at or self.due_at,
            details=self.details,
        )

    # -- verbs: each leaves the undecided by a guarded update, which only the first can do

    def send(self, letter, now):
        """It became `letter`, whose own end says how it fared."""
        self._decide(self.State.SENT, now, self.reason, self.details, letter=letter)

    def hold(self, until, reason, now, details=None):
        """Not now; ask again at `until` (aware)."""
        self._decide(self.State.HELD, now, reason, details, held_until=until)

    def fold(self, week, reason, now, details=None):
        """Let it be told in the weekly letter that is due at `week` (aware)."""
        details = {**(details or {}), "week": week.isoformat()}
        self._decide(self.State.FOLDED, now, reason, details)

    def drop(self, reason, now, details=None):
        """Not any more: it isn't true or isn't wanted.

        Of what is folded, too, where the caller knows that no letter tells it.
        """
        self._decide(self.State.DROPPED, now, reason, details, OR_FOLDED)

    def miss(self, reason, now, details=None):
        """Too late to be of help. Of what is folded as drop() says."""
        self._decide(self.State.MISSED, now, reason, details, OR_FOLDED)

    def try_again(self, now):
        """Decide at once about one in trouble, with all its tries before it."""
        details = {name: value for name, value in self.details.items() if name != "stumbles"}
        again = {"state": self.State.HELD, "reason": "stumbled", "held_until": now}
        again["details"] = details
        Nudge.objects.in_trouble().filter(pk=self.pk).order_by().update(**again)
        waking.wake_on_commit(wake_the_governor)

    def _decide(self, state, now, reason, details, leaves=UNDECIDED, **changes):
        changes.update(state=state, decided_at=now, reason=reason, details=details or {})
        if Nudge.objects.filter(pk=self.pk, state__in=leaves).update(**changes):
            for name, value in changes.items():
                setattr(self, name, value)
