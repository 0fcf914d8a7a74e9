"""What is taken away from a town with real processes, and what is lost by it: nothing."""

import json
import subprocess
import sys

import pytest

from networkgroup.local.place import CLONE
from tests.faults.cases import CASES

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def day():
    """Runs a case by its name, on servers that all of them share. -> what it came to"""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.cases", "-"],
        cwd=CLONE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout.readline() == "ready\n"

        def run(name):
            print(name, file=running.stdin, flush=True)
            return json.loads(running.stdout.readline())

        yield run
        running.stdin.close()


# What must have been seen for a case to have been one.
HAPPENED = {
    "everybody_at_once": lambda told: len(told["heard_from"]) == 4,
    "shot_before_handing_over": lambda told: told["kills"] >= 4 and told["unsure"] >= 1,
    "shot_before_noting": lambda told: told["kills"] >= 6 and told["doubted"] >= 1,
    "broker_in_a_burst": lambda told: told["restarts"] == told["seen"]["queues"] == 3,
    "broker_fills_and_hangs": lambda told: (
        told["seen"]["refusals"] == 1 and told["seen"]["left lying"] == 2 and told["shifts"] == 0
    ),
    "database_restarted": lambda told: told["restarts"] == told["seen"]["sweeps"] == 4,
    "server_says_no": lambda told: {"421", "451", "550"} <= set(told["answers"]),
    "server_leaves": lambda told: (
        told["events"]["held"] >= 3
        and told["events"]["dropped"] >= 3
        and told["restarts"] == told["seen"]["answers"] == 2
    ),
    "weeks_wait": lambda told: "451" in told["answers"] and told["kinds"]["session_off"] >= 8,
    "clock_jumps": lambda told: told["jumps"] == 1,
}

# What a calm day has at least, of every class: the rest comes with time, or by chance.
CALM = {
    "accepted", "account_login_code", "cancelled", "coffee_tomorrow", "countered", "declined",
    "did_you_meet", "have_the_coffee", "late", "moved", "next_coffee", "proposal", "seat_lapsed",
    "seat_offered", "session_going", "session_left", "session_off", "session_tomorrow",
    "take_it_offline", "thank_you", "the_week", "unread_words", "visitor_confirm",
    "visitor_going", "visitor_off", "visitor_thanks", "visitor_tomorrow", "we_miss_you",
    "withdrawn",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_nothing_is_lost_doubled_or_untrue(day, case):
    told = day(case.__name__)
    assert told["complaints"] == []
    assert told["letters"] >= 300
    assert HAPPENED[case.__name__](told), told
    if case.__name__ == "everybody_at_once":
        assert (told["failed"], told["unsure"], told["doubled"]) == (0, 0, 0)
        assert CALM - set(told["kinds"]) == set()
