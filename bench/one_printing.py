"""Two hundred badges once: `python -m bench.one_printing a4` says what it took.

Four figures: seconds, megabytes at most for this process and for the press, megabytes of PDF.
"""

import os
import resource
import sys
import time
from io import BytesIO

import django

PEOPLE = 200


def once(paper):
    """Print and say."""
    people = the_room()
    begun = time.perf_counter()
    pdf = badges(people, paper)
    seconds = time.perf_counter() - begun
    both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    peaks = [resource.getrusage(whose).ru_maxrss / 1024 for whose in both]
    print(seconds, *peaks, len(pdf) / 1_000_000)


def the_room():
    """People of whom no two are called the same, with the faces of the demo's cast."""
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
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()

    from meetups.badges import Badge, badges
    from meetups.demo.looks import LOOKS
    from meetups.demo.portraits import portrait

    once(sys.argv[1])
