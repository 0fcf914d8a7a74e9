"""Badges for an evening: a name to be read at two metres and the way to its coffee."""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from meetups import qr
from meetups.printing import printed, words
from meetups.telling import listed
from members import faces
from members.templatetags.look import GROUNDS

# Pixels; printed two centimetres wide that is finer than the eye tells apart at arm's length. The
# press keeps every one of them in memory.
FACE = 192
# Modules of white around the code, besides the white of the badge.
QUIET = 2


class Badge(NamedTuple):
    """What one person wears. Every line but the name may be empty."""

    name: str
    headline: str = ""
    line: str = ""  # what they can help with
    mark: str = ""  # a word or two in a box
    is_new: bool = False
    address: str = ""  # where the code leads; without one there is none
    face: bytes | None = None  # JPEG
    initials: str = ""
    ground: int = 0


def of_member(member, hosts=False, is_new=False):
    """A member's badge, for one who hosts the evening or is here for the first time."""
    topics = listed(member.can_help)
    return Badge(
        name=member.name,
        headline=member.headline,
        line=_("Ask me about %(topics)s") % {"topics": topics} if topics else "",
        mark=_("Host") if hosts else _("First time here") if is_new else "",
        is_new=is_new and not hosts,
        address=settings.SITE_URL.rstrip("/") + member.get_absolute_url(),
        face=faces.jpeg(member.face, FACE) if member.face else None,
        initials=member.initials,
        ground=member.pk % GROUNDS,
    )


def of_guest(name, who="", inviter=None):
    """A visitor's badge: it leads nowhere, but says whose guest they are."""
    of = _("Guest of %(name)s") % {"name": inviter.name} if inviter else _("Guest")
    first, *rest = name.split() or ["?"]
    initials = first[0] + (rest[-1][0] if rest else "")
    return Badge(name, headline=who, mark=of, initials=initials.upper(), ground=len(name) % GROUNDS)


def badges(people, paper):
    """PDF of one badge each, ten to a sheet. `paper` is "a4" or "letter"."""
    people = list(people)
    pictures = [(f"{number}.jpg", one.face) for number, one in enumerate(people) if one.face]
    data = {
        "nobody": _("Nobody is coming yet, so there is nothing to wear."),
        "people": [drawn(number, one) for number, one in enumerate(people)],
    }
    return printed("badges", _("Badges"), data, paper, pictures)


def drawn(number, one):
    """A badge as the source takes it."""
    return {
        "name": words(one.name),
        "headline": words(one.headline),
        "line": words(one.line),
        "mark": words(one.mark),
        "is-new": one.is_new,
        "address": one.address,
        "code": qr.svg(one.address, QUIET) if one.address else None,
        "face": f"{number}.jpg" if one.face else None,
        "initials": words(one.initials),
        "ground": one.ground,
    }
