"""What leaves for a spreadsheet arrives as the words it was."""

import csv
import unicodedata
from datetime import date

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from meetups import sheet

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
BLANKS = ["", " ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", " \u2060 "]


def read(lines):
    """The rows as a program that splits at commas reads them."""
    text = "".join(lines)
    assert text.startswith(sheet.MARK)
    return list(csv.reader(text.removeprefix(sheet.MARK).splitlines(keepends=True)))


@pytest.mark.parametrize("sign", [*SIGNS, "\t", "\r", "\n"])
@pytest.mark.parametrize("blanks", BLANKS)
def test_a_formula_begins_with_an_apostrophe(sign, blanks):
    assert sheet.cell(f"{blanks}{sign}1+1").startswith("'")


@pytest.mark.parametrize("parting", [";", "\t", "\n", "\r"])
def test_nor_does_one_begin_behind_what_others_split_at(parting):
    assert f"{parting}'=" in sheet.cell(f"Ana{parting}=1+1")


@pytest.mark.parametrize(
    "text", ["Ana Ruiz", "Anna-Maria", "a=b", "x@y", "Ana; baker", "Öl & Söhne", "'quoted'", ""]
)
def test_ordinary_words_stay_as_they_are(text):
    assert sheet.cell(text) == text


def test_numbers_and_days_are_no_text():
    row = [3, 1.5, None, date(2026, 11, 17), gettext_lazy("under 5")]
    assert [sheet.cell(value) for value in row] == [3, 1.5, "", "2026-11-17", "under 5"]


def test_quotes_commas_and_lines_stay_in_their_cell():
    row = ['Dan "the" D\'Arcy, baker', "two\nlines", "a;b"]
    assert list(sheet.lines([row])) == [
        sheet.MARK,
        '"Dan ""the"" D\'Arcy, baker","two\nlines","a;b"\r\n',
    ]


def test_lines_are_made_one_by_one():
    def rows():
        yield ["Ana"]
        raise RuntimeError

    lines = sheet.lines(rows())
    assert [next(lines), next(lines)] == [sheet.MARK, '"Ana"\r\n']


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=30))
def test_any_text_comes_back_but_for_apostrophes(text):
    [[back]] = read(sheet.lines([[text]]))
    assert back.replace("'", "") == text.replace("'", "")


@given(st.text(SIGNS + " \t;,\"'a\u3000\u200b", max_size=12))
def test_no_cell_begins_like_a_formula(text):
    [[back]] = read(sheet.lines([[text]]))
    for part in back.replace("\t", ";").split(";"):
        begins = unicodedata.normalize("NFKC", part.lstrip(' "\u3000\u200b'))[:1]
        assert begins not in set("=+-@")
