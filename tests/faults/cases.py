"""One day with one kind of trouble, each over more than three hundred letters.

    python -m tests.faults.cases [NAME ...]

With `-` for a name it reads names from its input, a line each, and answers each with one line of
JSON: so that the tests share the servers.
"""

import json
import random
import sys
import time
from collections import Counter

from networkgroup.local.processes import Stopped, heed_stopping
from tests.faults import troubles
from tests.faults.crew import EVERYBODY, FEW, WOKEN
from tests.faults.town import Servers, Town

MEMBERS = 40
SEED = 2604


def everybody_at_once(town, rng):
    """Two beats and four workers, and nothing else wrong but a slow server: enough for each."""
    town.postbox.order("MAIL", "after 0.1", 1000)
    town.wait_until_decided()
    town.wait_until_kept(300)
    change(town, rng, 10)


def shot_before_handing_over(town, rng):
    """Workers die between claim and hand-over."""
    for _again in range(3):
        troubles.shoot_before_handing_over(town, rng)
        change(town, rng, 2)
    # What must arrive went first.
    town.wait_until_kept(220)
    # Enough that one of them is a letter that must not go twice, whichever the luck.
    for _again in range(6):
        town.people.asked_already()
        troubles.shoot_before_handing_over(town, rng)


def shot_before_noting(town, rng):
    """Workers die between hand-over and record, and anywhere else."""
    # Nobody comes into an ambush who isn't at work yet, or has nothing left to send.
    town.wait_until_kept(1)
    for words in ["", troubles.QUESTION] * 2:
        town.people.asked_already()
        troubles.ambush(town, "END", "keep and hang", words=words)
        troubles.shoot_a_worker(town, rng)
        change(town, rng, 2)


def broker_in_a_burst(town, rng):
    """The broker is emptied and restarted while there is much to do."""
    for _again in range(3):
        town.people.asked_already()
        town.flush_valkey(troubles.AMBUSH)
        change(town, rng, 3)
        troubles.restart_the_broker(town, rng)
        change(town, rng, 3)


def broker_fills_and_hangs(town, rng):
    """The broker has no room, and then says nothing, and whoever it wakes goes on by themselves."""
    town.come_to_rest(patience=60)
    town.people.agreed_just_now()
    troubles.fill_the_broker(town, rng)
    town.come_to_rest(patience=60)
    troubles.hang_the_broker(town, rng)


def database_restarted(town, rng):
    """The database goes in the middle of a sweep, twice in order and twice by a crash."""
    for trouble in [troubles.restart_the_database, troubles.crash_the_database] * 2:
        change(town, rng, 3)
        town.people.agreed_just_now()
        with town.sweep_held():
            trouble(town, rng)


def server_says_no(town, rng):
    """421, 451 and 550, at every step."""
    # Orders are forgotten in the end: somebody has to be at work to hear them before.
    town.wait_until_kept(1)
    for step in troubles.STEPS:
        seen = len(town.postbox.lines())
        town.postbox.order(step, "421 4.3.2 closing", 3)
        town.postbox.order(step, "451 4.3.0 later", 5)
        town.people.asked_already()
        change(town, rng, 2)
        town.postbox.wait_for("answered", step, seen, troubles.AMBUSH, answer="451")
    seen = len(town.postbox.lines())
    troubles.say_never(town, rng)
    troubles.close_a_mailbox(town, rng)
    town.people.asked_already()
    for step in ("RCPT", "END"):
        town.postbox.wait_for("answered", step, seen, troubles.AMBUSH, answer="550")


def server_leaves(town, rng):
    """It hangs, closes after the letter, keeps it and dies before it says so."""
    for step in troubles.STEPS:
        seen = len(town.postbox.lines())
        town.postbox.order(step, "hang")
        town.postbox.order(step, "drop")
        # While one worker waits, the other would have done it all.
        town.people.asked_already()
        town.postbox.wait_for("held", step, seen, troubles.AMBUSH)
        change(town, rng, 2)
    town.postbox.wait_for("dropped", "END", seen)
    for _again in range(2):
        seen = len(town.postbox.lines())
        town.people.asked_already()
        troubles.keep_and_hang_up(town, rng)
        town.postbox.wait_for("dropped", "END", seen)
        troubles.die_before_the_answer(town, rng, patience=20)


def weeks_wait(town, rng):
    """The server wants no weekly letters yet, and what they name is so no more when it does."""
    seen = len(town.postbox.lines())
    town.postbox.order("END", "451 4.3.0 later", 10_000, words=troubles.WEEK)
    if town.postbox.wait_for("answered", "END", seen, patience=60, answer="451"):
        for _evening in range(4):
            town.people.call_off(rng)
        for _plan in range(4):
            town.people.propose(rng)
            town.people.part_without_plans(rng)


def clock_jumps(town, rng):
    """Two days pass in the middle of it all."""
    town.wait_until_kept(150)
    troubles.let_two_days_pass(town, rng)
    for _round in range(4):
        town.people.asked_already()
    change(town, rng, 10)


CASES = [
    everybody_at_once,
    shot_before_handing_over,
    shot_before_noting,
    broker_in_a_burst,
    broker_fills_and_hangs,
    database_restarted,
    server_says_no,
    server_leaves,
    weeks_wait,
    clock_jumps,
]

# Who has to be there; the others begin sooner with fewer.
CREWS = {
    everybody_at_once: EVERYBODY,
    broker_in_a_burst: EVERYBODY,
    broker_fills_and_hangs: WOKEN,
}


def change(town, rng, times):
    """People change their minds meanwhile."""
    for _time in range(times):
        town.people.change_something(rng)


def begin(town, rng):
    """More than three hundred letters are owed, at all stages of their way."""
    people, is_whole = town.people, len(town.crew.everybody) == len(EVERYBODY)
    # First what would have to stand back behind more valuable encouragements.
    people.make_friends()
    people.been_away()
    people.met_lately()
    if is_whole:
        town.wait_until_decided()
    for _round in range(6):
        people.asked_already()
    people.agreed_just_now()
    people.agreed_long_ago()
    people.offered_just_now()
    people.gather_soon()
    people.gather_later()
    people.thank_guests()
    people.stay_away()
    people.met_long_ago()
    people.shook_hands()
    people.wrote_for_long()
    people.wrote_just_now()
    people.a_week_begins()
    people.change_everything(rng)
    people.ask_for_codes(30, rng)


def begin_with_few(town, rng):
    """More than three hundred letters, of few kinds: what wakes somebody is the same for all."""
    for _round in range(4):
        town.people.asked_already()
    town.people.agreed_long_ago()
    town.people.agreed_just_now()
    town.people.offered_just_now()


def run(servers, case, seed=SEED):
    """One day. -> {"line", "complaints", "kills", "events" of the server's log, ...}"""
    rng, began = random.Random(f"{case.__name__} {seed}"), time.monotonic()
    with Town(servers, MEMBERS, CREWS.get(case, FEW)) as town:
        if case in CREWS:
            town.wait_for_everybody()
        (begin_with_few if case is broker_fills_and_hangs else begin)(town, rng)
        case(town, rng)
        verdict = town.verdict()
        lines = town.postbox.lines()
        return {
            "line": str(verdict),
            "letters": verdict.letters,
            "failed": verdict.failed,
            "unsure": verdict.unsure,
            "doubled": verdict.doubled,
            "doubted": verdict.doubted,
            "kinds": dict(sorted(verdict.kinds.items())),
            "complaints": verdict.complaints,
            "in_bulk": len(town.kept_in_bulk()),
            "kills": len(town.crew.kills),
            "restarts": town.restarts,
            "shifts": town.shifts,
            "seen": town.seen,
            "jumps": town.people.jumps,
            "heard_from": sorted({line.who.partition(".")[0] for line in lines if line.who}),
            "answers": Counter(line.answer[:3] for line in lines if line.answer),
            "events": Counter(line.event for line in lines),
            "seconds": round(time.monotonic() - began, 1),
        }


def main(names):
    """Run the named cases, all without a name, and print how each ended."""
    known = {case.__name__: case for case in CASES}
    with Servers() as servers:
        import django

        django.setup()
        if names == ["-"]:
            print("ready", flush=True)
            for name in map(str.strip, sys.stdin):
                print(json.dumps(run(servers, known[name])), flush=True)
            return 0
        complaints = 0
        for name in names or known:
            told = run(servers, known[name])
            complaints += len(told["complaints"])
            print(f"{name}: {told['line']}", flush=True)
            print(json.dumps(told, indent=1), flush=True)
        return 1 if complaints else 0


if __name__ == "__main__":
    heed_stopping()
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped:
        sys.exit(130)
