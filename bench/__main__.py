"""`make bench`: every measurement, as ratios of one run; the exit status says whether all held."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networkgroup.settings")
django.setup()

from bench import common_times, pages  # noqa: E402

held = [measure() for measure in (common_times.main, pages.main)]
sys.exit(0 if all(held) else 1)
