"""The coming evening as organizers see it at a glance."""

from datetime import date, timedelta

import pytest

from tests.factories import MemberFactory, make_evening, make_series, make_talk
from tests.meetups.pages import words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY = {"rule": "FREQ=WEEKLY;BYDAY=FR", "starts_on": date(2026, 11, 20), "capacity": 3}


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(client, db, now):
    """Organizes the group, and is signed in."""
    olga = MemberFactory(name="Olga Petrova", is_organizer=True, joined_at=now - 400 * DAY)
    client.force_login(olga)
    return olga


def test_the_coming_evening_is_told_at_a_glance(client, olga, ana, ben, cleo, now):
    """Ana has come before, Cleo waits, and Una is brought along."""
    before = make_series(now=now - 7 * DAY, starts_on=date(2026, 11, 12)).evenings
    make_talk(before.get(on=date(2026, 11, 12)), ana, MemberFactory())
    before.get(on=date(2026, 11, 19)).call_off("The mill is closed", now)
    evening = make_evening(now=now, name="Friday table", **FRIDAY)
    evening.say_going(ana, now)
    evening.say_going(ben, now)
    evening.confirm(evening.invite(ana, "Una Berg", "una@example.net", "Bakes", now), now)
    evening.say_going(cleo, now)
    page = client.get("/organize/")
    assert (
        "Friday 20 November, 18:30 Friday table, The Old Mill Seats 3 of 3 seats Waiting 1 "
        "Visitors 1 Members at their first evening 1 At the door Tables Badges"
    ) in words_of(page)
    for part in ["", "checkin/", "seating/", "badges.pdf"]:
        address = f"{evening.get_absolute_url()}{part}"
        assert f'href="{address}"' in page.text and client.get(address).status_code == 200, part


def test_an_evening_stays_at_a_glance_until_it_is_over(client, olga, now, time_machine):
    evening = make_evening(now=now)
    time_machine.move_to(evening.ends_at - timedelta(minutes=1), tick=False)
    assert "Thursday 19 November, 18:30" in words_of(client.get("/organize/"))
    time_machine.move_to(evening.ends_at, tick=False)
    assert "Thursday 26 November, 18:30" in words_of(client.get("/organize/"))
