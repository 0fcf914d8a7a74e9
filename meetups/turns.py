"""Whose turn it is to be shown to a member in the letter of the week."""

from datetime import datetime, time, timedelta

from django.db.models import Case, F, Q, Value, When

from meetups.models import Nudge
from meetups.models.nudge_kind import OF_SEVERAL
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


def people(member, now, but=(), talking=(), how_many=THREE):
    """Mutual ties not yet met, with their people: never shown first, then the longest ago.

    Among equals the warmest first, then the oldest; before all of them those whose ids are in
    `talking`, which happens to few and not often. Whoever rests, is hushed, has plans with the
    member or would rather write is left in peace, and so are those whose ids are in `but` and
    those of whom the member heard within the week.
    """
    sides = _unmet(member).filter(
        nearness=TieSide.Nearness.MUTUAL,
        proposed_at=None,
        next_coffee_at=None,
        tie__writing_liked_at=None,
    )
    sides = sides.exclude(other__in=but).exclude(other__in=heard_of(member, now))
    sides = sides.exclude(other__openness=Member.Openness.RESTING)
    at_once = Case(When(other__in=talking, then=Value(0)), default=Value(1))
    turn = [F("shown_at").asc(nulls_first=True), COOLNESS, "since", "tie_id"]
    return [_tie(side, member) for side in sides.order_by(at_once, *turn)[:how_many]]


def hands(member, now, how_many=THREE):
    """Ties of hands held out to the member and not shaken, with their people.

    Never shown first, and of those the latest; not one that was shown in the last four weeks, nor
    of somebody of whom the member heard within the week.
    """
    rested = Q(shown_at=None) | Q(shown_at__lte=now - HAND_AGAIN)
    sides = _unmet(member).filter(rested, nearness=TieSide.Nearness.THEIR_HAND)
    sides = sides.exclude(other__in=heard_of(member, now))
    in_turn = sides.order_by(F("shown_at").asc(nulls_first=True), "-since", "-tie_id")
    return [_tie(side, member) for side in in_turn[:how_many]]


def heard_of(member, now):
    """The ids of those whom a letter besides the weekly ones was about, or showed, within the week.

    The week is the last seven dates on the member's wall.
    """
    letters = _letters_of_the_week(member, now)
    told = Nudge.objects.for_member(member).encouragements()
    told = told.filter(state=Nudge.State.SENT, other__isnull=False, letter__in=letters)
    missed = letters.filter(kind=Nudge.Kind.WE_MISS_YOU).values("created_at")
    shown = TieSide.objects.of(member).filter(shown_at__in=missed)
    return {*told.values_list("other", flat=True), *shown.values_list("other", flat=True)}


def shown_to(member, now):
    """The ids of those whom a letter of several showed within the week, or told what was folded."""
    letters = _letters_of_the_week(member, now)
    told = Nudge.objects.for_member(member)
    told = told.filter(state=Nudge.State.FOLDED, other__isnull=False, letter__in=letters)
    shown = TieSide.objects.of(member).filter(shown_at__gte=_a_week_ago(member, now))
    return {*told.values_list("other", flat=True), *shown.values_list("other", flat=True)}


def moments_of_none(member, now):
    """When the member was lately shown people by letters of several that never went."""
    letters = Letter.objects.filter(recipient=member, kind__in=OF_SEVERAL)
    lately = letters.filter(created_at__gt=now - HAND_AGAIN)
    never_went, others = set(), set()
    for moment, state in lately.values_list("created_at", "state"):
        (never_went if state == Letter.State.CANCELLED else others).add(moment)
    # One sweep may write a letter, find it taken back and write it anew.
    return never_went - others


def _letters_of_the_week(member, now):
    since = _a_week_ago(member, now)
    letters = Letter.objects.filter(recipient=member, created_at__gte=since)
    return letters.exclude(state=Letter.State.CANCELLED)


def _a_week_ago(member, now):
    first = now.astimezone(member.zone).date() - timedelta(days=6)
    return datetime.combine(first, time(0), tzinfo=member.zone)


def _tie(side, member):
    tie = side.tie
    tie.low, tie.high = sorted([member, side.other], key=lambda one: one.pk)
    return tie


def _unmet(member):
    sides = TieSide.objects.of(member).filter(times_met=0)
    sides = sides.filter(other__in=Member.objects.visible_to(member))
    hushed = Hush.objects.of(member).values("other")
    return sides.exclude(other__in=hushed).select_related("other", "tie")
