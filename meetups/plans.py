"""What the first page tells of one coffee, and of one seat that is kept."""

from datetime import timedelta

from meetups import prep, telling
from meetups.tables import ASKED_FROM


class PlannedCoffee:
    """A coffee of the coming week, or one that waits for an answer."""

    def __init__(self, coffee, other, reader, now):
        self.coffee, self.other, self.reader, self.now = coffee, other, reader, now
        self.zone = coffee.zone_for(reader)

    @property
    def day(self):
        """Today, Tomorrow or Friday."""
        near = telling.near_day(self.coffee.starts_at, self.now, self.zone)
        return near or telling.weekday(self.coffee.starts_at, self.zone)

    @property
    def asks_still_on(self):
        """Whether the reader should say that it is still on."""
        ahead = self.coffee.starts_at - self.now
        return timedelta() < ahead <= ASKED_FROM and not self.coffee.still_on_at

    @property
    def prep(self):
        """Three lines to know before it."""
        return prep.short(self.reader, self.other)

    @property
    def zone_name(self):
        """The zone it is told in, where the other clock that counts differs; else empty."""
        second = self.other.zone if self.coffee.is_call else self.reader.zone
        return telling.zone_beside(self.zone, second, self.coffee.starts_at)


class KeptSeat:
    """A seat at an evening that is kept for the reader until they say."""

    def __init__(self, rsvp, reader):
        self.evening, self.until = rsvp.session, telling.whole(rsvp.offered_until, reader.zone)
        zone, starts_at = self.evening.zone, self.evening.starts_at
        self.moment = telling.whole_long(starts_at, zone)
        self.zone_name = telling.zone_beside(zone, reader.zone, starts_at)
