"""The processes of a town that may be shot: workers of three kinds, and two beats."""

import os
import signal
import sys
import time
from typing import NamedTuple

from networkgroup.local.place import CLONE
from networkgroup.local.processes import end, spawn

# Celery warns at length of workers run by root, who on a machine of one's own may well be us.
CELERY = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "tests.faults.clockwork", "--quiet"]
WORKER = [*CELERY, "worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
LOOP = [sys.executable, "manage.py", "send_letters", "--loop"]
PATIENCE = 15  # seconds
AT_ONCE = 30  # seconds
EVERYBODY = ["solo1", "solo2", "fork", "loop", "beat1", "beat2"]
# One of each kind of waking: enough where something else is tried.
FEW = ["fork", "loop", "beat1"]
# Whom nothing but the broker wakes.
WOKEN = ["solo1", "fork", "beat1"]


class Kill(NamedTuple):
    """A process was shot: `who` begins the name it gave itself to the mail server."""

    at: float
    who: str


class Slot:
    """A place for one process after another; each calls itself slot.number-pid."""

    def __init__(self, name, command, folder):
        self.name, self.command, self.folder = name, command, folder
        self.number, self.process, self.started = 0, None, 0.0

    @property
    def who(self):
        """How the names of the present one and of its children begin."""
        return f"{self.name}.{self.number}-"

    def start(self):
        """Fill the place."""
        self.number, self.started = self.number + 1, time.monotonic()
        with (self.folder / f"{self.name}.log").open("ab") as file:
            self.process = spawn(
                self.command,
                cwd=CLONE,
                env={**os.environ, "TOWN_SLOT": f"{self.name}.{self.number}"},
                stdout=file,
                stderr=file,
            )

    def shoot(self):
        """kill -9 the process with all its children."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def found_no_database(self):
        """Whether it died at once, and of that."""
        is_young = time.monotonic() - self.started < AT_ONCE
        return is_young and "OperationalError: connection" in self.last_words

    @property
    def last_words(self):
        """The end of its log."""
        lines = (line.strip() for line in self.log.splitlines())
        return " / ".join(filter(None, lines))[-400:]

    @property
    def log(self):
        """All that was said in this place."""
        return (self.folder / f"{self.name}.log").read_text(errors="replace")

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None


class Crew:
    """Slots of these names. `kills` are all that were shot, `found_dead` those that nobody shot."""

    def __init__(self, folder, names):
        self.workers = {
            "solo1": [*WORKER, "-P", "solo", "-n", "solo1@town"],
            "solo2": [*WORKER, "-P", "solo", "-n", "solo2@town", "--queues=letters"],
            "fork": [*WORKER, "-P", "prefork", "--concurrency=1", "-n", "fork@town"],
            "loop": LOOP,
        }
        self.workers = {
            name: Slot(name, how, folder) for name, how in self.workers.items() if name in names
        }
        self.beats = {
            name: Slot(
                name,
                [*CELERY, "beat", "--loglevel=WARNING", "--pidfile=", "--max-interval=1",
                 f"--schedule={folder / name}"],
                folder,
            )
            for name in ("beat1", "beat2") if name in names
        }  # fmt: skip
        self.kills, self.found_dead = [], []

    def start(self):
        """Everybody to work who isn't there."""
        for slot in self.everybody:
            if not slot.is_alive:
                slot.start()

    @property
    def everybody(self):
        return [*self.workers.values(), *self.beats.values()]

    def look_around(self):
        """Replace those that died by themselves, as any supervisor would, and remember them.

        One that found no database when it began is no surprise: Celery looks before it starts.
        """
        for slot in self.everybody:
            if not slot.is_alive and slot.found_no_database:
                slot.start()
            elif not slot.is_alive:
                self.found_dead.append(f"{slot.who} ({slot.process.returncode}): {slot.last_words}")
                slot.start()

    def shoot(self, name, again=True):
        """kill -9 one of them, and put another in its place."""
        slot = self.workers.get(name) or self.beats[name]
        who = slot.who
        slot.shoot()
        self.kills.append(Kill(time.time(), who))
        if again:
            slot.start()

    def shoot_child(self, who):
        """kill -9 the very process that gave this name to the mail server; its parent lives on.

        One that is no child is replaced.
        """
        name, pid = who.partition(".")[0], int(who.partition("-")[2].partition(".")[0])
        slot = self.workers[name]
        if pid == slot.process.pid:
            self.shoot(name)
        else:
            os.kill(pid, signal.SIGKILL)
            self.kills.append(Kill(time.time(), who))

    def send_home(self):
        """Ask the workers to stop, and shoot whoever doesn't; then nobody holds a letter."""
        slots = [slot for slot in self.workers.values() if slot.is_alive]
        for slot in slots:
            slot.process.terminate()
        until = time.monotonic() + PATIENCE
        for slot in slots:
            try:
                slot.process.wait(max(0.1, until - time.monotonic()))
            except Exception:
                self.kills.append(Kill(time.time(), slot.who))
            end(slot.process, signal.SIGKILL)

    def stop(self):
        """End all of them, without ceremony."""
        for slot in self.everybody:
            if slot.process is not None:
                end(slot.process, signal.SIGKILL)
