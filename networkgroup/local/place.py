"""Where the local servers keep their files, and the one lock that says somebody is running here."""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
LOCAL = CLONE / ".local"


class Trouble(Exception):
    """What kept a local server from starting, in words for the person at the keyboard."""


@contextmanager
def alone(folder=LOCAL):
    """Hold `folder` for one `make run` at a time; Trouble when another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "running").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"The site is already running from {folder.parent}.") from None
        # The lock goes with this process, however it ends: children don't inherit the descriptor.
        os.set_inheritable(file.fileno(), False)
        yield
