"""Who sits with whom, against every way there is where there are few, and by its promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.room import Company
from meetups.seating import pair_rounds, tables
from tests.meetups.seats import (
    LITTLE,
    apart,
    companies,
    even_sizes,
    evenings,
    few,
    is_even,
    lonely,
    neighbours,
    pairs_of,
    price,
    repeats,
    small_groups,
    some_pairs,
    the_same_few,
    ways,
)

ANA, BEN, CLEO, DAN = 1, 2, 3, 4


@few
@given(evenings())
def test_everybody_has_one_seat_at_even_tables_apart_from_whom_they_must(evening):
    people, size, company = evening
    seats = tables(people, size, company, effort=LITTLE)
    assert sorted(person for table in seats for person in table) == people
    assert is_even(seats, size)
    assert apart(seats, company)


@few
@given(small_groups, st.integers(1, 5), st.data())
def test_there_are_as_few_tables_as_any_arrangement_has(people, size, data):
    company = Company(apart=data.draw(some_pairs(people)))
    seats = tables(people, size, company, effort=LITTLE)
    fewest = next(
        count
        for count in range(-(-len(people) // size), len(people) + 1)
        if any(apart(way, company) for way in ways(people, even_sizes(len(people), count)))
    )
    assert len(seats) == fewest


@the_same_few
@given(st.data())
def test_eight_at_two_tables_sit_as_well_as_they_can(data):
    people = list(range(8))
    company = data.draw(companies(people))._replace(apart=frozenset())
    seats = tables(people, 4, company)
    best = min(price(way, company) for way in ways(people, [4, 4]))
    assert price(seats, company) == best


@the_same_few
@given(st.data())
def test_seven_at_three_tables_sit_as_well_as_they_can(data):
    """Sizes of three, two and two, with somebody kept apart."""
    people = list(range(7))
    one_pair = frozenset(data.draw(st.sets(st.sampled_from(pairs_of(people)), max_size=2)))
    company = data.draw(companies(people))._replace(apart=one_pair)
    seats = tables(people, 3, company)
    best = min(price(way, company) for way in ways(people, [3, 2, 2]) if apart(way, company))
    assert price(seats, company) == best


@few
@given(evenings())
def test_no_newcomer_sits_among_newcomers_while_there_are_regulars(evening):
    people, size, company = evening
    company = company._replace(apart=frozenset())
    seats = tables(people, size, company, effort=LITTLE)
    regulars = len(set(people) - company.newcomers)
    if regulars:
        assert lonely(seats, company) == max(0, len(seats) - regulars)


def test_newcomers_are_spread():
    seats = tables(range(24), 6, Company(newcomers=frozenset(range(8))), effort=LITTLE)
    assert [sum(person < 8 for person in table) for table in seats] == [2, 2, 2, 2]


@few
@given(evenings(), st.integers(0, 3), st.randoms())
def test_the_same_seed_seats_the_same_whatever_order_people_come_in(evening, seed, chance):
    people, size, company = evening
    shuffled = chance.sample(people, len(people))
    assert tables(people, size, company, seed=seed, effort=LITTLE) == tables(
        shuffled + shuffled[:1], size, company, seed=seed, effort=LITTLE
    )


def test_another_seed_seats_otherwise():
    assert tables(range(30), 6, seed=1) != tables(range(30), 6, seed=2)


def test_weeks_of_evenings_rarely_repeat():
    """Twenty-four people, tables of four, six weeks: 61 repeats when drawn by lot."""
    together = {}
    twice = 0
    for week in range(6):
        seats = tables(range(24), 4, Company(together), seed=week)
        twice += repeats(seats, Company(together))
        for pair in neighbours(seats):
            together[pair] = together.get(pair, 0) + 1
    assert twice <= 6


@pytest.mark.parametrize(
    ("people", "size", "seats"),
    [
        ([], 6, []),
        ([ANA], 6, [[ANA]]),
        ([BEN, ANA], 6, [[ANA, BEN]]),
        ([BEN, ANA, CLEO], 6, [[ANA, BEN, CLEO]]),
        ([ANA], 1, [[ANA]]),
    ],
)
def test_the_fewest_people_are_seated_too(people, size, seats):
    assert tables(people, size) == seats


def test_two_who_must_keep_apart_get_a_table_more_and_no_word():
    seats = tables([ANA, BEN, CLEO, DAN], 6, Company(apart=frozenset({(ANA, BEN)})))
    assert sorted(map(len, seats)) == [2, 2]
    assert apart(seats, Company(apart=frozenset({(ANA, BEN)})))


def test_the_order_of_tables_does_not_tell_who_was_hardest_to_seat():
    company = Company(apart=frozenset({(ANA, BEN)}))
    first = {
        next(number for number, table in enumerate(seats) if ANA in table)
        for seats in (tables(range(1, 25), 6, company, seed=seed) for seed in range(30))
    }
    assert first == {0, 1, 2, 3}


def test_all_apart_from_all_sit_alone():
    people = list(range(60))
    company = Company(apart=frozenset(pairs_of(people)))
    assert sorted(tables(people, 6, company)) == [[person] for person in people]
    assert pair_rounds(people, 3, company) == []


def test_a_thousand_are_seated():
    seats = tables(range(1000), 6, Company({(0, 1): 1}), effort=0.01)
    assert len(seats) == 167
    assert is_even(seats, 6)
