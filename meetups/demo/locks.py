"""What a hair style is made of."""

from typing import NamedTuple

from meetups.demo.pen import Shape


class Style(NamedTuple):
    """Shapes behind the body, before the face, and (`under`) between the body and the head."""

    behind: list[Shape]
    front: list[Shape]
    ears: bool = True
    under: list[Shape] = []


def hair(path, tone="hair", **how):
    """One lock in the tone of the hair."""
    return Shape(path, tone, **how)


def curls(*rounds):
    """A cloud of round curls, given as (x, y, radius) for the left half and mirrored."""
    return hair(" ".join(f"O{x} {y} {r} {r}" for x, y, r in rounds), twice=True)
