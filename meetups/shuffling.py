"""One more at the tables: who has to get up, and where they sit down again."""

from itertools import chain

# Seats tried before it counts as taking too long.
TRIES = 20_000


class Shuffle:
    """Tables of a room's numbers, at which one more sits down and as few as can be change seats."""

    def __init__(self, room, tables, late):
        self.tables = [list(table) for table in tables]
        self.moved = []
        self._late = late
        self._regular, self._lonely = room.is_regular, room.lonely * room.repeat
        self._weights = room.weights(with_wishes=True)
        self._bars = room.bars
        self._barred = [
            (one, other) for one in room.bars for other in room.bars[one] if one < other
        ]
        self._smallest, more = divmod(room.size, len(tables))
        self._largest = self._smallest + (more > 0)
        self._at = {one: number for number, table in enumerate(tables) for one in table}
        self._tries = TRIES

    def settle(self):
        """Seat the late one. Whether it was found how; `moved` then has those who got up."""
        for moves in range(len(self._at) + 1):
            for table in self._best_first(self._late, range(len(self.tables))):
                self._sit(self._late, table)
                if self._mend(moves):
                    return True
                self._rise(self._late)
            if self._tries < 0:
                return False
        return False

    def _mend(self, moves):
        """Put right what is wrong with so many moves: try every way that could, each to its end."""
        self._tries -= 1
        lacking = sum(max(0, self._smallest - len(table)) for table in self.tables)
        over = sum(max(0, len(table) - self._largest) for table in self.tables)
        pair = next((pair for pair in self._barred if self._share_a_table(*pair)), ())
        if not (lacking or over or pair):
            return True
        if self._tries < 0 or max(lacking, over, bool(pair)) > moves:
            return False
        for one, table in self._ways(pair):
            before = self._at[one]
            self._rise(one)
            self._sit(one, table)
            self.moved.append(one)
            if self._mend(moves - 1):
                return True
            self.moved.pop()
            self._rise(one)
            self._sit(one, before)
        return False

    def _ways(self, pair):
        """Moves of which one must be made: of a pair, from a full table or to a small one."""
        sizes = list(map(len, self.tables))
        fullest, emptiest = sizes.index(max(sizes)), sizes.index(min(sizes))
        everywhere = range(len(sizes))
        if pair:
            movers, goals = pair, everywhere
        elif sizes[fullest] > self._largest:
            movers, goals = self.tables[fullest], everywhere
        else:
            movers, goals = list(chain(*self.tables)), [emptiest]
        movers = [one for one in movers if one != self._late and one not in self.moved]
        ways = [(one, goal) for one in movers for goal in goals if goal != self._at[one]]
        return sorted(ways, key=lambda way: (self._trouble(way), self._change(*way), way))

    def _trouble(self, way):
        """How little a move mends: sizes that are wrong by then."""
        one, goal = way
        leaves, joins = len(self.tables[self._at[one]]), len(self.tables[goal])
        return (leaves <= self._smallest) + (joins >= self._largest)

    def _best_first(self, one, tables):
        def price(number):
            full = len(self.tables[number]) >= self._largest
            return full, self._price(one, self.tables[number]), number

        return sorted(tables, key=price)

    def _price(self, one, table):
        """What somebody costs at a table."""
        weights = self._weights[one]
        lonely = not any(self._regular[other] for other in table)
        if self._regular[one]:
            lonely = -lonely if table else 0
        return sum(weights[other] for other in table if other != one) + self._lonely * lonely

    def _change(self, one, goal):
        """What a move to another table costs."""
        left = [other for other in self.tables[self._at[one]] if other != one]
        return self._price(one, self.tables[goal]) - self._price(one, left)

    def _share_a_table(self, one, other):
        return one in self._at and self._at[one] == self._at.get(other)

    def _sit(self, one, table):
        self.tables[table].append(one)
        self._at[one] = table

    def _rise(self, one):
        self.tables[self._at.pop(one)].remove(one)
