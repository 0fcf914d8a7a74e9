"""The list at the door: who is expected, who is here, and what a tap says."""

from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import telling
from meetups.errors import DoorClosed
from meetups.models import Attendance, Rsvp, Visitor
from meetups.models.hours import DOOR_OPENS, TIME_TO_CLOSE
from meetups.people import as_hosts_see, named_to, who_can_be_let_in
from members.folding import SPECIAL_LETTERS, fold
from members.models import Member

# A phone keeps its taps for as long as the door can be open.
OLDEST_TAP = DOOR_OPENS + TIME_TO_CLOSE + timedelta(hours=12)

MOST_OTHERS = 6


class Row(NamedTuple):
    """Somebody on the list. `member` is None for a visitor; `at` when the last tap was, or ""."""

    uuid: str
    name: str
    what: str
    member: Member | None
    is_first_time: bool
    attendance: str
    at: str

    @property
    def is_here(self):
        """Whether they have come."""
        return self.attendance in ("present", "late")

    @property
    def is_excused(self):
        """Whether they said why not."""
        return self.attendance == Attendance.EXCUSED

    @property
    def says(self):
        """What was written down, in words: Here 18:31."""
        said = Attendance(self.attendance).label
        return f"{said}, {self.at}" if self.is_here else said

    @property
    def initials(self):
        """What stands for the face of somebody without one."""
        return Member(name=self.name).initials

    @property
    def sought(self):
        """The words of the name as a search reads them."""
        return fold(self.name)


class Door:
    """One evening's list as a host of it, the reader, sees it at `now`, on the venue's wall."""

    # A phone narrows the list by the letters that the search knows.
    special_letters = SPECIAL_LETTERS

    def __init__(self, evening, reader, now, words=""):
        self.evening, self.reader, self.now = evening, reader, now
        self.words = words.strip()

    @cached_property
    def rows(self):
        """Everybody with a seat, and visitors, by name."""
        rows = [*self._members(), *self._visitors()]
        return sorted(rows, key=lambda row: (row.sought, row.uuid))

    def _members(self):
        going = self.evening.rsvps.going().select_related("member")
        came_before = set(
            Rsvp.objects.came()
            .filter(member__in=going.values("member"))
            .exclude(session=self.evening)
            .values_list("member", flat=True)
        )
        for rsvp in going:
            member = as_hosts_see(self.reader, rsvp.member)
            is_first = member.pk not in came_before
            yield self._row(rsvp, member.name, member.headline, member, is_first)

    def _visitors(self):
        for visitor in self.evening.visitors.confirmed().select_related("invited_by"):
            what = visitor.about
            if inviter := named_to(self.reader, visitor.invited_by):
                what = _("Visitor of %(name)s") % {"name": inviter.name}
            yield self._row(visitor, visitor.name, what, None, True)

    def _row(self, guest, name, what, member, is_first):
        # When it was said of somebody that they did not come, is not when that was seen.
        is_seen = guest.attendance not in ("", Attendance.ABSENT)
        at = telling.clock(guest.attended_at, self.evening.zone) if is_seen else ""
        return Row(str(guest.uuid), name, what, member, is_first, guest.attendance, at)

    @property
    def found(self):
        """Those whose names have a word that begins like the words sought; all for no words."""
        wanted = fold(self.words).split()
        return [
            row
            for row in self.rows
            if all(any(part.startswith(one) for part in row.sought.split()) for one in wanted)
        ]

    @property
    def expected(self):
        """Those found of whom nobody has said anything."""
        return [row for row in self.found if not row.attendance]

    @property
    def away(self):
        """Those found who are excused or did not come."""
        return [row for row in self.found if row.attendance and not row.is_here]

    @property
    def here(self):
        """Those found who are."""
        return [row for row in self.found if row.is_here]

    @cached_property
    def others(self):
        """Members like the words sought who have no seat: whoever stands there can be let in."""
        if not self.words:
            return []
        listed = [row.member.pk for row in self.rows if row.member]
        people = who_can_be_let_in(self.reader, self.evening).search(self.words)
        people = people.exclude(pk__in=listed).order_by("folded_name", "pk")
        return [as_hosts_see(self.reader, one) for one in people[:MOST_OTHERS]]

    @property
    def count(self):
        """How many have come, of all."""
        return sum(row.is_here for row in self.rows)

    @property
    def is_open(self):
        """Whether it can be written down who comes."""
        return self.evening.is_door_open(self.now)

    @property
    def can_close(self):
        """Whether the list can be closed."""
        return self.evening.can_be_closed(self.now)

    @property
    def can_open_again(self):
        """Whether the closing can be taken back."""
        return self.evening.can_be_opened_again(self.now)

    @property
    def closed_because(self):
        """Why nothing can be written down."""
        return DoorClosed(self.evening, self.now)

    @cached_property
    def over(self):
        """By how many the room is over its seats, in a sentence; empty while it is not."""
        over = self.evening.over_by
        words = ngettext(
            "The room is %(over)s over its seats.", "The room is %(over)s over its seats.", over
        )
        return words % {"over": over} if over else ""

    def row_of(self, uuid):
        """The row of one guest, or None."""
        return next((row for row in self.rows if row.uuid == str(uuid)), None)

    def as_facts(self):
        """What a phone must know: {"over": words, "guests": {uuid: [attendance, at, handle]}}.

        Visitors have no handle.
        """
        return {
            "over": self.over,
            "guests": {
                row.uuid: [row.attendance, row.at, row.member.handle if row.member else ""]
                for row in self.rows
            },
        }


def guest_of(evening, uuid):
    """The Rsvp or the Visitor of this evening with this UUID, or None."""
    of_member = evening.rsvps.filter(uuid=uuid).first()
    return of_member or Visitor.objects.filter(session=evening, uuid=uuid).first()
