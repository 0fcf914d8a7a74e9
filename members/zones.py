"""Time zones as people may choose them."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names():
    """Every zone with a place in its name, sorted: "Europe/London" and UTC, never "EST5EDT"."""
    places = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/")
    places += ("Europe/", "Indian/", "Pacific/")
    return [*sorted(name for name in available_timezones() if name.startswith(places)), "UTC"]


def is_zone(name):
    """Whether the name is one of ours."""
    return name in zone_names()
