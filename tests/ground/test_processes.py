"""Whatever ends, and however: nothing we started stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from networkgroup.local.processes import Crew, end, spawn

pytestmark = pytest.mark.integration

# A program with a child of its own, both deaf to a polite request, telling both their ids.
DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(os.getpid(), child, flush=True)
time.sleep(600)
"""
# A runner as `make run` is one: it starts DEAF, tells the ids, and waits to be stopped.
RUNNER = f"""
import sys
from networkgroup.local import processes
processes.PATIENCE = 1
processes.heed_stopping()
crew = processes.Crew(say=lambda line: print(line, flush=True))
try:
    crew.start("deaf", [sys.executable, "-c", {DEAF!r}])
    crew.ended()
except processes.Stopped:
    crew.stop()
"""
POLITE = "import time; print('hello', flush=True); time.sleep(600)"


def is_alive(pid):
    """Whether a process is there; one that only waits to be counted is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(pids, seconds):
    until = time.monotonic() + seconds
    while any(is_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)] == []


@pytest.fixture
def runner():
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    pids = [int(word) for word in process.stdout.readline().split("|")[1].split()]
    yield process, pids
    process.kill()
    process.wait()
    process.stdout.close()
    for pid in filter(is_alive, pids):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_nothing_behind(runner, number):
    process, pids = runner
    process.send_signal(number)
    assert process.wait(15) == 0
    assert gone_within(pids, 2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children")
def test_even_kill_9_leaves_nothing_polite_behind():
    starts = "import sys, time; from networkgroup.local.processes import spawn\n"
    starts += f"print(spawn([sys.executable, '-c', {POLITE!r}]).pid, flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", starts], stdout=subprocess.PIPE, text=True)
    with process:
        # Our own print and the child's come through one pipe, in either order.
        words = {process.stdout.readline().strip() for _ in range(2)}
        pid = int((words - {"hello"}).pop())
        assert is_alive(pid)
        process.kill()
    assert gone_within([pid], 5)


def test_the_lines_of_a_crew_carry_names_and_its_end_is_noticed():
    said = []
    crew = Crew(say=said.append)
    crew.start("one", [sys.executable, "-c", "print('first\\n\\nsecond')"])
    crew.start("two", [sys.executable, "-c", POLITE])
    try:
        assert crew.ended(timeout=20) == "one"
    finally:
        crew.stop()
    assert [line for line in said if "one" in line] == ["   one | first", "   one | second"]


def test_ending_takes_the_whole_group():
    process = spawn([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, text=True)
    with process.stdout:
        pids = [int(word) for word in process.stdout.readline().split()]
    end(process, patience=0.2)
    assert gone_within(pids, 2)
