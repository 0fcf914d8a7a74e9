"""Two hundred badges once: `python -m bench.one_printing a4 <face> ...` says what it took.

Four figures: seconds, megabytes at most for this process and for the press, megabytes of PDF. The
process is as large as one that serves the page: the whole site is loaded, and nothing else.
"""

import os
import resource
import sys
import time
from pathlib import Path

import django

PEOPLE = 200


def once(paper, kept):
    """Print badges of people with these faces, and say what it took."""
    people = the_room(kept)
    begun = time.perf_counter()
    pdf = badges((of_member(member, is_new=member.pk % 5 == 0) for member in people), paper)
    seconds = time.perf_counter() - begun
    press = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(seconds, largest(), press, len(pdf) / 1_000_000)


def largest():
    """Megabytes of this process at most; `getrusage` counts what it was forked from as well."""
    status = Path("/proc/self/status").read_text()
    kilobytes = status.partition("VmHWM:")[2].split()[0]
    return int(kilobytes) / 1024


def the_room(kept):
    """People of whom no two are called the same, with the faces that were kept by these names."""
    return [
        Member(
            pk=number,
            name=f"Wilhelmina Featherstonehaugh{number}",
            handle=f"wilhelmina-{number}",
            headline=f"Structural engineer, mostly old mills and weir number {number}",
            can_help=["retaining walls", "brass", f"reading the drawings of {number} BC"],
            face=face,
        )
        for number, face in enumerate(kept)
    ]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "networkgroup.settings"
    django.setup()

    from meetups.badges import badges, of_member
    from members.models import Member

    once(sys.argv[1], sys.argv[2:])
