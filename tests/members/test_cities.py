from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

import pytest

from members import cities
from members.folding import fold


def every_city():
    return [cities._city(row) for row in cities._rows()]


def test_a_city_is_found_by_the_beginning_of_its_name():
    assert "Leeds, United Kingdom" in [city.label for city in cities.search("lee")]


def test_a_city_knows_where_it_is_and_what_time_it_is_there():
    leeds = cities.find("Leeds", "GB")
    assert leeds == cities.City(
        id=leeds.id,
        name="Leeds",
        region="",
        country="GB",
        latitude=Decimal("53.80"),
        longitude=Decimal("-1.55"),
        time_zone="Europe/London",
    )
    assert cities.get(leeds.id) == cities.get(str(leeds.id)) == leeds
    assert leeds.zone == ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("LEEDS", "Leeds, United Kingdom"),
        (" leeds ,uk", "Leeds, United Kingdom"),
        ("Leeds, United Kingdom", "Leeds, United Kingdom"),
        ("york", "York, United Kingdom"),
        ("birmingham", "Birmingham, United Kingdom"),
        ("Birmingham, AL", "Birmingham, AL, United States"),
        ("Springfield, MO, United States", "Springfield, MO, United States"),
        ("Zurich", "Zürich, Switzerland"),
        ("Lodz", "Łódź, Poland"),
        ("Wien", "Vienna, Austria"),
        ("goteborg", "Gothenburg, Sweden"),
    ],
)
def test_a_city_is_recognized_as_people_write_it(typed, label):
    assert cities.match(typed).label == label


@pytest.mark.parametrize("typed", ["", " ", ",", "Leed", "Leeds, FR", "Nowhere at all", "\0", "٣"])
def test_what_names_no_city_matches_none(typed):
    assert cities.match(typed) is None


def test_a_whole_name_comes_first_then_the_biggest():
    assert [city.label for city in cities.search("cambridge", limit=3)] == [
        "Cambridge, United Kingdom",
        "Cambridge, Canada",
        "Cambridge, MA, United States",
    ]
    assert cities.search("new y", limit=1)[0].name == "New York City"


def test_a_word_within_the_name_is_enough():
    assert cities.match("hull, uk").name == "Kingston upon Hull"
    assert "Newcastle upon Tyne" in [city.name for city in cities.search("upon")]


def test_a_search_stops_at_its_limit():
    assert len(cities.search("s", limit=5)) == 5
    assert cities.search("") == []


def test_unknown_numbers_find_nothing():
    assert [cities.get(number) for number in (0, "", "x", None)] == [None] * 4
    assert cities.find("Leeds", "FR") is None


def test_the_whole_list_is_sound():
    zones, found = available_timezones(), every_city()
    assert len(found) > 30_000
    assert len({city.id for city in found}) == len(found)
    for city in found:
        assert city.time_zone in zones, city
        assert city.country_name and city.name == city.name.strip() and len(city.label) <= 120
        assert abs(city.latitude) <= 90 and abs(city.longitude) <= 180
        assert city.latitude.as_tuple().exponent == city.longitude.as_tuple().exponent == -2


def test_the_list_was_folded_as_we_fold_today():
    for row in cities._rows():
        name, keys = row.split("\t")[1], row.rsplit("\t", 1)[1]
        assert keys.split("|")[0] == fold(name)
