"""Who is in a room and how they stand to one another: what it costs to share a table."""

from collections.abc import Mapping, Set
from itertools import permutations
from types import MappingProxyType
from typing import NamedTuple

# A pair with a tie that has not met gains as much as two pairs of newcomers cost.
UNMET, NEWCOMERS = -2, 1


class Company(NamedTuple):
    """What is known of people, by id. A pair is (low id, high id); those not here don't count.

    `together`: how often a pair shared a table, in whole numbers; recent weeks may count for more.
    `unmet`: pairs with a tie that have not met. `apart`: pairs that must never share a table.
    """

    together: Mapping = MappingProxyType({})
    unmet: Set = frozenset()
    apart: Set = frozenset()
    newcomers: Set = frozenset()


class Room:
    """Some people of a company as numbers 0, 1, 2, ..., and the cost of every pair at one table.

    Each reason outweighs all later ones together: never a pair that is apart, no newcomer without a
    regular, fewest repeats, and then unmet pairs against newcomers with newcomers.
    """

    def __init__(self, people, company):
        self.people = sorted(set(people))
        self.size = len(self.people)
        self.is_regular = [person not in company.newcomers for person in self.people]
        self._numbers = {person: number for number, person in enumerate(self.people)}
        self.repeats, self.wishes = self._nothing(), self._nothing()
        times = []
        for pair, one, other in self._pairs(company.together):
            self.repeats[one][other] = self.repeats[other][one] = company.together[pair]
            times.append(company.together[pair])
        for _, one, other in self._pairs(company.unmet):
            self.wishes[one][other] = self.wishes[other][one] = UNMET
        newcomers = [number for number in range(self.size) if not self.is_regular[number]]
        for one, other in permutations(newcomers, 2):
            self.wishes[one][other] += NEWCOMERS
        self.bars = {}
        for _, one, other in self._pairs(company.apart):
            self.bar(one, other)
        # Repeats: what a pair that has sat together usually costs, what a table of newcomers costs,
        # and what a pair costs that must keep apart.
        self.usual = sum(times) / len(times) if sum(times) else 0
        alike = all(self.is_regular) or not any(self.is_regular)
        self.lonely = 0 if alike else sum(times) + 1
        self.barred = (sum(times) + 1) * (self.size + 1)
        # More than the wishes of everybody together.
        self.repeat = 2 * self.size**2 + 1

    def _nothing(self):
        return [[0] * self.size for _ in self.people]

    def _pairs(self, pairs):
        """Those of the pairs who are both here, and as numbers."""
        numbers = self._numbers
        for pair in pairs:
            if pair[0] in numbers and pair[1] in numbers:
                yield pair, numbers[pair[0]], numbers[pair[1]]

    def bar(self, one, other):
        """Never let these two numbers share a table from now on."""
        self.bars.setdefault(one, set()).add(other)
        self.bars.setdefault(other, set()).add(one)

    def weights(self, with_wishes):
        """What every pair costs, as rows: in repeats, or in wishes with a repeat worth `repeat`.

        Python keeps its small numbers ready made, so counting in repeats takes half the time.
        """
        if with_wishes:
            rows = [
                [self.repeat * times + wish for times, wish in zip(*both, strict=True)]
                for both in zip(self.repeats, self.wishes, strict=True)
            ]
        else:
            rows = [row[:] for row in self.repeats]
        for one, others in self.bars.items():
            for other in others:
                rows[one][other] += self.barred * self.unit(with_wishes)
        return rows

    def unit(self, with_wishes):
        """What one repeat counts in those weights."""
        return self.repeat if with_wishes else 1

    def numbered(self, tables):
        """Tables of people's ids as tables of numbers."""
        return [[self._numbers[person] for person in table] for table in tables]

    def named(self, tables):
        """Tables of numbers as tables of people's ids, in order."""
        return [sorted(self.people[number] for number in table) for table in tables]


STRANGERS = Company()
