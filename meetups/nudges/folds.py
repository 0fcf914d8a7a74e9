"""What a folded nudge says in the letter of the week: a function per kind.

Each is a function of (nudge, subject, now) that returns an Entry, or None where there is nothing
to say. A kind without one is told by the week's own lines.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import matching, turns
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


def have_the_coffee(nudge, tie, now):
    because = matching.reason(nudge.recipient, tie, now)
    return with_times("met", nudge, tie, because, now)


def take_it_offline(nudge, tie, now):
    because = ties.offline_reason(nudge.recipient, tie, now)
    return with_times("met", nudge, tie, because, now)


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
    Kind.HAVE_THE_COFFEE: have_the_coffee,
    Kind.TAKE_IT_OFFLINE: take_it_offline,
    Kind.NEXT_COFFEE: next_coffee,
    Kind.THANK_YOU: thank_you,
}
LETTERS = {Tie: ties, Coffee: coffees}
NO_LONGER_TRUE = Outcome(Nudge.State.DROPPED, "untrue")


class Folded:
    """What is folded for one reader: as entries what is still true, wanted and of use, and what is
    over.

    Of whoever the reader heard lately it is told in another week.
    """

    def __init__(self, reader, now):
        self._told, self._over, self.entries = [], [], []
        preferences = Preferences.objects.of(reader)
        # A sweep that began earlier may write the week: what came due since is not untrue yet.
        folded = Nudge.objects.folded_for(reader).filter(due_at__lte=now)
        folded = folded.exclude(other__in=turns.heard_of(reader, now))
        for nudge in folded.select_related("about_type")[:MOST]:
            nudge.recipient = reader
            self._sort(nudge, preferences, now)

    def at(self, place):
        """The entries that stand in one part of the letter."""
        return [entry for entry in self.entries if entry.place == place]

    def put_off(self, entries):
        """There is no room for these: they stay for another week."""
        others = {entry.other.pk for entry in entries}
        self.entries = [entry for entry in self.entries if entry.other.pk not in others]
        self._told = [nudge for nudge in self._told if nudge.other_id not in others]

    def let_go(self, now):
        """What is over is dropped or missed, whether or not there is a letter."""
        for nudge, outcome in self._over:
            outcome.befall(nudge, now)

    def told_in(self, letter):
        """What was told stands in `letter`."""
        Nudge.objects.told_in(letter, self._told)

    def _sort(self, nudge, preferences, now):
        letters = LETTERS.get(nudge.about_type.model_class())
        subject = letters.find(nudge.about_id) if letters else nudge.about
        case = Case(nudge, subject, letters, now)
        case.preferences = preferences
        if outcome := _what_ends(case):
            self._over.append((nudge, outcome))
            return
        if nudge.kind in ENTRIES:
            entry = ENTRIES[nudge.kind](nudge, subject, now)
            if entry is None:
                self._over.append((nudge, NO_LONGER_TRUE))
                return
            # Two about one person are told in one line.
            if all(entry.other != known.other for known in self.entries):
                self.entries.append(entry)
        self._told.append(nudge)


def _what_ends(case):
    """The Outcome of what is not to be told any more, or None."""
    if case.subject is None:
        return NO_LONGER_TRUE
    # What is about the reader alone has no end.
    late = too_late(case) if case.letters else None
    return late or untrue(case) or unwanted(case)
