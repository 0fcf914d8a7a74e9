"""Who has not met yet, in which order, and why them."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetups import scheduling
from meetups.models import ReadyTime
from members.folding import fold
from members.models import Member, Tie

# People to a page: enough to choose from, few enough to read.
PAGE = 20
THREE = 3
# Minutes: what fits between two appointments and leaves room for a story.
USUAL_LENGTH = 45
# Whatever began longer ago is told by its month.
RECENT = timedelta(days=60)

MUTUAL, THEIR_HAND, MY_HAND = range(3)


class Unmet(NamedTuple):
    """Somebody the reader has not met, one sentence why, and times that would suit both."""

    member: Member
    tie: Tie
    reason: str
    times: list


class Page(NamedTuple):
    """Some unmet people; `after` is where the next page begins, or empty."""

    people: list
    after: str


def unmet(member, now, limit=PAGE, after=""):
    """The unmet people behind `after`: mutual first, then hands held out to the member, then age.

    Everyone whose hand the member holds or who holds theirs; keyset, so every page costs the same.
    """
    ties = list(_beyond(_ranked(member), after)[: limit + 1])
    people = [Unmet(tie.other(member), tie, reason(member, tie, now), []) for tie in ties[:limit]]
    return Page(people, _place(ties[limit - 1]) if len(ties) > limit else "")


def suggestions(member, now, how_many=THREE, minutes=USUAL_LENGTH):
    """A few unmet people with whom nothing is planned yet, and three times with each mutual one.

    Those who would rather not be asked just now are left in peace. Two queries, or five while a
    line of free time waits for its renewal.
    """
    ties = list(_unplanned(member, how_many))
    others = [tie.other(member) for tie in ties]
    lines = ReadyTime.objects.lines_of([member, *others], now) if ties else {}
    return [
        Unmet(
            other,
            tie,
            reason(member, tie, now),
            scheduling.suggest(lines[member.pk], lines[other.pk], minutes, now, member.zone)
            if tie.mutual_since
            else [],
        )
        for tie, other in zip(ties, others, strict=True)
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


def _unplanned(member, how_many):
    """The best few unmet ties without plans."""
    resting = Q(low=member, high__openness="resting") | Q(high=member, low__openness="resting")
    unplanned = _ranked(member).filter(proposed_at=None, next_coffee_at=None)
    return unplanned.exclude(resting)[:how_many]


def _ranked(member):
    """The member's unmet ties to people who can be seen, best first, with `rank` and `since`."""
    low = Q(low=member)
    ties = (
        Tie.objects.of(member)
        .not_met()
        .annotate(
            other_pk=Case(When(low, then=F("high")), default=F("low")),
            theirs=Case(When(low, then=F("high_followed_at")), default=F("low_followed_at")),
            mine=Case(When(low, then=F("low_followed_at")), default=F("high_followed_at")),
            since=Coalesce("mutual_since", "theirs", "mine"),
            rank=Case(
                When(mutual_since__isnull=False, then=Value(MUTUAL)),
                When(theirs__isnull=False, then=Value(THEIR_HAND)),
                default=Value(MY_HAND),
            ),
        )
        .filter(since__isnull=False)
    )
    visible = Member.objects.visible_to(member).filter(pk=OuterRef("other_pk"))
    return (
        ties.filter(Exists(visible)).select_related("low", "high").order_by("rank", "since", "pk")
    )


def _place(tie):
    return f"{tie.rank}.{(tie.since - scheduling.EPOCH) // timedelta(microseconds=1)}.{tie.pk}"


def _beyond(ties, after):
    """The ties behind a place; from the start when it is none."""
    try:
        rank, micros, pk = (int(part) for part in after.split("."))
        since = scheduling.EPOCH + timedelta(microseconds=micros)
    except (ValueError, OverflowError):
        return ties
    return ties.filter(
        Q(rank__gt=rank) | Q(rank=rank, since__gt=since) | Q(rank=rank, since=since, pk__gt=pk)
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
