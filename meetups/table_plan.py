"""Who sits with whom at one evening: what is known of them, and the tables as they stand."""

from collections import Counter
from datetime import timedelta
from functools import cached_property
from itertools import chain, combinations, count

from meetups import seating
from meetups.models import Attendance, Rsvp, TablePlace
from meetups.models.tabling import TABLES
from meetups.room import Company
from members.models import Block, Tie

# What is longer ago is forgotten: after a year one may sit with anybody again.
MEMORY = timedelta(weeks=52)
# The last weeks count for more: sitting together twice running is what people mind.
LATELY, RECENT, LONG_AGO = timedelta(weeks=4), 3, 1
SIZES = range(3, 11)
USUAL_SIZE = 6
MOST_ROUNDS = 6
AWAY = [Attendance.EXCUSED, Attendance.ABSENT]


class TablePlan:
    """The tables of one evening at `now`.

    Guests are known by id: members by theirs, visitors by theirs below zero.
    """

    def __init__(self, evening, now):
        self.evening, self.now = evening, now

    # -- who

    @cached_property
    def guests(self):
        """{id: Rsvp or Visitor} of everybody with a seat, but for those known to stay away."""
        going = self.evening.rsvps.going().exclude(attendance__in=AWAY).select_related("member")
        visitors = self.evening.visitors.confirmed().exclude(attendance__in=AWAY)
        visitors = visitors.select_related("invited_by")
        known = {rsvp.member_id: rsvp for rsvp in going}
        return known | {-visitor.pk: visitor for visitor in visitors}

    @property
    def here(self):
        """The ids of those who were written down as having come."""
        return [pk for pk, guest in self.guests.items() if guest.came]

    @cached_property
    def company(self):
        """What seating must know of them."""
        ids = [pk for pk in self.guests if pk > 0]
        regulars = Rsvp.objects.came().filter(member__in=ids).exclude(session=self.evening)
        regulars = set(regulars.values_list("member", flat=True))
        return Company(
            together=self._together(ids),
            unmet=_unmet(ids),
            apart=_apart(ids),
            newcomers=frozenset(pk for pk in self.guests if pk not in regulars),
        )

    def _together(self, ids):
        """How often each pair shared a table at evenings before this one."""
        since = self.evening.starts_at - MEMORY
        places = TablePlace.objects.in_round(TABLES).filter(
            member__in=ids,
            session__starts_at__gte=since,
            session__starts_at__lt=self.evening.starts_at,
        )
        tables = {}
        facts = places.values_list("session", "table", "session__starts_at", "member")
        for session, table, starts_at, member in facts:
            tables.setdefault((session, table, starts_at), []).append(member)
        together = Counter()
        for (_session, _table, starts_at), members in tables.items():
            weight = RECENT if starts_at > self.evening.starts_at - LATELY else LONG_AGO
            together.update(dict.fromkeys(combinations(sorted(members), 2), weight))
        return together

    # -- as it stands

    @cached_property
    def places(self):
        """{round: {table: [guest, ...]}} of those who still have a seat."""
        known = {}
        for place in self.evening.places.order_by("round", "table", "pk"):
            guest = self.guests.get(place.member_id or -place.visitor_id)
            if guest:
                known.setdefault(place.round, {}).setdefault(place.table, []).append(guest)
        return known

    @property
    def tables(self):
        """[(number, [guest, ...])] of the tables."""
        return sorted(self.places.get(TABLES, {}).items())

    @property
    def rounds(self):
        """[(round, [(number, [guest, ...])])] of the rounds of two."""
        return [(one, sorted(pairs.items())) for one, pairs in self.places.items() if one != TABLES]

    @property
    def unseated(self):
        """Those here or going who sit nowhere yet, though there are tables."""
        if not self.tables:
            return []
        seated = {id_of(guest) for _number, guests in self.tables for guest in guests}
        return [guest for pk, guest in self.guests.items() if pk not in seated]

    @property
    def size(self):
        """How many are wanted at a table at most, as it was said last."""
        return self.evening.table_size or USUAL_SIZE

    # -- anew

    def draw(self, size, rounds, by, *, only_here=False):
        """Seat everybody anew at tables of at most `size`, and in so many rounds of two.

        Asked again it is the same: whoever could draw often would learn who never sits together.
        """
        people = self.here if only_here else list(self.guests)
        seed = self.evening.pk
        tables = seating.tables(people, size, self.company, seed=seed)
        pairs = seating.pair_rounds(people, rounds, self.company, seed=seed) if rounds else []
        drawn = {TABLES: tables} | dict(enumerate(pairs, start=1))
        # Rounds that are not drawn any more are forgotten as well.
        drawn |= {number: [] for number in self.places if number not in drawn}
        self._keep(drawn, size, by)

    def seat_late(self, by):
        """Seat those who sit nowhere yet, with as few as can be getting up. -> how many got up"""
        tables = [[id_of(guest) for guest in guests] for _number, guests in self.tables]
        numbers = [number for number, _guests in self.tables]
        moved = []
        for guest in self.unseated:
            seated = seating.seat_late(tables, id_of(guest), self.size, self.company)
            tables, moved = seated.tables, [*moved, *seated.moved]
        self._keep({TABLES: _numbered(tables, numbers)}, self.size, by)
        return len(set(moved))

    def _keep(self, rounds, size, by):
        kept = {
            number: [[self.guests[pk] for pk in table] for table in tables]
            for number, tables in rounds.items()
        }
        self.evening.seat_people(kept, size, by, self.now)


def _numbered(tables, numbers):
    """The tables in the order of their numbers, with empty ones where a number is nobody's.

    The first tables keep theirs, a table more has the least that is free: cards stay right.
    """
    others = (number for number in count(1) if number not in numbers)
    known = dict(zip(chain(numbers, others), tables, strict=False))
    return [known.get(number, []) for number in range(1, max(known, default=0) + 1)]


def id_of(guest):
    """The id by which a guest is seated."""
    return guest.member_id if isinstance(guest, Rsvp) else -guest.pk


def name_of(guest):
    """What stands on their card."""
    return guest.member.name if isinstance(guest, Rsvp) else guest.name


def _unmet(ids):
    """Pairs with a hand held out who have never met."""
    ties = Tie.objects.not_met().filter(low__in=ids, high__in=ids).exclude(stage="apart")
    return frozenset(ties.values_list("low", "high"))


def _apart(ids):
    """Pairs whom a block parts, whoever blocked."""
    blocks = Block.objects.filter(blocker__in=ids, blocked__in=ids)
    pairs = blocks.values_list("blocker", "blocked")
    return frozenset(tuple(sorted(pair)) for pair in pairs)
