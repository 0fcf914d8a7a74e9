"""The hours people say they are free: times on the wall clock of where they live.

Hours are anything with `weekday` (0 is Monday), `starts` and `ends`; an end of 00:00 is the
midnight that ends the day. They carry no zone: the same hours mean other moments before and after a
clock change, which `scheduling` knows.
"""

from collections import Counter
from datetime import datetime, time
from itertools import pairwise
from typing import NamedTuple

DAY = 24 * 60  # minutes

# Below this many members with hours, one person's habits would look like the group's.
FEW = 10


class Hours(NamedTuple):
    """Free every week on this weekday, from `starts` until `ends`, in the member's own zone."""

    weekday: int
    starts: time
    ends: time


def blocks(weekdays, first_hours):
    """Blocks of two hours, by weekday and time."""
    return [
        Hours(weekday, time(hour), time((hour + 2) % 24))
        for weekday in weekdays
        for hour in first_hours
    ]


BLOCKS = blocks(range(7), range(6, 22, 2))
USUAL_BLOCKS = blocks(range(5), (8, 12, 16))


def start_minute(hours):
    """Minutes from the day's midnight until these hours start."""
    return hours.starts.hour * 60 + hours.starts.minute


def end_minute(hours):
    """Minutes from the day's midnight until these hours end; 1440 when they end at midnight."""
    return hours.ends.hour * 60 + hours.ends.minute or DAY


def are_backwards(hours):
    """Do they end before, or as, they start?"""
    return end_minute(hours) <= start_minute(hours)


def overlapping(weekly):
    """Pairs of neighbours among weekly hours that share time; touching is not sharing."""
    in_order = sorted(weekly, key=lambda hours: (hours.weekday, start_minute(hours)))
    return [
        (one, other)
        for one, other in pairwise(in_order)
        if one.weekday == other.weekday and start_minute(other) < end_minute(one)
    ]


def is_skipped(date, wall_time, zone):
    """Does the clock in this zone jump over this time on this date? (PEP 495: a gap)"""
    before, after = _offsets(date, wall_time, zone)
    return before < after


def is_doubled(date, wall_time, zone):
    """Does the clock in this zone show this time twice on this date? (PEP 495: a fold)"""
    before, after = _offsets(date, wall_time, zone)
    return before > after


def popular_blocks(hours_by_member):
    """The group's favourite blocks of two hours, as many as the usual ones, in order of the week.

    `hours_by_member` holds one list of weekly hours per member, each in that member's own zone. A
    member speaks for a block by being free for half of it. With few members: the usual blocks.
    """
    members = [weekly for weekly in hours_by_member if weekly]
    if len(members) < FEW:
        return USUAL_BLOCKS
    votes = Counter(
        block for weekly in members for block in BLOCKS if _free_within(block, weekly) >= 60
    )
    usual = set(USUAL_BLOCKS)
    by_votes = sorted(BLOCKS, key=lambda block: (-votes[block], block not in usual))
    return sorted(block for block in by_votes[: len(USUAL_BLOCKS)] if votes[block])


def _free_within(block, weekly):
    """Minutes of this block that lie in the weekly hours."""
    return sum(
        max(
            0,
            min(end_minute(block), end_minute(hours))
            - max(start_minute(block), start_minute(hours)),
        )
        for hours in weekly
        if hours.weekday == block.weekday
    )


def _offsets(date, wall_time, zone):
    first = datetime.combine(date, wall_time, tzinfo=zone).replace(fold=0)
    return first.utcoffset(), first.replace(fold=1).utcoffset()
