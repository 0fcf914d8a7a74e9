"""Who sits with whom: pure functions over ids, without a database.

Nothing here may show that somebody is blocked. So nothing here refuses: where people who must keep
apart don't fit at as few tables as possible, there is one table more, which late arrivals also
bring about, and in the rounds of pairs somebody rests, as also happens where a small group runs
out of new pairs. Who sees the answer sees people at tables and nothing else; no exception, message
or mark tells an evening with a block from one without. What stays is arithmetic, in small rooms:
two people of two who each have a table, or somebody who gets up while a seat stays free. So a page
should show seats as they are now, to the host as well, and give no reasons.
"""

from itertools import chain
from random import Random
from typing import NamedTuple

from meetups.room import STRANGERS, Room
from meetups.shuffling import Shuffle
from meetups.swapping import improve

# Seats tried before an arrangement counts as impossible: with as few tables as can be, with more.
TRIES, MORE_TRIES = 20_000, 2_000
# How often an evening of pairs is begun again when it runs out of new ones: only small groups do.
EVENINGS = 6
# Pairs are far easier to swap than tables.
PAIR_EFFORT = 0.1


class Seated(NamedTuple):
    """The tables with a late arrival, and who has to get up for it."""

    tables: list
    moved: list


def tables(people, size, company=STRANGERS, *, seed=0, effort=1.0):
    """Everybody at tables of at most `size`, whose sizes differ by at most one, as lists of ids.

    Pairs that are apart never share one. Then: newcomers sit with a regular while there are enough,
    the fewest repeats, the most unmet pairs, newcomers spread. The same for the same seed. There
    are as few tables as `size` allows, and more only where nobody found a way with fewer.
    Solved by simulated annealing over swaps (see `swapping`); `effort` is how long, 1 for about a
    second with 200 people.
    """
    room = Room(people, company)
    if not room.people:
        return []
    chance = Random(seed)
    seats = _first_seats(room, -(-room.size // size), chance)
    improve(room, seats, chance, effort)
    return _told(room, seats, chance)


def pair_rounds(people, rounds, company=STRANGERS, *, seed=0):
    """Rounds of pairs, each a list of lists of ids; of an odd number three make a trio.

    Nobody meets anybody twice in an evening or anybody they must keep apart from, ever; beyond that
    each round is as good as `tables` of two. Where no such round is found one or two people rest,
    others each time if it can be. Fewer rounds come back when that finds no new pairs either.
    """
    best, rested = [], 0
    for beginning in range(EVENINGS):
        chance = Random(f"{seed} {beginning}")
        evening, resting = _evening(Room(people, company), rounds, chance)
        if (len(evening), -resting) > (len(best), -rested):
            best, rested = evening, resting
        if len(best) == rounds and not rested:
            break
    return best


def seat_late(tables, person, size, company=STRANGERS):
    """`tables` with one person more, and with as few as can be of those who sit getting up.

    A new `Seated`; tables keep their order, a new one comes last. Usually nobody moves. Somebody
    does where sizes would differ by more than one, and where no seat is apart from all from whom
    the late one must keep apart. No table is added while those that stand can do. The fewest moves
    are looked for by deepening: nobody moves, one, two, ...; the least costly seats first. Where
    that takes too long, which only a room full of blocks can make it, everybody is seated anew.
    """
    if any(person in table for table in tables):
        return Seated([list(table) for table in tables], [])
    room = Room([person, *chain.from_iterable(tables)], company)
    least = max(len(tables), -(-room.size // size))
    seats = _first_seats(room, least, Random(0))
    standing = room.numbered(tables) + [[] for _ in range(len(seats) - len(tables))]
    shuffle = Shuffle(room, standing, room.numbered([[person]])[0][0])
    if shuffle.settle():
        return Seated(room.named(shuffle.tables), sorted(room.people[one] for one in shuffle.moved))
    improve(room, seats, Random(0))
    return Seated(room.named(seats), sorted(chain.from_iterable(tables)))


def _evening(room, rounds, chance):
    """As many rounds as come easily, and how often somebody rested."""
    evening, rests = [], [0] * room.size
    while len(evening) < rounds:
        seats = _round(room, rests, chance)
        if not seats:
            break
        evening.append(_told(room, seats, chance))
        for one, *others in seats:
            rests[one] += not others
            for other in others:
                room.bar(one, other)
            if len(others) == 2:
                room.bar(*others)
    return evening, sum(rests)


def _round(room, rests, chance):
    """One round of pairs of numbers, or None."""
    for count in (room.size // 2 or 1, room.size // 2 + 1):
        seats = _apart(room, _sizes(room.size, count), chance)
        if seats and len(seats[0]) > 1:
            # Resting twice costs much, but all that rest together less than one bar that is broken.
            again = room.barred // (2 * max(rests) + 2) if len(seats[-1]) == 1 else 0
            improve(room, seats, chance, PAIR_EFFORT, [again * times for times in rests])
            return seats
    return None


def _told(room, seats, chance):
    """Tables as ids. In no order: who was hardest to seat came first."""
    chance.shuffle(seats)
    return room.named(seats)


def _sizes(people, count):
    """The sizes of so many tables, larger ones first."""
    size, more = divmod(people, count)
    return [size + 1] * more + [size] * (count - more)


def _first_seats(room, count, chance):
    """Some arrangement at so many tables, or at as few more as one is found for."""
    count = max(count, _crowd(room.bars))
    tries = TRIES
    while not (seats := _apart(room, _sizes(room.size, count), chance, tries)):
        count, tries = count + 1, MORE_TRIES
    return seats


def _crowd(bars):
    """How many are barred from each other all round, as far as one look tells."""
    crowd = set()
    for one in sorted(bars, key=lambda one: (-len(bars[one]), one)):
        if crowd <= bars[one]:
            crowd.add(one)
    return len(crowd)


def _apart(room, sizes, chance, tries=TRIES):
    """Tables of these sizes with nobody beside somebody they are barred from, or None.

    Colouring a graph with limited colours, by backtracking: those with most bars first, each at
    every table in turn, of empty ones of a size only at the first. Whoever has none fills up.
    """
    order = sorted(room.bars, key=lambda one: (-len(room.bars[one]), one))
    seats = [[] for _ in sizes]
    open_to, at = [], []
    while len(at) < len(order):
        if len(open_to) == len(at):
            open_to.append(_open(room.bars[order[len(at)]], seats, sizes))
        table = next(open_to[-1], None)
        tries -= 1
        if table is None:
            open_to.pop()
            if not at or tries < 0:
                return None
            seats[at.pop()].pop()
        else:
            seats[table].append(order[len(at)])
            at.append(table)
    others = [number for number in range(room.size) if number not in room.bars]
    chance.shuffle(others)
    for table, size in zip(seats, sizes, strict=True):
        while len(table) < size:
            table.append(others.pop())
    return seats


def _open(bars, seats, sizes):
    """The tables at which somebody with these bars could sit, as an iterator."""
    empty, found = set(), []
    for number, (table, size) in enumerate(zip(seats, sizes, strict=True)):
        if len(table) < size and size not in empty and bars.isdisjoint(table):
            found.append(number)
            if not table:
                empty.add(size)
    return iter(found)
