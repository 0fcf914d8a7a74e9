"""Is there still something to say? The first questions about every nudge."""

from django.db.models import Q

from meetups.models import Coffee, Nudge, Proposal, Rsvp
from meetups.nudges.case import Outcome

Kind, State = Nudge.Kind, Nudge.State

# What leads up to the same moment is one reminder: of several steps only the newest helps. A kind
# that is not listed has no steps but its own.
STEPS = {
    Kind.COFFEE_TOMORROW: [Kind.COFFEE_TOMORROW, Kind.COFFEE_SOON],
    Kind.HAVE_THE_COFFEE: [Kind.HAVE_THE_COFFEE, Kind.TAKE_IT_OFFLINE],
}
# The letter that said it first. When it was so late that the question was due by then, it asked.
OPENINGS = {
    Kind.ANSWER_PROPOSAL: [Kind.PROPOSAL, Kind.COUNTERED],
    Kind.COFFEE_TOMORROW: [Kind.ACCEPTED, Kind.MOVED],
    Kind.SESSION_TOMORROW: [Kind.SESSION_GOING, Kind.SESSION_MOVED],
}
QUESTIONS = [Kind.COFFEE_TOMORROW, Kind.DID_YOU_MEET, Kind.SESSION_TOMORROW]


def too_late(case):
    """Missed, when it would still be true but could help nobody any more."""
    nudge = case.nudge
    if case.ends is None or case.ends > case.now:
        return None
    if _stands(case.subject) or case.subject.still_owes(nudge.kind, nudge.recipient, case.now):
        # What was held did not come late by our fault.
        reason = f"{nudge.reason}_too_long" if nudge.reason else "too_late"
        return Outcome(State.MISSED, reason, nudge.details)
    return None


def untrue(case):
    """Dropped, when what it would say is so no more."""
    nudge, subject = case.nudge, case.subject
    if subject.still_owes(nudge.kind, nudge.recipient, case.now):
        return None
    is_answered = nudge.kind in QUESTIONS and _stands(subject)
    return Outcome(State.DROPPED, "answered" if is_answered else "untrue")


def overtaken(case):
    """Missed, when a newer step is due as well, or the opening letter came after this was due.

    Not by a step that has not gone and is unwanted, or there would be none.
    """
    nudge = case.nudge
    of_same = Nudge.objects.for_member(nudge.recipient).filter(
        about_type=nudge.about_type_id, about_id=nudge.about_id
    )
    newer = Q(
        kind__in=STEPS.get(nudge.kind, [nudge.kind]),
        due_at__gt=nudge.due_at,
        due_at__lte=case.now,
    ) & ~Q(state__in=[State.DROPPED, State.MISSED])
    newer &= Q(state=State.SENT) | ~Q(kind__in=case.preferences.unwanted)
    opening = Q(
        kind__in=OPENINGS.get(nudge.kind, []), state=State.SENT, decided_at__gt=nudge.due_at
    )
    if of_same.exclude(pk=nudge.pk).filter(newer | opening).exists():
        return Outcome(State.MISSED, "overtaken")
    return None


def _stands(subject):
    """Whether it would still be true but for the time that has passed."""
    match subject:
        case Proposal():
            return subject.is_open
        case Coffee():
            return subject.is_scheduled
        case Rsvp():
            return subject.state not in Rsvp.OUT and not subject.session.is_cancelled
    return False
