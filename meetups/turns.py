"""Whose turn it is to be shown to a member in the letter of the week."""

from datetime import datetime, time, timedelta

from django.db.models import Case, F, Q, Value, When

from meetups.models import Nudge
from members.models import Hush, Letter, Member, TieSide

THREE = 3
# A hand that is left alone is shown again, but not every week.
HAND_AGAIN = timedelta(days=28)

# Whoever wrote back is warmest, then whoever one of the two wrote to.
COOLNESS = Case(
    When(
        tie__low_first_words_at__isnull=False,
        tie__high_first_words_at__isnull=False,
        then=Value(0),
    ),
    When(tie__low_first_words_at__isnull=False, then=Value(1)),
    When(tie__high_first_words_at__isnull=False, then=Value(1)),
    default=Value(2),
)


def people(member, now, but=(), how_many=THREE):
    """Mutual ties not yet met, with their people: never shown first, then the longest ago.

    Among equals the warmest first, then the oldest. Whoever rests, is hushed, has plans with the
    member or would rather write is left in peace, and so are those whose ids are in `but` and
    those about whom the member had a letter within the week.
    """
    sides = _unmet(member).filter(
        nearness=TieSide.Nearness.MUTUAL,
        proposed_at=None,
        next_coffee_at=None,
        tie__writing_liked_at=None,
    )
    sides = sides.exclude(other__in=but).exclude(other__in=_heard_of(member, now))
    sides = sides.exclude(other__openness=Member.Openness.RESTING)
    in_turn = sides.order_by(F("shown_at").asc(nulls_first=True), COOLNESS, "since", "tie_id")
    return [_tie(side, member) for side in in_turn[:how_many]]


def hands(member, now, how_many=THREE):
    """Ties of hands held out to the member and not shaken, with their people.

    Never shown first, and of those the latest; not one that was shown in the last four weeks.
    """
    rested = Q(shown_at=None) | Q(shown_at__lte=now - HAND_AGAIN)
    sides = _unmet(member).filter(rested, nearness=TieSide.Nearness.THEIR_HAND)
    in_turn = sides.order_by(F("shown_at").asc(nulls_first=True), "-since", "-tie_id")
    return [_tie(side, member) for side in in_turn[:how_many]]


def _heard_of(member, now):
    """Those about whom a letter of its own went out on the last seven dates on their wall."""
    first = now.astimezone(member.zone).date() - timedelta(days=6)
    told = (
        Nudge.objects.for_member(member)
        .encouragements()
        .filter(
            state=Nudge.State.SENT,
            other__isnull=False,
            letter__created_at__gte=datetime.combine(first, time(0), tzinfo=member.zone),
        )
    )
    return told.exclude(letter__state=Letter.State.CANCELLED).values("other")


def _tie(side, member):
    tie = side.tie
    tie.low, tie.high = sorted([member, side.other], key=lambda one: one.pk)
    return tie


def _unmet(member):
    sides = TieSide.objects.of(member).filter(times_met=0)
    sides = sides.filter(other__in=Member.objects.visible_to(member))
    hushed = Hush.objects.of(member).values("other")
    return sides.exclude(other__in=hushed).select_related("other", "tie")
