"""`make bench`: every measurement, as ratios of one run; the exit status says whether all held."""

import logging
import os
import platform
import sys

import django
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()
# A line for each letter is for operators, not for measuring.
logging.disable(logging.WARNING)

from bench import (  # noqa: E402
    badges,
    common_times,
    last_seat,
    letters,
    pages,
    reminders,
    scratch,
    seating,
)

MEASUREMENTS = {
    "common_times": common_times.main,
    "seating": seating.main,
    "pages": pages.main,
    "letters": letters.main,
    "reminders": reminders.main,
    "badges": badges.main,
    "last_seat": last_seat.main,
}


def measured(name):
    """Whether one measurement held, taken where none has been before it."""
    # Each fills a database with its own people, and a million rows would slow the next one.
    with scratch.database():
        return MEASUREMENTS[name]()


def setup():
    """On what all of it is measured."""
    with connection.cursor():
        major, minor = divmod(connection.pg_version, 10_000)
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {python}, PostgreSQL {major}.{minor}"


print(f"{'setup':22} {setup()}", flush=True)
chosen = sys.argv[1:] or list(MEASUREMENTS)
held = [measured(name) for name in chosen]
sys.exit(0 if all(held) else 1)
