"""Who has not met yet, in which order, and why them."""

from datetime import timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetups import scheduling
from meetups.models import USUAL_LENGTH, ReadyTime
from members.columns import spelled_out
from members.folding import fold
from members.models import Member, TieSide

Nearness = TieSide.Nearness

# People to a page: enough to choose from, few enough to read.
PAGE = 20
THREE = 3
# Whatever began longer ago is told by its month.
RECENT = timedelta(days=60)

# Plain SQL, because every visit begins with lists like this, and making the statements from
# querysets took several times as long as answering them. Each row is a Member who can be seen,
# with what the reader's side of the tie says: `nearness`, `since`, `tie_id` and `stage`.
UNMET = spelled_out("""
    SELECT SHOWN, side.nearness, side.since, side.tie_id,
        (SELECT stage FROM members_tie WHERE id = side.tie_id) AS stage
    FROM members_tieside AS side
    JOIN members_member AS other ON other.id = side.other_id
    WHERE side.member_id = %(reader)s
        AND side.times_met = 0
        AND (side.nearness, side.since, side.tie_id) > (%(nearness)s, %(since)s, %(tie)s)
        AND PRESENT
        AND NOT other.id = ANY(%(but)s)
    ORDER BY side.nearness, side.since, side.tie_id
    LIMIT %(most)s
""")

# Before everybody.
START = {"nearness": -1, "since": "-infinity", "tie": 0}


class Unmet(NamedTuple):
    """Somebody the reader has not met, one sentence why, and times that would suit both."""

    member: Member
    reason: str
    times: list

    @property
    def stage(self):
        """How far the two have come."""
        return self.member.stage

    @property
    def is_mutual(self):
        """Whether they follow each other."""
        return self.member.nearness == Nearness.MUTUAL

    @property
    def is_asked(self):
        """Whether they hold out a hand and wait for the reader's."""
        return self.member.nearness == Nearness.THEIR_HAND


class Page(NamedTuple):
    """Some unmet people; `after` is where the next page begins, or empty."""

    people: list
    after: str


def unmet(reader, now, limit=PAGE, after=""):
    """The unmet people behind `after`: mutual first, then hands held out to the reader, then age.

    Everyone whose hand the reader holds or who holds theirs; keyset, so every page costs the same.
    """
    wanted = {"reader": reader.pk, "but": reader.parted_from, "most": limit + 1}
    others = list(Member.objects.raw(UNMET, {**wanted, **_start(after)}))
    people = [_unmet(reader, other, now) for other in others[:limit]]
    return Page(people, _place(others[limit - 1]) if len(others) > limit else "")


def suggested(reader, company, now, minutes=USUAL_LENGTH):
    """The unmet of the reader's company, with three times for each mutual one.

    No query, or three while a line of free time waits for its renewal.
    """
    lines = company.lines(reader, now) if company.unmet else {}

    def times_with(other):
        if other.nearness != Nearness.MUTUAL:
            return []
        return scheduling.suggest(lines[reader.pk], lines[other.pk], minutes, now, reader.zone)

    return [_unmet(reader, other, now, times_with(other)) for other in company.unmet]


def common_times(one, other, minutes, now, how_many=THREE):
    """Up to three starts, aware UTC datetimes, that suit both; spread over days where `one` is."""
    lines = ReadyTime.objects.lines_of([one, other], now)
    return scheduling.suggest(lines[one.pk], lines[other.pk], minutes, now, one.zone, how_many)


def reason(reader, tie, now):
    """One sentence for `reader` that says why the other of this tie: the two largest terms."""
    other = tie.other(reader)
    if tie.mutual_since:
        return because(reader, other, Nearness.MUTUAL, tie.mutual_since, now)
    if theirs := tie.followed_at(other):
        return because(reader, other, Nearness.THEIR_HAND, theirs, now)
    return because(reader, other, Nearness.MY_HAND, tie.followed_at(reader), now)


def one_reason(reader, other, now):
    """The same in its one most telling term; `other` carries `nearness` and `since`."""
    why = _what_helps(reader, other)
    why = why or _what_joins(reader, other, other.nearness, other.since, now)
    return _("Because %(why)s.") % {"why": why}


def ground(reader, other):
    """One sentence why these two, before any hand is held out; empty where nothing helps."""
    more = _what_helps(reader, other)
    return _("Because %(why)s.") % {"why": more} if more else ""


def shared(topics, others):
    """The first of these topics that is among the others, whatever its accents and capitals."""
    folded = {fold(topic) for topic in others}
    return next((topic for topic in topics if fold(topic) in folded), "")


def _place(other):
    micros = (other.since - scheduling.EPOCH) // timedelta(microseconds=1)
    return f"{other.nearness}.{micros}.{other.tie_id}"


def _start(after):
    """A place as UNMET takes it; the start when it is none."""
    try:
        nearness, micros, tie = (int(part) for part in after.split("."))
        since = scheduling.EPOCH + timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return START
    return {"nearness": nearness, "since": since, "tie": tie}


def _unmet(reader, other, now, times=()):
    return Unmet(other, because(reader, other, other.nearness, other.since, now), list(times))


def because(reader, other, nearness, since, now):
    """One sentence for `reader` that says why this other: the two largest terms.

    `nearness` is a TieSide's, `since` how long it has been so.
    """
    why = _what_joins(reader, other, nearness, since, now)
    more = _what_helps(reader, other)
    words = {"why": why, "more": more}
    return _("Because %(why)s, and %(more)s.") % words if more else _("Because %(why)s.") % words


def _what_joins(reader, other, nearness, since, now):
    words = {"name": other.short_name, "since": _since(since, reader, now)}
    if nearness == Nearness.MUTUAL:
        return _("you have followed each other since %(since)s") % words
    if nearness == Nearness.THEIR_HAND:
        return _("%(name)s has held out a hand to you since %(since)s") % words
    return _("you have held out a hand to %(name)s since %(since)s") % words


def _what_helps(member, other):
    words = {"name": other.short_name, "area": other.area_name}
    if topic := shared(other.looking_for, member.can_help):
        return _("%(name)s asks for what you offer: %(topic)s") % {**words, "topic": topic}
    if topic := shared(other.can_help, member.looking_for):
        return _("%(name)s offers what you ask for: %(topic)s") % {**words, "topic": topic}
    if other.area_name and fold(other.area_name) == fold(member.area_name):
        return _("you are both in %(area)s") % words
    return ""


def _since(moment, member, now):
    """17 November, then March, then March 2024: as near as one remembers."""
    local, today = moment.astimezone(member.zone), now.astimezone(member.zone)
    if now - moment < RECENT:
        return date_format(local, "j F")
    return date_format(local, "F" if local.year == today.year else "F Y")
