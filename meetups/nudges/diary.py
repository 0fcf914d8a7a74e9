"""What a member was sent, what was held back, and why."""

from typing import NamedTuple

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Q
from django.utils.translation import gettext as _

from meetups import telling
from meetups.models import Coffee, Nudge, Proposal
from meetups.nudges import reasons

RECENT = 12

State = Nudge.State
OUTCOMES = {State.HELD: "honey", State.MISSED: "alarm"}


class Line(NamedTuple):
    """One nudge in words: `tone` is the pill's, `when` the moment it was due or decided."""

    title: str
    outcome: str
    tone: str
    when: str
    because: str


def lines_of(member, now):
    """The member's most recent nudges, the newest first, in the active language."""
    told = Q(due_at__lte=now) | ~Q(state=State.WAITING)
    nudges = (
        Nudge.objects.for_member(member)
        .filter(told)
        .select_related("letter")
        .defer("letter__mime")
        .prefetch_related(
            GenericPrefetch(
                "about",
                [
                    Proposal.objects.select_related("proposer", "invitee"),
                    Coffee.objects.select_related("tie__low", "tie__high"),
                ],
            )
        )
        .order_by("-due_at", "-pk")[:RECENT]
    )
    return [_line(nudge, member) for nudge in nudges if nudge.about]


def _line(nudge, member):
    zone, other = member.zone, nudge.about.other(member)
    outcome, tone = _outcome(nudge, zone)
    return Line(
        title=reasons.title(nudge, other),
        outcome=outcome,
        tone=tone,
        when=telling.whole(nudge.due_at, zone),
        because=reasons.because(nudge, other, zone),
    )


def _outcome(nudge, zone):
    """(words, tone): for what became a letter, the letter's own end."""
    if nudge.state == State.HELD:
        until = telling.whole(nudge.held_until, zone)
        return _("Held until %(until)s") % {"until": until}, "honey"
    if nudge.state != State.SENT:
        return nudge.get_state_display(), OUTCOMES.get(nudge.state, "")
    letter = nudge.letter
    if letter.state == letter.State.SENT:
        return _("Sent %(when)s") % {"when": telling.whole(letter.settled_at, zone)}, "leaf"
    if letter.state in (letter.State.FAILED, letter.State.UNSURE):
        return letter.get_state_display().capitalize(), "alarm"
    if letter.state == letter.State.CANCELLED:
        return _("Dropped"), ""
    return _("On its way"), "honey"
