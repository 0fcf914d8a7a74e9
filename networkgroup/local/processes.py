"""Starts processes, passes on what they say, and leaves none of them behind."""

import contextlib
import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
import time

PATIENCE = 10  # seconds a process gets to end by itself
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(BaseException):
    """Ctrl-C, or the system, asked us to stop. No `except Exception` may swallow it."""


def heed_stopping():
    """Turn the first stop signal into Stopped and ignore the rest while we clear up."""

    def stop(number, frame):
        for one in STOPPING:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    for one in STOPPING:
        signal.signal(one, stop)


def die_with_parent(parent, number=signal.SIGTERM):
    """Ask Linux to send this process `number` when `parent` goes, even by kill -9."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def spawn(command, *, farewell=signal.SIGTERM, **options):
    """Start `command` in a process group of its own, to get `farewell` when we die.

    Call it from the main thread: Linux means the thread, not the process, when it says parent.
    """
    ours = os.getpid()
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=lambda: die_with_parent(ours, farewell),
        **options,
    )


def end(process, number=signal.SIGTERM, patience=PATIENCE):
    """Ask a spawned process to end, insist after `patience` seconds, and take its group along."""
    if process.poll() is None:
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Crew:
    """Processes that run together: their lines come out with their names before them."""

    def __init__(self, say=print):
        self.say = say
        self.members = {}
        self._ended = queue.SimpleQueue()

    def start(self, name, command, **options):
        """Start one more; its output is passed on from now on."""
        process = spawn(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
        self.members[name] = process
        threading.Thread(target=self._pass_on, args=(name, process), daemon=True).start()
        threading.Thread(target=self._watch, args=(name, process), daemon=True).start()
        return process

    def ended(self, timeout=None):
        """The name of the next member that ends, or None when `timeout` seconds pass before."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            # Short waits, because a signal is only heard between two of them.
            left = 0.5 if until is None else min(0.5, max(0, until - time.monotonic()))
            with contextlib.suppress(queue.Empty):
                return self._ended.get(timeout=left)
            if until is not None and time.monotonic() >= until:
                return None

    def stop(self):
        """End all of them at once, the last started asked first; returns when none is left."""
        asked = list(reversed(self.members.values()))
        for process in asked:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in asked:
            end(process, patience=max(0, until - time.monotonic()))
        self.members.clear()

    def _pass_on(self, name, process):
        with contextlib.suppress(ValueError):
            for line in filter(str.strip, process.stdout):
                self.say(f"{name:>6} | {line.rstrip()}")

    def _watch(self, name, process):
        process.wait()
        self._ended.put(name)
