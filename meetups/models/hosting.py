"""The guests on an evening's list: whether they come, and what is owed to them."""

from meetups import moves
from meetups.errors import AlreadyAsked, NotInvited, RoomFull
from meetups.models.admitting import LATE_NOTICE
from meetups.models.attending import UNMARKED
from meetups.models.glance import glance
from meetups.models.rsvp_letters import invites_last
from meetups.models.sweeping import one_by_one
from meetups.models.visitor_letters import VisitorKind
from members.errors import NotThere
from members.patience import patiently

# How many evenings further we look for a free chair.
LOOK_AHEAD = 4


class Hosting:
    """The verbs about guests, spoken by WeeklySession. Each locks the evening, as all about seats.

    The guest who is given to a verb is read afresh, and is up to date after it.
    """

    # -- questions

    @property
    def has_room(self):
        """Whether a guest may have a seat: one is free, and nobody waits for it."""
        return glance(self).has_room

    def next_with_room(self, now):
        """The next evening with a seat for a guest, of the series or what goes on from it; or None.

        Later ones than the next few are not looked at.
        """
        later = self._same_line().coming(max(self.starts_at, now)).with_place()[:LOOK_AHEAD]
        return next((evening for evening in later if evening.has_room), None)

    # -- verbs

    @patiently
    def confirm(self, guest, now):
        """A guest says that they come, also after an excuse. Saying it twice is saying it once.

        Raises NotGathering, RoomFull, and NotInvited once they were taken off the list.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        self._look_up(guest)
        if guest.session_id != self.pk or guest.state == guest.State.CANCELLED:
            raise NotInvited
        if guest.has_chair:
            return
        # A seat that was kept for them is theirs, however full the room is; but not for whoever
        # was excused from it.
        was_excused = guest.is_excused
        if was_excused or guest.in_place_of_id is None:
            self._refuse_when_full()
        self._seat_guest(guest, now)
        if was_excused:
            self._outdate_taps(guest, now)

    @patiently
    def confirm_instead(self, guest, now):
        """A guest of another evening of the series, where no seat is left, comes to this one.

        Raises NotGathering, RoomFull, AlreadyAsked, and NotInvited for who has a seat elsewhere.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        self._look_up(guest)
        other = guest.session
        sits_there = other.is_ahead(now) and (guest.is_coming or guest.in_place_of_id)
        if sits_there or not self._same_line().filter(pk=other.pk).exists():
            raise NotInvited
        if guest.state == guest.State.CANCELLED:
            raise NotInvited
        if self.visitors.on_list().at(guest.email).exists():
            raise AlreadyAsked
        self._refuse_when_full()
        guest.session, guest.in_place_of = self, None
        self._seat_guest(guest, now)

    @patiently
    def excuse(self, guest, now):
        """A guest says that they can't come; the seat goes to the next in line.

        Raises NotGathering once it has begun, NotInvited once they were taken off the list.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        self._look_up(guest)
        if guest.session_id != self.pk or guest.state == guest.State.CANCELLED:
            raise NotInvited
        self._part_with(guest, guest.State.DECLINED, now)

    @patiently
    def take_off(self, guest, by, now):
        """Take a guest off the list, by whoever asked them along or runs the evening.

        Raises NotGathering once it has begun, NotThere for anybody else.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        self._look_up(guest)
        may = by.is_present and (guest.invited_by_id == by.pk or self.is_run_by(by))
        if guest.session_id != self.pk or not may:
            raise NotThere
        self._part_with(guest, guest.State.CANCELLED, now)

    @patiently
    def see_to(self, guest, now):
        """Do what is due about a guest by now: the newest step alone, and once.

        The question of the day before, thanks to those who came; a seat that was kept for somebody
        who never answered goes to the next in line.
        """
        self._take_turn()
        self._look_up(guest)
        if guest.session_id != self.pk or guest.write_at is None or guest.write_at > now:
            return
        was_kept = guest.is_asked and guest.in_place_of_id
        if was_kept:
            guest.in_place_of = None
        elif guest.is_coming and (kind := guest.due_kind(now)):
            guest.write(kind, now)
        guest.write_at = guest.next_moment(now)
        guest.save(update_fields=["in_place_of", "write_at"])
        if was_kept:
            self._promote(now)

    # -- what they hear, with the evening locked

    def tell_visitors_of_the_move(self, news, now):
        """Guests who come hear of the new time or place; the others are asked anew.

        `news` as in tell_of_the_move(), and of several moves on end they read as members do.
        """
        for guest in self._expected():
            known = guest.move_untold
            is_back = known.get("was") == moves.plan_of(self)
            guest.drop_letters(now)
            if guest.is_asked:
                # A seat that is kept for them is kept from now on, for as long as they now read.
                guest.asked_at = now
            guest.write_at = guest.next_moment(now)
            kind = VisitorKind.MOVED if guest.is_coming else VisitorKind.CONFIRM
            told = news | known | {"why": news["why"] or known.get("why", "")}
            guest.move_told = told if guest.is_coming and not is_back else None
            guest.save(update_fields=["asked_at", "write_at", "move_told"])
            if not is_back:
                guest.write(kind, now, news=told)
            elif not invites_last(guest):
                guest.write(VisitorKind.GOING, now)

    def tell_visitors_of_the_end(self, now):
        """Guests who come or were asked hear that it does not take place."""
        for guest in self._expected():
            guest.drop_letters(now)
            guest.write(VisitorKind.OFF, now, was_coming=guest.is_coming)
        self.visitors.update(write_at=None)

    def _expected(self):
        guests = list(self.visitors.expected().select_related("invited_by").order_by("pk"))
        for guest in guests:
            guest.session = self
        return guests

    def _same_line(self):
        return type(self).objects.of_the_line_of(self.series)

    # -- with the evening locked

    def _refuse_when_full(self):
        if not self.has_room:
            raise RoomFull

    def _look_up(self, guest):
        """Read the guest afresh. Locked, because an evening they change to locks only itself.

        The row alone: one that changed evenings while we waited would not be found by a join.
        """
        fresh = type(guest).objects.select_for_update(no_key=True).get(pk=guest.pk)
        for field in guest._meta.concrete_fields:
            setattr(guest, field.attname, getattr(fresh, field.attname))
        if guest.session_id == self.pk:
            guest.session = self

    def _seat_guest(self, guest, now):
        self._settle(guest, guest.State.CONFIRMED, now)
        if self.starts_at - now < LATE_NOTICE:
            self._forgive_one()
        guest.write(VisitorKind.GOING, now)

    def _part_with(self, guest, state, now):
        """Let the guest go, unless they have gone; whoever said yes is sent word for the diary."""
        if guest.is_out:
            return
        was_coming, guest.in_place_of = guest.is_coming, None
        self._settle(guest, state, now)
        if was_coming:
            guest.write(VisitorKind.OFF, now)
        self._promote(now)

    def _settle(self, guest, state, now):
        guest.drop_letters(now)
        guest.state, guest.answered_at = state, now
        for name, value in UNMARKED.items():
            setattr(guest, name, value)
        guest.write_at = guest.next_moment(now)
        guest.save()


def see_to_visitors(visitors, now):
    """See to the guests to whom something is owed, each in a transaction of its own. -> how many"""
    due = visitors.due(now).with_evening()
    return one_by_one(due, lambda guest: guest.session.see_to(guest, now))
