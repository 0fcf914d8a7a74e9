"""Whoever comes late gets a seat, and as few as can be get up for it."""

from hypothesis import given
from hypothesis import strategies as st

from meetups.room import STRANGERS, Company
from meetups.seating import seat_late, tables
from tests.meetups.seats import LITTLE, apart, companies, even_sizes, few, is_even, ways

ANA = 1


def fewest_moves(before, late, size, company):
    """Of every way with the fewest tables: how many of those who sat would get up in the best."""
    people = sorted([late, *(person for table in before for person in table)])
    for count in range(max(len(before), -(-len(people) // size)), len(people) + 1):
        good = [way for way in ways(people, even_sizes(len(people), count)) if apart(way, company)]
        if good:
            return min(len(people) - 1 - most_staying(before, way) for way in good)
    raise AssertionError("Everybody alone is always a way.")


def most_staying(before, way):
    """How many keep their seat when the tables of `way` are put where they fit best."""
    if not before:
        return 0
    first, *rest = before
    return max(
        len({*first} & {*way[place]}) + most_staying(rest, way[:place] + way[place + 1 :])
        for place in range(len(way))
    )


@few
@given(st.integers(1, 6), st.integers(1, 4), st.data())
def test_for_a_late_arrival_as_few_get_up_as_in_any_way(count, size, data):
    people = list(range(count))
    company = data.draw(companies([*people, count]))
    before = tables(people, size, company, effort=LITTLE)
    after = seat_late(before, count, size, company)
    moved = [
        person
        for place, table in enumerate(after.tables)
        for person in table
        if person != count and (place >= len(before) or person not in before[place])
    ]
    assert is_even(after.tables, size)
    assert apart(after.tables, company)
    assert sorted(person for table in after.tables for person in table) == [*people, count]
    assert after.moved == sorted(moved)
    assert len(moved) == fewest_moves(before, count, size, company)


def test_a_late_arrival_sits_down_at_the_smaller_table():
    assert seat_late([[1, 2, 3], [4, 5]], 6, 3) == ([[1, 2, 3], [4, 5, 6]], [])


def test_a_late_arrival_sits_where_it_is_best():
    company = Company(together={(1, 9): 1}, unmet=frozenset({(6, 9)}))
    assert seat_late([[1, 2], [3, 4], [5, 6]], 9, 3, company) == ([[1, 2], [3, 4], [5, 6, 9]], [])


def test_a_newcomer_who_is_late_sits_with_a_regular():
    company = Company(together={(3, 9): 1}, newcomers=frozenset({1, 2, 9}))
    assert seat_late([[1, 2], [3, 4]], 9, 3, company) == ([[1, 2], [3, 4, 9]], [])


def test_where_a_late_arrival_cannot_sit_one_person_makes_room():
    company = Company(apart=frozenset({(4, 9), (5, 9)}))
    seats, moved = seat_late([[1, 2, 3], [4, 5]], 9, 3, company)
    assert [len(moved), *sorted(map(len, seats))] == [1, 3, 3]
    assert apart(seats, company)


def test_full_tables_give_to_a_new_one():
    seats, moved = seat_late([[1, 2, 3], [4, 5, 6]], 9, 3)
    assert [sorted(map(len, seats)), len(moved)] == [[2, 2, 3], 1]
    assert 9 in seats[2]


def test_two_who_came_to_be_apart_while_seated_are_parted():
    company = Company(apart=frozenset({(1, 2)}))
    seats, moved = seat_late([[1, 2], [3, 4]], 9, 3, company)
    assert len(moved) == 1
    assert apart(seats, company)


def test_whoever_is_seated_stays():
    assert seat_late([[1, 2], [3]], 3, 2) == ([[1, 2], [3]], [])


def test_the_first_to_come_sits_alone():
    assert seat_late([], ANA, 6, STRANGERS) == ([[ANA]], [])


def test_nobody_is_moved_in_the_tables_handed_in():
    before = [[1, 2, 3], [4, 5, 6]]
    seat_late(before, 9, 3)
    assert before == [[1, 2, 3], [4, 5, 6]]
