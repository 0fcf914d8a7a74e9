"""Whom a member may have talked to at an evening, and who says that they did."""

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from meetups.models import Talk, WeeklySession
from meetups.models.recalling import TIME_TO_RECALL
from members.models import Follow, Member

# As many faces as fit on Today; the evening's own page has them all.
MOST_FACES = 12

# Plain SQL, for the reason that meetups.matching gives. The latest evening the reader came to and
# was not asked about, with some of those who came too: first the ones they follow and have not met.
LATEST = """
    WITH evening AS (
        SELECT session.id, session.on, session.starts_at, series.slug, venue.time_zone AS wall
        FROM meetups_rsvp AS mine
        JOIN meetups_weeklysession AS session ON session.id = mine.session_id
        JOIN meetups_series AS series ON series.id = session.series_id
        JOIN meetups_venue AS venue ON venue.id = session.venue_id
        WHERE mine.member_id = %(reader)s AND mine.attendance IN ('present', 'late')
            AND session.state = 'scheduled'
            AND session.starts_at <= %(now)s AND session.ends_at > %(since)s
            AND NOT EXISTS (
                SELECT FROM meetups_talkasked AS asked
                WHERE asked.session_id = session.id AND asked.member_id = %(reader)s
            )
        ORDER BY session.starts_at DESC
        LIMIT 1
    )
    SELECT other.*, evening.on, evening.starts_at, evening.slug, evening.wall,
        COUNT(*) OVER () AS how_many
    FROM evening
    JOIN meetups_rsvp AS theirs ON theirs.session_id = evening.id
        AND theirs.attendance IN ('present', 'late') AND theirs.member_id <> %(reader)s
    JOIN members_member AS other ON other.id = theirs.member_id
        AND other.verified_at IS NOT NULL AND other.is_active AND other.suspended_at IS NULL
    LEFT JOIN members_tieside AS side
        ON side.member_id = %(reader)s AND side.other_id = other.id
    WHERE NOT other.id = ANY(%(but)s)
    ORDER BY side.times_met > 0, side.since NULLS LAST, other.folded_name, other.id
    LIMIT %(most)s
"""


class Question(NamedTuple):
    """Who did you talk to? `people` are some of those who came, `has_more` when there are others.

    `starts_at` is aware, `zone` the venue's.
    """

    slug: str
    on: object
    starts_at: datetime
    zone: object
    people: list
    has_more: bool


def question_for(reader, now):
    """The one question that Today asks about the last evening, or None. One query."""
    asked = {"reader": reader.pk, "now": now, "since": now - TIME_TO_RECALL}
    asked |= {"but": list(reader.parted_from), "most": MOST_FACES}
    people = list(Member.objects.raw(LATEST, asked))
    if not people:
        return None
    first = people[0]
    zone = Member(time_zone=first.wall).zone
    return Question(
        first.slug, first.on, first.starts_at, zone, people, first.how_many > len(people)
    )


def claims_about(reader, now):
    """What others said of the reader, who has been asked in general and did not say so. One query.

    Each is a Talk with its teller and its evening; nobody is named whom a block parts.
    """
    told = Talk.objects.of(reader).unanswered().filter(session__asked__member=reader)
    recent = told.filter(session__ends_at__gt=now - TIME_TO_RECALL)
    seen = recent.filter(teller__in=Member.objects.visible_to(reader))
    return list(seen.select_related("teller", "session__series", "session__venue").order_by("pk"))


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
    def met(self):
        """Those of them who said so too."""
        mine = self.evening.talks.by(self.reader).returned().values("other")
        return list(Member.objects.filter(pk__in=mine).order_by("folded_name", "pk"))

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
