"""The two lines that come together and become one cup, worked out for a page to draw."""

from datetime import datetime
from functools import cache
from math import sqrt
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Tie

Stage = Tie.Stage

STATIONS = (
    Stage.FOLLOWING,
    Stage.MUTUAL,
    Stage.TALKING,
    Stage.PROPOSED,
    Stage.SCHEDULED,
    Stage.MET,
)

NOT_MET = {
    Stage.FOLLOWING: gettext_lazy("Handshake, not met"),
    Stage.MUTUAL: gettext_lazy("Shook back, not met"),
    Stage.TALKING: gettext_lazy("Talking, not met"),
    Stage.PROPOSED: gettext_lazy("Proposed, not met"),
    Stage.SCHEDULED: gettext_lazy("On the calendar"),
    Stage.MET: gettext_lazy("Met"),
}

# The cup on its 24 px grid: walls from LEFT to RIGHT, open at RIM, round at the FOOT.
LEFT, RIGHT, RIM, FOOT, ROUND = 4.0, 16.0, 8.0, 18.5, 5.0

# Half of what the cup is wide where the lines end, and the height they run at.
CUP = 16.0
MIDDLE = 24.0
APART = 1.75


class Drawing(NamedTuple):
    """Where everything stands on a ladder `width` wide, in the units of its viewBox."""

    width: int
    stage: str
    espresso: str
    cherry: str
    ahead: str
    behind: list
    here: float | None
    hollow: list
    cup: float


class Step(NamedTuple):
    """One station in words: `place` is behind, here or ahead."""

    word: str
    when: str
    place: str


@cache
def drawing(stage, width):
    """The ladder's lines and stations at `stage`, spaced evenly over `width`."""
    reached = STATIONS.index(Stage(stage))
    step = width / len(STATIONS)
    at = [round(step * (number + 0.5), 1) for number in range(len(STATIONS))]
    cup_begins = at[-1] - CUP
    met = stage == Stage.MET
    end = cup_begins + 1 if met else at[reached]
    alone = stage == Stage.FOLLOWING
    return Drawing(
        width=width,
        stage=str(stage),
        espresso="" if alone else f"M{at[0]} {MIDDLE - APART}H{end}",
        cherry=_second_line(at[0], step, end, alone),
        ahead="" if met else f"M{end + 13} {MIDDLE}H{cup_begins - 5}",
        behind=at[:reached],
        here=None if met else at[reached],
        hollow=at[reached + 1 : -1],
        cup=at[-1],
    )


def _second_line(first, step, end, alone):
    """The other's line: from below, joining at the second station; alone it only points there."""
    low, high = MIDDLE + 20, MIDDLE if alone else MIDDLE + APART
    begin, bend, join = (round(first + step * share, 1) for share in (-0.29, 0.1, 0.7))
    turn = round((bend + join) / 2, 1)
    path = f"M{begin} {low}H{bend}C{turn} {low} {turn} {high} {join} {high}"
    return path if alone else f"{path}H{end}"


@cache
def liquid(sixths):
    """The outline of the coffee in a cup filled 1 to 6 sixths, on the cup's 24 px grid."""
    top = round(FOOT - (FOOT - RIM - 1) * sixths / 6, 2)
    bend = FOOT - ROUND
    if top < bend:
        sides = f"M{LEFT} {top}H{RIGHT}V{bend}"
        back = f"A{ROUND} {ROUND} 0 0 1 {LEFT} {bend}Z"
    else:
        inset = round(ROUND - sqrt(ROUND**2 - (top - bend) ** 2), 2)
        sides = f"M{LEFT + inset} {top}H{RIGHT - inset}"
        back = f"A{ROUND} {ROUND} 0 0 1 {LEFT + inset} {top}Z"
    return f"{sides}A{ROUND} {ROUND} 0 0 1 {RIGHT - ROUND} {FOOT}H{LEFT + ROUND}{back}"


def sixths(stage):
    """How full the cup is at `stage`, 1 to 6; only met is a full one."""
    return STATIONS.index(Stage(stage)) + 1


def steps(tie, viewer):
    """The six stations in words for `viewer`, with their dates in the active time zone."""
    reached = STATIONS.index(Stage(tie.stage))
    dates = _dates(tie, viewer)
    return [
        Step(
            word=stage.label,
            when=dates[stage] if number <= reached else _ahead(tie, stage),
            place="here" if number == reached else "behind" if number < reached else "ahead",
        )
        for number, stage in enumerate(STATIONS)
    ]


def _dates(tie, viewer):
    mine, theirs = tie.followed_at(viewer), tie.followed_at(tie.other(viewer))
    if mine and (theirs is None or mine <= theirs):
        hand = _("yours, %(date)s") % {"date": _day(mine)}
    elif theirs:
        hand = _("theirs, %(date)s") % {"date": _day(theirs)}
    else:
        hand = ""
    since = tie.talking_since
    talking = _("since %(date)s") % {"date": _day(since)} if since else ""
    return {
        Stage.FOLLOWING: hand,
        Stage.MUTUAL: _day(tie.mutual_since),
        Stage.TALKING: talking,
        Stage.PROPOSED: _day(tie.proposed_at),
        Stage.SCHEDULED: _day(tie.next_coffee_at),
        Stage.MET: _day(tie.last_met_at),
    }


def _ahead(tie, stage):
    next_step = tie.stage in {Stage.MUTUAL, Stage.TALKING} and stage == Stage.PROPOSED
    return _("your next step") if next_step else ""


def _day(moment: datetime | None):
    return date_format(timezone.localtime(moment), "j M") if moment else ""


def sentence(tie, viewer):
    """What the ladder says in one go: a bold beginning and the rest, both for `viewer`'s eyes."""
    other = tie.other(viewer)
    name = {"name": other.short_name}
    mine, theirs = tie.followed_at(viewer), tie.followed_at(other)
    if tie.stage == Stage.MET:
        return _("Met."), _("You last sat down together on %(date)s.") % {
            "date": _long_day(tie.last_met_at)
        }
    if tie.stage == Stage.FOLLOWING:
        if mine:
            return _("Your hand is out."), _("Since %(date)s. %(name)s has not shaken it yet.") % {
                **name,
                "date": _long_day(mine),
            }
        return _("A hand is held out to you."), _("%(name)s has held it out since %(date)s.") % {
            **name,
            "date": _long_day(theirs),
        }
    return _beginning(tie), " ".join(
        [*_hands(mine, theirs, name), _ending(tie)],
    )


def _beginning(tie):
    if tie.stage == Stage.TALKING:
        return _("Talking since %(date)s.") % {"date": _long_day(tie.talking_since)}
    return {
        Stage.MUTUAL: _("Shook back."),
        Stage.PROPOSED: _("Proposed."),
        Stage.SCHEDULED: _("On the calendar."),
    }[tie.stage]


def _hands(mine, theirs, name):
    if not (mine and theirs):
        return []
    if mine <= theirs:
        words = _("You held out a hand on %(first)s; %(name)s shook back on %(second)s.")
    else:
        words = _("%(name)s held out a hand on %(first)s; you shook back on %(second)s.")
    first, second = sorted([mine, theirs])
    return [words % {**name, "first": _long_day(first), "second": _long_day(second)}]


def _ending(tie):
    if tie.stage == Stage.PROPOSED:
        return _("Times are on the table.")
    if tie.stage == Stage.SCHEDULED:
        return _("Agreed for %(date)s.") % {"date": _long_day(tie.next_coffee_at)}
    return _("You have not met.")


def _long_day(moment):
    return date_format(timezone.localtime(moment), "j F")
