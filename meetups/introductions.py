"""What an introduction says to the two it is about, until one of them holds out a hand."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from meetups import matching
from members.columns import spelled_out
from members.models import Member

# Fresh enough that one remembers who said it.
FRESH = timedelta(days=14)

# Plain SQL, for the reason that meetups.matching gives. Each row is a Member who can be seen, with
# the `introduction`, its moment, and `organizer`: the name of who made it, empty where a block
# parts the reader from them.
INTRODUCED = spelled_out("""
    SELECT SHOWN, other.openness, introduction.uuid AS introduction,
        introduction.at AS introduced_at,
        CASE WHEN EXISTS (
            SELECT FROM members_block
            WHERE blocker_id = %(reader)s AND blocked_id = organizer.id
                OR blocker_id = organizer.id AND blocked_id = %(reader)s
        ) THEN '' ELSE organizer.name END AS organizer
    FROM meetups_introduction AS introduction
    JOIN members_member AS other ON other.id = CASE introduction.newcomer_id
        WHEN %(reader)s THEN introduction.member_id ELSE introduction.newcomer_id END
    JOIN members_member AS organizer ON organizer.id = introduction.by_id
    WHERE (introduction.newcomer_id = %(reader)s OR introduction.member_id = %(reader)s)
        AND introduction.at > %(fresh)s AND introduction.over_at IS NULL
        AND PRESENT
        AND NOT EXISTS (
            SELECT FROM members_block
            WHERE blocker_id = %(reader)s AND blocked_id = other.id
                OR blocker_id = other.id AND blocked_id = %(reader)s
        )
        AND NOT EXISTS (
            SELECT FROM members_follow
            WHERE follower_id = %(reader)s AND followed_id = other.id
                OR follower_id = other.id AND followed_id = %(reader)s
        )
    ORDER BY introduction.at DESC, introduction.id DESC
""")


class Introduced(NamedTuple):
    """Somebody an organizer would have the reader meet: the sentence, and why."""

    member: Member
    uuid: UUID
    sentence: str
    reason: str


def introductions_to(reader, now):
    """The fresh introductions of a reader that nobody acted on yet, the latest first. One query."""
    wanted = {"reader": reader.pk, "fresh": now - FRESH}
    return told(reader, Member.objects.raw(INTRODUCED, wanted))


def told(reader, found):
    """Rows of INTRODUCED as the reader is told of them."""
    return [_told(reader, other) for other in found]


def _told(reader, other):
    words = {"organizer": other.organizer, "name": other.name, "first": other.short_name}
    if other.organizer:
        sentence = _("%(organizer)s introduces you to %(name)s") % words
        otherwise = _("Because %(organizer)s thinks that you two would get on.") % words
    else:
        sentence = _("The organizers introduce you to %(name)s") % words
        otherwise = _("Because they think that you two would get on.")
    return Introduced(
        other, other.introduction, sentence, matching.ground(reader, other) or otherwise
    )
