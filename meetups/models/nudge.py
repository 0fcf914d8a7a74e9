from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.models.nudge_kind import ENCOURAGEMENTS, OF_SEVERAL, NudgeKind, kinds_there_are
from members import waking
from members.models import Hush, Letter, Member, Preferences
from members.models.letter_queue import NOT_GONE
from members.patience import patiently

GOVERNOR = "meetups.tasks.govern_nudges"


def wake_the_governor():
    """Ask a worker to decide about what is due now; raises nothing."""
    return waking.wake(GOVERNOR)


UNDECIDED = ["waiting", "held"]
OR_FOLDED = [*UNDECIDED, "folded"]
# Reasons that are nobody's wish and nobody's doing but ours.
IN_TROUBLE = ["stumbled", "broken"]
# Folded, and no weekly letter that went or may go tells of it.
UNTOLD = Q(state="folded") & (Q(letter=None) | Q(letter__state="cancelled"))
# Of these nothing comes while the reader asks for quiet.
QUIETED = [Letter.Class.APPOINTMENT, Letter.Class.ENCOURAGEMENT]


class NudgeQuerySet(models.QuerySet):
    def waiting(self):
        """Those nobody has decided about."""
        return self.filter(state=Nudge.State.WAITING)

    def due(self, now):
        """Those to be decided about: waiting or held, and their moment has come."""
        return self.filter(
            Q(state=Nudge.State.WAITING, due_at__lte=now)
            | Q(state=Nudge.State.HELD, held_until__lte=now)
        )

    def in_trouble(self):
        """Those whose letter could not be written: tried again later, or given up; latest first."""
        troubled = self.filter(reason__in=IN_TROUBLE, state__in=["held", "dropped"])
        return troubled.order_by("-decided_at", "-pk")

    def not_gone(self):
        """Those that wait, or became a letter of their own that does."""
        return self.filter(Q(state=Nudge.State.WAITING) | Q(letter__state__in=NOT_GONE))

    def for_member(self, member):
        """Those one member should hear."""
        return self.filter(recipient=member)

    def about(self, *subjects):
        """Those about any of these rows, which are all of one model."""
        if not subjects:
            return self.none()
        return self.about_any(type(subjects[0]), [subject.pk for subject in subjects])

    def about_any(self, model, ids):
        """Those about any row of the model with one of these ids (a list or a query)."""
        return self.filter(about_type=ContentType.objects.get_for_model(model), about_id__in=ids)

    def encouragements(self):
        """Those nobody asked for, which alone count towards how often we may write."""
        return self.filter(kind__in=ENCOURAGEMENTS)

    def of_several(self):
        """Those whose letter shows several people, and is worth reading without one of them."""
        return self.filter(kind__in=OF_SEVERAL)

    def important(self):
        """Those that tell what somebody did, or are the member's own business."""
        return self.exclude(kind__in=ENCOURAGEMENTS)

    def folded_for(self, member):
        """Those that wait to be told in one of the member's weekly letters, the oldest first.

        Not yet told, and about nobody the member wants to hear nothing of.
        """
        hushed = Hush.objects.of(member).values("other")
        return (
            self.for_member(member)
            .filter(UNTOLD)
            .exclude(kind=NudgeKind.THE_WEEK)
            .exclude(other__in=hushed)
            .select_related("other")
            .order_by("due_at", "pk")
        )

    def leave(self, recipient, kind, about, *, key, due_at, other=None):
        """Say once that a member should hear something from `due_at` on.

        The key names the fact, so that what is left twice is left once.
        """
        nudge = Nudge(
            recipient=recipient, kind=kind, about=about, other=other, key=key, due_at=due_at
        )
        self.leave_all([nudge])

    def leave_all(self, nudges):
        """Leave these, but for those whose keys are there already."""
        nudges = list(nudges)
        for nudge in nudges:
            nudge.name_the_other()
        self.bulk_create(nudges, ignore_conflicts=True)

    def tell(self, nudges):
        """Leave these, which are due at once, and wake somebody to see to them on commit."""
        self.leave_all(nudges)
        waking.wake_on_commit(wake_the_governor)

    def drop(self, reason, now):
        """Decide that those not yet told are not to be; `reason` as in nudges/reasons."""
        untold = self.filter(Q(state__in=UNDECIDED) | Q(state=Nudge.State.FOLDED, letter=None))
        return untold.update(
            state=Nudge.State.DROPPED, reason=reason, details={}, held_until=None, decided_at=now
        )

    def inviting_to(self, evening):
        """Those whose letter asks the reader whether they come to it, and is not settled."""
        return self.filter(details__evening=evening.pk, letter__in=Letter.objects.unsettled())

    def write_anew(self, reason, now):
        """Take back the letters of these that have not gone, and have others written instead.

        They are due when the first ones were: a weekly letter still counts for its own day.
        """
        # Not those that are only told in one of the letters.
        sent = self.filter(state=Nudge.State.SENT).prefetch_related("about")
        nudges = {nudge.letter_id: nudge for nudge in sent}
        letters = Letter.objects.filter(pk__in=nudges)
        letters.take_back(reason, now)
        taken_back = letters.filter(state=Letter.State.CANCELLED).values_list("pk", flat=True)
        self.model.objects.tell(nudges[letter].again() for letter in taken_back)

    def write_anew_without(self, one, other, reason, now):
        """Have those written anew that would show one of these two members to the other.

        Letters that are about the two alone are taken back by the verb that made them untrue.
        """
        for reader, shown in [(one, other), (other, one)]:
            self.write_to_anew_without(reader, shown, reason, now)

    def write_to_anew_without(self, reader, shown, reason, now):
        """Have those for one member written anew that would show them the other."""
        letters = Letter.objects.unsettled().filter(recipient=reader).showing(shown)
        self.filter(letter__in=letters).write_anew(reason, now)

    @patiently
    def hush(self, member, other, now):
        """Tell the member nothing more about the other, in no letter that still waits either.

        Raises NotThere for oneself and for somebody the member cannot see.
        """
        # Or a letter that is just being written would be looked for too early.
        Member.objects.lock_all([member.pk])
        reason = "the recipient wants to hear nothing about them"
        self.of_several().write_to_anew_without(member, other, reason, now)
        Hush.objects.hush(member, other, now)

    def ask_again(self, now):
        """Let those held be decided about anew: wishes have changed. Nothing else does."""
        self.filter(state=Nudge.State.HELD, held_until__gt=now).update(held_until=now)
        waking.wake_on_commit(wake_the_governor)

    @patiently
    def be_quiet_until(self, preferences, moment, now):
        """Hold back all but what was agreed until `moment` (aware), what is written with it."""
        # Or a letter that is just being written would be looked for too early.
        Member.objects.lock_all([preferences.member_id])
        preferences.be_quiet_until(moment)
        letters = Letter.objects.unsettled().filter(recipient=preferences.member, klass__in=QUIETED)
        self.filter(letter__in=letters).write_anew("the recipient asked for quiet", now)

    def unfold(self, now):
        """Decide about those folded anew: no weekly letter that they could be told in will come.

        Their reader is locked, which whoever folds or tells one waits for.
        """
        folded = self.filter(state=Nudge.State.FOLDED)
        untold = folded.filter(pk__in=self.filter(UNTOLD).values("pk"))
        weeks = untold.filter(kind=NudgeKind.THE_WEEK, details__week__gt=now.isoformat())
        weeks.update(state=Nudge.State.DROPPED, reason="unwanted", details={}, decided_at=now)
        again = {"state": Nudge.State.WAITING, "reason": "", "details": {}}
        others = untold.exclude(kind=NudgeKind.THE_WEEK)
        if others.update(**again, decided_at=None, letter=None):
            waking.wake_on_commit(wake_the_governor)

    def write_again_to(self, member, now):
        """End the quiet until a date, whoever it was that began it."""
        preferences = Preferences.objects.of(member)
        preferences.be_quiet_until(None)
        if preferences.paused_until and preferences.paused_until > now:
            # Not forgotten: what we counted before counts no more.
            preferences.pause_until(now)
        self.for_member(member).ask_again(now)

    def told_in(self, letter, nudges):
        """These folded ones stand in `letter`, a weekly one, and so in no other."""
        ids = [nudge.pk for nudge in nudges]
        self.filter(UNTOLD, pk__in=ids).update(letter=letter)

    def heed(self, member, number, now):
        """The member used a link of the letter that the nudge with this id, or None, became.

        What else shows that a letter was heeded is asked of the facts: nudges/ignored.py.
        """
        theirs = self.for_member(member).filter(pk=number, state=Nudge.State.SENT)
        theirs.filter(heeded_at=None).update(heeded_at=now)


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
                condition=Q(reason__in=["stumbled", "broken"]),
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

    def again(self):
        """One that says the same, for when the letter that this one became is not to go."""
        return Nudge(
            recipient_id=self.recipient_id,
            other_id=self.other_id,
            kind=self.kind,
            about=self.about,
            key=f"{self.key}:{self.letter_id}",
            due_at=self.due_at,
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
        """Not any more: it isn't true or isn't wanted. Of what is folded, too, until it is told."""
        self._decide(self.State.DROPPED, now, reason, details, OR_FOLDED)

    def miss(self, reason, now, details=None):
        """Too late to be of help. Of what is folded, too, until it is told."""
        self._decide(self.State.MISSED, now, reason, details, OR_FOLDED)

    def try_again(self, now):
        """Decide at once about one in trouble, with all its tries before it."""
        again = {"state": self.State.HELD, "reason": "stumbled", "details": {}, "held_until": now}
        Nudge.objects.in_trouble().filter(pk=self.pk).order_by().update(**again)
        waking.wake_on_commit(wake_the_governor)

    def _decide(self, state, now, reason, details, leaves=UNDECIDED, **changes):
        changes.update(state=state, decided_at=now, reason=reason, details=details or {})
        if Nudge.objects.filter(pk=self.pk, state__in=leaves).update(**changes):
            for name, value in changes.items():
                setattr(self, name, value)
