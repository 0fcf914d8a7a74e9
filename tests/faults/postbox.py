"""The mail server as the driver of a town sees it: starts it, orders it about, reads its log."""

import json
import socket
import sys
import time
from typing import NamedTuple

from networkgroup.local.place import CLONE
from networkgroup.local.ports import HOST, any_free
from networkgroup.local.processes import end, spawn

PATIENCE = 20  # seconds


class Line(NamedTuple):
    """One line of the server's log; `at` in seconds since 1970."""

    at: float
    event: str
    who: str = ""
    to: str = ""
    step: str = ""
    id: str = ""
    answer: str = ""
    head: str = ""
    mark: str = ""
    text: str = ""


class Postbox:
    """A tests.faults.sink process, on the same ports and with the same log after each death."""

    def __init__(self, folder):
        self.log = folder / "sink.log"
        self.port, self.orders_port = any_free(), any_free()
        self.process = None
        self._lines, self._read = [], 0

    @property
    def url(self):
        """What EMAIL_URL says for it."""
        return f"smtp://{HOST}:{self.port}"

    def start(self):
        """Listen again, and wait until it does."""
        self.log.touch()
        command = [sys.executable, "-m", "tests.faults.sink"]
        self.process = spawn([*command, self.port, self.orders_port, self.log], cwd=CLONE)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                return self.forget()
            except OSError:
                time.sleep(0.02)
        raise TimeoutError("the sink does not listen")

    def stop(self):
        """Shoot it: a mail server has no goodbye that a worker could rely on."""
        if self.process:
            self.process.kill()
            end(self.process)
            self.process = None

    def order(self, step, answer, times=1, **only):
        """Misbehave the next few times; see tests.faults.sink."""
        self._send({"step": step, "answer": answer, "times": times, **only})

    def forget(self):
        """Be friendly again."""
        self._send("forget")

    def lines(self):
        """All that the log says so far, as Lines."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._lines.append(Line(**json.loads(line)))
        return self._lines

    def wait_for(self, event, step, since, patience=PATIENCE, answer=""):
        """The first Line of this event at this step after line number `since`, or None.

        Where it is an answer, one that begins like this.
        """
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for line in self.lines()[since:]:
                is_meant = (line.event, line.step) == (event, step)
                if is_meant and line.answer.startswith(answer):
                    return line
            time.sleep(0.01)
        return None

    def _send(self, order):
        with socket.create_connection((HOST, self.orders_port), timeout=2) as line:
            line.sendall(json.dumps(order).encode() + b"\n")
            if line.recv(16) != b"ok\n":
                raise OSError("the sink did not listen")
