"""What is owed, as those who acted remember it: not a row is asked.

A fact is named by what anybody can read in its letter: what it says, who reads it, whom or which
evening it is about. A pair meets once in a town, and nobody takes a seat twice at one evening, so
that no two facts that differ read the same; only a question asked several times (answer_proposal,
did_you_meet) is several facts of one name.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Name(NamedTuple):
    """What a letter says (its kind), to which address, and about whom or which evening.

    Instead of that the code it carries; nothing where it is about the reader alone.
    """

    kind: str
    reader: str
    other: str


class Deed(NamedTuple):
    """When something was done: not before it `began`, and its commit was over `at` that moment."""

    began: float
    at: float


class Wishes(NamedTuple):
    """What a reader wants of what nobody asked for: the governor's rules, as the town knows them.

    `room` is how many encouragements may come in a letter of their own, in a week, which no day of
    a town is longer than. With `has_week` all of them are folded into the weekly letter.
    """

    sleeps_light: bool = False
    has_week: bool = False
    room: int = 1


@dataclass
class Spell:
    """For how long something is not so: from a deed on, and until another."""

    since: Deed
    why: str
    until: Deed | None = None

    def covers(self, moment):
        """Whether it was certainly not so then."""
        return self.since.at < moment and (self.until is None or moment < self.until.began)


@dataclass
class Fact:
    """One thing somebody is to hear. All moments are seconds since 1970."""

    name: Name
    due: float
    # From then on nobody is helped by hearing it.
    until: float
    # A sweep leaves its row, some time after: what ends before that may never have had one.
    by_sweep: bool = False
    # Otherwise it may be told, and nobody misses it.
    is_owed: bool = True
    # When it was untrue. What was once untrue may become true again, and is then owed no more.
    untrue: list = field(default_factory=list)

    def end(self, deed, why):
        """It is untrue from this deed on, if it wasn't before for the same reason."""
        if all(spell.until for spell in self.untrue if spell.why == why):
            self.untrue.append(Spell(deed, why))

    def why_not(self, moment):
        """Why it was certainly untrue then, or ""."""
        return next((spell.why for spell in self.untrue if spell.covers(moment)), "")


@dataclass
class Facts:
    """All of them, by name."""

    by_name: dict = field(default_factory=dict)
    # (kind, reader) that somebody wants no letters of: Deed.
    unwanted: dict = field(default_factory=dict)
    # (reader, other) of whom the one is not to be shown the other: [Spell].
    hidden: dict = field(default_factory=dict)
    # Evenings that were called off: Deed. And whatever moved one or called it off.
    off: dict = field(default_factory=dict)
    moves: list = field(default_factory=list)
    # By reader; the others have the usual ones.
    wishes: dict = field(default_factory=dict)

    def __iter__(self):
        for facts in self.by_name.values():
            yield from facts

    def __len__(self):
        return sum(map(len, self.by_name.values()))

    def named(self, name):
        """The facts of this name, the longest due first."""
        return self.by_name.get(name, [])

    def wishes_of(self, reader):
        """What the reader wants. -> Wishes"""
        return self.wishes.get(reader, Wishes())

    def hidings_of(self, reader):
        """All that was once not to be shown to the reader. -> [Spell]"""
        return [one for (who, _other), all_of in self.hidden.items() if who == reader
                for one in all_of]  # fmt: skip

    def owe(self, kind, reader, other, due, until=float("inf"), **more):
        """Note that from `due` on and before `until` the reader should hear this.

        `more` is what a Fact takes besides.
        """
        fact = Fact(Name(str(kind), reader, other), due, until, **more)
        self.by_name.setdefault(fact.name, []).append(fact)
        deed = self.unwanted.get((str(kind), reader))
        if deed is not None:
            fact.end(deed, "unwanted")

    def end(self, kinds, reader, other, deed, why):
        """These are no longer true."""
        for kind in kinds:
            for fact in self.named(Name(str(kind), reader, other)):
                fact.end(deed, why)

    def replace(self, kinds, reader, other, deed, why):
        """The same, but what was not yet due was never owed: another moment comes in its place."""
        self.end(kinds, reader, other, deed, why)
        for kind in kinds:
            name = Name(str(kind), reader, other)
            due = [fact for fact in self.named(name) if fact.due <= deed.at]
            self.by_name[name] = due

    def hide(self, reader, other, deed, why):
        """The reader is not to be shown the other as somebody to meet."""
        self.hidden.setdefault((reader, other), []).append(Spell(deed, why))

    def resume(self, reader, other, deed, why):
        """What ended by this is true of the two again, as far as nothing else is in the way."""
        about_them = [
            spell
            for (_kind, who, whom), facts in self.by_name.items()
            if (who, whom) == (reader, other)
            for fact in facts
            for spell in fact.untrue
        ]
        for spell in [*about_them, *self.hidden.get((reader, other), [])]:
            if spell.why == why:
                spell.until = spell.until or deed

    def stop(self, kind, reader, deed):
        """The reader wants no more letters of this kind, now or later."""
        self.unwanted[str(kind), reader] = deed
        for fact in self:
            if (fact.name.kind, fact.name.reader) == (str(kind), reader):
                fact.end(deed, "unwanted")

    def pass_time(self, seconds, deed):
        """Every moment moved back by a deed; what became useless by that has ended."""
        for fact in self:
            fact.due -= seconds
            fact.until -= seconds
            if fact.until <= deed.at:
                fact.end(deed, "clock")
