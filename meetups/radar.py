"""Whom a member follows, has not met, and will find in the room."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meetups import matching, telling
from meetups.models import Rsvp
from members.columns import spelled_out
from members.models import Hush, Member, TieSide

Nearness = TieSide.Nearness
FOLLOWED = [Nearness.MUTUAL, Nearness.MY_HAND]
FOUR = 4
# How far ahead an evening is the next one, and how long one may last.
SOON, LONGEST = timedelta(days=7), timedelta(hours=12)

# Plain SQL, for the reason that meetups.matching gives. Each row is a Member who comes and says so,
# with the reader's side of the tie, and how many such rows there are.
COMING = spelled_out("""
    SELECT SHOWN, side.nearness, side.since, side.proposed_at, side.next_coffee_at,
        COUNT(*) OVER () AS how_many
    FROM meetups_rsvp AS rsvp
    JOIN members_tieside AS side
        ON side.other_id = rsvp.member_id AND side.member_id = %(reader)s
    JOIN members_member AS other ON other.id = rsvp.member_id
    WHERE rsvp.session_id = evening.id
        AND rsvp.state = 'going' AND rsvp.attendance <> 'excused' AND rsvp.is_shown
        AND side.times_met = 0 AND side.nearness = ANY(%(followed)s)
        AND PRESENT
        AND NOT EXISTS (
            SELECT FROM members_block
            WHERE blocker_id = %(reader)s AND blocked_id = other.id
                OR blocker_id = other.id AND blocked_id = %(reader)s
        )
    ORDER BY side.nearness, side.since, side.tie_id
    LIMIT %(most)s
""")
RADAR = COMING.replace("evening.id", "%(evening)s")

# The next evening with its radar in one go: a row for each of the people, or one without anybody.
NEXT = """
    WITH evening AS (
        SELECT session.id, session."on", session.starts_at, session.ends_at, series.slug,
            venue.name AS spot, venue.time_zone AS spot_zone,
            (
                SELECT CASE WHEN mine.attendance = 'excused' THEN 'excused' ELSE mine.state END
                FROM meetups_rsvp AS mine
                WHERE mine.session_id = session.id AND mine.member_id = %(reader)s
            ) AS answer
        FROM meetups_weeklysession AS session
        JOIN meetups_series AS series ON series.id = session.series_id
        JOIN meetups_venue AS venue ON venue.id = session.venue_id
        WHERE session.state = 'scheduled'
            AND session.starts_at > %(since)s AND session.starts_at < %(until)s
            AND session.ends_at > %(now)s
        ORDER BY session.starts_at, session.id
        LIMIT 1
    )
    SELECT person.*, evening."on", evening.starts_at, evening.ends_at, evening.slug,
        evening.spot, evening.spot_zone, evening.answer
    FROM evening LEFT JOIN LATERAL (COMING) AS person ON true
""".replace("COMING", COMING)


def coming(reader, evening, how_many=FOUR):
    """The first of those whom the reader follows and has not met and who come: mutual ones first.

    Each is a Member with `nearness`, `since`, `proposed_at`, `next_coffee_at` and, the same for
    all, `how_many` of them come. One query, however many come.
    """
    return list(Member.objects.raw(RADAR, _wanted(reader, how_many) | {"evening": evening.pk}))


class Face(NamedTuple):
    """Somebody whom the viewer follows, has not met and could meet there, with one sentence why."""

    member: Member
    because: str


def radar(evening, viewer, now):
    """All of them with one reason each, for a letter, but whom the viewer hushed. -> [Face]

    Two queries whatever the number.
    """
    hushed = set(Hush.objects.of(viewer).values_list("other", flat=True))
    return [
        Face(other, matching.because(viewer, other, other.nearness, other.since, now))
        for other in coming(viewer, evening, how_many=None)
        if other.pk not in hushed
    ]


class Next(NamedTuple):
    """The next evening as the first page of the day tells it."""

    slug: str
    on: date
    starts_at: datetime
    ends_at: datetime
    spot: str
    zone: ZoneInfo
    answer: str
    people: list

    @property
    def how_many(self):
        """How many the reader follows and has not met come, shown or not."""
        return self.people[0].how_many if self.people else 0

    @property
    def counted(self):
        """The same in a word that can begin a sentence."""
        return telling.counted(self.how_many)

    @property
    def weekday(self):
        """Thursday"""
        return telling.weekday(self.starts_at, self.zone)

    @property
    def is_going(self):
        """The reader has a seat."""
        return self.answer == Rsvp.State.GOING

    @property
    def says(self):
        """What the reader answered, in words; empty while they have not."""
        return Rsvp.ANSWERS[self.answer] if self.answer else ""


def next_evening(reader, now):
    """The next evening of the coming week with the reader's radar, or None. One query."""
    times = {"now": now, "since": now - LONGEST, "until": now + SOON}
    rows = list(Member.objects.raw(NEXT, _wanted(reader, FOUR) | times))
    if not rows:
        return None
    told = rows[0]
    people = [one for one in rows if one.pk]
    zone = ZoneInfo(told.spot_zone)
    when = told.starts_at, told.ends_at
    return Next(told.slug, told.on, *when, told.spot, zone, told.answer, people)


def _wanted(reader, most):
    return {
        "reader": reader.pk,
        "followed": FOLLOWED,
        "most": most,
    }
