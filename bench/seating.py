"""Seating against a minute of looking for better: `python -m bench.seating`.

200 people at tables of 6 after 52 weeks, most weeks without some of them. Every past evening was
seated by our own function, which is the harder past: drawn by lot, so many pairs never sat together
that an evening without a repeat is found at once, and a ratio to none says nothing. The long search
is the same one, begun again and again with eight times the patience. Both are timed in seconds of
the processor, so that neighbours on the machine take nothing from either.
"""

import random
from itertools import combinations
from time import process_time

from meetups.room import Company
from meetups.seating import tables

PEOPLE, SIZE, WEEKS = 200, 6, 52
EVENINGS = 3
# Past evenings are seated with less patience, for the sake of ours.
PAST, LONG = 0.1, 8
MINUTE = 60.0
LONGEST, MOST_OVER_BEST = 2.0, 1.1


def a_year(chance):
    """How often each pair sat together; from one in two evenings to all, people come or don't."""
    faith = [chance.uniform(0.5, 1) for _ in range(PEOPLE)]
    together = {}
    for week in range(WEEKS):
        coming = [person for person in range(PEOPLE) if chance.random() < faith[person]]
        for table in tables(coming, SIZE, Company(together), seed=week, effort=PAST):
            for pair in combinations(table, 2):
                together[pair] = together.get(pair, 0) + 1
    return together


def repeats(seats, together):
    return sum(together.get(pair, 0) for table in seats for pair in combinations(table, 2))


def main():
    """Print seconds and repeats; returns whether both are good enough."""
    together = a_year(random.Random(1))
    company = Company(together)
    seconds, ours = [], []
    for seed in range(EVENINGS):
        began = process_time()
        seats = tables(range(PEOPLE), SIZE, company, seed=seed)
        seconds.append(process_time() - began)
        ours.append(repeats(seats, together))
    best, searches = min(ours), 0
    began = process_time()
    while process_time() - began < MINUTE:
        searches += 1
        seats = tables(range(PEOPLE), SIZE, company, seed=EVENINGS + searches, effort=LONG)
        best = min(best, repeats(seats, together))
    over_best = max(ours) / best
    print(f"repeats       {ours}, best of {searches} long searches {best}")
    print(f"slowest       {max(seconds):8.2f} s  (at most {LONGEST})")
    print(f"worst / best  {over_best:8.2f}  (at most {MOST_OVER_BEST})")
    return max(seconds) <= LONGEST and over_best <= MOST_OVER_BEST


if __name__ == "__main__":
    raise SystemExit(not main())
