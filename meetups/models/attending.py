"""Who came: what hosts tap at the door, and what members say themselves with the evening's word.

A tap is known by its moment, so that a phone that was without a network replays its taps in any
order and as often as it likes: of two taps about one person the later stands. What a phone kept
from before the list was closed counts when it comes after that, while there is time to close.
"""

from hmac import compare_digest

from django.db.models import Q

from meetups.errors import DoorClosed, RoomFull, WrongWord
from meetups.models.glance import glance
from meetups.models.hours import DOOR_OPENS, GRACE, TIME_TO_CLOSE, WORD_COUNTS_FROM
from members.errors import NotThere
from members.folding import clean_line
from members.patience import patiently

# Only who has a seat is here or away: with the seat goes what was tapped, when and by whom.
UNMARKED = {"attendance": "", "attended_at": None, "attended_by": None}


class Attending:
    """The verbs of the door, spoken by WeeklySession. Each locks the evening first."""

    # -- questions

    @property
    def door_opens_at(self):
        """From when on it can be written down who comes."""
        return self.starts_at - DOOR_OPENS

    @property
    def word_counts_from(self):
        """From when on the evening's word is good."""
        return self.starts_at - WORD_COUNTS_FROM

    def is_door_open(self, now):
        """Whether it can be written down who comes."""
        return self.closed_at is None and self._is_in_hours(now)

    def counts_word(self, now):
        """Whether the evening's word is good now."""
        return self.word_counts_from <= now < self.ends_at and self.is_door_open(now)

    def _is_in_hours(self, now):
        is_time = self.door_opens_at <= now < self.ends_at + TIME_TO_CLOSE
        return is_time and not self.is_cancelled

    @property
    def here(self):
        """How many are written down as having come, visitors among them."""
        return self.rsvps.came().count() + self.visitors.came().count()

    # -- a host's

    @patiently
    def mark(self, guest, attendance, tapped_at, by, now):
        """Write down of a guest (an Rsvp or a Visitor of this evening) whether they came.

        An empty `attendance` takes a tap back. `tapped_at` is when the host's finger was on it; a
        tap that is older than what stands changes nothing. Whoever is excused keeps no seat from
        the next in line or from who walks in, and has one again when they come after all, however
        full the room is. Raises DoorClosed, NotThere for somebody who isn't on the list or a member
        who doesn't run it.
        """
        self._open_door(by, now, tapped_at)
        mine = type(guest).objects.filter(
            pk=guest.pk, session=self, state__in=["going", "confirmed"]
        )
        if not mine.exists():
            raise NotThere
        older = Q(attended_at=None) | Q(attended_at__lte=min(tapped_at, now))
        mine.filter(older).update(
            attendance=attendance, attended_at=min(tapped_at, now), attended_by=by
        )
        if attendance == "excused":
            self._promote(now)
        self._count_anew()

    @patiently
    def let_in(self, member, tapped_at, by, now):
        """A member is at the door without a seat: give them one and write down that they came.

        Raises DoorClosed, NotThere, RoomFull.
        """
        self._open_door(by, now, tapped_at)
        rsvp = self._seat_at_the_door(member, now)
        self.mark(rsvp, self._kind_of_arrival(tapped_at), tapped_at, by, now)
        rsvp.refresh_from_db()
        return rsvp

    @patiently
    def let_visitor_in(self, uuid, name, tapped_at, by, now):
        """Somebody nobody expected walked in; `uuid` was made at the door and names them once.

        Raises DoorClosed, RoomFull, and NotThere too for a name made at another evening's door.
        """
        self._open_door(by, now, tapped_at)
        known = self.visitors.model.objects.filter(uuid=uuid).first()
        if known and known.session_id != self.pk:
            raise NotThere
        if known:
            return known
        if self.free <= 0:
            raise RoomFull
        self._forgive_one()
        guest = self.visitors.create(
            uuid=uuid,
            name=clean_line(name)[:80],
            is_walk_in=True,
            state="confirmed",
            asked_at=now,
            answered_at=now,
            attendance=self._kind_of_arrival(tapped_at),
            attended_at=min(tapped_at, now),
            attended_by=by,
        )
        self._count_anew()
        return guest

    # -- a member's own

    @patiently
    def check_in(self, member, word, now):
        """Say that one is here, by the word on the wall, also after an excuse. -> Rsvp

        Raises DoorClosed outside its hours, WrongWord, RoomFull, NotThere for somebody absent.
        """
        self._take_turn()
        if not self.counts_word(now):
            raise DoorClosed(self, now, opens_at=self.word_counts_from)
        # Bytes, as the two may be of different scripts.
        if not compare_digest(word.strip().upper().encode(), self.word.encode()):
            raise WrongWord
        if not member.is_present:
            raise NotThere
        rsvp = self._seat_at_the_door(member, now)
        if not rsvp.came:
            self.rsvps.filter(pk=rsvp.pk).update(
                attendance=self._kind_of_arrival(now), attended_at=now, attended_by=member
            )
        rsvp.refresh_from_db()
        return rsvp

    # -- with the evening locked

    def _forget_who_came(self, now):
        """It has moved, and its door is not open yet: nobody has come to what takes place then.

        Taken back now, so that a tap from before, which a phone still keeps, counts no more. Who
        walked in and left no address cannot be told, and is off the list; and so is who was excused
        from a seat that somebody else has now.
        """
        if self.closed_at or now >= self.door_opens_at:
            return
        for guest in self._all_of(self.visitors.confirmed().filter(email="")):
            self._settle(guest, guest.State.CANCELLED, now)
        members, guests = (
            self._all_of(everybody.filter(attendance="excused").order_by("-attended_at", "-pk"))
            for everybody in (self.rsvps.select_related("member"), self.visitors)
        )
        for everybody in (self.rsvps, self.visitors):
            everybody.exclude(attendance="").update(attendance="", attended_at=now)
        for guest in guests:
            if self.over_by:
                self._part_with(guest, guest.State.DECLINED, now)
        for rsvp in members:
            if self.over_by:
                self._let_go(rsvp, now)

    def _all_of(self, rows):
        """These rows, each with this very evening."""
        found = list(rows)
        for one in found:
            one.session = self
        return found

    def _outdate_taps(self, guest, now):
        """What was tapped about them before, and a phone still keeps, counts no more."""
        guest.attended_at = now
        guest.save(update_fields=["attended_at"])

    def _open_door(self, by, now, tapped_at=None):
        self._take_turn()
        if not self.is_run_by(by):
            raise NotThere
        is_from_before = tapped_at and self.can_be_opened_again(now) and tapped_at < self.closed_at
        if not is_from_before and not self.is_door_open(now):
            raise DoorClosed(self, now)

    def _kind_of_arrival(self, moment):
        return "late" if moment > self.starts_at + GRACE else "present"

    def _seat_at_the_door(self, member, now):
        seen = glance(self, member)
        rsvp = seen.rsvp
        if rsvp.is_going:
            return rsvp
        # Whoever was offered a seat holds it already.
        if not rsvp.is_offered and seen.free <= 0:
            raise RoomFull
        # Without a letter: they are standing in the room.
        self._seat(rsvp, now, is_standing=rsvp.is_standing, is_told=False)
        return rsvp
