"""Whom one member finds on the first page: those they know of, who waits, and whom to meet."""

from operator import attrgetter
from typing import NamedTuple

from meetups.guests import LATELY
from meetups.introductions import FRESH
from meetups.models import ReadyTime
from members.columns import spelled_out
from members.models import Member, TieSide

# One round for everybody, in plain SQL for the reason that meetups.matching gives: PostgreSQL
# needs longer to think of a way through a member's ties than to go it, so it thinks once. Each row
# is a Member with what they are there `for`, and what the reader's side of the tie says: `tie_id`,
# `nearness`, `since`, `unread_at` and `stage`. All but the known can be seen. Of the unmet and of
# the reader, who is among the known, the line of free time comes along; and of the reader, whether
# a seat is offered, whether an organizer introduces them and whether guests of theirs were at an
# evening, which is seldom, so that Today asks for none of it in vain.
COMPANY = spelled_out("""
    WITH parted AS MATERIALIZED (
        SELECT blocked_id AS id FROM members_block WHERE blocker_id = %(reader)s
        UNION ALL
        SELECT blocker_id FROM members_block WHERE blocked_id = %(reader)s
    ), near AS MATERIALIZED (
        SELECT side.other_id, side.tie_id, side.nearness, side.since, side.unread_at,
            side.times_met = 0 AND side.nearness IS NOT NULL
            AND side.proposed_at IS NULL AND side.next_coffee_at IS NULL
            AND other.openness <> 'resting' AS can_be_asked
        FROM members_tieside AS side
        JOIN members_member AS other ON other.id = side.other_id
        WHERE side.member_id = %(reader)s
            AND (side.times_met = 0 OR side.nearness = %(their_hand)s OR side.unread_at IS NOT NULL)
            AND PRESENT
            AND other.id NOT IN (SELECT id FROM parted)
    ), hands AS (
        SELECT * FROM near WHERE nearness = %(their_hand)s
        ORDER BY since DESC, tie_id DESC
        LIMIT %(most_hands)s + 1
    ), words AS (
        SELECT * FROM near WHERE unread_at IS NOT NULL
        ORDER BY unread_at DESC, tie_id DESC
        LIMIT %(most_words)s
    ), unmet AS (
        SELECT * FROM near
        WHERE can_be_asked AND other_id NOT IN (
            SELECT other_id FROM hands ORDER BY since DESC, tie_id DESC LIMIT %(most_hands)s
        )
        ORDER BY nearness, since, tie_id
        LIMIT %(most_unmet)s
    ), found AS (
        SELECT 'hands' AS what_for, * FROM hands
        UNION ALL SELECT 'words', * FROM words
        UNION ALL SELECT 'unmet', * FROM unmet
        UNION ALL SELECT 'known', id, NULL, NULL, NULL, NULL, NULL
        FROM unnest(%(known)s::bigint[]) AS known (id)
    )
    SELECT SHOWN, found.what_for, found.tie_id, found.nearness, found.since, found.unread_at,
        (SELECT stage FROM members_tie WHERE id = found.tie_id) AS stage,
        other.id IN (SELECT id FROM parted) AS is_parted,
        ready.stretches, ready.ready_until, ready.time_zone AS ready_zone,
        other.id = %(reader)s AND EXISTS (
            SELECT FROM meetups_rsvp AS mine
            WHERE mine.member_id = %(reader)s AND mine.state = 'offered'
                AND mine.offered_until > %(now)s
        ) AS is_offered_a_seat,
        other.id = %(reader)s AND EXISTS (
            SELECT FROM meetups_introduction AS mine
            WHERE (mine.newcomer_id = %(reader)s OR mine.member_id = %(reader)s)
                AND mine.at > %(fresh)s AND mine.over_at IS NULL
        ) AS may_be_introduced,
        other.id = %(reader)s AND EXISTS (
            SELECT FROM meetups_visitor AS mine
            JOIN meetups_weeklysession AS evening ON evening.id = mine.session_id
            WHERE mine.invited_by_id = %(reader)s AND mine.attendance <> ''
                AND evening.ends_at > %(lately)s
        ) AS had_guests_lately
    FROM found
    JOIN members_member AS other ON other.id = found.other_id
    LEFT JOIN meetups_readytime AS ready
        ON ready.member_id = other.id
        AND (found.what_for = 'unmet' OR other.id = %(reader)s)
""")


class Company(NamedTuple):
    """Those known by id, the latest hands and words first, and the unmet in order of promise."""

    known: dict
    hands: list
    has_more_hands: bool
    words: list
    unmet: list
    is_offered_a_seat: bool
    may_be_introduced: bool
    had_guests_lately: bool

    def lines(self, reader, now):
        """{member id: line of free minutes} of the reader and the unmet."""
        kept = [
            ReadyTime(one.pk, one.stretches, one.ready_until, one.ready_zone)
            for one in [self.known[reader.pk], *self.unmet]
            if one.ready_until
        ]
        return ReadyTime.objects.lines_of([reader, *self.unmet], now, kept)

    def can_see(self, pk):
        """Whether the known one of this id is there for the reader: present, and no block."""
        return self.known[pk].is_present and not self.known[pk].is_parted


def company_of(reader, now, known=(), most_hands=5, most_words=5, most_unmet=3):
    """The company of `reader` at `now`, who knows the members of the ids `known`. One query.

    Hands were held out and not shaken, words were not read. The unmet are those with whom nothing
    is planned and who would be asked, without the hands beside them.
    """
    found = {"known": [], "hands": [], "words": [], "unmet": []}
    for one in Member.objects.raw(
        COMPANY,
        {
            "reader": reader.pk,
            "their_hand": TieSide.Nearness.THEIR_HAND.value,
            "known": [reader.pk, *known],
            "now": now,
            "fresh": now - FRESH,
            "lately": now - LATELY,
            "most_hands": most_hands,
            "most_words": most_words,
            "most_unmet": most_unmet,
        },
    ):
        found[one.what_for].append(one)
    hands = sorted(found["hands"], key=attrgetter("since", "tie_id"), reverse=True)
    known = {one.pk: one for one in found["known"]}
    return Company(
        known,
        hands[:most_hands],
        len(hands) > most_hands,
        sorted(found["words"], key=attrgetter("unread_at", "tie_id"), reverse=True),
        sorted(found["unmet"], key=attrgetter("nearness", "since", "tie_id")),
        known[reader.pk].is_offered_a_seat,
        known[reader.pk].may_be_introduced,
        known[reader.pk].had_guests_lately,
    )
