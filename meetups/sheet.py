"""Rows on their way into a spreadsheet, where no word may turn into a formula."""

import csv
import re

# What a formula begins with, also as other keyboards and fonts spell it.
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⁻₋−"
UNSEEN = "\\s\u00ad\u180e\u200b-\u200f\u2060\ufeff\u2800"
# A cell begins where the text does, and wherever a program that splits at semicolons, tabs or lines
# would begin one.
BEGINNING = re.compile(f'(?:^|(?<=[;\\t\\r\\n]))(?=[{UNSEEN}"]*[{SIGNS}\\t\\r\\n])')

# Without this mark Excel takes UTF-8 for something else.
MARK = "\ufeff"


def cell(value):
    """A value as a cell: text that would be taken for a formula begins with an apostrophe."""
    if value is None:
        return ""
    return value if isinstance(value, int | float) else BEGINNING.sub("'", str(value))


def lines(rows):
    """Rows of values as the lines of a CSV file, one by one, each value quoted."""
    write = csv.writer(_Line(), quoting=csv.QUOTE_ALL).writerow
    yield MARK
    for row in rows:
        yield write([cell(value) for value in row])


class _Line:
    """A file that hands each line back instead of keeping it."""

    def write(self, line):
        return line
