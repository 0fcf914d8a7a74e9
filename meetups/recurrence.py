"""On which dates a series gathers: an RFC 5545 rule on the wall calendar of the venue.

Dates only. The hour is added on the venue's wall afterwards, so that half past six stays half past
six when the clocks change.
"""

import re
from datetime import datetime, time, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from django.utils.translation import gettext_lazy as _

from meetups.errors import BadEvening, BadRule

FREQUENCIES = {"WEEKLY", "MONTHLY"}
# What else a rule may say: enough for "every second Thursday" and "the last Tuesday".
PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"}
LONGEST_RULE = 200
# A rule that names no date in so many years names none at all (29 February comes within eight).
PATIENCE = timedelta(days=366 * 8)
# Nobody plans for then, and the calendar ends soon after.
LATEST_YEAR = 9000
# Twenty years of every week.
MOST_DATES = 1000
LONGEST_INTERVAL = 52
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def checked_rule(text, starts_on):
    """The rule in its usual spelling, such as "FREQ=WEEKLY;BYDAY=TH". Raises BadRule.

    A rule without an end is fine: evenings are made a few weeks at a time. Refused are rules that
    nobody could read, that come more often than daily, or that never name a date.
    """
    text = text.strip().upper().removeprefix("RRULE:")
    if not text or len(text) > LONGEST_RULE:
        raise BadRule
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    if len(parts) < len(text.split(";")) or not parts.keys() <= PARTS:
        raise BadRule
    if parts.get("FREQ") not in FREQUENCIES:
        raise BadRule(_("A series gathers weekly or monthly, not more often."))
    if not _is_number(parts.get("INTERVAL", "1"), LONGEST_INTERVAL):
        raise BadRule(_("A series gathers at least once a year."))
    if not _is_number(parts.get("COUNT", "1"), MOST_DATES):
        raise BadRule(_("A thousand evenings at most. Leave the number out for no end at all."))
    if starts_on.year > LATEST_YEAR:
        raise BadRule(_("That first date is too far away."))
    if not next(dates(text, starts_on, starts_on, starts_on + PATIENCE), None):
        raise BadRule(_("No date fits that rule. Does the day exist in every month?"))
    return text


def dates(rule, starts_on, first, last):
    """Every date of a rule that began on `starts_on`, from `first` through `last`, in order.

    Raises BadRule for a rule that cannot be read.
    """
    since, until = (datetime.combine(day, time(0)) for day in (max(first, starts_on), last))
    try:
        found = rrulestr(rule, dtstart=datetime.combine(starts_on, time(0)), ignoretz=True)
        in_time = takewhile(lambda moment: moment <= until, found.xafter(since, inc=True))
        # Some of what cannot be read is found out only on the way.
        for moment in islice(in_time, MOST_DATES):
            yield moment.date()
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise BadRule from error


def every(weeks, weekday):
    """The rule of every so many weeks on a weekday (Monday is 0)."""
    interval = f"INTERVAL={weeks};" if weeks > 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={DAYS[weekday]}"


def every_month(nth, weekday):
    """The rule of the first to fourth (1-4) or the last (-1) such weekday of each month."""
    return f"FREQ=MONTHLY;BYDAY={nth:+d}{DAYS[weekday]}"


def turned_back(rule, days):
    """The rule with its weekdays so many days earlier: what gathered on Thursdays, on Wednesdays.

    An nth weekday stays the nth, which may name another date; so does a day of the month.
    """

    def earlier(found):
        return DAYS[(DAYS.index(found[0]) - days) % len(DAYS)]

    parts = (part.partition("=") for part in rule.split(";"))
    return ";".join(
        name + is_ + (re.sub("|".join(DAYS), earlier, value) if name == "BYDAY" else value)
        for name, is_, value in parts
    )


def counted_on(rule, past):
    """The rule for what is left of it, once so many dates are past: its COUNT is lower by them.

    A rule without one stays as it is. Raises BadEvening where nothing is left.
    """
    parts = dict(part.split("=") for part in rule.split(";"))
    if "COUNT" not in parts:
        return rule
    left = int(parts["COUNT"]) - past
    if left < 1:
        raise BadEvening(_("That series has ended by then."))
    return ";".join(f"{name}={value}" for name, value in (parts | {"COUNT": left}).items())


def on_the_wall(day, clock, zone):
    """The aware moment of a date and a wall clock time in `zone` (a ZoneInfo).

    A time that the clock shows twice is the first of the two; one that it skips is as late as it
    would have been.
    """
    return datetime.combine(day, clock, tzinfo=zone)


def _is_number(text, most):
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= most
