"""Which clock a time is told on, and that it is named wherever another clock differs."""

from datetime import timedelta

import pytest

from meetups import telling
from tests.factories import make_coffee, make_hours, make_proposal, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW_YORK = "New York (EST)"


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def over_there():
    return make_venue(name="Harbour Coffee", time_zone="America/New_York")


def moved_to(member, time_zone):
    member.time_zone = time_zone
    member.__dict__.pop("zone", None)
    member.save()


def pages(member, *addresses):
    for address in addresses:
        yield words_of(browser_of(member).get(address))


def test_a_table_far_away_is_told_on_its_own_clock_and_named_everywhere(
    ana, ben, now, over_there, time_machine
):
    coffee = make_coffee(ana, ben, now + 2 * DAY, venue=over_there)
    here = "/", "/coffees/", f"/members/{ben.handle}/", coffee.get_absolute_url()
    for words in pages(ana, *here):
        assert "04:00" in words and NEW_YORK in words, words
    time_machine.move_to(now + 2 * DAY - timedelta(hours=9), tick=False)
    (words,) = pages(ana, "/")
    assert "Thursday 19 November, 04:00 · New York (EST), Harbour Coffee" in words
    time_machine.move_to(coffee.ends_at + DAY, tick=False)
    for words in pages(ana, "/", "/coffees/", coffee.get_absolute_url()):
        assert "04:00" in words and NEW_YORK in words, words
    (words,) = pages(ana, f"/members/{ben.handle}/")
    assert "Thursday 19 November, 04:00" in words


def test_where_all_clocks_agree_no_zone_is_named(ana, ben, now):
    make_hours(ana, ben)
    coffee = make_coffee(ana, ben, now + 2 * DAY, venue=make_venue())
    here = "/", "/coffees/", f"/members/{ben.handle}/", coffee.get_absolute_url()
    for words in pages(ana, *here, f"/coffees/{coffee.uuid}/move/"):
        assert "London" not in words


def test_a_call_is_told_on_each_readers_own_clock(ana, ben, now):
    moved_to(ben, "Asia/Kathmandu")
    coffee = make_coffee(ana, ben, now + 2 * DAY, kind="call")
    for reader, own, others in ((ana, "09:00", "14:45"), (ben, "14:45", "09:00")):
        words, page = pages(reader, "/", coffee.get_absolute_url())
        assert own in words and ("London" in words or "Kathmandu" in words)
        assert own in page and others in page


def test_the_page_names_its_clock_when_only_the_place_has_another(ana, ben, over_there):
    make_hours(ana, ben)
    (words,) = pages(ana, f"/coffees/new/{ben.handle}/")
    assert "All times on this page are in London (GMT)." in words


def test_so_does_moving_a_coffee_far_away(ana, ben, now, over_there):
    coffee = make_coffee(ana, ben, now + 2 * DAY, venue=over_there)
    (words,) = pages(ana, f"/coffees/{coffee.uuid}/move/")
    assert "All times on this page are in London (GMT)." in words


def test_a_clock_change_ahead_parts_two_zones_that_agree_today(ana, ben, now, time_machine):
    before = now.replace(year=2027, month=3, day=15)
    time_machine.move_to(before, tick=False)
    make_hours(ana, ben, now=before)
    address = f"/coffees/new/{ben.handle}/"
    assert "All times" not in next(pages(ana, address))
    moved_to(ben, "Atlantic/Reykjavik")
    assert "All times on this page are in London." in next(pages(ana, address))
    nights = [before + 10 * DAY, before + 20 * DAY]
    offer = make_proposal(ben, ana, *nights, now=before, kind="call")
    assert "Times are in London." in next(pages(ana, offer.get_absolute_url()))


def test_a_zone_is_called_by_its_city_alone_across_a_clock_change(ana, now):
    summer = now + 150 * DAY
    assert telling.zone_name(ana.zone, now) == "London (GMT)"
    assert telling.zone_name(ana.zone, now, summer) == "London"
