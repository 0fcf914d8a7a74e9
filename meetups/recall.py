"""Whom a member may have talked to at an evening, and who says that they did."""

from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meetups.models import WeeklySession
from meetups.models.recalling import TIME_TO_RECALL
from members.columns import spelled_out
from members.models import Follow, Member

# As many faces as fit on Today; the evening's own page has them all.
MOST_FACES = 6

# Plain SQL, for the reason that meetups.matching gives, and one round for both. Each row is a
# Member who can be seen, with the evening. Of the latest evening the reader came to and was not
# asked about: some of those who came too, first the friends they have not met. And of any evening
# of late: whoever says that they talked, where the reader was asked and did not say so.
ASKED = spelled_out("""
    WITH parted AS MATERIALIZED (
        SELECT blocked_id AS id FROM members_block WHERE blocker_id = %(reader)s
        UNION ALL
        SELECT blocker_id FROM members_block WHERE blocked_id = %(reader)s
    ), recalled AS MATERIALIZED (
        SELECT session.id, session."on", session.starts_at, series.slug, venue.time_zone AS wall,
            EXISTS (
                SELECT FROM meetups_talkasked AS asked
                WHERE asked.session_id = session.id AND asked.member_id = %(reader)s
            ) AS is_asked
        FROM meetups_rsvp AS mine
        JOIN meetups_weeklysession AS session ON session.id = mine.session_id
        JOIN meetups_series AS series ON series.id = session.series_id
        JOIN meetups_venue AS venue ON venue.id = session.venue_id
        WHERE mine.member_id = %(reader)s AND mine.attendance IN ('present', 'late')
            AND session.state = 'scheduled'
            AND session.starts_at <= %(now)s AND session.ends_at > %(since)s
    ), latest AS MATERIALIZED (
        SELECT * FROM recalled WHERE NOT is_asked ORDER BY starts_at DESC LIMIT 1
    ), came AS MATERIALIZED (
        SELECT theirs.member_id AS other_id, latest.*, FALSE AS is_claim,
            COUNT(*) OVER () AS how_many,
            ROW_NUMBER() OVER (
                ORDER BY tie.times_met > 0, tie.mutual_since NULLS LAST, other.folded_name, other.id
            ) AS turn
        FROM latest
        JOIN meetups_rsvp AS theirs ON theirs.session_id = latest.id
            AND theirs.attendance IN ('present', 'late') AND theirs.member_id <> %(reader)s
        JOIN members_member AS other ON other.id = theirs.member_id
            AND PRESENT
        LEFT JOIN members_tie AS tie ON tie.low_id = LEAST(theirs.member_id, %(reader)s)
            AND tie.high_id = GREATEST(theirs.member_id, %(reader)s)
        WHERE other.id NOT IN (SELECT id FROM parted)
    ), claimed AS (
        SELECT talk.teller_id AS other_id, recalled.*, TRUE AS is_claim,
            0 AS how_many, talk.id AS turn
        FROM recalled
        JOIN meetups_talk AS talk
            ON talk.session_id = recalled.id AND talk.other_id = %(reader)s
        WHERE recalled.is_asked AND talk.denied_at IS NULL
            AND talk.teller_id NOT IN (SELECT id FROM parted)
            AND NOT EXISTS (
                SELECT FROM meetups_talk AS mine
                WHERE mine.session_id = talk.session_id
                    AND mine.teller_id = %(reader)s AND mine.other_id = talk.teller_id
            )
    )
    SELECT SHOWN, found."on", found.starts_at, found.slug, found.wall, found.is_claim,
        found.how_many
    FROM (
        SELECT * FROM came WHERE turn <= %(most)s UNION ALL SELECT * FROM claimed
    ) AS found
    JOIN members_member AS other ON other.id = found.other_id
        AND PRESENT
    ORDER BY found.is_claim, found.turn
""")


class Question(NamedTuple):
    """Who did you talk to? `people` are some of those who came, `has_more` when there are others.

    `on` is the evening's date, `starts_at` aware, `zone` the venue's.
    """

    slug: str
    on: date
    starts_at: datetime
    zone: ZoneInfo
    people: list
    has_more: bool


class Claim(NamedTuple):
    """Somebody says that they and the reader talked at one evening."""

    teller: Member
    slug: str
    on: date
    starts_at: datetime
    zone: ZoneInfo


class Asked(NamedTuple):
    """What a member is asked about their evenings: the Question or None, and Claims."""

    question: Question | None
    claims: list


def asked_of(reader, now):
    """What Today asks the reader about who talked to whom, at `now` (aware). One query."""
    facts = {"reader": reader.pk, "now": now, "since": now - TIME_TO_RECALL, "most": MOST_FACES}
    rows = list(Member.objects.raw(ASKED, facts))
    claims = [Claim(one, *_evening(one)) for one in rows if one.is_claim]
    people = [one for one in rows if not one.is_claim]
    if not people:
        return Asked(None, claims)
    has_more = people[0].how_many > len(people)
    return Asked(Question(*_evening(people[0]), people, has_more), claims)


def _evening(row):
    return row.slug, row.on, row.starts_at, ZoneInfo(row.wall)


class Recall:
    """One evening's question on its own page, for somebody who came."""

    def __init__(self, evening, reader):
        self.evening, self.reader = evening, reader

    @cached_property
    def people(self):
        """Everybody who came and can be seen, by name."""
        return list(self.evening.who_came(self.reader))

    @cached_property
    def told(self):
        """The ids of those the reader has named already."""
        return set(self.evening.talks.by(self.reader).values_list("other", flat=True))

    @cached_property
    def to_follow(self):
        """Those named to whom the reader holds out no hand yet."""
        followed = Follow.objects.filter(follower=self.reader).values("followed")
        named = self.evening.who_came(self.reader).filter(pk__in=self.told)
        return list(named.exclude(pk__in=followed))


def evenings_recalled_by(member):
    """The evenings that a member came to."""
    came = WeeklySession.objects.filter(
        rsvps__member=member, rsvps__attendance__in=["present", "late"]
    )
    return came.on_calendar().with_place()
