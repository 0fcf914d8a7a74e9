import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.folding import clean_line, clean_text, fold


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("Åkesson", "akesson"),
        ("Akeson", "akeson"),
        ("Łódź", "lodz"),
        ("STRASSE", "straße"),
        ("Søren Ærø", "soren aero"),
        ("Đặng Thị", "dang thi"),
        ("İstanbul", "istanbul"),
        ("Iğdır", "igdir"),
        ("D’Arcy", "d'arcy"),
        ("ﬁnch", "finch"),
        ("Þórður  Ólafsson", "thordur olafsson"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, looked_for):
    assert fold(typed) == fold(looked_for)


def test_a_folded_name_is_plain():
    assert fold("  Åsa\tŁukasz-Ærø ") == "asa lukasz-aero"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("sign", "\0\x01\x07\x1b\x7f\x80\u200b\u200e\u200f\u202e\u2066\u2069\ufeff")
def test_a_line_loses_what_nobody_can_see(sign):
    assert clean_line(f"{sign}An{sign}a{sign}") == "Ana"


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\n", "\t", "\v", "\f", "\x1f", "\x85", "\u2028", "\u2029"]
)
def test_a_line_stays_one_line(sign):
    assert clean_line(f"Ana{sign}{sign} Bee{sign}") == "Ana Bee"


def test_names_keep_their_own_spelling():
    for name in [
        "D'Arcy <b>",
        "Åkesson",
        "نرگس‌خاتون",
        "أمينة الحسن",
        "👩‍👧 Mae",
        "李小龍",
    ]:
        assert clean_line(name) == name


def test_a_line_of_nothing_is_empty():
    assert clean_line(" \u200d\u2028\u3164 \0") == ""


def test_accents_are_composed():
    assert clean_line("A\u030akesson") == "Åkesson"


def test_a_text_keeps_its_lines():
    typed = "\r\nDear Ben,\r\n\r\n\r\n\r\nsee  you\vat ten\u2028or \u202eso\0.\r\n"
    assert clean_text(typed) == "Dear Ben,\n\nsee you\nat ten\nor so."


@given(st.text(max_size=60))
def test_cleaned_text_can_be_stored_and_mailed(text):
    line, lines = clean_line(text), clean_text(text)
    line.encode(), lines.encode()
    assert len(line.splitlines()) <= 1 and lines.splitlines() == (
        lines.split("\n") if lines else []
    )
    assert clean_line(line) == line and clean_text(lines) == lines
