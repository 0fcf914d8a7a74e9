"""A room drawn: seats round tables, taken ones filled and one's own ringed."""

from functools import lru_cache
from math import cos, pi, sin

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

MIDDLE = 32
# Up to so many seats the room is drawn with so many at a table.
CHAIRS = [(48, 4), (96, 6), (200, 8)]
MOST_CHAIRS = 10


@register.simple_tag
def room(capacity, taken, mine=-1):
    """The tables of a room with `capacity` seats; the words beside it say the same.

    `mine` is the number of one's own seat among the taken ones, from 0.
    """
    most = next((chairs for seats, chairs in CHAIRS if capacity <= seats), MOST_CHAIRS)
    tables = -(-capacity // most)
    drawn, first = [], 0
    for number in range(tables):
        # Sizes that differ by one at most.
        chairs = capacity // tables + (number < capacity % tables)
        drawn.append(_table(chairs, min(max(taken - first, 0), chairs), _own(mine - first, chairs)))
        first += chairs
    size = "large" if most == CHAIRS[0][1] else "small"
    return mark_safe(f'<div class="room {size}" aria-hidden="true">{"".join(drawn)}</div>')


def _own(number, chairs):
    return number if 0 <= number < chairs else -1


@lru_cache(maxsize=512)
def _table(chairs, taken, mine):
    around = 26 if chairs > CHAIRS[0][1] else 24
    size = 6 if chairs <= CHAIRS[0][1] else 5
    marks = [f'<circle class="board" cx="{MIDDLE}" cy="{MIDDLE}" r="16"/>']
    for number in range(chairs):
        angle = 2 * pi * (number + 0.5) / chairs - pi / 2
        x, y = MIDDLE + around * cos(angle), MIDDLE + around * sin(angle)
        kind = "mine" if number == mine else "taken" if number < taken else "free"
        marks.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>')
        if number == mine:
            marks.append(f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{size + 3}"/>')
    return f'<svg viewBox="-5 -5 74 74">{"".join(marks)}</svg>'
