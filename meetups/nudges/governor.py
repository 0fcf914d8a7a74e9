"""Decides what becomes of a nudge whose moment has come."""

import logging
import time
from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from meetups.models import Coffee, Nudge, Proposal
from meetups.nudges import coffees, proposals
from meetups.quiet_hours import QuietHours
from members.mail import place_of
from members.models import Letter, Preferences
from members.patience import patiently

log = logging.getLogger(__name__)

Kind = Nudge.Kind
SUBJECTS = {Proposal: proposals, Coffee: coffees}
# How many are looked up at once; each is decided in a transaction of its own.
HANDFUL = 500
LONGEST = 300  # seconds; the next sweep goes on

# What leads up to the same moment is one reminder: of several steps only the newest helps.
STEPS = {
    Kind.ANSWER_PROPOSAL: [Kind.ANSWER_PROPOSAL],
    Kind.COFFEE_TOMORROW: [Kind.COFFEE_TOMORROW, Kind.COFFEE_SOON],
    Kind.COFFEE_SOON: [Kind.COFFEE_SOON],
    Kind.DID_YOU_MEET: [Kind.DID_YOU_MEET],
}
# The letter that said it first. When it was so late that the question was due by then, it asked.
OPENINGS = {
    Kind.ANSWER_PROPOSAL: [Kind.PROPOSAL, Kind.COUNTERED],
    Kind.COFFEE_TOMORROW: [Kind.ACCEPTED, Kind.MOVED],
}


def decide(nudge, now):
    """The one decision about a nudge that is due: true, newest, wanted, and is it quiet?

    Leaves the nudge sent, held, dropped or missed, with its reason. The caller holds its row.
    """
    subject, letters = _subject(nudge)
    if subject is None:
        return nudge.drop("untrue", now)
    ends = letters.useless_after(nudge, subject)
    is_late = ends is not None and ends <= now
    if is_late and _stands(subject):
        reason = f"{nudge.reason}_too_long" if nudge.reason else "too_late"
        return nudge.miss(reason, now, nudge.details)
    if not subject.still_owes(nudge.kind, nudge.recipient, now):
        return nudge.drop("answered" if _is_a_question_of(nudge, subject) else "untrue", now)
    if _is_overtaken(nudge, now):
        return nudge.miss("overtaken", now)
    preferences = Preferences.objects.of(nudge.recipient)
    if not preferences.wants(nudge.kind):
        return nudge.drop("unwanted", now)
    if nudge.klass != Letter.Class.AGREED:
        held = _quiet(nudge.recipient, preferences, now)
        if held:
            until, reason, details = held
            if ends is not None and until >= ends:
                return nudge.miss(f"{reason}_too_long", now, details)
            return nudge.hold(until, reason, now, details)
    reader = nudge.recipient
    with translation.override(reader.language), timezone.override(reader.zone):
        letter = getattr(letters, nudge.kind)(nudge, subject, now)
    return nudge.send(letter, now)


def sweep(now):
    """Decide about everything due at `now`, one nudge per transaction. -> Counter of outcomes

    What another worker is just deciding is passed over. A nudge that cannot be decided is put
    aside and stops nobody else's.
    """
    started, outcomes = time.monotonic(), Counter()
    while time.monotonic() - started < LONGEST:
        due = Nudge.objects.due(now).order_by("due_at", "pk").values_list("pk", flat=True)
        handful = list(due[:HANDFUL])
        progress = [_decide_locked(pk, now) for pk in handful]
        outcomes.update(state for state in progress if state)
        if len(handful) < HANDFUL or not any(progress):
            break
    if outcomes:
        log.info(
            "nudges %s in %d ms",
            " ".join(f"{state} {count}" for state, count in sorted(outcomes.items())),
            (time.monotonic() - started) * 1000,
        )
    return outcomes


def _decide_locked(pk, now):
    """The nudge's new state, or "" when it isn't ours to decide, or not now."""
    try:
        return _decide_one(pk, now)
    except (OperationalError, InterfaceError) as error:
        # The database, not the nudge: it is still due in a minute.
        log.warning("nudge %d waits (%s)", pk, type(error).__name__)
        return ""
    except Exception as error:
        log.error("nudge %d could not be decided: %s", pk, place_of(error))
        return _put_aside(pk, now)


@patiently
def _decide_one(pk, now):
    rows = Nudge.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
    nudge = rows.select_related("recipient").filter(pk=pk).first()
    if nudge is None:
        return ""
    decide(nudge, now)
    return nudge.state


def _put_aside(pk, now):
    with transaction.atomic():
        put = (
            Nudge.objects.due(now)
            .filter(pk=pk)
            .update(state=Nudge.State.DROPPED, reason="broken", details={}, decided_at=now)
        )
    return Nudge.State.DROPPED if put else ""


def _subject(nudge):
    """What the nudge is about, fresh, and the module that knows its letters."""
    model = ContentType.objects.get_for_id(nudge.about_type_id).model_class()
    letters = SUBJECTS.get(model)
    return (letters.find(nudge.about_id), letters) if letters else (None, None)


def _stands(subject):
    """Whether it would still be true but for the time that has passed."""
    return subject.is_open if isinstance(subject, Proposal) else subject.is_scheduled


def _is_a_question_of(nudge, subject):
    return nudge.kind in (Kind.COFFEE_TOMORROW, Kind.DID_YOU_MEET) and _stands(subject)


def _is_overtaken(nudge, now):
    """Whether a newer step is due as well, or the opening letter came after this was due."""
    if nudge.klass == Letter.Class.AGREED:
        return False
    of_same = Nudge.objects.for_member(nudge.recipient).filter(
        about_type=nudge.about_type_id, about_id=nudge.about_id
    )
    newer = Q(kind__in=STEPS[nudge.kind], due_at__gt=nudge.due_at, due_at__lte=now) & ~Q(
        state__in=[Nudge.State.DROPPED, Nudge.State.MISSED]
    )
    opening = Q(
        kind__in=OPENINGS.get(nudge.kind, []),
        state=Nudge.State.SENT,
        decided_at__gt=nudge.due_at,
    )
    return of_same.exclude(pk=nudge.pk).filter(newer | opening).exists()


def _quiet(member, preferences, now):
    """(until, reason, details) while nothing but what was agreed may go, else None."""
    paused = preferences.quiet_until
    if paused and paused > now:
        return paused, "paused", {"until": paused.isoformat()}
    hours = QuietHours.of(member, preferences)
    if not hours.holds(now):
        return None
    details = {"starts": f"{hours.starts:%H:%M}", "ends": f"{hours.ends:%H:%M}"}
    return hours.over_at(now), "quiet_hours", details
