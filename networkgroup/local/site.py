"""`make run`: the whole site on this machine, until Ctrl-C."""

import http.client
import io
import os
import re
import sys
import time
from threading import Lock

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections

from networkgroup.local import ground, ports
from networkgroup.local.place import LOCAL, Trouble, alone
from networkgroup.local.processes import Crew

ANSWERS_WITHIN = 60  # seconds
LOGINS = LOCAL / "logins"
# Celery warns at length of workers run by root, who on a machine of one's own may well be us.
AS_ROOT = "ignore:You're running the worker"


class Voice:
    """Prints lines, but keeps them back until the site's address has been printed first."""

    def __init__(self):
        self.kept, self.lock = [], Lock()

    def __call__(self, line):
        with self.lock:
            if self.kept is None:
                print(line, flush=True)
            else:
                self.kept.append(line)

    def release(self, *first):
        """Print `first`, then what was kept; from now on nothing is kept back."""
        with self.lock:
            for line in [*first, *(self.kept or [])]:
                print(line, flush=True)
            self.kept = None


def run():
    """Start everything, print the address and two logins, stop it all; returns an exit status."""
    with alone(), ground.lasting():
        voice = Voice()
        crew = Crew(say=voice)
        try:
            return _keep_going(crew, voice)
        finally:
            voice.release()
            crew.stop()
            print("Stopped.", flush=True)


def _keep_going(crew, voice):
    python = sys.executable
    if not os.environ.get("EMAIL_URL"):
        port = ports.next_free(ground.MAIL_PORT, "the mailbox")
        crew.start("mail", [python, "-m", "networkgroup.local.mailbox", port, LOCAL / "mail"])
        os.environ["EMAIL_URL"] = f"smtp://{ports.HOST}:{port}"
    port = ports.next_free(ground.WEB_PORT, "the site")
    address = f"http://{ports.HOST}:{port}"
    os.environ.setdefault("SITE_URL", address)

    os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")

    logins = prepare_database()
    manage = [python, "manage.py"]
    celery = [python, "-W", AS_ROOT, "-m", "celery", "--app=networkgroup", "--quiet"]
    crew.start("web", [*manage, "runserver", f"{ports.HOST}:{port}"])
    crew.start("worker", [*celery, "worker", "--concurrency=2", "--loglevel=WARNING"])
    beat = ["beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={LOCAL / 'beat'}"]
    crew.start("beat", [*celery, *beat])
    _wait_for_answer(port, crew)
    where = f"\nThe site is at {address}/\nEvery letter it sends is at {address}/mailbox/\n"
    voice.release(where, *logins, "Ctrl-C stops it.\n")

    name = crew.ended()
    print(f"{name} ended, so everything stops.", flush=True)
    return 1


def prepare_database():
    """Bring the tables up to date, fill an empty database; returns the lines telling the logins."""
    django.setup()
    call_command("migrate", verbosity=0)
    if not get_user_model().objects.exists():
        print("Filling the empty database with a fictional group.", flush=True)
        words = io.StringIO()
        call_command("demo", stdout=words)
        LOGINS.write_text(words.getvalue())
    lines = logins()
    connections.close_all()
    return lines


def logins():
    """The lines telling the logins of the group we filled in; none for a database of others."""
    if not LOGINS.exists():
        return []
    words = LOGINS.read_text()
    addresses = re.findall(r"\S+@\S+", words)
    there = get_user_model().objects.filter(email__in=addresses).count()
    return words.splitlines() if there == len(addresses) else []


def _wait_for_answer(port, crew):
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until:
        if name := crew.ended(timeout=0.1):
            raise Trouble(f"{name} ended before the site answered; its last words are above.")
        web = http.client.HTTPConnection(ports.HOST, port, timeout=5)
        try:
            web.request("GET", "/healthz")
            if web.getresponse().status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            continue
        finally:
            web.close()
    raise Trouble(f"The site did not answer at its address within {ANSWERS_WITHIN} seconds.")
