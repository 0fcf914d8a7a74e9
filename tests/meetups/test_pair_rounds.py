"""Rounds of pairs: everybody in each, and nobody twice with the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.room import Company
from meetups.seating import pair_rounds
from tests.meetups.seats import evenings, few, neighbours, pairs_of, repeats

ANA, BEN, CLEO, DAN = 1, 2, 3, 4


@few
@given(evenings(), st.integers(0, 6))
def test_nobody_meets_twice_in_an_evening_or_whom_they_must_not(evening, rounds):
    people, _, company = evening
    met = []
    for seats in pair_rounds(people, rounds, company):
        assert sorted(person for table in seats for person in table) == people
        assert sum(len(table) == 1 for table in seats) <= 2
        assert all(len(table) <= 3 for table in seats)
        met += neighbours(seats)
    assert len(met) == len(set(met))
    assert company.apart.isdisjoint(met)


@pytest.mark.parametrize("people", [6, 8, 12, 13, 20, 31])
def test_every_round_has_everybody_in_it(people):
    rounds = pair_rounds(range(people), 5)
    usual = [2] * (people // 2)
    usual[-1] += people % 2
    assert [sorted(map(len, seats)) for seats in rounds] == [usual] * 5


def test_the_first_round_is_for_those_who_have_not_met():
    unmet = frozenset({(one, one + 10) for one in range(10)})
    first, second = pair_rounds(range(20), 2, Company(unmet=unmet))
    assert set(map(tuple, first)) == unmet
    assert unmet.isdisjoint(map(tuple, second))


def test_a_pair_of_past_weeks_is_not_drawn_while_there_are_others():
    together = dict.fromkeys(pairs_of(range(6)) + pairs_of(range(6, 12)), 1)
    for seats in pair_rounds(range(12), 6, Company(together)):
        assert repeats(seats, Company(together)) == 0


def test_rounds_end_when_everybody_has_met():
    assert pair_rounds([ANA, BEN], 6) == [[[ANA, BEN]]]
    assert pair_rounds([ANA, BEN, CLEO], 6) == [[[ANA, BEN, CLEO]]]
    assert len(pair_rounds([ANA, BEN, CLEO, DAN], 6)) == 3
    assert pair_rounds([ANA], 6) == pair_rounds([], 6) == []


def test_whoever_has_rested_does_not_rest_again_before_the_others():
    """Four who all keep apart, and two who would talk to anybody."""
    company = Company(apart=frozenset(pairs_of(range(2, 6))))
    for seed in range(5):
        rounds = pair_rounds(range(6), 2, company, seed=seed)
        resting = [table[0] for seats in rounds for table in seats if len(table) == 1]
        assert sorted(resting) == [2, 3, 4, 5]


def test_pairs_are_the_same_for_the_same_seed():
    assert pair_rounds(range(9), 3, seed=4) == pair_rounds(range(9), 3, seed=4)
    assert pair_rounds(range(9), 3, seed=4) != pair_rounds(range(9), 3, seed=5)
