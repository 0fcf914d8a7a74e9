"""Badges for two hundred with faces: seconds, and memory of the site and of the press beside it."""

import subprocess
import sys
from statistics import median

from bench.one_printing import PEOPLE

LONGEST, MOST = 10.0, 300.0  # seconds, megabytes
ROUNDS = 3


def main():
    """Print them on both papers. Returns whether time and memory stay under their limits."""
    lines = [printing(paper) for _round in range(ROUNDS) for paper in ("a4", "letter")]
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


def printing(paper):
    """Seconds and megabytes of one printing in a process of its own."""
    command = [sys.executable, "-m", "bench.one_printing", paper]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [float(figure) for figure in done.stdout.split()]
