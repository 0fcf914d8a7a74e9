"""Evenings of a town: seats, the line for them, guests, and what becomes of all that."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched, count

from django.db import transaction
from django.utils import timezone

from meetups.models import Nudge, Rsvp, Series, StandingSeat, Venue, Visitor, WeeklySession
from meetups.models.planning import MOST_MISSES
from meetups.models.rsvp_letters import EVE
from meetups.models.visitor_writing import THANKS_FOR
from meetups.nudges.seats import FORTNIGHT
from tests.faults.changes import take

Kind, GuestKind = Nudge.Kind, Visitor.Kind
DAY, HOUR, LENGTH = timedelta(days=1), timedelta(hours=1), timedelta(hours=2)
TABLE = 8  # members to an evening
FULL, ROOMY = TABLE - 2, TABLE + 4  # seats
OF_A_SEAT = [Kind.SESSION_GOING, Kind.SESSION_MOVED, Kind.SEAT_OFFERED, Kind.SESSION_TOMORROW]
OF_A_GUEST = [GuestKind.CONFIRM, GuestKind.GOING, GuestKind.MOVED, GuestKind.TOMORROW]


@dataclass
class Guest:
    """Somebody asked along, by the id of their row."""

    row: int
    email: str
    comes: bool


@dataclass
class Evening:
    """One evening by the id of its row, and who has said what about it."""

    row: int
    name: str
    going: list = field(default_factory=list)
    offered: list = field(default_factory=list)
    line: list = field(default_factory=list)
    guests: list = field(default_factory=list)
    is_moved: bool = False

    @property
    def concerned(self):
        """The members who hear of what becomes of it."""
        return [*self.going, *self.offered, *self.line]


class Evenings:
    """The part of the people that comes to evenings."""

    def __init__(self):
        self.evenings = []  # those not yet begun
        self.names, self.addresses = count(1), count(1)
        self.venue = Venue.objects.create(name="The Old Mill", time_zone="Europe/London")
        super().__init__()

    # -- beginnings, all of us at tables of eight

    def gather_soon(self):
        """All of us have had seats for long, and are asked whether we come, and so is a guest."""
        now = timezone.now()
        long_ago = now - 2 * DAY
        for table in self._tables():
            with transaction.atomic():
                moment = self._at_commit()
                session = self._make_evening(now + 20 * HOUR, ROOMY, long_ago)
                seats = Rsvp.objects.bulk_create(
                    Rsvp(session=session, member=member, state="going", changed_at=long_ago)
                    for member in table
                )
                for rsvp in seats:
                    rsvp.leave_question(long_ago)
                guest = self._new_guest(
                    session, table[0], asked_at=long_ago, write_at=session.starts_at - EVE
                )
            evening = self._remember(session)
            evening.going = list(table)
            evening.guests = [Guest(guest.pk, guest.email, True)]
            starts, due = session.starts_at.timestamp(), moment.deed.at
            for member in table:
                self.facts.owe(Kind.SESSION_TOMORROW, member.email, evening.name, due, starts)
            self.facts.owe(GuestKind.TOMORROW, guest.email, "", due, starts, by_sweep=True)

    def gather_later(self):
        """All of us say that we come to an evening in four days; at every other there is a line.

        Where there is none, two guests are asked.
        """
        for number, table in enumerate(self._tables()):
            now = timezone.now()
            room = ROOMY if number % 2 else FULL
            session = self._make_evening(now + 4 * DAY + 6 * HOUR, room, now)
            evening = self._remember(session)
            for member in table[: 2 if room == ROOMY else 0]:
                self._invite(evening, session, member, now)
            for member in table:
                rsvp, deed = self._say(session.say_going, member, now)
                if rsvp.is_going:
                    self._owe_seat(evening, session, member, deed, now)
                else:
                    evening.line.append(member)

    def thank_guests(self):
        """Guests of an evening of the day before yesterday are to be thanked."""
        now = timezone.now()
        with transaction.atomic():
            moment = self._at_commit()
            session = self._make_evening(now - 2 * DAY, ROOMY, now - 9 * DAY)
            came = {"attendance": "present", "attended_at": session.starts_at}
            guests = [
                self._new_guest(session, member, asked_at=now - 5 * DAY, **came)
                for member in self.members[::TABLE]
            ]
            mornings = guests[0].mornings_after
            Visitor.objects.filter(session=session).update(write_at=mornings[0])
        until = (mornings[-1] + THANKS_FOR).timestamp()
        for guest in guests:
            due = moment.deed.at
            self.facts.owe(GuestKind.THANKS, guest.email, "", due, until, by_sweep=True)

    def stay_away(self):
        """Some of us had a seat for every time, and stayed away too often."""
        now = timezone.now()
        with transaction.atomic():
            moment = self._at_commit()
            series = self._make_series(now, ROOMY, now)
            StandingSeat.objects.bulk_create(
                StandingSeat(series=series, member=member, since=now - DAY, misses=MOST_MISSES)
                for member in self.members[::TABLE]
            )
        due = moment.deed.at
        for member in self.members[::TABLE]:
            until = due + FORTNIGHT.total_seconds()
            self.facts.owe(Kind.SEAT_LAPSED, member.email, series.name, due, until, by_sweep=True)

    # -- changes

    def evenings_that_change(self):
        """{verb: weight} of what can be done about evenings."""
        verbs = {}
        if self.evenings:
            verbs |= {self.call_off: 1, self.move_evening: 1}
        if any(evening.going for evening in self.evenings):
            verbs |= {self.give_seat_back: 3, self.still_come: 3}
        if any(evening.offered for evening in self.evenings):
            verbs |= {self.take_the_seat: 3, self.pass_the_seat_on: 1}
        if any(evening.guests for evening in self.evenings):
            verbs |= {self.guest_cant: 2}
        if any(self._asked(evening) for evening in self.evenings):
            verbs |= {self.guest_comes: 2}
        return verbs

    def give_seat_back(self, rng):
        """One with a seat can't come, and the next in line may, where there is a line."""
        is_line = any(evening.going and evening.line for evening in self.evenings)
        evening, session = self._an_evening(
            rng, lambda evening: evening.going and (evening.line or not is_line)
        )
        member = take(evening.going, rng)
        _rsvp, deed = self._say(session.say_cant, member, timezone.now())
        self.facts.end(OF_A_SEAT, member.email, evening.name, deed, "given back")
        until = session.ends_at.timestamp()
        self.facts.owe(Kind.SESSION_LEFT, member.email, evening.name, deed.at, until)
        self._let_the_next(evening, deed)

    def still_come(self, rng):
        """One with a seat says that they come, and needn't be asked."""
        evening, session = self._an_evening(rng, lambda evening: evening.going)
        member = rng.choice(evening.going)
        _none, deed = self._say(session.still_coming, member, timezone.now())
        name = member.email, evening.name
        self.facts.end([Kind.SESSION_TOMORROW], *name, deed, "still coming")

    def take_the_seat(self, rng):
        """One takes the seat they were offered."""
        evening, session = self._an_evening(rng, lambda evening: evening.offered)
        member, now = take(evening.offered, rng), timezone.now()
        _rsvp, deed = self._say(session.say_going, member, now)
        self.facts.end(OF_A_SEAT, member.email, evening.name, deed, "taken")
        self._owe_seat(evening, session, member, deed, now)

    def pass_the_seat_on(self, rng):
        """One doesn't want the seat they were offered, and the next in line may."""
        evening, session = self._an_evening(rng, lambda evening: evening.offered)
        member = take(evening.offered, rng)
        _rsvp, deed = self._say(session.say_cant, member, timezone.now())
        self.facts.end(OF_A_SEAT, member.email, evening.name, deed, "passed on")
        self._let_the_next(evening, deed)

    def call_off(self, rng):
        """An evening does not take place: any, or the next, to which all others are invited."""
        coming = WeeklySession.objects.coming(timezone.now())
        rows = [evening.row for evening in self.evenings]
        following = coming.filter(pk__in=rows).values_list("pk", flat=True).first()
        row = rng.choice([following, rng.choice(rows)])
        evening, session = self._an_evening(rng, lambda evening: evening.row == row)
        self.evenings.remove(evening)
        _none, deed = self._say(session.call_off, "The mill is flooded", timezone.now())
        self.facts.off[evening.name] = deed
        self.facts.moves.append(deed)
        until = session.ends_at.timestamp()
        for member in evening.concerned:
            self.facts.end(OF_A_SEAT, member.email, evening.name, deed, "called off")
            self.facts.owe(Kind.SESSION_OFF, member.email, evening.name, deed.at, until)
        for guest in evening.guests:
            self.facts.end(OF_A_GUEST, guest.email, "", deed, "called off")
            self.facts.owe(GuestKind.OFF, guest.email, "", deed.at, until)

    def move_evening(self, rng):
        """An evening takes place an hour later. Nobody has been asked about it yet."""
        evening, session = self._an_evening(rng)
        now = timezone.now()
        is_asked = session.starts_at - EVE <= now + HOUR
        if is_asked or evening.is_moved or self._asked(evening):
            return
        evening.is_moved = True
        starts_at, ends_at = session.starts_at + HOUR, session.ends_at + HOUR
        _none, deed = self._say(session.change, now, starts_at=starts_at, ends_at=ends_at)
        self.facts.moves.append(deed)
        until = ends_at.timestamp()
        for member in evening.concerned:
            name = member.email, evening.name
            self.facts.replace(OF_A_SEAT, *name, deed, "moved")
            self.facts.owe(Kind.SESSION_MOVED, *name, deed.at, until)
            if member in evening.going:
                self._ask_the_day_before(Kind.SESSION_TOMORROW, *name, session, now)
        for guest in evening.guests:
            self.facts.replace(OF_A_GUEST, guest.email, "", deed, "moved")
            self.facts.owe(GuestKind.MOVED, guest.email, "", deed.at, until)
            self._ask_the_day_before(GuestKind.TOMORROW, guest.email, "", session, now)

    def guest_comes(self, rng):
        """A guest says yes."""
        evening, session = self._an_evening(rng, self._asked)
        guest, now = rng.choice(self._asked(evening)), timezone.now()
        _none, deed = self._say(session.confirm, Visitor.objects.get(pk=guest.row), now)
        guest.comes = True
        self.facts.end([GuestKind.CONFIRM], guest.email, "", deed, "confirmed")
        self.facts.owe(GuestKind.GOING, guest.email, "", deed.at, session.ends_at.timestamp())
        self._ask_the_day_before(GuestKind.TOMORROW, guest.email, "", session, now)

    def guest_cant(self, rng):
        """A guest says no, or not after all."""
        evening, session = self._an_evening(rng, lambda evening: evening.guests)
        guest = take(evening.guests, rng)
        row = Visitor.objects.get(pk=guest.row)
        _none, deed = self._say(session.excuse, row, timezone.now())
        self.facts.end(OF_A_GUEST, guest.email, "", deed, "excused")
        if guest.comes:
            until = session.ends_at.timestamp()
            self.facts.owe(GuestKind.OFF, guest.email, "", deed.at, until)

    def _let_evenings_pass(self):
        """The clock has jumped: what has begun is over for us, and what was offered has lapsed."""
        now = timezone.now()
        sessions = WeeklySession.objects.with_place().coming(now).in_bulk()
        self.evenings = [evening for evening in self.evenings if evening.row in sessions]
        for evening in self.evenings:
            lapsed, evening.offered = evening.offered, []
            # A sweep would do it as well.
            _none, deed = self._say(sessions[evening.row].let_offers_end, now)
            for _member in lapsed:
                self._let_the_next(evening, deed)

    # -- how

    def _tables(self):
        """All of us in groups of eight, other ones each time."""
        shift = len(self.evenings)
        return list(batched(self.members[shift:] + self.members[:shift], TABLE))

    def _make_series(self, starts_at, room, now):
        starts_at = starts_at.astimezone(self.venue.zone)
        return Series.objects.create(
            name=f"EVE{next(self.names):04}", rule="FREQ=WEEKLY", starts_on=starts_at.date(),
            ends_on=starts_at.date(), clock=starts_at.time(), minutes=LENGTH.seconds // 60,
            venue=self.venue, capacity=room, created_at=now,
            # Nobody makes another evening of it.
            made_until=starts_at.date() + 400 * DAY,
        )  # fmt: skip

    def _make_evening(self, starts_at, room, now):
        starts_at = starts_at.replace(second=0, microsecond=0)
        series = self._make_series(starts_at, room, now)
        return WeeklySession.objects.create(
            series=series, original_start=starts_at, on=series.starts_on, starts_at=starts_at,
            ends_at=starts_at + LENGTH, venue=self.venue, capacity=room, created_at=now,
        )  # fmt: skip

    def _remember(self, session):
        evening = Evening(session.pk, session.series.name)
        self.evenings.append(evening)
        return evening

    def _new_guest(self, session, member, *, asked_at, **more):
        """One who said long ago that they come."""
        name, email = self._name_a_guest()
        return Visitor.objects.create(
            session=session, name=name, email=email, invited_by=member, state="confirmed",
            asked_at=asked_at, answered_at=asked_at, **more,
        )  # fmt: skip

    def _name_a_guest(self):
        number = next(self.addresses)
        return f"G{number:04} Guest", f"g{number:04}@guests.example"

    def _invite(self, evening, session, member, now):
        name, email = self._name_a_guest()
        guest, deed = self._say(session.invite, member, name, email, "", now)
        evening.guests.append(Guest(guest.pk, email, False))
        until = session.starts_at.timestamp()
        self.facts.owe(GuestKind.CONFIRM, email, "", deed.at, until)

    def _owe_seat(self, evening, session, member, deed, now):
        evening.going.append(member)
        name, until = (member.email, evening.name), session.ends_at.timestamp()
        self.facts.owe(Kind.SESSION_GOING, *name, deed.at, until)
        self._ask_the_day_before(Kind.SESSION_TOMORROW, *name, session, now)

    def _ask_the_day_before(self, kind, reader, other, session, now):
        """The question of the day before, unless it is too late for that."""
        due, until = session.starts_at - EVE, session.starts_at
        if due > now:
            is_guest = kind == GuestKind.TOMORROW
            self.facts.owe(
                kind, reader, other, due.timestamp(), until.timestamp(), by_sweep=is_guest
            )

    def _let_the_next(self, evening, deed):
        """By this deed a seat was free: it is offered to the next in line."""
        if not evening.line:
            return
        member = evening.line.pop(0)
        evening.offered.append(member)
        until = Rsvp.objects.get(session=evening.row, member=member).offered_until.timestamp()
        # The offer says when it is by now.
        self.facts.end([Kind.SESSION_MOVED], member.email, evening.name, deed, "offered")
        self.facts.owe(Kind.SEAT_OFFERED, member.email, evening.name, deed.at, until)

    def _an_evening(self, rng, suits=lambda evening: True):
        evening = rng.choice([evening for evening in self.evenings if suits(evening)])
        return evening, WeeklySession.objects.with_place().get(pk=evening.row)

    def _asked(self, evening):
        """The guests who have not answered."""
        return [guest for guest in evening.guests if not guest.comes]
