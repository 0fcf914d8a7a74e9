"""The letters to whoever comes every time: a function per kind, each of (nudge, series, now)."""

from datetime import UTC, date, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import time_format
from django.utils.translation import gettext as _

from meetups import moves, recurrence, rhythm, telling
from meetups.models import Series, WeeklySession, line
from meetups.nudges.coming import next_time
from meetups.nudges.wording import first_that_fits
from meetups.nudges.writing import on_site, write

FORTNIGHT, INSTANT = timedelta(days=14), timedelta(microseconds=1)


def find(pk):
    """The series with its place, or None."""
    return Series.objects.select_related("venue").filter(pk=pk).first()


def useless_after(nudge, series):
    """The moment from which its letter could help nobody: it is no news any more."""
    return nudge.due_at + FORTNIGHT


def series_moved(nudge, series, now):
    """Another time or place from one evening on, and the seat moves along."""
    first = recurrence.on_the_wall(series.first_on, series.clock, series.zone).astimezone(UTC)
    context = {
        "series": series,
        "evenings": series.name,
        "why": nudge.details.get("why", ""),
        "from_day": telling.long_day(first, series.zone),
        "until_day": telling.long_date(series.ends_on) if series.ends_on else "",
        "when": ", ".join(filter(None, [*_when(series.usual), _zone_beside(series, nudge, first)])),
        "was": _was(nudge.details.get("was"), series),
        "next_time": next_time(nudge, series.evenings, max(now, first - INSTANT)),
        "site_href": on_site(series),
    }
    words = {"series": series.name, "day": telling.day(first, series.zone)}
    context["subject_line"] = first_that_fits(
        _("%(series)s moves from %(day)s on") % words, _("Evenings move from %(day)s on") % words
    )
    return write(nudge, series, context, now, useless_after=useless_after(nudge, series))


def series_ends(nudge, series, now):
    """It gathers no more after a date."""
    last = date.fromisoformat(nudge.details["last"])
    others = WeeklySession.objects.exclude(series__in=line.all_of(series.pk))
    is_over = last < now.astimezone(series.zone).date()
    words = {"series": series.name, "day": telling.short_date(last)}
    context = {
        "evenings": series.name,
        "why": nudge.details["why"],
        "last_day": "" if is_over else telling.long_date(last),
        "next_time": next_time(nudge, others, now),
        "sessions_href": settings.SITE_URL + reverse("meetups:sessions"),
        "subject_line": first_that_fits(_("%(series)s has ended") % words, _("A series has ended"))
        if is_over
        else first_that_fits(
            _("%(series)s ends on %(day)s") % words, _("A series ends on %(day)s") % words
        ),
    }
    return write(nudge, series, context, now, useless_after=useless_after(nudge, series))


def _when(usual):
    """Every Thursday, and 18:30"""
    clock = time.fromisoformat(usual["clock"])
    return [rhythm.words_of(usual["rule"]), time_format(clock, "H:i")]


def _zone_beside(series, nudge, moment):
    return telling.zone_beside(series.zone, nudge.recipient.zone, moment)


def _was(was, series):
    """Of what was usual, what is another now: Every Thursday, 18:30, The Old Mill"""
    if not was:
        return ""
    when = _when(was)
    said = [] if when == _when(series.usual) else when
    return ", ".join([*said, *moves.length_and_place(was, series)])
