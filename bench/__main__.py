"""`make bench`: every measurement, as ratios of one run; the exit status says whether all held."""

import logging
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()
# A line for each letter is for operators, not for measuring.
logging.disable(logging.WARNING)

from bench import common_times, letters, pages, reminders, scratch, seating  # noqa: E402

MEASUREMENTS = {
    "common_times": common_times.main,
    "seating": seating.main,
    "pages": pages.main,
    "letters": letters.main,
    "reminders": reminders.main,
}

chosen = sys.argv[1:] or list(MEASUREMENTS)
with scratch.database():
    held = [MEASUREMENTS[name]() for name in chosen]
sys.exit(0 if all(held) else 1)
