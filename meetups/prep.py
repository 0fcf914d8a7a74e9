"""What is worth knowing before one sits down with somebody, and three ways to begin."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups.telling import listed
from members.folding import fold

OPENERS = 3


class Line(NamedTuple):
    """One numbered line: a word to begin with, and what follows it."""

    label: str
    words: str


class Prep(NamedTuple):
    """The card itself."""

    lines: list
    openers: list


def shared_topics(one, other):
    """Topics of the first list that the second holds too, as the first spells them."""
    known = {fold(topic) for topic in other}
    return [topic for topic in one if fold(topic) in known]


def you_offer(reader, other):
    """What the other asks for and the reader offers."""
    return shared_topics(reader.can_help, other.looking_for)


def why_then(reader, other):
    """Why a coffee of these two at their common times: the one line about them."""
    if you_offer(reader, other):
        return _("Because you are both free then, and %(name)s asks for what you offer.") % {
            "name": other.short_name
        }
    return _("Because you are both free then, on different days.")


def prep(reader, other, both_met=()):
    """The card about `other` for `reader`; `both_met` are members who have met the two of them."""
    return Prep(list(_lines(reader, other, both_met)), _openers(reader, other)[:OPENERS])


def _lines(reader, other, both_met):
    name = {"name": other.short_name}
    if other.looking_for:
        words = _("%(topics)s.") % {"topics": listed(other.looking_for)}
        match = you_offer(reader, other)
        if match:
            words += " " + _("You offer: %(topics)s.") % {"topics": listed(match)}
        yield Line(_("%(name)s asks about") % name, words)
    common = " ".join(_common(reader, other, both_met))
    if common:
        yield Line(_("In common."), common)
    if other.can_help:
        yield Line(
            _("%(name)s offers") % name,
            _("%(topics)s.") % {"topics": listed(other.can_help)},
        )


def _common(reader, other, both_met):
    asks = shared_topics(other.looking_for, reader.looking_for)
    offers = shared_topics(other.can_help, reader.can_help)
    if asks:
        yield _("You both ask about %(topics)s.") % {"topics": listed(asks)}
    if offers:
        yield _("You both offer %(topics)s.") % {"topics": listed(offers)}
    if both_met:
        yield met_you_both(both_met)
    if other.area_name and other.area_name == reader.area_name:
        yield _("You both live in %(area)s.") % {"area": other.area_name}


def met_you_both(members):
    """Gordon Pike and Mei-Lin Chow have met you both."""
    names = {"names": listed(member.name for member in members)}
    if len(members) == 1:
        return _("%(names)s has met you both.") % names
    return _("%(names)s have met you both.") % names


def _openers(reader, other):
    openers = []
    matched = you_offer(reader, other)
    if matched:
        openers.append(_("What would help you most with %(topic)s?") % {"topic": matched[0]})
    elif other.looking_for:
        openers.append(
            _("What have you tried so far about %(topic)s?") % {"topic": other.looking_for[0]}
        )
    if other.can_help:
        openers.append(_("How did you come to %(topic)s?") % {"topic": other.can_help[0]})
    return [
        *openers,
        _("Whom have you met that I should meet?"),
        _("What surprised you this week?"),
        _("What would you hand over tomorrow, if you could?"),
    ]


def short(reader, other):
    """The card in three lines, for a page with other things on it."""
    whole = prep(reader, other)
    begin = _("“%(opener)s”") % {"opener": whole.openers[0]}
    return Prep([*whole.lines[: OPENERS - 1], Line(_("Start with:"), begin)], [])
