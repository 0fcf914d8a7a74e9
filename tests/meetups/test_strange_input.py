"""What no page of ours ever sends, and somebody's browser sends all the same."""

import pytest

from meetups.models import Proposal
from tests.factories import make_coffee, make_hours, make_proposal
from tests.meetups.letters import to_coffee
from tests.meetups.pages import browser_of

pytestmark = pytest.mark.django_db
# More digits than Python is willing to read.
ENDLESS = "9" * 5000
OWN = {"own-TOTAL_FORMS": "3", "own-INITIAL_FORMS": "0"}
ODD_MOMENTS = [
    "0001-01-01T00:00Z",
    "0001-01-01T00:00+14:00",
    "9999-12-31T23:59Z",
    "9999-12-31T23:59-14:00",
    "2026-11-20T10:00",
    "\0",
]


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def address(ana, ben):
    make_hours(ana, ben)
    # West of Greenwich the first moment of all is before it.
    type(ana).objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    return f"/coffees/new/{ben.handle}/"


@pytest.mark.parametrize("moment", ODD_MOMENTS)
def test_a_time_that_not_every_clock_can_tell_is_left_out(ana, address, moment):
    page = browser_of(ana).get(address, {"time": moment})
    assert [ticked for *_, ticked in page.context["tickets"]] == [True] * 3
    page = browser_of(ana).post(address, {**OWN, "time": moment})
    assert page.status_code == 422 and page.context["form"].ticked == []


def test_yesterdays_link_opens_times_still_to_come(ana, address, now):
    page = browser_of(ana).get(address, {"time": ["2026-11-16T10:00Z", "2026-11-20T10:00Z"]})
    ticked = [value for _, value, is_ticked in page.context["tickets"] if is_ticked]
    assert ticked == ["2026-11-20T10:00Z"]
    page = browser_of(ana).get(address, {"time": "2026-11-16T10:00Z"})
    assert all(start > now for start, *_ in page.context["tickets"])


@pytest.mark.parametrize("number", [ENDLESS, "²", "-1", "\0", ""])
def test_a_number_that_is_none(ana, ben, address, number):
    client = browser_of(ana)
    assert client.get(address, {"minutes": number, "week": number}).status_code == 200
    assert client.post(address, {"minutes": number}).status_code == 422
    rows = {"more": "mon", "mon-TOTAL_FORMS": number}
    assert client.post("/times/", rows).status_code == 200
    offer = make_proposal(ben, ana)
    accept = f"{offer.get_absolute_url()}accept/"
    assert client.post(accept, {"time": number}).status_code == 409
    assert Proposal.objects.get().is_open


@pytest.mark.parametrize("minutes", [ENDLESS, "7", "\0", ""])
def test_minutes_late_that_are_none(client, ana, ben, now, minutes, time_machine):
    coffee = make_coffee(ana, ben)
    time_machine.move_to(coffee.starts_at, tick=False)
    answer = client.post(to_coffee(ana, "late", coffee, coffee.starts_at), {"minutes": minutes})
    assert answer.status_code == 409
    assert not coffee.seats.exclude(late_minutes=None).exists()
