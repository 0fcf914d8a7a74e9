"""What fell due before the demonstration began isn't told afterwards.

Nobody in it could read those letters. The two who can are still asked what waits for their answer,
so that the first minute at the mailbox is not an empty one.
"""

from django.db.models import F

from meetups.models import Nudge

REASON = "bygone"
QUESTIONS = [
    Nudge.Kind.PROPOSAL,
    Nudge.Kind.COUNTERED,
    Nudge.Kind.ANSWER_PROPOSAL,
    Nudge.Kind.COFFEE_TOMORROW,
    Nudge.Kind.DID_YOU_MEET,
]


def let_be(readers, now):
    """Miss every nudge that was due by `now`, but for questions still open to these members."""
    past = Nudge.objects.waiting().filter(due_at__lte=now)
    asked = past.filter(recipient__in=readers, kind__in=QUESTIONS).select_related("recipient")
    kept = [
        nudge.pk
        for nudge in asked.prefetch_related("about")
        if nudge.about.still_owes(nudge.kind, nudge.recipient, now)
    ]
    past.exclude(pk__in=kept).update(
        state=Nudge.State.MISSED, reason=REASON, decided_at=F("due_at")
    )
