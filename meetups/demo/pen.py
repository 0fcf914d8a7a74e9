"""A pen that draws flat shapes on paper, because Pillow has no curves of its own."""

import re
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

PAPER = (200, 250)
STEPS = 14
# How far a cubic's handles reach to draw a quarter of a circle.
QUARTER = 0.5523

WORDS = re.compile(r"[MLCQO]|-?\d+(?:\.\d+)?")
TAKES = {"M": 2, "L": 2, "C": 6, "Q": 4, "O": 4}


class Shape(NamedTuple):
    """A filled path in one tone; `twice` draws its mirror image as well.

    `inside` is the path that cuts it off, `strength` runs from 0 (unseen) to 1 (solid).
    """

    path: str
    tone: str
    twice: bool = False
    inside: str | None = None
    strength: float = 1


def curve(start, *handles):
    """Points along a Bezier curve of any degree, without its start."""
    points = (start, *handles)
    for step in range(1, STEPS + 1):
        at = step / STEPS
        row = points
        while len(row) > 1:
            row = [
                (one[0] + (two[0] - one[0]) * at, one[1] + (two[1] - one[1]) * at)
                for one, two in pairwise(row)
            ]
        yield row[0]


def oval(x, y, across, down):
    """Points of an ellipse around x, y with these two radii."""
    a, d = across * QUARTER, down * QUARTER
    top, right, bottom, left = (x, y - down), (x + across, y), (x, y + down), (x - across, y)
    return [
        top,
        *curve(top, (x + a, y - down), (x + across, y - d), right),
        *curve(right, (x + across, y + d), (x + a, y + down), bottom),
        *curve(bottom, (x - a, y + down), (x - across, y + d), left),
        *curve(left, (x - across, y - d), (x - a, y - down), top),
    ]


def outlines(path):
    """The polygons of a path written as in SVG: M, L, C, Q, and O x y rx ry for an ellipse."""
    words = WORDS.findall(path)
    lines, command, at = [], None, 0
    while at < len(words):
        if words[at] in TAKES:
            command, at = words[at], at + 1
        numbers = [float(word) for word in words[at : at + TAKES[command]]]
        at += TAKES[command]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            lines.append(points)
            command = "L"
        elif command == "O":
            lines.append(oval(*numbers))
        elif command == "L":
            lines[-1] += points
        else:
            lines[-1] += curve(lines[-1][-1], *points)
    return lines


class Pen:
    """Draws on paper of 200 by 250 units, `scale` pixels to the unit."""

    def __init__(self, scale, tones):
        self.scale = scale
        self.tones = tones
        self.image = Image.new("RGB", tuple(side * scale for side in PAPER), tones["ground"])
        self.draw = ImageDraw.Draw(self.image)

    def fill(self, shape):
        """Fill one Shape, and its mirror image where it wants one."""
        polygons = self.polygons(shape.path, shape.twice)
        if shape.inside is None and shape.strength == 1:
            for polygon in polygons:
                self.draw.polygon(polygon, fill=self.tones[shape.tone])
            return
        box = self.box(polygons)
        mask = self.mask(polygons, box)
        if shape.inside is not None:
            mask = ImageChops.multiply(mask, self.mask(self.polygons(shape.inside), box))
        if shape.strength < 1:
            mask = mask.point([round(level * shape.strength) for level in range(256)])
        self.image.paste(self.tones[shape.tone], box, mask)

    def fill_all(self, shapes):
        """Fill these Shapes, the first lowest."""
        for shape in shapes:
            self.fill(shape)

    def line(self, path, width, tone, twice=False):
        """A line `width` units wide with round ends, mirrored as well where `twice`."""
        reach = width * self.scale / 2
        for points in self.polygons(path, twice):
            self.draw.line(points, fill=self.tones[tone], width=round(reach * 2), joint="curve")
            for x, y in (points[0], points[-1]):
                self.draw.ellipse(
                    (x - reach, y - reach, x + reach, y + reach), fill=self.tones[tone]
                )

    def polygons(self, path, twice=False):
        """The path's polygons in pixels, followed by their mirror images where `twice`."""
        lines = outlines(path)
        if twice:
            lines += [[(PAPER[0] - x, y) for x, y in line] for line in lines]
        return [[(x * self.scale, y * self.scale) for x, y in line] for line in lines]

    def box(self, polygons):
        """(left, top, right, bottom) in whole pixels around these polygons, cut off at the edges.

        A mask of the whole paper would cost more than everything drawn through it.
        """
        xs, ys = zip(*(point for polygon in polygons for point in polygon), strict=True)
        right, bottom = self.image.size
        return (
            max(floor(min(xs)), 0),
            max(floor(min(ys)), 0),
            min(ceil(max(xs)) + 1, right),
            min(ceil(max(ys)) + 1, bottom),
        )

    def mask(self, polygons, box):
        """The black part of the paper within this box, on which these polygons are white."""
        left, top, right, bottom = box
        mask = Image.new("L", (right - left, bottom - top))
        draw = ImageDraw.Draw(mask)
        for polygon in polygons:
            draw.polygon([(x - left, y - top) for x, y in polygon], fill=255)
        return mask
