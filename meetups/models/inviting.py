"""Whom an evening is open to besides members: whom they bring, and who asks."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from meetups.errors import (
    AlreadyAsked,
    AskedBefore,
    AskedOnce,
    BadGuest,
    NoSeatToGive,
    TooManyGuests,
)
from meetups.models.visitor_letters import VisitorKind
from members import mail
from members.errors import NotThere
from members.folding import clean_line
from members.patience import patiently

# Guests of one member at one evening who have not answered.
MOST_UNANSWERED = 3
# How often somebody nobody here knows may ask to come. After that one joins.
MOST_ASKED = 2
LONGEST_NAME, LONGEST_ABOUT, LONGEST_ADDRESS = 80, 200, 254


def address_of(email):
    """An e-mail address in the one spelling that is kept, written to and counted.

    Raises BadGuest for what is none.
    """
    local, _at, domain = clean_line(email).lower().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
        validate_email(address)
    except (UnicodeError, ValidationError) as error:
        raise BadGuest from error
    if len(address) > LONGEST_ADDRESS:
        raise BadGuest
    return address


class Inviting:
    """The verbs that put a guest on the list, spoken by WeeklySession. Each locks the evening."""

    @patiently
    def invite(self, member, name, email, about, now):
        """A member asks somebody along, who is written to. -> Visitor

        Raises NotThere for somebody absent, NotGathering, BadGuest, AlreadyAsked, AskedOnce for an
        address they have asked before, TooManyGuests while three of theirs have not answered, and
        RoomFull.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        if not member.is_present:
            raise NotThere
        guest = self._guest(name, email, about, now, invited_by=member)
        self._refuse_twice(guest)
        if self.visitors.of(member).asked().count() >= MOST_UNANSWERED:
            raise TooManyGuests
        self._refuse_when_full()
        return self._write_down(guest, now)

    @patiently
    def give_seat_to(self, member, name, email, about, now):
        """A member gives their seat to somebody, for whom it is kept for a while. -> Visitor

        Raises NotThere, NotGathering, BadGuest, AlreadyAsked, AskedOnce, and NoSeatToGive.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        if not member.is_present:
            raise NotThere
        rsvp = self.rsvps.going().holding().of(member).first()
        if rsvp is None or self.visitors.filter(in_place_of=rsvp).exists():
            raise NoSeatToGive
        guest = self._guest(name, email, about, now, invited_by=member, in_place_of=rsvp)
        self._refuse_twice(guest)
        guest = self._write_down(guest, now)
        # By now somebody sits there: nobody in line is offered what is given.
        self._let_go(rsvp, now)
        return guest

    @patiently
    def ask(self, name, email, about, now):
        """Somebody nobody here knows asks to come, and is written to. -> Visitor

        Raises NotThere where strangers are not taken, NotGathering, RoomFull, BadGuest, and
        AskedBefore, after the same work: who waits for the answer cannot tell.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        if not self.series.takes_strangers:
            raise NotThere
        self._refuse_when_full()
        guest = self._guest(name, email, about, now)
        _take_turn_of(guest.email)
        before = type(guest).objects.strangers().at(guest.email).count()
        if before >= MOST_ASKED or self.visitors.on_list().at(guest.email).exists():
            guest.write(VisitorKind.CONFIRM, now, how=mail.draft)
            raise AskedBefore
        return self._write_down(guest, now)

    # -- with the evening locked

    def _guest(self, name, email, about, now, **more):
        name = clean_line(name)[:LONGEST_NAME].strip()
        if not name:
            raise BadGuest
        return self.visitors.model(
            session=self,
            name=name,
            email=address_of(email),
            about=clean_line(about)[:LONGEST_ABOUT].strip(),
            asked_at=now,
            **more,
        )

    def _refuse_twice(self, guest):
        if self.visitors.on_list().at(guest.email).exists():
            raise AlreadyAsked
        # Or one could write letter after letter to somebody by taking each back.
        if self.visitors.of(guest.invited_by).at(guest.email).exists():
            raise AskedOnce

    def _write_down(self, guest, now):
        guest.write_at = guest.next_moment(now)
        guest.save()
        guest.write(VisitorKind.CONFIRM, now)
        return guest


def _take_turn_of(email):
    """Wait until nobody else counts how often this address has asked; all evenings count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [email])
