"""Badges for two hundred with faces: seconds, and memory of the site and of the press beside it."""

import resource
import subprocess
import sys
import time
from io import BytesIO

PEOPLE = 200
LONGEST, MOST = 10.0, 300.0  # seconds, megabytes
ROUNDS = 3
MEASURED = "-m", "bench.badges"


def main():
    """Print them on both papers. Returns whether time and memory stay under their limits."""
    lines = [
        subprocess.run(
            [sys.executable, *MEASURED, paper], capture_output=True, text=True, check=True
        ).stdout.split()
        for _round in range(ROUNDS)
        for paper in ("a4", "letter")
    ]
    seconds, site, press, size = (max(map(float, column)) for column in zip(*lines, strict=True))
    print(
        f"{'badges':22} {seconds:5.2f} s for {PEOPLE} with faces (under {LONGEST:.0f}),"
        f" {site:.0f} MB and {press:.0f} MB for the press (under {MOST:.0f} together),"
        f" {size:.1f} MB of PDF; the worst of {len(lines)}",
        flush=True,
    )
    return seconds < LONGEST and site + press < MOST


def once(paper):
    """Print once, alone in this process, and say what it took."""
    from meetups.badges import badges

    people = the_room()
    begun = time.perf_counter()
    pdf = badges(people, paper)
    seconds = time.perf_counter() - begun
    peaks = [
        resource.getrusage(whose).ru_maxrss / 1024
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(seconds, *peaks, len(pdf) / 1_000_000)


def the_room():
    """Two hundred people of whom no two are called the same, with the faces of the demo's cast."""
    from meetups.badges import Badge
    from meetups.demo.looks import LOOKS
    from meetups.demo.portraits import portrait

    faces = []
    for look in LOOKS.values():
        drawn = BytesIO()
        portrait(look, 256).save(drawn, "JPEG", quality=88)
        faces.append(drawn.getvalue())
    return [
        Badge(
            name=f"Wilhelmina Featherstonehaugh{number}",
            headline=f"Structural engineer, mostly old mills and weir number {number}",
            line=f"Ask me about retaining walls, brass and reading the drawings of {number} BC",
            mark="First time here" if number % 5 == 0 else "",
            address=f"https://networkgroup.example.org/members/wilhelmina-{number}/",
            face=faces[number % len(faces)],
        )
        for number in range(PEOPLE)
    ]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    once(sys.argv[1])
