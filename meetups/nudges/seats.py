"""The letter about a seat for every time: a function per kind, each of (nudge, seat, now)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from meetups.models import StandingSeat, WeeklySession
from meetups.nudges.coming import next_time
from meetups.nudges.wording import first_that_fits
from meetups.nudges.writing import on_site, write

FORTNIGHT = timedelta(days=14)


def find(pk):
    """The seat with its series and member, or None."""
    return StandingSeat.objects.select_related("series", "member").filter(pk=pk).first()


def useless_after(nudge, seat):
    """The moment from which its letter could help nobody: it is no news any more."""
    return nudge.due_at + FORTNIGHT


def seat_lapsed(nudge, seat, now):
    """Empty twice in a row, or given back too late: others can have it, and the member again."""
    words = {"series": seat.series.name}
    evenings = WeeklySession.objects.of_the_line_of(seat.series)
    context = {
        "seat": seat,
        "series": seat.series.name,
        "subject_line": first_that_fits(
            _("%(series)s: no longer every time") % words, _("A seat, but no longer every time")
        ),
        "next_time": next_time(nudge, evenings, now, freed_at=seat.ended_at),
        "site_href": on_site(seat),
    }
    return write(nudge, seat, context, now, useless_after=useless_after(nudge, seat))
