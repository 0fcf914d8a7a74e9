"""Who waits for one member: with a hand held out, with words not read yet, or introduced."""

from typing import NamedTuple

from meetups.introductions import INTRODUCED, LASTS, told
from members.models import Member, TieSide

# Plain SQL, for the reason that meetups.matching gives, and one round for all. Each row is a
# Member who can be seen; `since` is when they held out the hand, `unread_at` when they last wrote,
# and the last three are those of an introduction.
HANDS_AND_WORDS = """
    (
        SELECT other.*, side.tie_id, side.since, NULL::timestamptz AS unread_at,
            NULL::uuid AS introduction, NULL::timestamptz AS introduced_at, NULL AS organizer
        FROM members_tieside AS side
        JOIN members_member AS other ON other.id = side.other_id
        WHERE side.member_id = %(reader)s
            AND side.nearness = %(their_hand)s
            AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
            AND NOT other.id = ANY(%(but)s)
        ORDER BY side.since DESC, side.tie_id DESC
        LIMIT %(most_hands)s
    ) UNION ALL (
        SELECT other.*, side.tie_id, NULL::timestamptz AS since, side.unread_at,
            NULL::uuid AS introduction, NULL::timestamptz AS introduced_at, NULL AS organizer
        FROM members_tieside AS side
        JOIN members_member AS other ON other.id = side.other_id
        WHERE side.member_id = %(reader)s
            AND side.unread_at IS NOT NULL
            AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
            AND NOT other.id = ANY(%(but)s)
        ORDER BY side.unread_at DESC, side.tie_id DESC
        LIMIT %(most_words)s
    )
"""
LATEST_FIRST = "ORDER BY since DESC, unread_at DESC, introduced_at DESC, tie_id DESC"
WAITING = " ".join([HANDS_AND_WORDS, "UNION ALL (", INTRODUCED, ")", LATEST_FIRST])


class Waiting(NamedTuple):
    """Whose hand was not shaken, whose words were not read, whom to meet; the latest first."""

    hands: list
    words: list
    introductions: list


def waiting_for(reader, now, most_hands, most_words):
    """The latest of all three. One query."""
    found = Member.objects.raw(
        WAITING,
        {
            "reader": reader.pk,
            "their_hand": TieSide.Nearness.THEIR_HAND.value,
            "but": reader.parted_from,
            "most_hands": most_hands,
            "most_words": most_words,
            "fresh": now - LASTS,
        },
    )
    hands, words, introduced = [], [], []
    for other in found:
        place = introduced if other.introduction else words if other.unread_at else hands
        place.append(other)
    return Waiting(hands, words, told(reader, introduced))
