"""/calendar/<token>.ics: what I have agreed on, for whoever holds its address."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from meetups import recurrence
from meetups.feeds import entries_of
from meetups.models import CalendarFeed, Coffee
from members.models import Member
from tests.factories import MemberFactory, make_coffee, make_evening, make_mutual
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SETTINGS = "/settings/calendar/"


@pytest.fixture
def now():
    """Pages ask the real clock."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def evening(now):
    """In three days at half past six."""
    day = (now + 3 * DAY).date()
    rule = recurrence.every(1, day.weekday())
    return make_evening(now=now, starts_on=day, rule=rule, capacity=2)


@pytest.fixture
def feed(ana, now):
    return CalendarFeed.objects.renew(ana, now)


def path(feed):
    return f"/calendar/{feed.token}.ics"


def events(client, feed):
    """{summary: event} of what a calendar reads."""
    answer = client.get(path(feed))
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


# -- what stands in it


def test_coffees_and_evenings_stand_in_it(client, ana, ben, evening, feed, now):
    coffee = make_coffee(ana, ben, now + DAY, now=now)
    evening.say_going(ana, now)
    found = events(client, feed)
    assert set(found) == {"Coffee with Ben Adeyemi", "Thursday table"}
    one, other = found["Coffee with Ben Adeyemi"], found["Thursday table"]
    assert (one.start, str(one["UID"])) == (coffee.starts_at, str(coffee.uuid))
    assert (other.start, str(other["UID"])) == (evening.starts_at, str(evening.uuid))
    assert "ATTENDEE" not in one and "ATTENDEE" not in other
    # Strangers' servers read it: no link in it acts.
    assert "/l/" not in client.get(path(feed)).text


def test_only_a_seat_stands_in_it(client, ana, evening, feed, now):
    for member in [*MemberFactory.create_batch(2), ana]:
        evening.say_going(member, now)
    assert events(client, feed) == {}


@pytest.mark.parametrize("end", ["cancel", "give back", "call off", "block", "suspend"])
def test_what_has_ended_is_gone(client, ana, ben, evening, feed, now, end):
    coffee = make_coffee(ana, ben, now + DAY, now=now)
    evening.say_going(ana, now)
    match end:
        case "cancel":
            coffee.cancel(ben, now)
        case "give back":
            evening.say_cant(ana, now)
        case "call off":
            evening.call_off("The mill has no heating.", now)
        case "block":
            ben.block(ana, now)
        case "suspend":
            ben.suspend(now)
    left = (
        {"Thursday table"} if end in ("cancel", "block", "suspend") else {"Coffee with Ben Adeyemi"}
    )
    assert set(events(client, feed)) == left


def test_a_coffee_that_is_over_names_nobody_a_block_has_parted(client, ana, ben, feed, now):
    make_coffee(ana, ben, now - DAY, now=now - 2 * DAY)
    assert len(events(client, feed)) == 1
    ben.block(ana, now)
    assert events(client, feed) == {}


def test_last_week_stays_for_a_while_and_last_year_does_not(client, ana, ben, feed, now):
    coffee = make_coffee(ana, ben, now - 7 * DAY, now=now - 8 * DAY)
    for member in (ana, ben):
        coffee.answer(member, True, now - 6 * DAY)
    assert Coffee.objects.get().state == "met"
    assert len(events(client, feed)) == 1
    assert len(entries_of(ana, now + 22 * DAY)) == 1
    assert entries_of(ana, now + 24 * DAY) == []


def test_each_sees_their_own(client, ana, ben, cleo, evening, now):
    make_mutual(ana, cleo, now)
    make_coffee(ana, ben, now + DAY, now=now)
    his = CalendarFeed.objects.renew(ben, now)
    hers = CalendarFeed.objects.renew(cleo, now)
    assert set(events(client, his)) == {"Coffee with Ana Ruiz"}
    assert events(client, hers) == {}


@pytest.mark.parametrize("sign", ["\r\nX-EVIL:1", "\x0b", "\u2028", "\x85", '"', ";,:"])
def test_no_name_breaks_a_line(client, ana, ben, feed, now, sign):
    """Nor a NUL, which the database does not hold: tests/meetups/test_ical.py."""
    make_coffee(ana, ben, now + DAY, now=now)
    Member.objects.filter(pk=ben.pk).update(name=f"Ben{sign}Bcc")
    content = client.get(path(feed)).content
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1
    assert not any(line.startswith(b"X-EVIL") for line in content.split(b"\r\n"))
    assert b"\x0b" not in content


# -- how it is read


def test_what_has_not_changed_is_not_sent_again(client, ana, ben, feed, now):
    make_coffee(ana, ben, now + DAY, now=now)
    first = client.get(path(feed))
    again = client.get(path(feed), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Coffee.objects.get().cancel(ben, now)
    changed = client.get(path(feed), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_it_asks_for_no_cookie_and_leaves_none(client, ana, feed):
    answer = client.get(path(feed))
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"


def test_a_calendar_can_only_read_it(client, feed):
    assert client.post(path(feed)).status_code == 405


def test_an_unknown_address_is_nobodys(client, db):
    for token in ("x", "%00", "a" * 500, "é"):
        assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_the_suspended_have_none(client, ana, feed, now):
    ana.suspend(now)
    assert client.get(path(feed)).status_code == 404


# -- its settings


def test_the_first_address_is_made_when_one_asks(ana, settings):
    browser = browser_of(ana)
    assert "You have no address yet." in words_of(browser.get(SETTINGS))
    assert not CalendarFeed.objects.exists()
    assert browser.post(SETTINGS, {"new": "yes"}).status_code == 302
    page = browser.get(SETTINGS)
    feed = CalendarFeed.objects.get()
    assert f'value="{settings.SITE_URL}/calendar/{feed.token}.ics"' in page.text
    assert 'href="webcal://' in page.text
    assert len(feed.token) >= 43


def test_a_new_address_kills_the_old_at_once(client, ana, feed):
    browser_of(ana).post(SETTINGS, {"new": "yes"})
    assert client.get(path(feed)).status_code == 404
    fresh = CalendarFeed.objects.get()
    assert fresh.token != feed.token
    assert client.get(path(fresh)).status_code == 200


def test_it_can_be_closed(client, ana, feed):
    browser_of(ana).post(SETTINGS, {"close": "yes"})
    assert client.get(path(feed)).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_nobodys_address_is_another_members(ana, ben, feed, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(member=ben, token=feed.token, made_at=now)


# -- one evening as a file


def test_an_evening_one_goes_to_is_a_file(ana, ben, evening, now):
    evening.say_going(ana, now)
    address = f"{evening.get_absolute_url()}invite.ics"
    answer = browser_of(ana).get(address)
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], str(event["UID"])) == ("PUBLISH", str(evening.uuid))
    assert "ATTENDEE" not in event
    assert browser_of(ben).get(address).status_code == 404
    evening.call_off("The mill has no heating.", now)
    assert browser_of(ana).get(address).status_code == 404
