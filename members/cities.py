"""The cities a member can live in, with their time zones.

The list is GeoNames' (CC BY 4.0; see data/README.md): places of 15,000 people and more, biggest
first. It is read on first use, in a tenth of a second or two, and kept.
"""

import lzma
from bisect import bisect_left
from decimal import Decimal
from enum import IntEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from members.folding import fold

DATA = Path(__file__).parent / "data"


# Codes people write that ISO 3166 doesn't know.
ALSO_CALLED = {"GB": "UK", "US": "USA"}


class Rank(IntEnum):
    """How well a name fits what was typed."""

    WHOLE = 0
    WHOLE_ABROAD = 1
    BEGINNING = 2
    WITHIN = 3

    @classmethod
    def of(cls, is_own, is_whole):
        if is_whole:
            return cls.WHOLE if is_own else cls.WHOLE_ABROAD
        return cls.BEGINNING if is_own else cls.WITHIN


class City(NamedTuple):
    """A place to choose: coordinates in degrees, rounded to 0.01; `time_zone` is an IANA name."""

    id: int
    name: str
    region: str  # the state's code in the United States, else empty
    country: str  # ISO 3166 code of two letters
    latitude: Decimal
    longitude: Decimal
    time_zone: str

    @property
    def country_name(self):
        return _countries()[self.country]

    @property
    def label(self):
        """The name told from its namesakes: "Springfield, MO, United States"."""
        return ", ".join(filter(None, [self.name, self.region, self.country_name]))

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    def __str__(self):
        return self.label


def search(text, limit=8):
    """Cities whose name, or a word of it, starts with the text, in any case, accents or not.

    Names in other languages count too ("Wien"). What follows a comma narrows to a state or country:
    "Springfield, MO", "Leeds, united". Whole names come before beginnings of names, and those
    before the rest; of equals the biggest first.
    """
    return [city for _, city in islice(_ranked(text), limit)]


def match(text):
    """The one city that typed text names in full ("leeds", "Leeds, GB"): the biggest, or None."""
    rank, city = next(_ranked(text), (None, None))
    return city if rank in (Rank.WHOLE, Rank.WHOLE_ABROAD) else None


def find(name, country):
    """The biggest city of this very name in a country (ISO code of two letters), or None."""
    return next(
        (city for rank, city in _ranked(name) if rank == Rank.WHOLE and city.country == country),
        None,
    )


def get(id):
    """The city with this GeoNames number, or None."""
    row = _rows_by_id().get(str(id))
    return row and _city(row)


def _ranked(text):
    """(rank, city) for every city the text could mean, best first."""
    wanted, *places = (fold(part) for part in text.split(","))
    keys, rows = _keys()
    ranks = {}
    for place in range(bisect_left(keys, (wanted,)) if wanted else len(keys), len(keys)):
        key, is_own, row = keys[place]
        if not key.startswith(wanted):
            break
        ranks[row] = min(Rank.of(is_own, key == wanted), ranks.get(row, Rank.WITHIN))
    for row, rank in sorted(ranks.items(), key=lambda item: (item[1], item[0])):
        city = _city(rows[row])
        if all(_lies_in(city, place) for place in places):
            yield rank, city


def _lies_in(city, place):
    codes = {city.country, city.region, ALSO_CALLED.get(city.country)}
    return place.upper() in codes or fold(city.country_name).startswith(place)


def _city(row):
    id, name, region, country, latitude, longitude, time_zone, _ = row.split("\t")
    return City(int(id), name, region, country, Decimal(latitude), Decimal(longitude), time_zone)


@cache
def _rows():
    return lzma.decompress((DATA / "cities.tsv.xz").read_bytes()).decode().splitlines()


@cache
def _rows_by_id():
    return {row.split("\t", 1)[0]: row for row in _rows()}


@cache
def _keys():
    """Sorted (folded text, is it the city's own name from its start?, row), and the rows."""
    rows, keys = _rows(), []
    for number, row in enumerate(rows):
        own, *others = row.rsplit("\t", 1)[1].split("|")
        keys.append((own, True, number))
        keys += ((name, False, number) for name in others)
        spaced = own.replace("-", " ")
        place = spaced.find(" ") + 1
        while place:
            keys.append((own[place:], False, number))
            place = spaced.find(" ", place) + 1
    return sorted(keys), rows


@cache
def _countries():
    lines = (DATA / "countries.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)
