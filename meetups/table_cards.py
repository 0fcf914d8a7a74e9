"""Cards for a room with tables: one to find the table by, one for each chair."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from meetups.printing import printed, words


class Table(NamedTuple):
    """A table as it is printed. `heading` stands over the number, "Table" when it is empty."""

    number: int
    names: list[str]
    heading: str = ""


def table_cards(tables, paper):
    """PDF of a card for each table, two to a page. `paper` is "a4" or "letter"."""
    data = {
        "nobody": _nobody(),
        "tables": [
            {
                "heading": words(heading(table)),
                "number": words(table.number),
                "names": [words(name) for name in table.names],
            }
            for table in tables
        ],
    }
    return printed("table_cards", _("Table cards"), data, paper)


def place_cards(tables, paper):
    """PDF of a card for each person at these tables, ten to a page, a table after the other."""
    data = {
        "nobody": _nobody(),
        "places": [
            {"name": words(name), "table": words(f"{heading(table)} {table.number}")}
            for table in tables
            for name in table.names
        ],
    }
    return printed("place_cards", _("Place cards"), data, paper)


def heading(table):
    """What stands before or over a table's number."""
    return table.heading or _("Table")


def _nobody():
    return _("Nobody has been seated yet.")
