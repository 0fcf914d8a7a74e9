"""What is owed, as those who acted remember it: not a row is asked.

A fact is named by what anybody can read in its letter: what it says, who reads it, whom it is
about. A pair meets once in a town, so that no two facts that differ read the same; only a question
asked several times (answer_proposal, did_you_meet) is several facts of one name.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Name(NamedTuple):
    """What a letter says (its kind), to which address, and about whom; or the code it carries."""

    kind: str
    reader: str
    other: str


@dataclass
class Fact:
    """One thing somebody is to hear. All moments are seconds since 1970."""

    name: Name
    due: float
    # From then on nobody is helped by hearing it.
    until: float
    # When the transaction that made it untrue was committed, and which verb that was.
    ended: float | None = None
    why: str = ""

    def end(self, at, why):
        """It is untrue from `at` on, if it wasn't before."""
        if self.ended is None or at < self.ended:
            self.ended, self.why = at, why


@dataclass
class Facts:
    """All of them, by name."""

    by_name: dict = field(default_factory=dict)
    # (kind, reader) that somebody wants no letters of, since when.
    unwanted: dict = field(default_factory=dict)

    def __iter__(self):
        for facts in self.by_name.values():
            yield from facts

    def __len__(self):
        return sum(map(len, self.by_name.values()))

    def named(self, name):
        """The facts of this name, the longest due first."""
        return self.by_name.get(name, [])

    def owe(self, kind, reader, other, due, until=float("inf")):
        """Note that from `due` on and before `until` the reader should hear this."""
        fact = Fact(Name(str(kind), reader, other), due, until)
        self.by_name.setdefault(fact.name, []).append(fact)
        since = self.unwanted.get((str(kind), reader))
        if since is not None:
            fact.end(since, "unwanted")

    def end(self, kinds, reader, other, at, why):
        """These are no longer true."""
        for kind in kinds:
            for fact in self.named(Name(str(kind), reader, other)):
                fact.end(at, why)

    def stop(self, kind, reader, at):
        """The reader wants no more letters of this kind, now or later."""
        self.unwanted[str(kind), reader] = at
        for fact in self:
            if (fact.name.kind, fact.name.reader) == (str(kind), reader):
                fact.end(at, "unwanted")

    def pass_time(self, seconds, at):
        """Every moment moved back, by a commit at `at`; what became useless by that has ended."""
        for fact in self:
            fact.due -= seconds
            fact.until -= seconds
            if fact.until <= at:
                fact.end(at, "clock")
