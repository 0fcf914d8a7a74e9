"""Offering somebody a coffee."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetups import weeks
from meetups.models import Proposal
from members.models import Member
from tests.factories import make_coffee, make_hours, make_proposal, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OWN = {"own-TOTAL_FORMS": "3", "own-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def address(ana, ben):
    make_hours(ana, ben)
    return f"/coffees/new/{ben.handle}/"


def filled(**changes):
    return {
        **OWN,
        "minutes": "30",
        "kind": "coffee",
        "venue": "",
        "place": "The Old Mill",
        "note": "Hello.",
        "time": ["2026-11-20T10:00Z"],
    } | changes


def test_three_times_on_three_days_are_ticked(ana, address):
    tickets = browser_of(ana).get(address).context["tickets"]
    assert [ticked for *_, ticked in tickets] == [True] * 3
    assert len({start.date() for start, *_ in tickets}) == 3


def test_an_offer_is_sent(ana, ben, address):
    answer = browser_of(ana).post(address, filled(time=["2026-11-20T10:00Z", "2026-11-23T12:15Z"]))
    proposal = Proposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    assert (proposal.proposer, proposal.invitee) == (ana, ben)
    assert (proposal.minutes, proposal.place, proposal.note) == (30, "The Old Mill", "Hello.")
    assert [f"{time.starts_at:%d %H:%M}" for time in proposal.times.all()] == [
        "20 10:00",
        "23 12:15",
    ]


def test_a_venue_of_the_catalogue_is_chosen(ana, address):
    venue = make_venue()
    page = browser_of(ana).get(address)
    assert f'value="{venue.uuid}" checked' in page.content.decode()
    browser_of(ana).post(address, filled(venue=str(venue.uuid), place=""))
    assert Proposal.objects.get().venue == venue


def test_a_time_of_ones_own_is_on_ones_own_clock(ana, address):
    ana.time_zone = "Europe/Berlin"
    ana.save()
    own = {"own-0-date": "2026-11-21", "own-0-clock": "09:00"}
    browser_of(ana).post(address, filled(time=[], **own))
    assert f"{Proposal.objects.get().times.get().starts_at:%d %H:%M}" == "21 08:00"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time": []}, "Tick a time, or write one of your own."),
        ({"time": ["nonsense"]}, "Tick a time, or write one of your own."),
        ({"time": [f"2026-11-2{day}T10:00Z" for day in range(6)]}, "Five times at most"),
        ({"place": ""}, "Pick a place from the list or write one."),
        ({"note": "a" * 501}, "501 characters are too many; 500 fit."),
        ({"time": ["2026-11-17T08:00Z"]}, "One of those times has passed."),
        ({"own-0-date": "2026-11-20"}, "One of the times you wrote needs another look."),
        ({"minutes": "31"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(ana, address, changes, sentence):
    page = browser_of(ana).post(address, filled(**changes))
    assert page.status_code == 422
    assert sentence in words_of(page) and "Nothing was sent yet" in words_of(page)
    assert not Proposal.objects.exists()


def test_what_was_chosen_stays_when_something_is_wrong(ana, address):
    page = browser_of(ana).post(address, filled(place="", note="Keep me."))
    assert "Keep me." in words_of(page)
    ticked = [value for _, value, is_ticked in page.context["tickets"] if is_ticked]
    assert ticked == ["2026-11-20T10:00Z"]


def test_a_time_at_which_i_sit_elsewhere_is_refused(ana, dan, address, now):
    for one, other in ((ana, dan), (dan, ana)):
        one.follow(other, now)
    make_coffee(ana, dan, now + 3 * DAY + timedelta(hours=1))
    page = browser_of(ana).post(address, filled())
    assert page.status_code == 422
    assert "You already have a coffee at that time: Fri 20 Nov, 10:00." in words_of(page)


def test_another_week_is_a_press_that_sends_nothing(ana, address):
    page = browser_of(ana).post(address, filled(week="2"))
    assert page.status_code == 200 and page.context["week"].number == 2
    assert not Proposal.objects.exists()
    assert [v for _, v, ticked in page.context["tickets"] if ticked] == ["2026-11-20T10:00Z"]


def test_another_length_has_other_times(ana, ben, address):
    page = browser_of(ana).post(address, filled(look="again", minutes="60"))
    last = max(start.time() for start in page.context["choices"].starts)
    assert f"{last:%H:%M}" == "17:00" and page.status_code == 200


def test_times_not_shared_are_not_shown(ana, ben):
    make_hours(ana)
    page = browser_of(ana).get(f"/coffees/new/{ben.handle}/")
    assert page.context["choices"].starts == []
    assert "no free hours in common" in words_of(page)


def test_proposing_while_theirs_is_open_leads_to_theirs(ana, ben, address):
    theirs = make_proposal(ben, ana)
    for answer in (browser_of(ana).get(address), browser_of(ana).post(address, filled())):
        assert answer.url == theirs.get_absolute_url()
    assert Proposal.objects.count() == 1


def test_a_coffee_on_the_calendar_can_only_be_moved(ana, ben, address):
    coffee = make_coffee(ana, ben)
    page = browser_of(ana).get(address)
    assert page.status_code == 409
    assert "Move that one, or have it first." in words_of(page)
    assert coffee.get_absolute_url() in page.content.decode()


def test_a_coffee_starts_with_following_each_other(ana, cleo):
    page = browser_of(ana).get(f"/coffees/new/{cleo.handle}/")
    assert page.status_code == 409
    assert "A coffee starts with following each other." in words_of(page)


def test_nobody_proposes_to_themselves_or_across_a_block(ana, ben, address, now):
    assert browser_of(ana).get(f"/coffees/new/{ana.handle}/").status_code == 404
    ben.block(ana, now)
    assert browser_of(ana).get(address).status_code == 404
    assert browser_of(ana).post(address, filled()).status_code == 404


def test_the_zone_is_named_when_two_differ(ana, ben, address):
    assert "All times on this page" not in words_of(browser_of(ana).get(address))
    ben.time_zone = "America/New_York"
    ben.save()
    words = words_of(browser_of(ana).get(address))
    assert "All times on this page are in London (GMT)." in words


def test_the_fairest_place_comes_first(ana, ben):
    Member.objects.filter(pk=ana.pk).update(latitude=51, longitude=0)
    Member.objects.filter(pk=ben.pk).update(latitude=52, longitude=0)
    for name, latitude in (("Mine", 51), ("Between", "51.5"), ("Theirs", 52), ("Unknown", None)):
        make_venue(name=name, latitude=latitude, longitude=latitude and 0)
    page = browser_of(Member.objects.get(pk=ana.pk)).get(f"/coffees/new/{ben.handle}/")
    places = [*page.context["nearest"], *page.context["farther"]]
    assert [place.name for place in places] == ["Between", "Mine", "Theirs", "Unknown"]


def test_a_counter_offer_keeps_a_place_that_is_far_down_the_list(ana, ben):
    for letter in "ABCDEFGHIJ":
        last = make_venue(name=letter)
    offer = make_proposal(ben, ana, venue=last)
    address = f"/proposals/{offer.uuid}/counter/"
    assert f'value="{last.uuid}" checked' in browser_of(ana).get(address).content.decode()
    browser_of(ana).post(address, filled(venue=str(last.uuid), place=""))
    assert Proposal.objects.open().get().venue == last
    last.is_active = False
    last.save()
    address = f"/proposals/{Proposal.objects.open().get().uuid}/counter/"
    assert "checked" in browser_of(ben).get(address).content.decode().partition('id="where"')[2]


@pytest.mark.parametrize("time_zone", ["Europe/London", "Asia/Kathmandu", "Pacific/Chatham"])
def test_other_times_are_half_hours_of_ones_own_clock(ana, ben, time_zone):
    for member in (ana, ben):
        Member.objects.filter(pk=member.pk).update(time_zone=time_zone)
    make_hours(*Member.objects.all())
    week = browser_of(ana).get(f"/coffees/new/{ben.handle}/", {"week": 1}).context["week"]
    zone = Member.objects.get(pk=ana.pk).zone
    assert week.days[1].choices
    for day in week.days:
        assert {choice.start.astimezone(zone).minute for choice in day.choices} <= {0, 30}
        rows = [choice.row for choice in day.choices]
        assert len(rows) == len(set(rows))


def test_an_hour_that_comes_twice_is_offered_once():
    starts = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2)]
    now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    week = weeks.week(starts, 0, now, ZoneInfo("Europe/London"))
    assert [choice.clock for day in week.days for choice in day.choices] == ["01:30", "02:30"]
