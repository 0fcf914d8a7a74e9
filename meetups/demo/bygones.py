"""What fell due before the demonstration began isn't told afterwards.

Nobody in it could read those letters. The two who can are still asked what waits for their answer,
so that the first minute at the mailbox is not an empty one.
"""

from django.db.models import F

from meetups.models import Nudge, Proposal

QUESTIONS = [
    Nudge.Kind.PROPOSAL,
    Nudge.Kind.COUNTERED,
    Nudge.Kind.ANSWER_PROPOSAL,
    Nudge.Kind.COFFEE_TOMORROW,
    Nudge.Kind.DID_YOU_MEET,
]


def let_pass(at):
    """Settle what was due until `at`, each at its own moment: as untrue by then, or as missed."""
    due = Nudge.objects.waiting().filter(due_at__lte=at)
    answered = Proposal.objects.exclude(state=Proposal.State.OPEN).values("pk")
    needless = due.filter(kind=Nudge.Kind.ANSWER_PROPOSAL).about_any(Proposal, answered)
    needless.update(state=Nudge.State.DROPPED, reason="untrue", decided_at=F("due_at"))
    due.update(state=Nudge.State.MISSED, reason="bygone", decided_at=F("due_at"))


def ask_again(readers, now):
    """Let the missed questions that these members can still answer wait to be asked after all."""
    missed = Nudge.objects.filter(
        state=Nudge.State.MISSED, recipient__in=readers, kind__in=QUESTIONS
    )
    still_open = [
        nudge.pk
        for nudge in missed.select_related("recipient").prefetch_related("about")
        if nudge.about.still_owes(nudge.kind, nudge.recipient, now)
    ]
    Nudge.objects.filter(pk__in=still_open).update(
        state=Nudge.State.WAITING, reason="", decided_at=None
    )
