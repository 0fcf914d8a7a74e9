"""Common times laid out week by week, as a page offers them: pure functions, no database."""

from datetime import date, datetime, timedelta
from itertools import batched
from typing import NamedTuple

from meetups import scheduling

# More choice than the half hours is more than anybody reads.
HALF_HOUR = 30


class Choice(NamedTuple):
    """One start on this wall, its half hour counted from the first one shown, and 08:30."""

    start: datetime
    row: int
    clock: str


class Day(NamedTuple):
    """One day on a wall, and what it offers."""

    date: date
    choices: list


class Week(NamedTuple):
    """Monday to Friday, and the weekend where it offers something."""

    number: int
    days: list
    clock: list
    has_earlier: bool
    has_later: bool

    @property
    def is_empty(self):
        """Whether no day offers anything."""
        return not any(day.choices for day in self.days)


def starts_in(line, minutes, now, zone):
    """Every start worth showing, between NOTICE and HORIZON from now, as aware UTC datetimes.

    Half hours are those of the wall in `zone`.
    """
    first = scheduling.minute_from(now + scheduling.NOTICE)
    last = scheduling.minute_of(now + scheduling.HORIZON)
    return [
        scheduling.moment_of(minute)
        for start, end in batched(scheduling.clip(line, first, last), 2)
        for minute in _starts_of_stretch(start, end, minutes, zone)
    ]


def _starts_of_stretch(start, end, minutes, zone):
    """The first quarter of an hour that fits, then every half hour."""
    quarters = scheduling.starts_on_grid([start, end], minutes)
    # No clock change moves the half hours, but Nepal's lie between those of UTC.
    past = scheduling.moment_of(start).astimezone(zone).minute
    half = (start - past) % HALF_HOUR
    return [*quarters[:1], *(minute for minute in quarters[1:] if minute % HALF_HOUR == half)]


def monday_of(moment, zone):
    """The Monday of the week in which a moment falls on this zone's wall."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def number_of(moment, now, zone):
    """How many weeks after the current one a moment falls; 0 is this week."""
    return (monday_of(moment, zone) - monday_of(now, zone)).days // 7


def week(starts, number, now, zone):
    """The week `number` weeks from now, and those of `starts` that fall in it.

    A number outside what can be offered is brought to the nearest week that can.
    """
    first = number_of(now + scheduling.NOTICE, now, zone)
    last = number_of(now + scheduling.HORIZON, now, zone)
    number = max(first, min(last, number))
    monday = monday_of(now, zone) + timedelta(weeks=number)
    earliest = (now + scheduling.NOTICE).astimezone(zone).date()
    by_date = {}
    for start in starts:
        local = start.astimezone(zone)
        # An hour that the clock shows twice is offered once: nobody could tell one from the other.
        if monday <= local.date() < monday + timedelta(days=7) and not local.fold:
            by_date.setdefault(local.date(), []).append(local)
    rows = [_half_hour(local) for choices in by_date.values() for local in choices]
    top, bottom = (min(rows) // 2 * 2, max(rows)) if rows else (0, -1)
    days = [monday + timedelta(days=offset) for offset in range(7)]
    return Week(
        number,
        [
            Day(
                day,
                [
                    Choice(local, _half_hour(local) - top + 1, f"{local:%H:%M}")
                    for local in by_date.get(day, [])
                ],
            )
            for day in days
            if day >= earliest and (day.weekday() < 5 or day in by_date)
        ],
        clock=[(row - top + 1, f"{row // 2:02}:00") for row in range(top, bottom + 1, 2)],
        has_earlier=number > first,
        has_later=number < last,
    )


def _half_hour(local):
    """Which half hour of its day a moment begins in, from 0 to 47."""
    return local.hour * 2 + local.minute // 30
