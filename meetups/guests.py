"""Guests as pages show them: what became of those on a list, and whether there is a door."""

from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups import telling
from meetups.forms.guest import StrangerForm
from meetups.models import Visitor, WeeklySession
from meetups.people import named_to
from members.models import Member

# An evening that ended longer ago is no news, whatever the hour is at its place.
LATELY = timedelta(days=4)
# Of more guests at one evening it is told how many came.
MOST_NAMED = 3
# Evenings we look at for one that a stranger may ask to come to.
LOOK_AHEAD = 4


class Door(NamedTuple):
    """An evening to which somebody nobody here knows may ask to come, and the form for it."""

    evening: WeeklySession
    form: StrangerForm

    @property
    def zone(self):
        """The clock on the venue's wall."""
        return self.evening.zone

    @property
    def weekday(self):
        """Thursday"""
        return telling.weekday(self.evening.starts_at, self.zone)


def door(evening, now, form=None):
    """The Door of an evening, or None where strangers can't ask: not taken, not ahead, or full."""
    is_open = evening.series.takes_strangers and evening.is_ahead(now) and evening.has_room
    return Door(evening, form or StrangerForm()) if is_open else None


def later_door(evening, now):
    """The Door of a later evening of the series, or None where strangers can't ask."""
    later = evening.next_with_room(now)
    return later and door(later, now)


def next_door(now):
    """The Door of the first evening of all that has one, or None."""
    ahead = WeeklySession.objects.on_calendar().filter(starts_at__gt=now).with_place()
    ahead = ahead.filter(series__takes_strangers=True).order_by("starts_at", "pk")
    doors = (door(evening, now) for evening in ahead[:LOOK_AHEAD])
    return next((one for one in doors if one), None)


class Line(NamedTuple):
    """A guest on a list: what became of them, its tone, who asked them along, and what can be done.

    `inviter` is None for a stranger, and for somebody the reader cannot see.
    """

    guest: Visitor
    says: str
    tone: str
    inviter: Member | None
    can_take_off: bool


class GuestList:
    """The guests of one evening for a member: their own, and all of them for who runs it."""

    def __init__(self, evening, reader, now):
        self.evening, self.reader, self.now = evening, reader, now
        self.runs = evening.is_run_by(reader)
        guests = evening.visitors.on_list().select_related("invited_by").order_by("asked_at", "pk")
        self.lines = [
            self._line(guest) for guest in guests if self.runs or guest.invited_by_id == reader.pk
        ]

    @property
    def mine(self):
        """Those whom the reader asked along."""
        return [line for line in self.lines if line.guest.invited_by_id == self.reader.pk]

    @property
    def others(self):
        """For who runs the evening: all others, by name and inviter."""
        return [line for line in self.lines if line.guest.invited_by_id != self.reader.pk]

    @property
    def is_ahead(self):
        """Whether somebody can still be asked along."""
        return self.evening.is_ahead(self.now)

    @property
    def can_give_seat(self):
        """Whether the reader has a seat that somebody else could sit on."""
        going = self.evening.rsvps.going().holding().of(self.reader).filter(substitute=None)
        return self.is_ahead and going.exists()

    def _line(self, guest):
        guest.session = self.evening
        says, tone = outcome(guest)
        inviter = named_to(self.reader, guest.invited_by)
        return Line(guest, says, tone, inviter, self.is_ahead and not guest.is_out)


def outcome(guest):
    """(what became of a guest in a sentence, its tone)."""
    name = {"name": guest.short_name}
    if guest.came:
        return _("%(name)s came") % name, "leaf"
    if guest.is_excused:
        return _("%(name)s could not come after all") % name, ""
    if guest.attendance:
        return _("%(name)s did not come") % name, ""
    match guest.state:
        case Visitor.State.CONFIRMED:
            return _("%(name)s said yes") % name, "leaf"
        case Visitor.State.DECLINED:
            return _("%(name)s can’t come") % name, ""
        case Visitor.State.CANCELLED:
            return _("%(name)s was taken off the list") % name, ""
    if guest.in_place_of_id:
        name["time"] = telling.whole(guest.kept_until, guest.session.zone)
        return _("%(name)s has not answered; the seat is kept until %(time)s") % name, "honey"
    return _("%(name)s has not answered") % name, "honey"


class News(NamedTuple):
    """What became of a member's guests at one evening, in a sentence."""

    evening: WeeklySession
    says: str


def news_for(reader, now):
    """The News of the reader's guests: from the morning after an evening until the third. -> list

    Nothing of guests of whom nobody wrote down whether they came. One query.
    """
    guests = Visitor.objects.of(reader).exclude(attendance="").with_evening()
    lately = guests.filter(session__ends_at__gt=now - LATELY)
    lately = lately.order_by("session__starts_at", "session", "asked_at", "pk")
    told = (guest for guest in lately if _is_news(guest, now))
    return [_news(evening, list(those)) for evening, those in groupby(told, _evening)]


def _evening(guest):
    return guest.session


def _is_news(guest, now):
    mornings = guest.mornings_after
    return mornings[0] <= now < mornings[-1]


def _news(evening, guests):
    if len(guests) > MOST_NAMED:
        numbers = {"came": sum(guest.came for guest in guests), "all": len(guests)}
        became = _("%(came)s of your %(all)s guests came") % numbers
    else:
        became = telling.listed(outcome(guest)[0] for guest in guests)
    words = {"day": telling.day(evening.starts_at, evening.zone), "became": became}
    return News(evening, _("Your guests on %(day)s: %(became)s.") % words)
