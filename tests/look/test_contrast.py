"""The colours as text and as shapes, measured again from tokens.css."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
LIGHT, DARK = 0, 1

# Ratio of each text colour on paper, sheet and linen, and what it has to reach.
ON_GROUNDS = {
    LIGHT: {
        "ink": (14.6, 16.0, 13.3),
        "ink-2": (7.6, 8.4, 6.9),
        "ink-3": (5.7, 6.2, 5.2),
        "cherry": (6.7, 7.4, 6.1),
        "leaf": (6.5, 7.1, 5.9),
        "honey": (6.4, 7.0, 5.8),
        "alarm": (6.3, 6.9, 5.7),
        "edge": (3.8, 4.2, 3.5),
    },
    DARK: {
        "ink": (15.4, 13.9, 12.2),
        "ink-2": (10.1, 9.1, 8.0),
        "ink-3": (7.3, 6.6, 5.8),
        "cherry": (7.6, 6.9, 6.0),
        "leaf": (9.6, 8.7, 7.6),
        "honey": (10.4, 9.5, 8.3),
        "alarm": (8.9, 8.1, 7.1),
        "edge": (5.2, 4.7, 4.1),
    },
}
ON_OWN_TINT = {
    LIGHT: {"cherry": 6.1, "leaf": 5.8, "honey": 5.8, "alarm": 5.7},
    DARK: {"cherry": 6.0, "leaf": 6.6, "honey": 7.3, "alarm": 7.0},
}
ON_BUTTON = {LIGHT: (7.4, 10.1), DARK: (5.2, 6.6)}


@pytest.fixture(scope="module")
def tokens():
    named = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS.read_text(encoding="utf-8")
    )
    return {name: (light, dark) for name, light, dark in named}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_text_is_as_clear_as_promised_on_every_ground(tokens, scheme):
    for name, promised in ON_GROUNDS[scheme].items():
        measured = [
            contrast(tokens[name][scheme], tokens[ground][scheme])
            for ground in ("paper", "sheet", "linen")
        ]
        assert measured == pytest.approx(promised, abs=0.1), name
        assert min(measured) >= (3 if name == "edge" else 4.5), name


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_states_are_clear_on_their_own_tint(tokens, scheme):
    for name, promised in ON_OWN_TINT[scheme].items():
        measured = contrast(tokens[name][scheme], tokens[f"{name}-tint"][scheme])
        assert measured == pytest.approx(promised, abs=0.1), name
        assert measured >= 4.5, name


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_main_button_is_clear_at_rest_and_under_the_pointer(tokens, scheme):
    words = tokens["on-cherry"][scheme]
    measured = [contrast(words, tokens[name][scheme]) for name in ("cherry-fill", "cherry-deep")]
    assert measured == pytest.approx(ON_BUTTON[scheme], abs=0.1)


def test_the_main_button_has_a_shape_in_the_dark(tokens):
    fill = tokens["cherry-fill"][DARK]
    measured = [contrast(fill, tokens[ground][DARK]) for ground in ("paper", "sheet")]
    assert measured == pytest.approx([3.4, 3.1], abs=0.1)
    assert min(measured) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_focus_ring_is_ink_and_stands_out(tokens, scheme):
    measured = contrast(tokens["ink"][scheme], tokens["paper"][scheme])
    assert measured == pytest.approx((14.6, 15.4)[scheme], abs=0.1)


def test_initials_are_clear_on_each_of_their_grounds():
    css = (TOKENS.parent / "parts" / "face.css").read_text(encoding="utf-8")
    grounds = re.findall(r"\.ground-\d \{\s*background: (#\w{6});\s*color: (#\w{6});", css)
    assert len(grounds) == 5
    assert min(contrast(*ground) for ground in grounds) >= 4.5
