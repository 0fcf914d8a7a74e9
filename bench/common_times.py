"""Common times against the slowest and the barest way to find them: `python -m bench.common_times`.

Two members over 28 days, each free 07:00-22:00 in their own zone with 500 busy stretches. The naive
oracle walks the minutes; the bare sweep is the least that two pointers can do over the same merged
intervals. All three must agree. Rounds alternate, the ratio is the median of five.
"""

import random
from datetime import date, time, timedelta
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from meetups import scheduling
from meetups.hours import Hours

ROUNDS = 5
LEAST_OVER_NAIVE, MOST_OVER_BARE = 5.0, 1.5
FIRST, LAST = date(2026, 3, 16), date(2026, 4, 12)  # with London's change of clock inside
LENGTH = 30


def a_member(zone, seed):
    """Free hours and 500 busy stretches as merged lines."""
    weekly = [Hours(weekday, time(7), time(22)) for weekday in range(7)]
    free = scheduling.expand_hours(weekly, [], ZoneInfo(zone), FIRST, LAST)
    chance = random.Random(seed)
    places = sorted(chance.sample(range(28 * 24 * 4), 500))
    begins = scheduling.moment_of(free[0] // 60 * 60)
    stretches = [
        (begins + timedelta(minutes=15 * place), begins + timedelta(minutes=15 * place + 10))
        for place in places
    ]
    return free, scheduling.busy_line(stretches, timedelta(0))


def naive(one, other):
    """Every minute of the month, asked one by one."""
    shared = minutes(one[0]) - minutes(one[1])
    shared &= minutes(other[0]) - minutes(other[1])
    line = []
    for minute in range(min(shared), max(shared) + 1):
        if minute in shared:
            if not line or line[-1] != minute:
                line += minute, minute
            line[-1] = minute + 1
    return line


def minutes(line):
    return {
        minute for place in range(0, len(line), 2) for minute in range(line[place], line[place + 1])
    }


def bare(one, other):
    """Two pointers over pairs, and nothing else."""
    shared = []
    i = j = 0
    while i < len(one) and j < len(other):
        one_start, one_end = one[i]
        other_start, other_end = other[j]
        start = one_start if one_start > other_start else other_start
        end = one_end if one_end < other_end else other_end
        if start < end:
            shared.append((start, end))
        if one_end < other_end:
            i += 1
        else:
            j += 1
    return shared


def gaps(busy, first, last):
    """The merged time between busy pairs."""
    edges = [first, *(edge for pair in busy for edge in pair), last]
    return list(zip(edges[::2], edges[1::2], strict=True))


def pairs(line):
    return list(zip(line[::2], line[1::2], strict=True))


def timed(found, times):
    began = perf_counter()
    for _ in range(times):
        found()
    return (perf_counter() - began) / times


def main():
    """Print the three times and the two ratios; returns whether both are good enough."""
    one, other = a_member("Europe/London", 1), a_member("America/New_York", 2)
    first, last = min(one[0][0], other[0][0]), max(one[0][-1], other[0][-1])
    free = [pairs(one[0]), pairs(other[0])]
    not_busy = [gaps(pairs(busy), first - 1, last + 1) for _, busy in (one, other)]

    def ours():
        return scheduling.common_stretches(scheduling.subtract(*one), scheduling.subtract(*other))

    def barest():
        return bare(bare(free[0], not_busy[0]), bare(free[1], not_busy[1]))

    def oracle():
        return naive(one, other)

    if not ours() == oracle() == [edge for pair in barest() for edge in pair]:
        raise SystemExit("The three ways don't agree.")

    rounds = [(timed(ours, 200), timed(barest, 200), timed(oracle, 5)) for _ in range(ROUNDS)]
    over_naive = median(slow / mine for mine, _, slow in rounds)
    over_bare = median(mine / fast for mine, fast, _ in rounds)
    for name, column in (("ours", 0), ("bare sweep", 1), ("naive oracle", 2)):
        print(f"{name:14}{median(row[column] for row in rounds) * 1000:8.3f} ms")
    print(f"naive / ours  {over_naive:8.2f}  (at least {LEAST_OVER_NAIVE})")
    print(f"ours / bare   {over_bare:8.2f}  (at most {MOST_OVER_BARE})")
    return over_naive >= LEAST_OVER_NAIVE and over_bare <= MOST_OVER_BARE


if __name__ == "__main__":
    raise SystemExit(not main())
