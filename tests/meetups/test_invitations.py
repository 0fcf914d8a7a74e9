"""The calendar entries that travel with letters, read back as a calendar would."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar

from members import links
from tests.factories import make_coffee
from tests.meetups.letters import govern, letter_to

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def entry(letter):
    """(method, the one event) of a letter's calendar part."""
    part = next(
        part for part in letter.message.walk() if part.get_content_type() == "text/calendar"
    )
    calendar = Calendar.from_ical(letter.calendar)
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_request_then_a_higher_sequence_then_cancel(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(now)
    seen = [entry(letter_to(ana, "accepted"))]
    move = coffee.move(ana, [now + 3 * DAY], now + MINUTE)
    coffee = move.accept(ben, move.times.get(), now + MINUTE)
    govern(now + MINUTE)
    seen.append(entry(letter_to(ana, "moved")))
    coffee.cancel(ben, now + 2 * MINUTE)
    govern(now + 2 * MINUTE)
    seen.append(entry(letter_to(ana, "cancelled")))
    assert [method for method, _event in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _method, event in seen]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [event.start for event in events] == [now + DAY, now + 3 * DAY, now + 3 * DAY]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_each_gets_a_copy_with_only_themselves_as_attendee(ana, ben, now, settings):
    make_coffee(ana, ben, now + DAY)
    govern(now)
    for member in (ana, ben):
        _method, event = entry(letter_to(member, "accepted"))
        attendee = event["ATTENDEE"]
        assert str(attendee) == f"mailto:{member.email}"
        assert attendee.params["PARTSTAT"] == "ACCEPTED"
        assert attendee.params["RSVP"] == "FALSE"
        assert str(event["ORGANIZER"]) == f"mailto:{settings.GROUP_REPLY_TO}"


def test_the_first_line_moves_or_cancels_without_signing_in(client, ana, ben):
    now = timezone.now().replace(second=0, microsecond=0)
    coffee = make_coffee(ana, ben, now + DAY, now=now)
    govern(now)
    _method, event = entry(letter_to(ana, "accepted"))
    address = urlsplit(str(event["DESCRIPTION"]).splitlines()[0])
    link = links.read(address.path.split("/")[2], now)
    assert (link.member, link.purpose, link.about) == (ana, "change", coffee)
    assert client.get(address.path).status_code == 200


def test_letters_that_change_no_plan_carry_no_entry(ana, ben, now):
    make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    govern(now + DAY)
    assert letter_to(ana, "coffee_tomorrow").calendar == ""


def test_a_block_cancels_in_both_calendars(ana, ben, now):
    make_coffee(ana, ben, now + DAY)
    govern(now)
    ana.block(ben, now)
    govern(now)
    for member in (ana, ben):
        method, event = entry(letter_to(member, "cancelled"))
        assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")
