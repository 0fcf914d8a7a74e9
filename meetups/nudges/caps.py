"""How often we may write to somebody, and about somebody.

Counted in dates on the reader's wall, so that a letter on every Friday at eight is one in seven
days whatever the clocks do in between. The weekly letter counts for its own Friday even when it
came late.
"""

from datetime import timedelta
from typing import NamedTuple

from meetups.models import Nudge
from members.models import Preferences

Kind, Pace = Nudge.Kind, Preferences.Pace


class Allowance(NamedTuple):
    """At most so many letters in so many days."""

    letters: int
    days: int

    def has_room(self, dates, today, reserved=0):
        """Whether one more may go today, after those of these dates; so many are spoken for."""
        counted = [on for on in dates if on > today - timedelta(days=self.days)]
        return len(counted) < self.letters - reserved

    def room_on(self, dates, today):
        """The first date from today on with room for one more."""
        if self.has_room(dates, today):
            return today
        return sorted(dates)[-self.letters] + timedelta(days=self.days)


PER_PAIR = Allowance(1, 7)
PER_MEMBER = {
    Pace.FEWER: Allowance(1, 28),
    Pace.NORMAL: Allowance(1, 7),
    Pace.MORE: Allowance(3, 7),
}


def pair_had_its_letter(case):
    """Held, when the reader lately heard about the same person, or the week showed them."""
    about = case.nudge.other_id
    if about is None:
        return None
    dates = [told.on for told in case.told if told.other_id == about]
    if case.shown_on:
        dates.append(case.shown_on)
    room = PER_PAIR.room_on(dates, case.today)
    if room <= case.today:
        return None
    return case.later(case.begin_of(room), "pair_capped")


def member_had_their_letters(case):
    """Folded while one of the letters allowed is the weekly one's, else held until there is room.

    What makes the weekly letter wait is another of its own, or what came while it was unwanted.
    """
    pace = case.preferences.pace
    allowed = PER_MEMBER[pace]
    letters = [told for told in case.told if told.is_letter]
    dates = [told.on for told in letters]
    room = allowed.room_on(dates, case.today)
    if not case.is_the_week and case.preferences.wants(Kind.THE_WEEK):
        singles = [told.on for told in letters if told.kind != Kind.THE_WEEK]
        if room <= case.today and allowed.has_room(singles, case.today, reserved=1):
            return None
        return case.folded("folded", {"pace": pace}, not_before=case.begin_of(room))
    if room <= case.today:
        return None
    return case.later(case.begin_of(room), "capped", {"pace": pace})
