"""No small number is shown, and none can be worked out from the large ones."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from meetups.few import FEW, KEPT_BACK, UNDER_FIVE, is_told, told, told_apart

COUNTS = st.integers(0, 9)
MOST = 9


def test_four_is_hidden_like_none_and_five_is_told():
    assert [told(count) for count in (0, 1, 4, 5, 12)] == [*[UNDER_FIVE] * 3, 5, 12]


def test_one_small_number_takes_the_next_smallest_along():
    assert told_apart([30], [[3], [7], [20]]) == [[30], [[UNDER_FIVE], [KEPT_BACK], [20]]]


def test_a_none_may_be_worked_out_because_it_tells_of_nobody():
    assert told_apart([27], [[0], [7], [20]]) == [[27], [[UNDER_FIVE], [7], [20]]]


def test_two_small_numbers_hide_each_other():
    assert told_apart([27], [[3], [4], [20]]) == [[27], [[UNDER_FIVE], [UNDER_FIVE], [20]]]


def test_two_that_can_only_be_four_each_take_another_along():
    assert told_apart([28], [[4], [4], [20]])[1] == [[UNDER_FIVE], [UNDER_FIVE], [KEPT_BACK]]


def test_a_total_goes_where_all_its_parts_are_given_away():
    assert told_apart([8], [[4], [4]]) == [[KEPT_BACK], [[UNDER_FIVE], [UNDER_FIVE]]]


def test_where_nothing_is_small_everything_is_told():
    assert told_apart([12, 10], [[7, 5], [5, 5]]) == [[12, 10], [[7, 5], [5, 5]]]


def test_a_column_that_is_not_split_stays_empty():
    told_all = told_apart([12, 10], [[7, 5], [5, 5]], [[None, 5], [None, 5]])
    assert told_all[2] == [[None, 5], [None, 5]]


def test_a_row_that_is_the_same_in_every_column_is_kept_back_in_all():
    """Or its six beside the nine would be the six that tells of the three."""
    parts = [[9, 3], [8, 8], [6, 6]]
    assert told_apart([23, 17], parts, level={(1, 2)}) == [
        [23, 17],
        [[9, UNDER_FIVE], [KEPT_BACK, 8], [KEPT_BACK, KEPT_BACK]],
    ]


def rows_of(width):
    """Rows in which no number is larger than the one before it."""
    row = st.lists(COUNTS, min_size=width, max_size=width)
    return row.map(lambda counts: sorted(counts, reverse=True))


def fits(cell, count):
    """Whether somebody who reads the cell thinks the count possible."""
    if is_told(cell):
        return cell == count
    return count < FEW if cell is UNDER_FIVE else count >= FEW


def possible(shown, level=()):
    """Every way the parts can be, for all that the totals and they themselves show."""
    totals, rows = shown
    choices = [
        [
            row
            for row in product(range(2 * MOST + 1), repeat=len(cells))
            if sorted(row, reverse=True) == list(row)
            and (place not in level or len(set(row)) == 1)
            and all(fits(cell, count) for cell, count in zip(cells, row, strict=True))
        ]
        for place, cells in enumerate(rows)
    ]
    for table in product(*choices):
        sums = [sum(column) for column in zip(*table, strict=True)]
        if all(fits(cell, count) for cell, count in zip(totals, sums, strict=True)):
            yield table


@given(st.lists(rows_of(1), min_size=2, max_size=3) | st.lists(rows_of(2), min_size=2, max_size=2))
def test_no_hidden_number_but_none_has_only_one_way_to_be(parts):
    hides_all_but_none(parts)


@given(COUNTS, rows_of(2))
def test_nor_beside_a_row_that_is_the_same_in_every_column(count, row):
    hides_all_but_none([[count, count], row], level={0})


def hides_all_but_none(parts, level=()):
    totals = [sum(column) for column in zip(*parts, strict=True)]
    shown = told_apart(totals, parts, level={(1, row) for row in level})
    tables = list(possible(shown, level))
    assert tuple(map(tuple, parts)) in tables
    for row, cells in enumerate(shown[1]):
        for column, cell in enumerate(cells):
            nothing_is_told = not any(is_told(one[column]) for one in [shown[0], *shown[1]])
            if parts[row][column] and not is_told(cell) and not nothing_is_told:
                assert len({table[row][column] for table in tables}) > 1


@given(st.lists(rows_of(2), min_size=1, max_size=4))
def test_what_is_told_is_true(parts):
    totals = [sum(column) for column in zip(*parts, strict=True)]
    kept, rows = told_apart(totals, parts)
    for cells, counts in zip([kept, *rows], [totals, *parts], strict=True):
        assert all(fits(cell, count) for cell, count in zip(cells, counts, strict=True))
