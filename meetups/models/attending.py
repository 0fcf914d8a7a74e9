"""Who came: what hosts tap at the door, and what members say themselves with the evening's word.

A tap is known by its moment, so that a phone that was without a network replays its taps in any
order and as often as it likes: of two taps about one person the later stands.
"""

from datetime import timedelta
from hmac import compare_digest

from django.db.models import F, Q

from meetups.errors import DoorClosed, RoomFull, WrongWord
from meetups.models.glance import glance
from meetups.models.standing_seat import StandingSeat
from meetups.models.sweeping import one_by_one
from members.errors import NotThere
from members.folding import clean_line
from members.patience import patiently

DOOR_OPENS = timedelta(hours=2)  # before it begins
# The word is on the wall from half an hour before until the end.
WORD_COUNTS_FROM = timedelta(minutes=30)
# Whoever comes later than that is late.
GRACE = timedelta(minutes=10)
# Hosts who forgot have a day; what is unknown then stays unknown.
TIME_TO_CLOSE = timedelta(hours=24)
# Only who has a seat is here or away: with the seat goes what was tapped, when and by whom.
UNMARKED = {"attendance": "", "attended_at": None, "attended_by": None}


class Attending:
    """The verbs of the door, spoken by WeeklySession. Each locks the evening first."""

    # -- questions

    def is_door_open(self, now):
        """Whether it can be written down who comes."""
        return (
            self.closed_at is None
            and not self.is_cancelled
            and self.starts_at - DOOR_OPENS <= now < self.ends_at + TIME_TO_CLOSE
        )

    def counts_word(self, now):
        """Whether the evening's word is good now."""
        is_time = self.starts_at - WORD_COUNTS_FROM <= now < self.ends_at
        return is_time and self.is_door_open(now)

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
        self._open_door(by, now)
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

    @patiently
    def let_in(self, member, tapped_at, by, now):
        """A member is at the door without a seat: give them one and write down that they came.

        Raises DoorClosed, NotThere, RoomFull.
        """
        self._open_door(by, now)
        rsvp = self._seat_at_the_door(member, now)
        self.mark(rsvp, self._kind_of_arrival(tapped_at), tapped_at, by, now)
        rsvp.refresh_from_db()
        return rsvp

    @patiently
    def let_visitor_in(self, uuid, name, tapped_at, by, now):
        """Somebody nobody expected walked in; `uuid` was made at the door and names them once.

        Raises DoorClosed, RoomFull, and NotThere too for a name made at another evening's door.
        """
        self._open_door(by, now)
        known = self.visitors.model.objects.filter(uuid=uuid).first()
        if known and known.session_id != self.pk:
            raise NotThere
        if known:
            return known
        if self.free <= 0:
            raise RoomFull
        self._forgive_one()
        return self.visitors.create(
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

    @patiently
    def close(self, by, now, *, others=""):
        """Nothing changes after this. `others` is what becomes of those nobody wrote down.

        Empty: unknown, which is not no. A standing seat counts an absence nobody announced, and is
        counted anew from the next time its member comes. Raises DoorClosed, NotThere.
        """
        self._open_door(by, now)
        if others:
            for guests in (self.rsvps.going(), self.visitors.confirmed()):
                unknown = guests.filter(attendance="")
                unknown.update(attendance=others, attended_at=now, attended_by=by)
        self._close(now)

    @patiently
    def close_by_itself(self, now):
        """Close what its hosts forgot; before its time, do nothing."""
        self._take_turn()
        if self.closed_at is None and self.ends_at + TIME_TO_CLOSE <= now:
            self._close(now)

    # -- a member's own

    @patiently
    def check_in(self, member, word, now):
        """Say that one is here, by the word on the wall, also after an excuse. -> Rsvp

        Raises DoorClosed outside its hours, WrongWord, RoomFull, NotThere for somebody absent.
        """
        self._take_turn()
        if not self.counts_word(now):
            raise DoorClosed(self, now)
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

        Taken back now, so that a tap from before, which a phone still keeps, counts no more.
        """
        if self.closed_at or now >= self.starts_at - DOOR_OPENS:
            return
        for guests in (self.rsvps, self.visitors):
            guests.exclude(attendance="").update(attendance="", attended_at=now)

    def _open_door(self, by, now):
        self._take_turn()
        if not self.is_run_by(by):
            raise NotThere
        if not self.is_door_open(now):
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

    def _close(self, now):
        self.closed_at = now
        self.save(update_fields=["closed_at"])
        standing = StandingSeat.objects.kept().at(self.series)
        came = self.rsvps.came().values("member")
        missed = self.rsvps.filter(Q(attendance="absent") | Q(gave_back_late=True)).values("member")
        standing.filter(member__in=came).update(misses=0)
        standing.filter(member__in=missed).update(misses=F("misses") + 1)


def close_old(sessions, now):
    """Close every evening that its hosts forgot, each by itself. -> how many"""
    due = sessions.to_close(now).with_place().order_by("ends_at")
    return one_by_one(due, lambda session: session.close_by_itself(now))
