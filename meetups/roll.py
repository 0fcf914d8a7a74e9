"""The roll: everybody who ever signed up, by name, as organizers see them. Nobody is ranked."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from meetups.models import Rsvp, WeeklySession
from members.directory import PAGE, by_name
from members.models import Member, TieSide

# Members that are looked up together on their way into a file.
BATCH = 500
# Evenings that are looked back on.
EVENINGS = 10
OF_THE_LAST = _("%(came)s of the last %(evenings)s")

STATES = {
    "verified": _("verified"),
    "unverified": _("not verified"),
    "suspended": _("suspended"),
    "off": _("switched off"),
}


class Entry(NamedTuple):
    """One of the group: how many they met, when last (aware, or None), and where they came.

    `came` is to how many of the last `evenings`, which are fewer than EVENINGS in a young group.
    """

    member: Member
    met: int
    last_met_at: datetime | None
    came: int
    evenings: int

    @property
    def state(self):
        """One of STATES."""
        if self.member.is_suspended:
            return "suspended"
        if not self.member.is_active:
            return "off"
        return "verified" if self.member.verified_at else "unverified"

    @property
    def state_words(self):
        """The state in a word or two."""
        return STATES[self.state]

    def attendance(self, words=OF_THE_LAST):
        """To how many of the last evenings they came, in `words`; empty while there were none."""
        return words % {"came": self.came, "evenings": self.evenings} if self.evenings else ""


class Page(NamedTuple):
    """One page of entries; `after` is the handle that the next page starts behind, or empty."""

    entries: list
    after: str


def page(words="", after="", met_nobody=False, most=PAGE):
    """The page of the roll behind the member with handle `after`. Five queries at most.

    `words` are looked for in names; `met_nobody` leaves out whoever has met somebody.
    """
    members = Member.objects.all()
    if met_nobody:
        members = have_met_nobody(members)
    shown, after = by_name(members, words, after, most)
    ids, evenings = [member.pk for member in shown], _last_evenings()
    met, came = _met(ids), _came(ids, evenings)
    entries = [
        Entry(member, *met.get(member.pk, (0, None)), came.get(member.pk, 0), len(evenings))
        for member in shown
    ]
    return Page(entries, after)


def everybody():
    """Every entry of the roll in its order, a few hundred at a time."""
    after = ""
    while True:
        entries, after = page(after=after, most=BATCH)
        yield from entries
        if not after:
            return


def have_met_nobody(members):
    """Those of these members, a queryset, who have sat down with none of the others yet."""
    return members.filter(~Exists(TieSide.objects.filter(member=OuterRef("pk"), times_met__gt=0)))


def _met(ids):
    """{id: (how many they met, when last)} of those who met somebody."""
    met = TieSide.objects.filter(member__in=ids, times_met__gt=0).order_by().values("member")
    rows = met.annotate(people=Count("tie"), last=Max("tie__last_met_at"))
    return {row["member"]: (row["people"], row["last"]) for row in rows}


def _last_evenings():
    """The ids of the last evenings of which it is known who came. Unknown is not nobody."""
    somebody = Rsvp.objects.came().filter(session=OuterRef("pk"))
    known = WeeklySession.objects.closed().filter(Exists(somebody))
    return list(known.order_by("-starts_at", "-pk").values_list("pk", flat=True)[:EVENINGS])


def _came(ids, evenings):
    """{id: how often} of those who came to one of these evenings."""
    came = Rsvp.objects.came().filter(member__in=ids, session__in=evenings)
    return dict(came.order_by().values("member").annotate(n=Count("pk")).values_list("member", "n"))
