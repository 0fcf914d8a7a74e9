"""What the organizers' page about letters shows of nudges."""

from typing import NamedTuple

from django import template

from meetups.models import Nudge

register = template.Library()

MOST = 20


class Unwritten(NamedTuple):
    """The latest nudges whose letters could not be written, and whether there are more."""

    nudges: list
    are_more: bool


@register.simple_tag
def nudges_in_trouble():
    """An Unwritten; both halves are empty on a good day."""
    found = list(Nudge.objects.in_trouble().select_related("recipient")[: MOST + 1])
    return Unwritten(found[:MOST], len(found) > MOST)
