"""Whom one follows and has not met, and who is coming to the same evening."""

from typing import NamedTuple

from meetups import matching
from members.models import Member, TieSide

Nearness = TieSide.Nearness

# Plain SQL, for the reason that meetups.matching gives. Each row is a Member who can be seen and
# comes for all to see; `nearness` and `since` are what the viewer's side of the tie says.
COMING = """
    SELECT other.*, side.nearness, side.since
    FROM meetups_rsvp AS rsvp
    JOIN members_tieside AS side
        ON side.member_id = %(viewer)s AND side.other_id = rsvp.member_id
    JOIN members_member AS other ON other.id = rsvp.member_id
    WHERE rsvp.session_id = %(evening)s
        AND rsvp.state = 'going'
        AND rsvp.is_shown
        AND side.times_met = 0
        AND side.nearness IN (%(mutual)s, %(my_hand)s)
        AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
        AND NOT other.id = ANY(%(but)s)
    ORDER BY side.nearness, side.since, side.tie_id
    LIMIT %(most)s
"""


class Unmet(NamedTuple):
    """Somebody whom the viewer follows, has not met and could meet there, with one sentence why."""

    member: Member
    because: str


def radar(evening, viewer, now, how_many=None):
    """Those the viewer follows, has not met and would find there: mutual first, then by age.

    All of them, or the first so many. Nobody a block parts from the viewer, and nobody who would
    rather not be seen coming. Two queries whatever the number.
    """
    facts = {
        "viewer": viewer.pk,
        "evening": evening.pk,
        "mutual": Nearness.MUTUAL.value,
        "my_hand": Nearness.MY_HAND.value,
        "but": list(viewer.parted_from),
        "most": how_many,
    }
    return [
        Unmet(other, matching.because(viewer, other, other.nearness, other.since, now))
        for other in Member.objects.raw(COMING, facts)
    ]
