"""When two people could meet: pure functions over time, without a database.

Free time is a *line*: a flat list [start, end, start, end, ...] of whole minutes since 1970-01-01
00:00 UTC, in order, each stretch half-open and apart from the next. Plain integers are quick to
sweep and are what `ReadyTime` stores. At the edges a line becomes `Stretch`es of aware datetimes.
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import batched, chain
from typing import NamedTuple

from meetups.hours import DAY, end_minute, start_minute

# The way from one table to the next: kept free on both sides of a coffee.
BUFFER = timedelta(minutes=15)
# Not everyone reads mail at once, so nothing is suggested sooner than this.
NOTICE = timedelta(hours=12)
# Beyond four weeks few people know their own days.
HORIZON = timedelta(days=28)
# Minutes. Every zone's offset is a multiple of it (Nepal's and Chatham's too), so the quarter hours
# of UTC are the quarter hours of every wall clock.
STEP = 15

# Later days are suggested only when nothing nearer to the first suggestion is left.
NEAR = timedelta(days=10)
# Two suggestions for one day are at least this far apart.
APART = timedelta(hours=3)
# The hours on the wall at which midday and the late part of a day begin.
PARTS_OF_DAY = (11, 14)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1).toordinal()
MINUTE = timedelta(minutes=1)


class Stretch(NamedTuple):
    """Time from `start` until just before `end`, both aware UTC datetimes."""

    start: datetime
    end: datetime


def moment_of(minute):
    """The aware UTC datetime at which a minute since the epoch begins."""
    return EPOCH + timedelta(minutes=minute)


def minute_of(moment):
    """The minute since the epoch that holds an aware datetime of any zone."""
    return (moment - EPOCH) // MINUTE


def minute_from(moment):
    """The first minute since the epoch that begins no sooner than an aware datetime."""
    return -((EPOCH - moment) // MINUTE)


def stretches_of(line):
    """A line as a list of `Stretch`."""
    return [Stretch(moment_of(start), moment_of(end)) for start, end in batched(line, 2)]


def busy_line(stretches, buffer=BUFFER):
    """Busy (start, end) pairs of aware datetimes as a line, with a buffer on both sides.

    Broken minutes count as busy. Pairs may come in any order and overlap.
    """
    return merge(
        chain.from_iterable(
            (minute_of(start - buffer), minute_from(end + buffer)) for start, end in stretches
        )
    )


def merge(minutes):
    """The line of a flat list of starts and ends in any order, overlapping, touching or empty."""
    line = []
    for start, end in sorted(batched(minutes, 2)):
        if start >= end:
            continue
        if line and start <= line[-1]:
            line[-1] = max(line[-1], end)
        else:
            line += start, end
    return line


def clip(line, start, end):
    """The part of a line between two minutes."""
    if start >= end:
        return []
    first, last = bisect_right(line, start), bisect_left(line, end)
    # An odd place is inside a stretch, which then begins or ends at the cut.
    return [start] * (first % 2) + line[first:last] + [end] * (last % 2)


def subtract(free, busy):
    """The part of one line that is not in another: one sweep over both."""
    left = []
    place, busy_ends = 0, len(busy)
    for start, end in batched(free, 2):
        while place < busy_ends and busy[place + 1] <= start:
            place += 2
        while place < busy_ends and busy[place] < end:
            if start < busy[place]:
                left += start, busy[place]
            start = busy[place + 1]
            if start >= end:
                break
            place += 2
        if start < end:
            left += start, end
    return left


def common_stretches(one, other):
    """What two lines share, as a line: one sweep over both."""
    shared = []
    i, j, ends_one, ends_other = 0, 0, len(one), len(other)
    while i < ends_one and j < ends_other:
        start = one[i] if one[i] > other[j] else other[j]
        if one[i + 1] < other[j + 1]:
            end = one[i + 1]
            i += 2
        else:
            end = other[j + 1]
            j += 2
        if start < end:
            shared += start, end
    return shared


def starts_on_grid(line, length, step=STEP):
    """Every minute of a grid at which something of `length` minutes fits whole into the line."""
    return [
        minute
        for start, end in batched(line, 2)
        for minute in range(-(-start // step) * step, end - length + 1, step)
    ]


def is_free(line, start, end):
    """Does one stretch of the line hold all the time between two aware datetimes?"""
    place = bisect_right(line, minute_of(start))
    return place % 2 == 1 and end <= moment_of(line[place])


def expand_hours(weekly, exceptions, zone, first_date, last_date):
    """A member's free hours from one local date through another, as a line.

    `weekly` has hours with `weekday`, `starts` and `ends`; `exceptions` has `date`, `starts` and
    `ends`, and replaces the whole of its dates (starts and ends None: not free). An end of 00:00 is
    the midnight that ends the day. `zone` is a ZoneInfo.

    A minute is free when the clock on the member's wall shows a free time during it. So hours that
    the clock skips do not exist (hours starting at a skipped time start when the clock has jumped),
    and hours it shows twice are free twice.
    """
    wall = _wall_line(weekly, exceptions, first_date, last_date)
    line = []
    for start, end, offset in _spans_of_one_offset(zone, first_date, last_date):
        line += (minute - offset for minute in clip(wall, start + offset, end + offset))
    return merge(line)


def suggest(one, other, length, now, zone, how_many=3):
    """A few starts, as aware UTC datetimes, for `length` minutes that suit two people's lines.

    Between NOTICE and HORIZON from now, spread over days and parts of the day in `zone`.
    """
    first, last = minute_from(now + NOTICE), minute_of(now + HORIZON)
    starts = starts_on_grid(common_stretches(clip(one, first, last), other), length)
    # Localizing every quarter hour of four weeks would be nearly all the work.
    near = starts[: bisect_left(starts, starts[0] + NEAR // MINUTE)] if starts else []
    picked = spread(map(moment_of, near), zone, how_many)
    if len({start.astimezone(zone).date() for start in picked}) == how_many:
        return picked
    return spread(map(moment_of, starts), zone, how_many)


def spread(starts, zone, how_many=3):
    """A few of these aware datetimes, in order: other days first, then other parts of the day.

    Days and parts are those of `zone`. Full hours go before half hours and those before quarters,
    early before late. Fewer come back when the rest would be too close on the same day.
    """
    best = {}
    for start in starts:
        local = start.astimezone(zone)
        key = local.date(), bisect_right(PARTS_OF_DAY, local.hour)
        candidate = local.minute % 30 > 0, local.minute > 0, start
        best[key] = min(best.get(key, candidate), candidate)
    left = [(day, part, start) for (day, part), (_, _, start) in best.items()]
    picked = []
    while left and len(picked) < how_many:
        pick = min(left, key=lambda candidate: _distaste(candidate, picked))
        picked.append(pick)
        left = [
            candidate
            for candidate in left
            if candidate[0] != pick[0] or abs(candidate[2] - pick[2]) >= APART
        ]
    return sorted(start for _, _, start in picked)


def _distaste(candidate, picked):
    """How little a (day, part, start) goes with those already picked, weightiest reason first."""
    day, part, start = candidate
    days = {day for day, _, _ in picked}
    return (
        day in days,
        bool(days) and day - min(days) > NEAR,
        part in {part for _, part, _ in picked},
        any(abs(day - other) == timedelta(days=1) for other in days),
        start,
    )


def _wall_line(weekly, exceptions, first_date, last_date):
    """Free hours in minutes of the wall clock, as if no clock ever changed."""
    replaced = {hours.date for hours in exceptions}
    by_weekday = [[], [], [], [], [], [], []]
    for hours in weekly:
        by_weekday[hours.weekday].append(hours)
    free = [(hours.date, hours) for hours in exceptions if hours.starts is not None]
    for ordinal in range(first_date.toordinal(), last_date.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day not in replaced:
            free += ((day, hours) for hours in by_weekday[day.weekday()])
    return merge(
        chain.from_iterable(
            (_midnight(day) + start_minute(hours), _midnight(day) + end_minute(hours))
            for day, hours in free
            if first_date <= day <= last_date
        )
    )


def _spans_of_one_offset(zone, first_date, last_date):
    """(start, end, offset) in minutes, covering two dates and all between in any zone."""
    start, stop = _midnight(first_date) - DAY, _midnight(last_date) + 2 * DAY
    offset = _offset(zone, start)
    # Half a day finds every change: no zone has changed its clock twice within one.
    for tick in range(start, stop + DAY // 2, DAY // 2):
        if _offset(zone, tick) != offset:
            searched = range(tick - DAY // 2, tick)
            change = (
                tick
                - DAY // 2
                + bisect_left(searched, True, key=lambda minute: _offset(zone, minute) != offset)
            )
            yield start, change, offset
            start, offset = change, _offset(zone, tick)
    yield start, stop, offset


def _midnight(day):
    return (day.toordinal() - EPOCH_DAY) * DAY


def _offset(zone, minute):
    return moment_of(minute).astimezone(zone).utcoffset() // MINUTE
