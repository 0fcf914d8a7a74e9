"""Faces for people who do not exist."""

from io import BytesIO

import pytest
from PIL import Image

from meetups.demo.hair import HAIR
from meetups.demo.looks import LOOKS
from meetups.demo.pen import Pen, Shape, outlines
from meetups.demo.portraits import Look, portrait
from meetups.demo.tones import GROUNDS
from members import faces


def test_a_portrait_is_four_by_five():
    assert portrait(LOOKS["ruth"], 96).size == (96, 120)


def test_no_two_of_the_cast_look_alike():
    assert len(set(LOOKS.values())) == len(LOOKS) == 40
    drawn = {portrait(look, 16).tobytes() for look in LOOKS.values()}
    assert len(drawn) == 40


def test_the_same_look_is_the_same_face():
    assert portrait(LOOKS["ben"], 64).tobytes() == portrait(LOOKS["ben"], 64).tobytes()


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_lights_a_face_from_the_left(ground):
    bust = portrait(Look(ground, 0, "shaven", "suit"), 200)
    left, right = bust.getpixel((80, 125)), bust.getpixel((120, 125))
    assert sum(left) > sum(right)


@pytest.mark.parametrize("style", HAIR)
def test_every_hair_style_leaves_the_eyes_free(style):
    bust = portrait(Look("sand", 0, style, "suit", hair="mid"), 200)
    dark = sum(bust.getpixel((83, 112)))
    assert dark < 200 < sum(bust.getpixel((90, 120)))


def test_a_curve_ends_where_it_says():
    (line,) = outlines("M0 0 C0 10 10 10 10 0 L20 0")
    assert line[0] == (0, 0) and line[-2] == pytest.approx((10, 0)) and line[-1] == (20, 0)
    assert max(y for _, y in line) == pytest.approx(7.5)


def test_a_mirrored_shape_is_drawn_on_both_sides_and_cut_where_told():
    pen = Pen(1, {"ground": (255, 255, 255), "dark": (0, 0, 0)})
    pen.fill(
        Shape("M10 10 L30 10 30 30 10 30", "dark", twice=True, inside="M0 0 L200 0 200 20 0 20")
    )
    at = pen.image.getpixel
    assert at((20, 15)) == at((180, 15)) == (0, 0, 0)
    assert at((20, 25)) == at((100, 15)) == (255, 255, 255)


def test_a_portrait_is_kept_like_any_photo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = BytesIO()
    portrait(LOOKS["noor"], 512).save(file, "PNG")
    face = faces.keep(faces.read(file))
    for size in (96, 256, 512):
        with Image.open(faces.path(face, size)) as kept:
            assert (kept.format, kept.size) == ("WEBP", (size, size * 5 // 4))
