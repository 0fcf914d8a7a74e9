"""On which wall a letter tells its times, and on which other wall it tells them again.

In person the place's own clock counts, for a call the reader's; the zones are named, and the
other clock is told too, wherever the two differ.
"""

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from meetups import telling


class Clocks:
    """The clocks of one plan (a proposal, a coffee or an evening) for one who reads of it."""

    def __init__(self, plan, reader):
        self.zone = plan.zone_for(reader)
        self.is_call = plan.is_call
        # On a call the second clock is the other's, and named.
        second = plan.other(reader) if plan.is_call else reader
        self.name, self._second = second.short_name, second.zone

    def differ(self, moment):
        """Whether the two walls show different times then."""
        return telling.differ(self.zone, self._second, moment)

    def tell(self, moment):
        """Fri 20 Nov, 08:30 -- and London (GMT) where the clocks differ."""
        words = telling.whole(moment, self.zone)
        if self.differ(moment):
            words += f", {telling.zone_name(self.zone, moment)}"
        return words

    def tell_long(self, moment):
        """Friday 20 November, 08:30 -- and the zone where the clocks differ."""
        words = telling.whole_long(moment, self.zone)
        if self.differ(moment):
            words += f", {telling.zone_name(self.zone, moment)}"
        return words

    def on_button(self, moment):
        """Fri 20 November, 08:30 -- and the zone where the clocks differ."""
        words = format_date(moment.astimezone(self.zone), "D j F, H:i")
        if self.differ(moment):
            words += f", {telling.zone_name(self.zone, moment)}"
        return words

    def aside(self, moment):
        """The same moment on the other wall, or "" where both show the same."""
        if not self.differ(moment):
            return ""
        words = {
            "time": telling.whole(moment, self._second),
            "zone": telling.zone_name(self._second, moment),
            "name": self.name,
        }
        if self.is_call:
            return _("For %(name)s that is %(time)s, %(zone)s.") % words
        return _("On your own clock that is %(time)s, %(zone)s.") % words

    def asides(self, moments):
        """Several moments on the other wall in one sentence, or ""."""
        moments = [moment for moment in moments if self.differ(moment)]
        if not moments:
            return ""
        words = {
            "times": "; ".join(telling.whole(moment, self._second) for moment in moments),
            "zone": telling.zone_name(self._second, moments[0]),
            "name": self.name,
        }
        if self.is_call:
            return _("For %(name)s, in %(zone)s: %(times)s.") % words
        return _("On your own clock, %(zone)s: %(times)s.") % words
