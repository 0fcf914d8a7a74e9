"""Better tables by letting two people change places, again and again.

Dividing people into tables so that the costs of all pairs at one table add up to the least is the
*maximally diverse grouping problem* (with whole evenings in a row: the *social golfer problem*,
CSPLib 010). It is NP-hard; what works is *simulated annealing* (Kirkpatrick, Gelatt and Vecchi,
1983) over swaps. What everybody would cost at every table is kept, so that a swap is judged by six
look-ups however large the tables are, and only one that is made costs a pass over two rows.
"""

from itertools import combinations
from math import exp
from operator import add, sub

# Most swaps are judged, few are made. For each person and sweep, so many others are looked at.
LOOKS = 8
SWEEPS, FEWEST_SWEEPS = 800, 10
# So many people need all the sweeps once. More people have fewer, because each takes longer; with
# fewer people the same time goes into beginning again, for which a small room needs little.
MANY = 200
ONE_GO = 100
# Heat in repeats, from where tables still melt to where they are set. Found by trying.
REPEATS = (0.35, 0.1)
# Heat for what counts less than a repeat, in its own small numbers, and its share of the sweeps.
WISHES, SHARE = (2.0, 0.2), 0.2
# exp(-8) is a chance of 1 in 3000, not worth throwing a die for.
HOPELESS = 8


def improve(room, tables, chance, effort=1.0, chairs=None):
    """Swap people of `tables` (lists of numbers) until they cost little; the lists are changed.

    An empty chair stands at each table that is smaller than the largest and changes places like
    anybody, except that two never share a table: so sizes go on differing by at most one. `chairs`
    says what it costs each person to sit with an empty chair.
    """
    most = max(map(len, tables))
    if most == 1 or len(tables) == 1:
        return
    shorter = [table for table in tables if len(table) < most]
    for number, table in enumerate(shorter, start=room.size):
        table.append(number)
    everything = _with_chairs(room, chairs, len(shorter), with_wishes=True)
    repeats = _with_chairs(room, chairs, len(shorter), with_wishes=False) if room.usual else []
    sweeps = max(FEWEST_SWEEPS, round(effort * SWEEPS * min(1, MANY / room.size)))
    beginnings = min(MANY // room.size, round(effort * SWEEPS / ONE_GO)) or 1
    wishes, melting = _heats(room, max(FEWEST_SWEEPS, sweeps // beginnings))
    found = []
    for _ in range(beginnings if any(map(any, everything)) else 0):
        if repeats:
            _swap(room, tables, repeats, room.lonely, melting, chance)
        _swap(room, tables, everything, room.lonely * room.repeat, wishes, chance)
        found.append((_cost(room, tables, everything), [list(table) for table in tables]))
    if found:
        tables[:] = min(found)[1]
    for table in tables:
        table[:] = [number for number in table if number < room.size]


def _heats(room, sweeps):
    """The heat of every sweep for wishes, and before them for repeats."""
    wishes = max(2, round(sweeps * SHARE))
    hot, cold = REPEATS
    melting = _cooling(hot * room.usual, cold * room.usual, sweeps - wishes) if room.usual else []
    return _cooling(*WISHES, wishes), melting


def _cost(room, tables, weights):
    pairs = sum(weights[one][other] for table in tables for one, other in combinations(table, 2))
    sat = [[one for one in table if one < room.size] for table in tables]
    alone = sum(not any(room.is_regular[one] for one in table) for table in sat)
    return pairs + room.lonely * room.repeat * alone


def _cooling(hot, cold, sweeps):
    """The heat of every sweep."""
    return [hot * (cold / hot) ** (sweep / (sweeps - 1)) for sweep in range(sweeps)]


def _with_chairs(room, chairs, count, with_wishes):
    """The room's weights with so many empty chairs, which keep away from one another."""
    unit = room.unit(with_wishes)
    chairs = [cost * unit for cost in chairs or [0] * room.size]
    rows = room.weights(with_wishes)
    weights = [row + [cost] * count for row, cost in zip(rows, chairs, strict=True)]
    for number in range(count):
        away = [room.barred * unit] * count
        away[number] = 0
        weights.append(chairs + away)
    return weights


def _swap(room, tables, weights, lonely, heats, chance):
    """Anneal: one sweep over everybody for each heat."""
    everybody = len(weights)
    die = chance.random
    is_regular = [*room.is_regular, *[False] * (everybody - room.size)]
    at = [0] * everybody
    for number, table in enumerate(tables):
        for person in table:
            at[person] = number
    # near[table][person]: what the person would cost or does cost among those who sit there.
    near = [list(map(sum, zip(*(weights[one] for one in table), strict=True))) for table in tables]
    regulars = [sum(is_regular[person] for person in table) for table in tables]
    order = list(range(everybody))
    # Where little matters most swaps would be made, which is dear and brings nothing.
    enough = min(everybody, MANY) // 4 + 1
    for heat in heats:
        hopeless = HOPELESS * heat
        chance.shuffle(order)
        around = order + order
        made = 0
        for one in order:
            here = at[one]
            near_here, mine = near[here], weights[one]
            start = int(die() * everybody)
            for other in around[start : start + LOOKS]:
                there = at[other]
                if here == there:
                    continue
                near_there = near[there]
                change = (
                    near_here[other] - near_here[one] + near_there[one] - near_there[other]
                ) - 2 * mine[other]
                if lonely and is_regular[one] != is_regular[other]:
                    left, joined = (here, there) if is_regular[one] else (there, here)
                    change += lonely * ((regulars[left] == 1) - (regulars[joined] == 0))
                if change > 0 and (change > hopeless or die() > exp(-change / heat)):
                    continue
                difference = list(map(sub, weights[other], mine))
                near[here] = list(map(add, near_here, difference))
                near_here = near[there] = list(map(sub, near_there, difference))
                if is_regular[one] != is_regular[other]:
                    step = 1 if is_regular[one] else -1
                    regulars[here] -= step
                    regulars[there] += step
                at[one], at[other] = there, here
                here = there
                made += 1
            if made > enough:
                break
    for number, table in enumerate(tables):
        table[:] = [one for one in range(everybody) if at[one] == number]
