"""How a moment is said aloud: the weekday, the clock on the right wall, the zone if need be.

Moments are aware datetimes of any zone; `zone` is the ZoneInfo they are told in.
"""

from datetime import UTC
from functools import lru_cache

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

EVENING, NOON, NIGHT_ENDS = 18, 12, 5
NEAR_DAYS = {
    -1: gettext_lazy("Yesterday"),
    0: gettext_lazy("Today"),
    1: gettext_lazy("Tomorrow"),
}


@lru_cache(maxsize=4096)
def _told(moment, zone, pattern, language):
    """A moment in words, remembered: a page says the same few over and over."""
    return format_date(moment.astimezone(zone), pattern)


@lru_cache(maxsize=4096)
def _told_date(date, pattern, language):
    return format_date(date, pattern)


def short_weekday(date):
    """Fri"""
    return _told_date(date, "D", get_language())


def short_date(date):
    """20 Nov"""
    return _told_date(date, "j M", get_language())


def long_date(date):
    """Friday 20 November"""
    return _told_date(date, "l j F", get_language())


def day(moment, zone):
    """Fri 20 Nov"""
    return _told(moment.astimezone(UTC), zone, "D j M", get_language())


def long_day(moment, zone):
    """Friday 20 November"""
    return _told(moment.astimezone(UTC), zone, "l j F", get_language())


def clock(moment, zone):
    """08:30"""
    return _told(moment.astimezone(UTC), zone, "H:i", get_language())


def whole(moment, zone):
    """Fri 20 Nov, 08:30"""
    return _told(moment.astimezone(UTC), zone, "D j M, H:i", get_language())


def whole_long(moment, zone):
    """Friday 20 November, 08:30"""
    return _told(moment.astimezone(UTC), zone, "l j F, H:i", get_language())


def near_day(moment, now, zone):
    """Today, tomorrow or yesterday on this zone's wall, else the empty string."""
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    return str(NEAR_DAYS.get(days, ""))


def day_heading(moment, now, zone):
    """Today, Tuesday 17 November; the year beside it where that was another one."""
    told = long_day(moment, zone)
    local = moment.astimezone(zone)
    if local.year != now.astimezone(zone).year:
        told = format_date(local, "l j F Y")
    near = near_day(moment, now, zone)
    return f"{near}, {told}" if near else told


def greeting(now, zone):
    """Good morning, afternoon or evening, by the clock on this wall."""
    hour = now.astimezone(zone).hour
    if NIGHT_ENDS <= hour < NOON:
        return _("Good morning, %(name)s.")
    if NOON <= hour < EVENING:
        return _("Good afternoon, %(name)s.")
    return _("Good evening, %(name)s.")


def differ(one, other, moment):
    """Would the clocks of these two zones show different times at this moment?"""
    return moment.astimezone(one).utcoffset() != moment.astimezone(other).utcoffset()


def zone_name(zone, *moments):
    """London (GMT): the city a zone is named after and what its clock is called at these moments.

    The city alone when a clock change lies between them.
    """
    city = zone.key.rpartition("/")[2].replace("_", " ")
    names = {moment.astimezone(zone).tzname() for moment in moments}
    if len(names) > 1:
        return city
    short = names.pop()
    if short.startswith(("+", "-")):
        short = f"UTC{short}"
    return city if city == short else f"{city} ({short})"


def zone_beside(zone, other, *moments):
    """The name of a zone where the other's clock shows another time then; else empty."""
    if any(differ(zone, other, moment) for moment in moments):
        return zone_name(zone, *moments)
    return ""


COUNTED = [
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
]


def counted(number):
    """Small numbers as words that can begin a sentence, others as figures."""
    return str(COUNTED[number]) if number < len(COUNTED) else str(number)


def listed(words):
    """Ben, Noor and Dorothy"""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def month(moment, now, zone):
    """March, or March 2025 when that was another year"""
    local = moment.astimezone(zone)
    return format_date(local, "F" if local.year == now.astimezone(zone).year else "F Y")


def weekday(moment, zone):
    """Friday"""
    return format_date(moment.astimezone(zone), "l")
