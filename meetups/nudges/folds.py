"""What a folded nudge says in the letter of the week.

What is about somebody met has a function per kind, of (nudge, subject, now), that returns an Entry
or None where there is nothing to say. Anything else is told by the week's own lines.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import turns
from meetups.models import Coffee, Nudge
from meetups.nudges import coffees, ties
from meetups.nudges.case import Case, Outcome
from meetups.nudges.suggesting import LINK_LASTS, with_somebody
from meetups.nudges.truth import too_late, untrue
from meetups.nudges.wishes import unwanted
from meetups.nudges.writing import signed_for
from members.models import Member, Preferences, Tie

Kind = Nudge.Kind
# More than this is no letter any more; the others come with the next.
MOST = 9
# These are about somebody not yet met, and told when it is their turn to be shown.
IN_TURN = [Kind.HAVE_THE_COFFEE, Kind.TAKE_IT_OFFLINE]


class Entry(NamedTuple):
    """One person in the letter: why, and what one press does.

    `place` is the part of the letter it stands in: met, hand, touch or thanks.
    """

    place: str
    other: Member
    because: str
    href: str
    words: str
    # Its times, where there are some.
    suggestion: object = None
    tie: Tie | None = None

    @property
    def acts(self):
        """Whether the press needs no signing in: without a place, a page of the site asks where."""
        return self.suggestion is None or self.suggestion.plan is not None


def with_times(place, nudge, tie, because, now, starts=None):
    """The entry of somebody to meet, with times both have free."""
    other = tie.other(nudge.recipient)
    suggestion = with_somebody(nudge, tie, now, starts)
    return Entry(place, other, because, suggestion.href, suggestion.press, suggestion, tie)


def next_coffee(nudge, tie, now):
    wish = ties.wish_of(nudge, tie)
    return wish and with_times("touch", nudge, tie, ties.touch_reason(wish, tie, now), now)


def thank_you(nudge, coffee, now):
    other = coffee.other(nudge.recipient)
    because = _("Because you sat down together on %(day)s.") % {
        "day": coffees.day(coffee.starts_at, coffee.zone_for(nudge.recipient))
    }
    # As long as its neighbours' in the letter, or whoever reads it days later would find it dead.
    href = signed_for(nudge, "thank", coffee, now + LINK_LASTS)
    return Entry("thanks", other, because, href, _("Write a line of thanks"))


ENTRIES = {
    Kind.NEXT_COFFEE: next_coffee,
    Kind.THANK_YOU: thank_you,
}
LETTERS = {Tie: ties, Coffee: coffees}
NO_LONGER_TRUE = Outcome(Nudge.State.DROPPED, "untrue")


class Folded:
    """What is folded for one reader: as entries what is still true, wanted and of use, and what is
    over.

    Of whoever the reader heard lately it is told in another week. `talking` has the ids of those
    who have written with the reader for long enough to be shown first.
    """

    def __init__(self, reader, now):
        self._reader, self._now = reader, now
        self._preferences = Preferences.objects.of(reader)
        self._told, self._over, self.entries, self.talking = [], [], [], set()
        # A sweep that began earlier may write the week: what came due since is not untrue yet.
        folded = Nudge.objects.folded_for(reader).filter(due_at__lte=now)
        folded = folded.exclude(other__in=turns.heard_of(reader, now)).select_related("about_type")
        for nudge in folded.exclude(kind__in=IN_TURN)[:MOST]:
            self._enter(nudge)
        self._in_turn = folded.filter(kind__in=IN_TURN)
        for kind in IN_TURN:
            for nudge in self._in_turn.filter(kind=kind)[:MOST]:
                if self._find(nudge) and kind == Kind.TAKE_IT_OFFLINE:
                    self.talking.add(nudge.other_id)

    def at(self, place):
        """The entries that stand in one part of the letter."""
        return [entry for entry in self.entries if entry.place == place]

    def show(self, others):
        """These Members' turn it is: what is folded about them is told by that."""
        over = [nudge.pk for nudge, _outcome in self._over]
        about = self._in_turn.filter(other__in=others).exclude(pk__in=over)
        self._told += [nudge for nudge in about if self._find(nudge)]

    def let_go(self):
        """What is over is dropped or missed, whether or not there is a letter."""
        for nudge, outcome in self._over:
            outcome.befall(nudge, self._now)

    def told_in(self, letter):
        """What was told stands in `letter`."""
        Nudge.objects.told_in(letter, self._told)

    def _enter(self, nudge):
        subject = self._find(nudge)
        if subject is None:
            return
        if nudge.kind in ENTRIES:
            entry = ENTRIES[nudge.kind](nudge, subject, self._now)
            if entry is None:
                self._over.append((nudge, NO_LONGER_TRUE))
                return
            # Two about one person are told in one line.
            if all(entry.other != known.other for known in self.entries):
                self.entries.append(entry)
        self._told.append(nudge)

    def _find(self, nudge):
        """What the nudge is about, or None where there is nothing to be told any more."""
        nudge.recipient = self._reader
        letters = LETTERS.get(nudge.about_type.model_class())
        subject = letters.find(nudge.about_id) if letters else nudge.about
        case = Case(nudge, subject, letters, self._now)
        case.preferences = self._preferences
        if outcome := _what_ends(case):
            self._over.append((nudge, outcome))
            return None
        return subject


def _what_ends(case):
    """The Outcome of what is not to be told any more, or None."""
    if case.subject is None:
        return NO_LONGER_TRUE
    # What is about the reader alone has no end.
    late = too_late(case) if case.letters else None
    return late or untrue(case) or unwanted(case)
