"""Cards for tables and chairs, read back from the paper."""

import re

import pytest

from meetups.printing import PAPERS
from meetups.table_cards import Table, place_cards, table_cards
from tests.meetups.paper import SIZES, sizes
from tests.meetups.paper import read as read_paper

SIX = ["Ana Ruiz", "Ben Adeyemi", "Cleo Okafor", "Dan D'Arcy <b>", "Esi #let", "Fay $x$"]
HAND = "Your name, in your own hand"
TABLES = [Table(1, SIX), Table(120, ["Gil Moss", "Hana Ito"]), Table(3, ["Ivo Lang"])]


def read(pdf):
    """The words of each page; a number so large stands apart from the word over it."""
    return [re.sub(r"(?i)(table) ?(\d)", r"\1 \2", page) for page in read_paper(pdf)]


@pytest.mark.parametrize("paper", PAPERS)
def test_two_tables_go_on_a_page(paper):
    pdf = table_cards(TABLES, paper)
    assert sizes(pdf) == [SIZES[paper]] * 2
    assert read(pdf) == [
        f"Table 1 {' '.join(SIX)} Table 120 Gil Moss Hana Ito",
        "Table 3 Ivo Lang",
    ]


@pytest.mark.parametrize("seats", [1, 9, 10, 13, 24])
def test_a_table_names_all_who_sit_there(seats):
    names = [f"Member Number{seat}" for seat in range(seats)]
    (page,) = read(table_cards([Table(7, names)], "a4"))
    assert sorted(page.removeprefix("Table 7 ").replace("Member ", "").split()) == sorted(
        name.removeprefix("Member ") for name in names
    )


def test_a_round_has_its_own_words_over_the_number():
    second = Table(3, ["Ana Ruiz", "Ben Adeyemi"], heading="Second round, table")
    assert read(table_cards([second], "a4")) == ["Second round, table 3 Ana Ruiz Ben Adeyemi"]
    assert read(place_cards([second], "a4")) == [
        "Ana Ruiz Second round, table 3 Ben Adeyemi Second round, table 3"
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_chair_gets_a_card(paper):
    pdf = place_cards([*TABLES, Table(4, ["x" * 80, "Jo"])], paper)
    assert sizes(pdf) == [SIZES[paper]] * 2
    assert read(pdf) == [
        " ".join(f"{name} Table 1" for name in SIX)
        + " Gil Moss Table 120 Hana Ito Table 120 Ivo Lang Table 3"
        + f" {'x' * 80} Table 4",
        "Jo Table 4",
    ]


def test_a_name_that_no_font_can_draw_leaves_a_line_to_write_on():
    table = [Table(1, ["\U0010fffd", "Ben Adeyemi"])]
    assert read(table_cards(table, "a4")) == [f"Table 1 {HAND} Ben Adeyemi"]
    assert read(place_cards(table, "a4")) == [f"{HAND} Table 1 Ben Adeyemi Table 1"]


@pytest.mark.parametrize("cards", [table_cards, place_cards])
def test_without_tables_the_page_says_so(cards):
    assert read(cards([], "a4")) == ["Nobody has been seated yet."]
