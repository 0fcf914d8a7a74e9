"""How often a series gathers, as people say it: every second Thursday, the last Tuesday."""

import re
from typing import NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups import recurrence

WEEKLY = "week"
# What one can choose: the rule is made of it and of a weekday.
OFTEN = {
    WEEKLY: gettext_lazy("Every week"),
    "second": gettext_lazy("Every second week"),
    "1": gettext_lazy("The first of each month"),
    "2": gettext_lazy("The second of each month"),
    "3": gettext_lazy("The third of each month"),
    "4": gettext_lazy("The fourth of each month"),
    "-1": gettext_lazy("The last of each month"),
}
SENTENCES = {
    WEEKLY: gettext_lazy("Every %(weekday)s"),
    "second": gettext_lazy("Every second %(weekday)s"),
    "1": gettext_lazy("The first %(weekday)s of each month"),
    "2": gettext_lazy("The second %(weekday)s of each month"),
    "3": gettext_lazy("The third %(weekday)s of each month"),
    "4": gettext_lazy("The fourth %(weekday)s of each month"),
    "-1": gettext_lazy("The last %(weekday)s of each month"),
}


class Rhythm(NamedTuple):
    """A key of OFTEN and a weekday (Monday is 0)."""

    often: str
    weekday: int

    @property
    def rule(self):
        """The rule that says the same."""
        if self.often in {WEEKLY, "second"}:
            return recurrence.every(1 if self.often == WEEKLY else 2, self.weekday)
        return recurrence.every_month(int(self.often), self.weekday)

    @property
    def words(self):
        """Every second Thursday"""
        return SENTENCES[self.often] % {"weekday": WEEKDAYS[self.weekday]}


# Both directions agree, because one is made of the other.
KNOWN = {one.rule: one for often in OFTEN for one in (Rhythm(often, day) for day in range(7))}


def rhythm_of(rule):
    """The Rhythm that a rule is, or None for one written by hand."""
    return KNOWN.get(re.sub(r"(BYDAY=)(?=[1-9])", r"\1+", rule))


def told(series):
    """How often the series gathers, in words."""
    return words_of(series.rule)


def words_of(rule):
    """The same of a rule."""
    known = rhythm_of(rule)
    return known.words if known else _("On dates of its own")
