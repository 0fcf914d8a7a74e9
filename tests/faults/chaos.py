"""`make chaos`: three hundred faults rain on thirty thousand letters. SEED=, FAULTS= and LETTERS=.

What goes wrong, and in which order, follows from the seed alone; at which letter it hits, the
machine decides. Ends with one line, counted from the mail server's own log against what was owed.

Not every letter goes the whole way. Thirty shares of seventy-two, about two letters of five, are
questions written in bulk, as after an outage: decided about already, so that they meet the outbox,
the workers and the mail server only. All others are left as nudges (by the verbs, by sweeps, or in
bulk as the verbs would have left them), decided about and composed by the workers, but for the
codes, which the page that is asked for one writes. How many there were of each, the end tells.
"""

import os
import random
import sys
import time
from collections import Counter

from networkgroup.local.processes import Stopped, heed_stopping
from tests.faults import troubles
from tests.faults.town import Servers, Town

SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
FAULTS = int(os.environ.get("FAULTS") or 300)
LETTERS = int(os.environ.get("LETTERS") or 30_000)
# What comes first: somebody to be shown for everybody, and what would stand back behind more
# valuable encouragements.
FIRST = ["make_friends", "been_away"]
# So many times half of the town meets the other half in each way, or all of it gathers. It makes
# some more letters than are asked for, since what becomes untrue in time is none.
SHARES = {
    "asked_already": 30, "agreed_long_ago": 21, "agreed_just_now": 5, "offered_just_now": 4,
    "shook_hands": 1, "wrote_for_long": 1, "wrote_just_now": 2, "met_long_ago": 1, "met_lately": 1,
    "a_week_begins": 1, "gather_soon": 1, "gather_later": 2, "thank_guests": 1, "stay_away": 1,
}  # fmt: skip
# How many letters a town makes for each of its members in all that, two days passing twice.
FOR_EACH_MEMBER = 78
BACKLOG = max(200, LETTERS // 20)  # due at once, before more is added
CHANGES = 4  # of somebody's mind, after each fault
PROGRESS = 20  # faults between two lines
STALLED = 120  # seconds without a letter


def main():
    """Run it, tell how it goes, and return the exit status."""
    print(f"SEED={SEED} FAULTS={FAULTS} LETTERS={LETTERS}", flush=True)
    began, faults = time.monotonic(), troubles.drawn(lot("faults"), FAULTS)
    with Servers() as servers:
        import django

        django.setup()
        # Fewer would have met each other all before the end.
        members = max(sum(SHARES.values()) * 3 // 2, LETTERS // FOR_EACH_MEMBER) // 2 * 2
        with Town(servers, members) as town:

            def say(words):
                print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)

            rain(town, faults, say)
            say("the rain is over")
            verdict = town.verdict(patience=900, say=sparing(say))
            for kind, times in sorted(Counter(fault.__name__ for fault in faults).items()):
                print(f"  {times:4} {kind}")
            kinds = sorted(verdict.kinds.items())
            print("kept: " + ", ".join(f"{kind} {letters}" for kind, letters in kinds))
            in_bulk, codes = len(town.kept_in_bulk()), verdict.kinds["account_login_code"]
            print(
                f"{verdict.kinds.total() - in_bulk - codes} of them decided about and composed by "
                f"the workers, {in_bulk} written in bulk, {codes} codes"
            )
            print(
                f"{len(town.people.facts)} facts, {verdict.ended} ended before anybody was told, "
                f"{verdict.held} held; {len(town.crew.kills)} processes were shot"
            )
            for complaint in verdict.complaints[:50]:
                print(f"  {complaint}")
            if len(verdict.complaints) > 50:
                print(f"  and {len(verdict.complaints) - 50} more")
            print(f"SEED={SEED} took {time.monotonic() - began:.0f} s")
            print(verdict, flush=True)
            return 1 if verdict.complaints or verdict.letters < LETTERS else 0


def rain(town, faults, say):
    """One fault after the other, each after its share of the letters."""
    coming = [name for name, times in SHARES.items() for _time in range(times)]
    lot("order").shuffle(coming)
    coming += reversed(FIRST)
    for _share in FIRST:
        feed(town, coming)
    for number, fault in enumerate(faults, start=1):
        # So that the last fault still finds something to spoil.
        wait_for(town, coming, LETTERS * number // (len(faults) + 2))
        rng = lot(f"fault {number}")
        fault(town, rng)
        town.crew.look_around()
        for _time in range(CHANGES):
            town.people.change_something(rng)
        if number % PROGRESS == 0:
            say(f"{number} faults, {town.kept()} letters, {town.progress()}: {fault.__name__}")
    while coming or town.kept() + BACKLOG < LETTERS:
        wait_for(town, coming, min(LETTERS, town.kept() + BACKLOG))
        feed(town, coming)


def lot(what):
    """A random.Random of its own for each thing, so that no delay elsewhere changes it."""
    return random.Random(f"{SEED} {what}")


def wait_for(town, coming, letters):
    """Until so many letters have gone, with enough to do for everybody."""
    since, before = time.monotonic(), None
    while (kept := town.kept()) < letters:
        if kept != before:
            since, before = time.monotonic(), kept
        elif time.monotonic() - since > STALLED:
            # The verdict will say what it was that never went.
            return
        nudges, waiting, _in_hand = town.progress()
        if nudges + waiting < BACKLOG:
            feed(town, coming)
        town.hurry()
        town.crew.look_around()
        time.sleep(0.1)


def feed(town, coming):
    """Half of the town has something to do with the other half, and some ask for codes."""
    people = town.people
    if coming or people.has_room:
        # More than was planned, where the clock ended what a slow machine had not sent.
        getattr(people, coming.pop() if coming else "asked_already")()
    people.ask_for_codes(len(people.members) // 40, lot(f"codes {len(people.codes)}"))


def sparing(say):
    """Say it every ten seconds only."""
    said = [0.0]

    def sometimes(words):
        if time.monotonic() - said[0] > 10:
            said[0] = time.monotonic()
            say(f"waiting, due and in hand: {words}")

    return sometimes


if __name__ == "__main__":
    heed_stopping()
    try:
        sys.exit(main())
    except Stopped:
        sys.exit(130)
