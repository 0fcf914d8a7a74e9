"""The whole site as it runs for real, for one test: with a database and a broker of its own.

DEBUG is off, so the pages, their files and their headers are those that members get.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
from django.conf import settings

from networkgroup.local import ports
from networkgroup.local.mailbox import Mailbox
from networkgroup.local.place import CLONE
from networkgroup.local.processes import Crew
from networkgroup.local.site import AS_ROOT
from networkgroup.local.valkey import Valkey

ANSWERS_WITHIN = 60  # seconds
PYTHON = [sys.executable, "-W", AS_ROOT]
CELERY = [*PYTHON, "-m", "celery", "--app=networkgroup", "--quiet"]


class House:
    """Where it stands, and what can be asked of it from outside."""

    def __init__(self, folder):
        self.folder = folder
        self.address = f"http://{ports.HOST}:{ports.any_free()}"
        self.mailbox = Mailbox(folder / "mail", ports.any_free())
        self.valkey = Valkey(folder / "valkey", ports.any_free(), durable=False)
        self.crew = Crew()
        self.processes = []
        self.database = f"ng_journey_{secrets.token_hex(4)}"
        self.environment = {
            **os.environ,
            "DEBUG": "",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": self.address,
            "GROUP_ADDRESS": "group@example.org",
            "GROUP_NAME": "Networkgroup",
            "DATABASE_URL": url_of(self.database),
            "REDIS_URL": self.valkey.url,
            "EMAIL_URL": self.mailbox.url,
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONTZPATH": "",
        }

    def manage(self, *words, **environment):
        """Run a management command beside the site; returns what it says."""
        done = subprocess.run(
            [*PYTHON, "manage.py", *words],
            cwd=CLONE,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def let_time_pass(self, duration, *, in_silence=False):
        """Skip a timedelta, to the minute. `in_silence`: no worker hears of it but by the beat."""
        deaf = {"REDIS_URL": f"redis://{ports.HOST}:{ports.any_free()}/0"} if in_silence else {}
        minutes = int(duration.total_seconds() // 60)
        self.manage("pass_time", f"{minutes}m", DEBUG="1", **deaf)

    def ask(self, question, *values):
        """The first row that answers an SQL question."""
        with psycopg.connect(url_of(self.database), autocommit=True) as connection:
            return connection.execute(question, values).fetchone()

    def readiness(self):
        """What /readyz says of each part."""
        with urlopen(f"{self.address}/readyz", timeout=10) as answer:
            return json.load(answer)

    def _start(self):
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        place = urlsplit(self.address).netloc
        self._run("web", *PYTHON, "-m", "gunicorn", "networkgroup.wsgi", f"--bind={place}",
                  "--workers=2", "--no-control-socket")  # fmt: skip
        self._run("worker", *CELERY, "worker", "--concurrency=2", "--loglevel=WARNING")
        schedule = f"--schedule={self.folder / 'beat'}"
        self._run("beat", *CELERY, "beat", "--loglevel=WARNING", "--pidfile=", schedule)
        until = time.monotonic() + ANSWERS_WITHIN
        while not self._answers():
            assert time.monotonic() < until, "the site does not answer"
            time.sleep(0.1)

    def _run(self, name, *command):
        process = self.crew.start(name, command, cwd=CLONE, env=self.environment)
        self.processes.append(process)

    def _answers(self):
        assert all(process.poll() is None for process in self.processes), "a process ended"
        try:
            return urlopen(f"{self.address}/healthz", timeout=5).status == 200
        except (URLError, OSError):
            return False


def url_of(database):
    """The address of another database on the tests' own server."""
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}").geturl()


@contextmanager
def open_house(folder, *, demo=False):
    """A running site with an empty group, or the fictional one; gone without a trace afterwards."""
    house = House(folder)
    with ExitStack() as closing:
        with psycopg.connect(url_of("postgres"), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {house.database}")
        closing.callback(_drop, house.database)
        closing.callback(house.valkey.stop)
        house.valkey.start()
        closing.callback(house.mailbox.stop)
        house.mailbox.start()
        closing.callback(house.crew.stop)
        house._start()
        if demo:
            # Elsewhere than on a machine of developers nobody could know the password.
            house.manage("demo", DEBUG="1")
        yield house
    assert not any(is_running(process) for process in house.processes)


def is_running(process):
    """Whether anything of a started process is left, its children included."""
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def _drop(database):
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE {database} WITH (FORCE)")
