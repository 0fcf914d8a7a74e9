"""Newcomers nobody has met yet, and the regulars an organizer might introduce them to."""

from datetime import timedelta
from itertools import product
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from meetups import scheduling
from meetups.matching import THREE, shared
from meetups.models import USUAL_LENGTH, Coffee, Introduction, Kind, ReadyTime
from meetups.models.introduction import WEEK
from meetups.roll import have_met_nobody
from members.folding import fold
from members.models import Block, Hush, Member, Tie

# As long as one is new here; and a regular has sat at a table as recently.
NEW = timedelta(days=90)
# Newcomers to a page.
PAGE = 10
# Tables to find regulars at: company enough, and few enough to look through.
TABLES = 200
# Whose free time is looked at, for each newcomer.
SHORTLIST = 9


class Suggestion(NamedTuple):
    """A regular who would suit a newcomer, and the one sentence that says why."""

    member: Member
    reason: str


class Arrival(NamedTuple):
    """A newcomer nobody has met; their latest introduction while it is fresh, or suggestions."""

    newcomer: Member
    introduction: Introduction | None
    suggestions: list


class Page(NamedTuple):
    """Some arrivals; `after` is the handle that the next page starts behind, or empty."""

    arrivals: list
    after: str


def arrivals(organizer, now, after=""):
    """Newcomers behind the one with handle `after`, the latest to join first, with suggestions."""
    newcomers, after = _newcomers(organizer, now, after)
    if not newcomers:
        return Page([], "")
    regulars = list(_regulars(organizer, now))
    introductions = list(_introductions(newcomers, regulars, now))
    introduced = {}
    for one in introductions:
        if one.at > now - WEEK:
            introduced.update({one.newcomer_id: one, one.member_id: one})
    free = [one for one in regulars if one.pk not in introduced]
    apart = _apart(newcomers, free) | {(one.newcomer_id, one.member_id) for one in introductions}
    waiting = [one for one in newcomers if one.pk not in introduced]
    suggestions = _suggestions(waiting, free, apart, now)
    return Page(
        [Arrival(one, introduced.get(one.pk), suggestions.get(one.pk, [])) for one in newcomers],
        after,
    )


def _newcomers(organizer, now, after):
    others = Member.objects.visible_to(organizer).exclude(pk=organizer.pk)
    newcomers = have_met_nobody(others.filter(joined_at__gt=now - NEW))
    last = after and newcomers.filter(handle=after).only("id", "joined_at").first()
    if last:
        newcomers = newcomers.filter(
            Q(joined_at__lt=last.joined_at) | Q(joined_at=last.joined_at, id__lt=last.pk)
        )
    found = list(newcomers.order_by("-joined_at", "-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].handle if len(found) > PAGE else ""


def _regulars(organizer, now):
    """Those who sat at one of the latest tables, and would not rather be left in peace."""
    met = Coffee.objects.filter(state=Coffee.State.MET).exclude(kind=Kind.CALL)
    latest = met.filter(starts_at__gt=now - NEW).order_by("-starts_at").values("tie")[:TABLES]
    pairs = Tie.objects.filter(pk__in=latest)
    return (
        Member.objects.visible_to(organizer)
        .filter(Q(pk__in=pairs.values("low")) | Q(pk__in=pairs.values("high")))
        .exclude(pk=organizer.pk)
        .exclude(openness=Member.Openness.RESTING)
        .order_by("pk")
    )


def _introductions(newcomers, regulars, now):
    """Every one of the newcomers, and the regulars' of the last week, with their people."""
    wanted = Introduction.objects.of(*newcomers) | (
        Introduction.objects.of(*regulars).since(now - WEEK)
    )
    return wanted.select_related("newcomer", "member").order_by("at")


def _apart(newcomers, regulars):
    """The pairs (newcomer's id, regular's id) of those who shook hands, or should be left alone."""
    Block.objects.tell_parted(newcomers)
    known = Tie.objects.filter(mutual_since__isnull=False).linking(newcomers, regulars)
    hushed = Hush.objects.linking(newcomers, regulars)
    pairs = list(known.values_list("low", "high").union(hushed.values_list("member", "other")))
    blocked = {(one.pk, other) for one in newcomers for other in one.parted_from}
    return {*pairs, *((other, one) for one, other in pairs), *blocked}


def _suggestions(newcomers, regulars, apart, now):
    """{newcomer's id: up to three Suggestions, the best first}"""
    short = {}
    for newcomer, regular in product(newcomers, regulars):
        if (newcomer.pk, regular.pk) not in apart:
            short.setdefault(newcomer, []).append((_terms(newcomer, regular), regular))
    for found in short.values():
        found.sort(key=_best_first)
        del found[SHORTLIST:]
    people = {one for newcomer, found in short.items() for one in [newcomer, *_people(found)]}
    lines = ReadyTime.objects.lines_of(people, now) if people else {}
    return {newcomer.pk: _chosen(newcomer, found, lines, now) for newcomer, found in short.items()}


def _people(found):
    return [regular for _terms, regular in found]


def _chosen(newcomer, found, lines, now):
    ranked = []
    for terms, regular in found:
        one, other = lines[newcomer.pk], lines[regular.pk]
        if scheduling.suggest(one, other, USUAL_LENGTH, now, newcomer.zone, how_many=1):
            terms = [*terms, (1, _("both have free hours in common"))]
        if terms:
            ranked.append((terms, regular))
    ranked.sort(key=_best_first)
    return [Suggestion(regular, _because(terms)) for terms, regular in ranked[:THREE]]


def _terms(newcomer, regular):
    """(weight, words) for each thing that speaks for these two, the weightiest first."""
    words = {"newcomer": newcomer.short_name, "regular": regular.short_name}
    terms = []
    if topic := shared(newcomer.looking_for, regular.can_help):
        asked = _("%(regular)s offers what %(newcomer)s asks for: %(topic)s")
        terms.append((4, asked % {**words, "topic": topic}))
    if topic := shared(regular.looking_for, newcomer.can_help):
        offered = _("%(regular)s asks for what %(newcomer)s offers: %(topic)s")
        terms.append((3, offered % {**words, "topic": topic}))
    if newcomer.area_name and fold(newcomer.area_name) == fold(regular.area_name):
        terms.append((2, _("both are in %(area)s") % {"area": newcomer.area_name}))
    return terms


def _best_first(ranked):
    terms, regular = ranked
    return -sum(weight for weight, _words in terms), regular.pk


def _because(terms):
    """The two weightiest of them in a sentence."""
    why, *more = [words for _weight, words in terms[:2]]
    if not more:
        return _("Because %(why)s.") % {"why": why}
    return _("Because %(why)s, and %(more)s.") % {"why": why, "more": more[0]}
