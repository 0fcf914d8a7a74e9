"""Faces for people who do not exist: flat busts in the tones of one ground, lit from the left."""

from typing import NamedTuple

from PIL import Image

from meetups.demo.clothes import CLOTHES
from meetups.demo.faces import draw_features, draw_head
from meetups.demo.hair import HAIR
from meetups.demo.pen import PAPER, Pen, Shape
from meetups.demo.tones import tones

# Pixels to the unit while drawing: four times what the largest photo needs, so that edges are
# smooth once it is brought down.
SCALE = 10

DIAGONAL = Shape("M0 0 L200 250 0 250", "ground_shade")
NECK = Shape("M80 140 L120 140 120 178 100 189 80 178", "skin_shade")


class Look(NamedTuple):
    """What a bust is made of. Tones are named as in tones.GROUNDS; skin runs from 0 to 2."""

    ground: str
    skin: int
    hair_style: str
    clothes: str
    hair: str = "dark"
    cloth: str = "dark"
    beneath: str = "pale"
    wrap: str = "mid"
    shape: str = "oval"
    brows: str = "arched"
    mouth: str = "calm"
    beard: str | None = None
    glasses: str | None = None
    extras: tuple[str, ...] = ()


def portrait(look, width):
    """A bust of this Look as a PIL image, `width` pixels (at most 512) wide, a quarter taller."""
    pen = Pen(SCALE, tones(look))
    hair, clothes = HAIR[look.hair_style], CLOTHES[look.clothes]
    pen.fill_all([DIAGONAL, *hair.behind, *clothes.body, NECK, *clothes.over, *hair.under])
    draw_head(pen, look, with_ears=hair.ears)
    pen.fill_all(hair.front)
    draw_features(pen, look)
    return pen.image.resize((width, width * PAPER[1] // PAPER[0]), Image.Resampling.BOX)
