"""Badges for two hundred with faces: seconds, and memory of the site and of the press beside it."""

import os
import subprocess
import sys
import uuid
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.test import override_settings
from PIL import Image

from bench.one_printing import PEOPLE
from meetups.badges import FACE
from meetups.demo.looks import LOOKS
from meetups.demo.portraits import portrait
from members import faces

LONGEST, MOST = 10.0, 300.0  # seconds, megabytes
ROUNDS = 3
GRAIN = 60  # how far from grey


def main():
    """Print them on both papers. Returns whether time and memory stay under their limits."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder)):
        kept = photos()
        papers = ["a4", "letter"] * ROUNDS
        lines = [printing(paper, kept, folder) for paper in papers]
    times, *rest = zip(*lines, strict=True)
    seconds = median(times)
    site, press, size = map(max, rest)
    print(
        f"{'badges':22} {seconds:5.2f} s for {PEOPLE} with faces (under {LONGEST:.0f}),"
        f" {site:.0f} MB and {press:.0f} MB for the press (under {MOST:.0f} together),"
        f" {size:.1f} MB of PDF; median and largest of {len(lines)}",
        flush=True,
    )
    return seconds < LONGEST and site + press < MOST


def photos():
    """The names of a face for each, kept as members' are: no two alike, and with a photo's grain.

    Drawn faces that are all plain, or the same, would pack into a tenth of the space.
    """
    kept = []
    size = faces.size_for(FACE)
    looks = cycle([portrait(look, size) for look in LOOKS.values()])
    faces.path("", size).parent.mkdir(parents=True)
    for drawn in islice(looks, PEOPLE):
        grain = Image.effect_noise(drawn.size, GRAIN).convert("RGB")
        face = str(uuid.uuid4())
        faces.path(face, size).write_bytes(faces.encoded(Image.blend(drawn, grain, 0.1), size))
        kept.append(face)
    return kept


def printing(paper, kept, folder):
    """Seconds and megabytes of one printing in a process of its own, with the faces kept there."""
    command = [sys.executable, "-m", "bench.one_printing", paper, *kept]
    surroundings = os.environ | {"MEDIA_ROOT": folder}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=surroundings)
    return [float(figure) for figure in done.stdout.split()]
