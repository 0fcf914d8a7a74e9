"""Whom somebody who has just arrived might hold out a hand to first."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from members.folding import fold
from members.models import Follow, Member

# Enough latecomers to find company among, few enough to look at on one page.
SAMPLE = 200
THREE = 3


class Suggestion(NamedTuple):
    """Somebody to follow, and the one sentence that says why."""

    member: Member
    reason: str


def three_to_follow(newcomer):
    """Up to three members the newcomer does not follow, the likeliest company first."""
    followed = Follow.objects.filter(follower=newcomer).values("followed")
    candidates = (
        Member.objects.visible_to(newcomer)
        .exclude(pk=newcomer.pk)
        .exclude(pk__in=followed)
        .exclude(openness=Member.Openness.RESTING)
        .order_by("-pk")[:SAMPLE]
    )
    hands_in = set(Follow.objects.filter(followed=newcomer).values_list("follower", flat=True))
    ranked = [(rank(newcomer, one, hands_in), one) for one in candidates]
    ranked.sort(key=lambda ranks: (-ranks[0][0], ranks[1].pk))
    return [Suggestion(one, reason) for (_score, reason), one in ranked[:THREE]]


def rank(newcomer, one, hands_in):
    """(how likely, why) for one candidate; the strongest reason is the one told."""
    reasons = [(1, _("Because %(name)s is happy to be asked."))]
    if one.pk in hands_in:
        reasons.append((16, _("Because %(name)s holds out a hand to you.")))
    if shared(newcomer.looking_for, one.can_help):
        reasons.append((8, _("Because %(name)s offers what you ask for.")))
    if shared(newcomer.can_help, one.looking_for):
        reasons.append((6, _("Because %(name)s asks for what you offer.")))
    if one.is_host or one.is_organizer:
        reasons.append((4, _("Because %(name)s helps to run the group.")))
    if newcomer.area_name and one.area_name == newcomer.area_name:
        reasons.append((3, _("Because you both live in the same town.")))
    strongest = max(reasons)[1]
    return sum(score for score, _reason in reasons), strongest % {"name": one.short_name}


def shared(asked, offered):
    """Whether a topic asked for is offered, whatever its accents and capitals."""
    return bool({fold(topic) for topic in asked} & {fold(topic) for topic in offered})
