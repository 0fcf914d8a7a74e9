"""Counts of people too small to show, and those that would give them away: pure functions.

What is shown in place of a number is UNDER_FIVE, or KEPT_BACK for a larger one that, taken from its
total, would tell what stands under five.
"""

from itertools import chain

from django.utils.translation import gettext_lazy as _

FEW = 5
UNDER_FIVE = _("under 5")
KEPT_BACK = _("kept back")

# More than anybody counts here.
MANY = 10**12


def is_told(cell):
    """Whether a cell shows its number."""
    return isinstance(cell, int)


def told(count):
    """A count that stands by itself; None stays what it is."""
    return count if count is None or count >= FEW else UNDER_FIVE


def told_apart(totals, *splits, level=()):
    """A row of totals, and the rows of their parts for each way to split them, as may be shown.

    -> [totals, parts of the first split, parts of the next ...]. In each split every column adds up
    to its total, but for one of None, which says nothing. No row ever grows from left to right, as
    fewer and fewer get to the next stage. The smallest are kept back until no hidden number can be
    worked out from what is left, but for a none, which tells of nobody.

    The rows in `level`, each as (split, row) counted from (1, 0), are known to have one and the
    same number in every column, which is shown in all or in none.
    """
    counts = [[totals], *splits]
    shown = [[[told(count) for count in row] for row in rows] for rows in counts]
    while (place := _place_given_away(shown, level)) is not None:
        split, column = place
        # The parts give way before their total does.
        rows = [row for row, cells in enumerate(shown[split]) if is_told(cells[column])]
        if not rows:
            split, rows = 0, [0]
        smallest = min(rows, key=lambda row: counts[split][row][column])
        alike = range(len(totals)) if (split, smallest) in level else [column]
        for each in alike:
            if counts[split][smallest][each] is not None:
                shown[split][smallest][each] = KEPT_BACK
    return [shown[0][0], *shown[1:]]


def _place_given_away(shown, level):
    """(split, column) of a hidden number that its bounds leave no choice, or None.

    Where fewest are hidden: that column gave it away, and others may have learnt it from there. A
    column in which everything is hidden has given all it can.
    """
    bounds, places = _bounds(shown, level), {}
    for split, rows in enumerate(shown):
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                low, high = bounds[split][row][column]
                if cell is None or is_told(cell) or not 0 < low == high:
                    continue
                is_told_of = [is_told(one[column]) for one in [shown[0][0], *rows]]
                if any(is_told_of):
                    places.setdefault((split, column), is_told_of.count(False))
    return min(places, key=places.get, default=None)


def _bounds(shown, level):
    """How small and how large each number can be, by all that a reader knows."""
    bounds = [[[_first_bounds(cell) for cell in row] for row in rows] for rows in shown]
    before = None
    while bounds != before:
        before = [[list(row) for row in rows] for rows in bounds]
        for row in chain.from_iterable(bounds):
            _never_growing(row)
        for split, row in level:
            _all_alike(bounds[split][row])
        for split, rows in enumerate(bounds[1:], start=1):
            for column in range(len(bounds[0][0])):
                if rows and shown[split][0][column] is not None:
                    _adding_up(bounds[0][0], rows, column)
    return bounds


def _first_bounds(cell):
    if cell is None:
        return 0, MANY
    if is_told(cell):
        return cell, cell
    return (0, FEW - 1) if cell is UNDER_FIVE else (FEW, MANY)


def _never_growing(row):
    for place in range(1, len(row)):
        low, high = row[place]
        row[place] = low, min(high, row[place - 1][1])
    for place in range(len(row) - 1, 0, -1):
        low, high = row[place - 1]
        row[place - 1] = max(low, row[place][0]), high


def _all_alike(row):
    row[:] = [(max(low for low, _high in row), min(high for _low, high in row))] * len(row)


def _adding_up(totals, rows, column):
    least, most = (sum(row[column][end] for row in rows) for end in (0, 1))
    low, high = totals[column]
    totals[column] = low, high = max(low, least), min(high, most)
    for row in rows:
        smallest, largest = row[column]
        row[column] = (
            max(smallest, low - (most - largest)),
            min(largest, high - (least - smallest)),
        )
