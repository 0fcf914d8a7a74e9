"""Two people get from a handshake to a table: the whole site, its letters and its calendar entries.

Ana lives it at a desk. Ben signs up on his phone; from the first offer on he only reads his
letters, in a browser that knows nothing of him and runs no scripts.
"""

from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.house import open_house
from tests.browser.letterbox import Letterbox
from tests.browser.visitor import DESKTOP, PHONE, Visitor, a_browser

pytestmark = pytest.mark.browser

ANA, BEN = "ana@example.org", "ben@example.org"
PASSWORD = "two cups and a table"
WORDS = "You know how to sell to towns; I know how to bake."
CAFE = "Café Lumen, Market Street 4"
# Somewhere it is the middle of the day, and nobody's letters wait for the morning.
TOWNS = {
    "Leeds": "Europe/London",
    "Karachi": "Asia/Karachi",
    "Bangkok": "Asia/Bangkok",
    "Tokyo": "Asia/Tokyo",
    "Nouméa": "Pacific/Noumea",
    "Honolulu": "Pacific/Honolulu",
    "Denver": "America/Denver",
    "Recife": "America/Recife",
}


@pytest.fixture
def house(tmp_path):
    with open_house(tmp_path) as house:
        yield house


@pytest.fixture
def browser():
    with a_browser() as browser:
        yield browser


@pytest.fixture
def letters(house):
    return Letterbox(house.mailbox.folder)


@pytest.fixture
def photo(tmp_path):
    """A face, as far as a machine can tell."""
    path = tmp_path / "me.jpg"
    Image.radial_gradient("L").resize((700, 900)).convert("RGB").save(path, quality=90)
    return path


def where_it_is_day(now):
    """A town of ours, and its zone, where the clock on the wall is nearest to one."""

    def hours_from_one(town):
        return abs(now.astimezone(ZoneInfo(TOWNS[town])).hour - 13)

    town = min(TOWNS, key=hours_from_one)
    return town, ZoneInfo(TOWNS[town])


def test_two_people_get_from_a_handshake_to_a_table(house, browser, letters, photo):
    town, zone = where_it_is_day(datetime.now(UTC))
    here = {"timezone_id": zone.key, "locale": "en-GB"}
    ana = Visitor(browser, house.address, DESKTOP, **here)
    ben = Visitor(browser, house.address, PHONE, **here)

    sign_up(ana, letters, "Ana Ruiz", ANA)
    settle_in(ana, photo, town)
    ana.presses("See what is on today")
    ana.sees("Hold out a hand or three")

    sign_up(ben, letters, "Ben Adeyemi", BEN)
    settle_in(ben, photo, town)
    ben.sees("Because you both live in the same town.")
    ben.ticks("Hold out a hand to Ana")
    ben.presses("Hold out my hand")
    ben.leaves()

    ana.opens("/")
    ana.sees("Ben Adeyemi held out a hand")
    ana.presses("Shake back")
    propose_a_coffee(ana)
    ana.sees("Sent to Ben.")

    ben = Visitor(browser, house.address, PHONE, java_script_enabled=False, **here)
    say_yes(house, ben, letters)
    agreed, link = both_are_told(letters, "said yes", "Agreed with Ana", "Move it")
    moved = move_it(ana, ben, letters, agreed, link, zone)
    keep_it(house, ana, ben, letters)
    say_that_they_met(house, ana, ben, letters)
    assert house.ask("SELECT times_met, stage FROM members_tie") == (1, "met")
    assert house.ask("SELECT state, confirmed FROM meetups_coffee") == ("met", True)

    propose_a_coffee(ana, "20 min")
    say_yes(house, ben, letters)
    again, link = both_are_told(letters, "said yes", "Agreed with Ana", "Cancel it")
    assert again["UID"] != moved["UID"]
    call_it_off(ana, ben, letters, again, link)
    assert house.ask("SELECT times_met, stage FROM members_tie") == (1, "met")

    assert "Every tie agrees" in house.manage("check_ties")
    assert set(house.readiness().values()) == {"ok"}
    assert house.ask("SELECT count(*) FROM members_letter WHERE state <> 'sent'") == (0,)
    assert letters.unread() == []
    assert {cookie["name"] for cookie in ben.context.cookies()} == {"csrftoken"}


def sign_up(newcomer, letters, name, address):
    newcomer.opens("/")
    newcomer.follows("Join the group")
    newcomer.writes("Your name", name)
    newcomer.writes("E-mail", address)
    newcomer.writes("Password", PASSWORD)
    newcomer.presses("Join the group")
    newcomer.sees_heading("Look in your letterbox")

    letter = letters.next_to(address, "Confirm your address")
    (link,) = [link for link in letter.links.values() if "confirm-email" in link]
    newcomer.opens(link)
    newcomer.sees_heading("Is this you?")
    newcomer.presses("Yes, this is me")


def settle_in(newcomer, photo, town):
    newcomer.sees_heading("Good to have you")
    newcomer.page.get_by_label("Your photo").set_input_files(photo)
    newcomer.presses("Show this face")
    newcomer.sees_heading("Where are you?")
    newcomer.writes("Town or city", town)
    newcomer.presses("This is where I am")
    newcomer.sees_heading("When could you have a coffee?")
    newcomer.presses("These hours suit me")


def propose_a_coffee(ana, length="30 min"):
    ana.opens("/members/")
    ana.follows("Ben Adeyemi")
    ana.presses("Propose these three times")
    ana.sees_heading("A coffee with Ben")
    ana.ticks(length)
    ana.writes("Another public place", CAFE)
    ana.writes("A word from you", WORDS)
    ana.presses("Send to Ben")


def say_yes(house, ben, letters):
    """Ben takes the first of the three times, from his letter alone."""
    (before,) = house.ask("SELECT count(*) FROM meetups_coffee")
    letter = letters.next_to(BEN, "Ana suggests")
    assert WORDS in letter.text
    assert CAFE in letter.text
    buttons = [link for link in letter.links.values() if "/l/" in link]
    assert len(buttons) == 3 + 2
    ben.opens(buttons[0])
    ben.sees_heading("Say yes to Ana?")
    ben.sees("Ben Adeyemi and Ana Ruiz")
    assert house.ask("SELECT count(*) FROM meetups_coffee") == (before,)
    ben.presses("Say yes")
    ben.sees_heading("It is agreed. Ana hears at once.")
    assert house.ask("SELECT count(*) FROM meetups_coffee") == (before + 1,)


def both_are_told(letters, to_ana, to_ben, words=None, method="REQUEST", sequence=0):
    """Both have a letter with the same meeting for their own calendar.

    Returns the meeting, and where `words` in Ben's letter lead.
    """
    copies = {ANA: letters.next_to(ANA, to_ana), BEN: letters.next_to(BEN, to_ben)}
    for reader, letter in copies.items():
        assert letter.calendar["METHOD"] == method
        assert letter.entry["SEQUENCE"] == sequence
        assert letter.entry["ATTENDEE"] == f"mailto:{reader}"
        assert letter.entry["LOCATION"] == CAFE
    ours, theirs = copies[ANA].entry, copies[BEN].entry
    for part in ("UID", "DTSTART", "DTEND", "STATUS"):
        assert ours[part] == theirs[part]
    return theirs, words and copies[BEN].links[words]


def move_it(ana, ben, letters, agreed, link, zone):
    """Ben offers noon two days later; Ana takes it on the site. Returns the meeting as it is."""
    day = agreed.start.astimezone(zone).date() + timedelta(days=2)
    ben.opens(link)
    ben.sees_heading("Another time with Ana")
    ben.writes("Date", day.isoformat())
    ben.writes("Time", "12:00")
    ben.presses("Offer these times")
    ben.sees_heading("Your times are on the way to Ana.")

    letters.next_to(ANA, "Ben asks")
    ana.opens("/")
    ana.follows("Ben Adeyemi would like another time")
    ana.presses("Say yes")
    moved, _ = both_are_told(letters, "Ben: moved to", "Ana: moved to", sequence=1)
    assert moved["UID"] == agreed["UID"]
    assert moved.start == datetime.combine(day, time(12), tzinfo=zone)
    return moved


def keep_it(house, ana, ben, letters):
    """The day before, and shortly before."""
    skip(house, timedelta(hours=-20))
    letters.next_to(ANA, "still on?")
    letter = letters.next_to(BEN, "still on?")
    ben.opens(letter.links["Yes, see you there"])
    ben.presses("Yes, see you there")
    ana.opens("/")
    ana.follows("Open the coffee")
    ana.sees("Ben will be there")
    ana.presses("Yes, see you there")

    skip(house, timedelta(minutes=-90))
    letters.next_to(ANA, "Ben expects you")
    letter = letters.next_to(BEN, "Ana expects you")
    ben.opens(letter.links["I am running late"])
    ben.presses("10 min")
    ben.sees_heading("Ana knows.")
    letters.next_to(ANA, "Ben runs 10 minutes late")
    ana.opens("/")
    ana.follows("Open the coffee")
    ana.sees("Ben runs 10 minutes late.")


def say_that_they_met(house, ana, ben, letters):
    """In the evening, when nobody but the beat tells the workers that it is time to ask."""
    skip(house, timedelta(hours=7), in_silence=True)
    letters.next_to(ANA, "did you meet?")
    letter = letters.next_to(BEN, "did you meet?")
    ben.opens(letter.links["Yes, we met"])
    ben.sees_heading("Did you and Ana meet?")
    ben.presses("Yes, we met")
    ben.sees_heading("Thank you for telling us.")
    ana.opens("/")
    ana.sees("Did you and Ben Adeyemi meet?")
    ana.presses("Yes, we met")
    ana.sees_heading("You have met Ben.")
    ana.writes("A line of thanks?", "The walnut one was worth the walk.")
    ana.presses("Send to Ben")
    ana.sees("Sent. Only Ben reads it.")
    ana.opens("/members/")
    ana.follows("Ben Adeyemi")
    expect(ana.page.locator(".ladder [aria-current=step]")).to_contain_text("Met")


def call_it_off(ana, ben, letters, agreed, link):
    ben.opens(link)
    ben.sees_heading("Cancel with Ana?")
    ben.presses("Cancel it")
    ben.sees_heading("Cancelled.")
    off, _ = both_are_told(letters, "cancelled", "cancelled", method="CANCEL", sequence=1)
    assert (off["UID"], off["STATUS"]) == (agreed["UID"], "CANCELLED")
    assert ben.context.request.get(link).status == HTTPStatus.GONE
    ana.opens("/coffees/")
    ana.sees("Cancelled")


def skip(house, offset, **how):
    """Let time pass until the coffee's start and `offset`."""
    (starts_at,) = house.ask("SELECT max(starts_at) FROM meetups_coffee")
    house.let_time_pass(starts_at + offset - datetime.now(UTC), **how)
