"""The nudges that wait, as phrases: which are due, which a wish or a deed ends or begins anew."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from meetups.models.nudge_kind import ENCOURAGEMENTS, OF_SEVERAL, NudgeKind
from members import waking
from members.endings import QUIETED, UNHEARD
from members.models import Hush, Letter, Member, Preferences
from members.models.letter_ends import NOT_GONE
from members.patience import patiently

GOVERNOR = "meetups.tasks.govern_nudges"


def wake_the_governor():
    """Ask a worker to decide about what is due now; raises nothing."""
    return waking.wake(GOVERNOR)


UNDECIDED = ["waiting", "held"]
OR_FOLDED = [*UNDECIDED, "folded"]
# Reasons that are nobody's wish and nobody's doing but ours.
IN_TROUBLE = ["stumbled", "broken"]
# Reasons for which a whole weekly letter waits for the next: who asked for quiet, or lets all pass.
FOR_QUIET = ["paused", "paused_for_silence"]
# Folded, and no weekly letter that went or may go tells of it.
UNTOLD = Q(state="folded") & (Q(letter=None) | Q(letter__state="cancelled"))
# Of these nothing comes while the reader asks for quiet.
MAY_REST = [Letter.Class.APPOINTMENT, Letter.Class.ENCOURAGEMENT]


class NudgeQuerySet(models.QuerySet):
    def waiting(self):
        """Those nobody has decided about."""
        return self.filter(state="waiting")

    def due(self, now):
        """Those to be decided about: waiting or held, and their moment has come."""
        return self.filter(
            Q(state="waiting", due_at__lte=now) | Q(state="held", held_until__lte=now)
        )

    def in_trouble(self):
        """Those whose letter could not be written: tried again later, or given up; latest first."""
        troubled = self.filter(reason__in=IN_TROUBLE, state__in=["held", "dropped"])
        return troubled.order_by("-decided_at", "-pk")

    def not_gone(self):
        """Those that are to be decided, or became a letter of their own that has not gone."""
        return self.filter(Q(state__in=UNDECIDED) | Q(letter__state__in=NOT_GONE))

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

    def showing_others(self):
        """Those whose letter shows whom else there is, and stands without one of them.

        Those of several; and who comes to an evening is only another question by it.
        """
        return self.filter(kind__in=[*OF_SEVERAL, NudgeKind.SESSION_TOMORROW])

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
        nudge = self.model(
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
        untold = self.filter(Q(state__in=UNDECIDED) | UNTOLD)
        return untold.update(
            state="dropped",
            reason=reason,
            details={},
            held_until=None,
            decided_at=now,
        )

    def inviting_to(self, evening):
        """Those whose letter asks whether the reader comes to it, or names it as their next one.

        And is not settled.
        """
        return self.filter(details__evening=evening.pk, letter__in=Letter.objects.unsettled())

    def write_anew(self, reason, now):
        """Take back the letters of these that have not gone, and have others written instead.

        They are due when the first ones were: a weekly letter still counts for its own day.
        """
        # Not those that are only told in one of the letters.
        sent = self.filter(state="sent").prefetch_related("about")
        nudges = {nudge.letter_id: nudge for nudge in sent}
        if not nudges:
            return
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
        self.of_several().write_to_anew_without(member, other, UNHEARD, now)
        Hush.objects.hush(member, other, now)
        # What waits for its moment is asked then: by that time they may be welcome again.
        folded = self.for_member(member).filter(state="folded", other=other)
        folded.drop("hushed", now)

    def ask_again(self, now):
        """Let those held be decided about anew: wishes have changed. Nothing else does."""
        self.filter(state="held", held_until__gt=now).update(held_until=now)
        waking.wake_on_commit(wake_the_governor)

    @patiently
    def be_quiet_until(self, preferences, moment, now):
        """Hold back all but what was agreed until `moment` (aware), what is written with it."""
        # Or a letter that is just being written would be looked for too early.
        Member.objects.lock_all([preferences.member_id])
        preferences.be_quiet_until(moment)
        letters = Letter.objects.unsettled().filter(
            recipient=preferences.member, klass__in=MAY_REST
        )
        self.filter(letter__in=letters).write_anew(QUIETED, now)

    def unfold(self, now):
        """Decide about those folded anew: no weekly letter that they could be told in will come.

        Their reader is locked, which whoever folds or tells one waits for.
        """
        folded = self.filter(state="folded")
        untold = folded.filter(pk__in=self.filter(UNTOLD).values("pk"))
        weeks = untold.filter(kind=NudgeKind.THE_WEEK, details__week__gt=now.isoformat())
        weeks.update(state="dropped", reason="unwanted", details={}, decided_at=now)
        # Should they be too late by now, that was no post's fault.
        again = {"state": "waiting", "reason": "no_week", "details": {}}
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
        theirs = self.for_member(member)
        weeks = theirs.filter(UNTOLD, kind=NudgeKind.THE_WEEK, reason__in=FOR_QUIET)
        weeks.filter(details__week__gt=now.isoformat()).update(state="held", held_until=now)
        theirs.ask_again(now)

    def told_in(self, letter, nudges):
        """These folded ones stand in `letter`, a weekly one, and so in no other."""
        ids = [nudge.pk for nudge in nudges]
        self.filter(UNTOLD, pk__in=ids).update(letter=letter)

    def heed(self, member, number, now):
        """The member used a link of the letter that the nudge with this id, or None, became.

        What else shows that a letter was heeded is asked of the facts: nudges/ignored.py.
        """
        theirs = self.for_member(member).filter(pk=number, state="sent")
        theirs.filter(heeded_at=None).update(heeded_at=now)
