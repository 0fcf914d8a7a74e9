"""Companies drawn by lot, every way to seat a few people, and what each way is worth."""

from itertools import combinations

from hypothesis import settings
from hypothesis import strategies as st

from meetups.room import Company

# Enough for a few people, and quick.
LITTLE = 0.1

small_groups = st.integers(1, 8).map(lambda count: list(range(count)))
few = settings(max_examples=40, deadline=None)
# How well people sit is no promise, only very likely: the same examples every time.
the_same_few = settings(few, derandomize=True)


def pairs_of(people):
    return list(combinations(sorted(people), 2))


def some_pairs(people):
    pairs = pairs_of(people)
    return st.sets(st.sampled_from(pairs)) if pairs else st.just(set())


@st.composite
def companies(draw, people):
    pairs = pairs_of(people)
    often = st.dictionaries(st.sampled_from(pairs), st.integers(1, 3)) if pairs else st.just({})
    return Company(
        draw(often),
        draw(some_pairs(people)),
        draw(some_pairs(people)),
        draw(st.sets(st.sampled_from(people))),
    )


@st.composite
def evenings(draw):
    people = draw(st.integers(1, 24).map(lambda count: list(range(count))))
    return people, draw(st.integers(1, 7)), draw(companies(people))


def ways(people, sizes):
    """Every way to seat people at tables of these sizes."""
    if not sizes:
        yield []
        return
    first, rest = people[0], people[1:]
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for others in combinations(rest, size - 1):
            away = [person for person in rest if person not in others]
            for more in ways(away, left):
                yield [[first, *others], *more]


def even_sizes(people, count):
    size, more = divmod(people, count)
    return [size + 1] * more + [size] * (count - more)


def neighbours(seats):
    return [pair for table in seats for pair in pairs_of(table)]


def apart(seats, company):
    return company.apart.isdisjoint(neighbours(seats))


def repeats(seats, company):
    return sum(company.together.get(pair, 0) for pair in neighbours(seats))


def lonely(seats, company):
    return sum(company.newcomers.issuperset(table) for table in seats)


def wishes(seats, company):
    pairs = neighbours(seats)
    newcomers = sum(company.newcomers.issuperset(pair) for pair in pairs)
    return newcomers - 2 * sum(pair in company.unmet for pair in pairs)


def price(seats, company):
    """The same order of reasons, said another way."""
    return lonely(seats, company), repeats(seats, company), wishes(seats, company)


def is_even(seats, size):
    sizes = list(map(len, seats))
    return max(sizes) <= size and max(sizes) - min(sizes) <= 1
