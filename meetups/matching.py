"""Who has not met yet, in which order, and why them."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetups import scheduling
from meetups.models import ReadyTime
from members.folding import fold
from members.models import Member, Tie, TieSide

# People to a page: enough to choose from, few enough to read.
PAGE = 20
THREE = 3
# Minutes: what fits between two appointments and leaves room for a story.
USUAL_LENGTH = 45
# Whatever began longer ago is told by its month.
RECENT = timedelta(days=60)


class Unmet(NamedTuple):
    """Somebody the reader has not met, one sentence why, and times that would suit both."""

    member: Member
    tie: Tie
    reason: str
    times: list
    # Whether they hold out a hand and wait for the member's.
    is_asked: bool


class Page(NamedTuple):
    """Some unmet people; `after` is where the next page begins, or empty."""

    people: list
    after: str


def unmet(member, now, limit=PAGE, after=""):
    """The unmet people behind `after`: mutual first, then hands held out to the member, then age.

    Everyone whose hand the member holds or who holds theirs; keyset, so every page costs the same.
    """
    sides = list(_beyond(_ranked(member), after)[: limit + 1])
    people = [_unmet(member, side, now) for side in sides[:limit]]
    return Page(people, _place(sides[limit - 1]) if len(sides) > limit else "")


def suggestions(member, now, how_many=THREE, minutes=USUAL_LENGTH, but=()):
    """A few unmet people with whom nothing is planned yet, and three times with each mutual one.

    Those who would rather not be asked just now are left in peace, and so are those whose ids are
    in `but`. Two queries, or five while a line of free time waits for its renewal.
    """
    ranked = _ranked(member).without_plans().exclude(other__in=but)
    sides = list(ranked.exclude(other__openness=Member.Openness.RESTING)[:how_many])
    others = [side.other for side in sides]
    lines = ReadyTime.objects.lines_of([member, *others], now) if sides else {}

    def times_with(other):
        return scheduling.suggest(lines[member.pk], lines[other.pk], minutes, now, member.zone)

    return [
        _unmet(
            member,
            side,
            now,
            times_with(side.other) if side.nearness == TieSide.Nearness.MUTUAL else [],
        )
        for side in sides
    ]


def common_times(one, other, minutes, now, how_many=THREE):
    """Up to three starts, aware UTC datetimes, that suit both; spread over days where `one` is."""
    lines = ReadyTime.objects.lines_of([one, other], now)
    return scheduling.suggest(lines[one.pk], lines[other.pk], minutes, now, one.zone, how_many)


def reason(member, tie, now):
    """One sentence for `member` that says why the other: the two largest terms."""
    other = tie.other(member)
    why = _what_joins(member, tie, now)
    more = _what_helps(member, other)
    words = {"why": why, "more": more}
    return _("Because %(why)s, and %(more)s.") % words if more else _("Because %(why)s.") % words


def _unmet(member, side, now, times=()):
    tie = side.seen_by(member)
    is_asked = side.nearness == TieSide.Nearness.THEIR_HAND
    return Unmet(side.other, tie, reason(member, tie, now), list(times), is_asked)


def _ranked(member):
    """The member's unmet ties to people who can be seen, the nearest first."""
    visible = Member.objects.visible_to(member)
    sides = TieSide.objects.of(member).not_met().filter(other__in=visible)
    return sides.select_related("other", "tie").nearest_first()


def _place(side):
    micros = (side.since - scheduling.EPOCH) // timedelta(microseconds=1)
    return f"{side.nearness}.{micros}.{side.tie_id}"


def _beyond(sides, after):
    """The ties behind a place; from the start when it is none."""
    try:
        near, micros, pk = (int(part) for part in after.split("."))
        since = scheduling.EPOCH + timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return sides
    return sides.filter(
        Q(nearness__gt=near)
        | Q(nearness=near, since__gt=since)
        | Q(nearness=near, since=since, tie_id__gt=pk)
    )


def _what_joins(member, tie, now):
    name = tie.other(member).short_name
    mine, theirs = tie.followed_at(member), tie.followed_at(tie.other(member))
    since = _since(tie.mutual_since or theirs or mine, member, now)
    words = {"name": name, "since": since}
    if tie.mutual_since:
        return _("you have followed each other since %(since)s") % words
    if theirs:
        return _("%(name)s has held out a hand to you since %(since)s") % words
    return _("you have held out a hand to %(name)s since %(since)s") % words


def _what_helps(member, other):
    words = {"name": other.short_name, "area": other.area_name}
    if topic := _shared(other.looking_for, member.can_help):
        return _("%(name)s asks for what you offer: %(topic)s") % {**words, "topic": topic}
    if topic := _shared(other.can_help, member.looking_for):
        return _("%(name)s offers what you ask for: %(topic)s") % {**words, "topic": topic}
    if other.area_name and fold(other.area_name) == fold(member.area_name):
        return _("you are both in %(area)s") % words
    return ""


def _shared(topics, others):
    folded = {fold(topic) for topic in others}
    return next((topic for topic in topics if fold(topic) in folded), "")


def _since(moment, member, now):
    """17 November, then March, then March 2024: as near as one remembers."""
    local, today = moment.astimezone(member.zone), now.astimezone(member.zone)
    if now - moment < RECENT:
        return date_format(local, "j F")
    return date_format(local, "F" if local.year == today.year else "F Y")
