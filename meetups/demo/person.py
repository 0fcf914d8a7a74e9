"""One of the cast, before the database knows them."""

from datetime import time
from decimal import Decimal
from typing import NamedTuple

from meetups.hours import Hours

WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class Place(NamedTuple):
    """Where somebody is, to a hundredth of a degree, and by which clock they live."""

    name: str
    latitude: Decimal
    longitude: Decimal
    time_zone: str = "Europe/London"


# Ashbridge is on no map; the moor where it would lie is.
ASHBRIDGE = Place("Ashbridge", Decimal("53.89"), Decimal("-1.96"))
CANAL = Place("Ashbridge, near the canal", Decimal("53.88"), Decimal("-1.97"))
UPPER = Place("Upper Ashbridge", Decimal("53.91"), Decimal("-1.98"))
STATION = Place("Ashbridge, by the station", Decimal("53.89"), Decimal("-1.94"))
HOLLIN = Place("Hollin Green", Decimal("53.86"), Decimal("-1.99"))
LEEDS = Place("Leeds", Decimal("53.80"), Decimal("-1.55"))
KATHMANDU = Place("Kathmandu", Decimal("27.70"), Decimal("85.32"), "Asia/Kathmandu")
NEW_YORK = Place("New York", Decimal("40.71"), Decimal("-74.01"), "America/New_York")


class Person(NamedTuple):
    """Somebody invented: who they are, in their own words, and when they are free.

    `key` is the first name, by which the story and the looks know them. `hours` are written as
    "Mon Wed 08:00-10:00", in the person's own zone.
    """

    key: str
    name: str
    headline: str
    about: str
    looking_for: tuple[str, ...]
    can_help: tuple[str, ...]
    hours: tuple[str, ...]
    place: Place = ASHBRIDGE
    openness: str = "open"

    @property
    def email(self):
        """An address that reaches nobody."""
        return f"{self.key}@example.org"

    @property
    def weekly_hours(self):
        """The Hours these words stand for, in order of the week."""
        return sorted(
            Hours(WEEKDAYS.index(day), *map(time.fromisoformat, words[-1].split("-")))
            for words in (line.split() for line in self.hours)
            for day in words[:-1]
        )
