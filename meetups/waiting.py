"""Who waits for one member: with a hand held out, or with words not read yet."""

from typing import NamedTuple

from members.models import Member, TieSide

# Plain SQL, for the reason that meetups.matching gives, and one round for all. Each row is a
# Member; `since` is when they held out the hand, `unread_at` when they last wrote, and whoever did
# either can be seen.
WAITING = """
    (
        SELECT other.*, side.tie_id, side.since, NULL::timestamptz AS unread_at
        FROM members_tieside AS side
        JOIN members_member AS other ON other.id = side.other_id
        WHERE side.member_id = %(reader)s
            AND side.nearness = %(their_hand)s
            AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
            AND NOT other.id = ANY(%(but)s)
        ORDER BY side.since DESC, side.tie_id DESC
        LIMIT %(most_hands)s
    ) UNION ALL (
        SELECT other.*, side.tie_id, NULL::timestamptz AS since, side.unread_at
        FROM members_tieside AS side
        JOIN members_member AS other ON other.id = side.other_id
        WHERE side.member_id = %(reader)s
            AND side.unread_at IS NOT NULL
            AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
            AND NOT other.id = ANY(%(but)s)
        ORDER BY side.unread_at DESC, side.tie_id DESC
        LIMIT %(most_words)s
    ) UNION ALL (
        SELECT other.*, NULL::bigint AS tie_id, NULL::timestamptz AS since,
            NULL::timestamptz AS unread_at
        FROM members_member AS other
        WHERE other.id = ANY(%(known)s)
    )
    ORDER BY since DESC, unread_at DESC, tie_id DESC
"""


class Waiting(NamedTuple):
    """Whose hand was not shaken yet, and whose words were not read, the latest first.

    `known` are the members that were asked for besides, by id.
    """

    hands: list
    words: list
    known: dict


def waiting_for(reader, most_hands, most_words, known=()):
    """The latest of both, and the members with the ids in `known`, whoever they are. One query."""
    found = Member.objects.raw(
        WAITING,
        {
            "reader": reader.pk,
            "their_hand": TieSide.Nearness.THEIR_HAND.value,
            "but": reader.parted_from,
            "most_hands": most_hands,
            "most_words": most_words,
            "known": list(known),
        },
    )
    waiting = Waiting([], [], {})
    for other in found:
        if other.unread_at:
            waiting.words.append(other)
        elif other.since:
            waiting.hands.append(other)
        else:
            waiting.known[other.pk] = other
    return waiting
