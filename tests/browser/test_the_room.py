"""A host runs an evening from a phone: from making the series to two members who have met."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.letterbox import Letterbox

pytestmark = pytest.mark.browser
NAME = "Soup at noon"
# Who comes: two who have written to each other and never met.
RUTH, NOOR, HOST = "ruth", "noor", "gordon"


@pytest.fixture
def letters(town):
    return Letterbox(town.mailbox.folder)


def test_an_evening_from_its_beginning_to_a_ladder_that_says_met(town, come, letters):
    host, ruth, noor = come(HOST), come(RUTH), come(NOOR)
    assert stage(town) == ("talking",)

    make_a_series(town, host)
    for member in (ruth, noor):
        member.opens(address(town))
        member.presses("Save me a chair")
        member.sees("You are going")
    ruth.opens(address(town))
    ruth.sees("Noor Haddad")
    bring_a_guest(town, noor, come(), letters)

    wait_until(town, -20)
    stand_at_the_door(town, host)
    say_that_one_is_here(town, noor)
    seat_people(town, host)

    wait_until(town, 150)
    tell_who_talked(ruth, "Noor Haddad")
    ruth.sees("Kept.")
    assert stage(town) == ("talking",)
    tell_who_talked(noor, "Ruth Calder")
    noor.sees("Ruth says so too: you have met.")
    assert stage(town) == ("met",)
    noor.opens(profile(town, RUTH))
    expect(noor.page.locator("[aria-current=step]")).to_contain_text("Met")


def make_a_series(town, host):
    host.opens("/sessions/")
    host.follows("Begin a series")
    (venue, day) = town.ask(
        "SELECT uuid::text, (now() + interval '2 days')::date FROM meetups_venue WHERE name = %s",
        "The Reading Room",
    )
    form = host.page.locator("form.form")
    for name, words in [
        ("name", NAME),
        ("starts_on", day.isoformat()),
        ("clock", "12:00"),
        ("minutes", "90"),
        ("capacity", "12"),
        ("agenda", "12:00 Soup: Bring a spoon"),
    ]:
        form.locator(f"[name={name}]").fill(words)
    choose(form, "weekday", str(day.weekday()))
    choose(form, "venue", venue)
    host.presses("Begin the series")
    host.sees_heading(NAME)


def choose(form, name, value):
    """Choose one of a list, however it is drawn."""
    field = form.locator(f"[name={name}]").first
    if field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(value)
    else:
        form.locator(f"[name={name}][value='{value}']").check()


def bring_a_guest(town, member, guest, letters):
    member.opens(address(town) + "visitors/")
    member.page.get_by_label("Name").first.fill("Lena Fischer")
    member.page.get_by_label("E-mail").first.fill("lena@example.net")
    member.presses("Ask them along")
    letter = letters.next_to("lena@example.net", "Noor")
    guest.page.goto(letter.links["Yes, save me a chair"])
    guest.looks()
    assert guests(town) == ("asked",), "opening a letter's link acted"
    guest.presses("Yes, save me a chair")
    assert guests(town) == ("confirmed",)
    facts = letters.next_to("lena@example.net", "A chair is yours")
    assert facts.calendar["METHOD"] == "REQUEST"


def stand_at_the_door(town, host):
    host.opens(address(town) + "checkin/")
    host.sees("Expected, 3")
    row = host.page.locator(".door-row", has_text="Ruth Calder")
    host.context.set_offline(True)
    row.locator(".here-button").click()
    expect(host.page.get_by_text(re.compile("Taps kept here.*: 1$"))).to_be_visible()
    assert attendance(town, RUTH) == ("",)
    host.context.set_offline(False)
    expect(host.page.locator("[data-waiting]")).to_be_hidden(timeout=20_000)
    # A browser without a network says so, which is no fault of ours.
    host.troubles.clear()
    assert attendance(town, RUTH) == ("present",)
    host.page.locator(".door-row", has_text="Lena Fischer").locator(".here-button").click()
    expect(host.page.locator("[data-here]")).to_have_text("2")


def say_that_one_is_here(town, member):
    (word,) = town.ask(
        "SELECT word FROM meetups_weeklysession AS session JOIN meetups_series AS series"
        " ON series.id = series_id WHERE name = %s ORDER BY starts_at LIMIT 1",
        NAME,
    )
    member.opens(address(town))
    member.follows("I am here")
    member.writes("The word on the wall", word.lower())
    member.presses("I am here")
    member.sees_heading("You are here")


def seat_people(town, host):
    host.opens(address(town))
    host.follows("Tables, cards and badges")
    host.presses("Draw")
    host.sees("Table 1")
    answer = host.page.request.get(address(town) + "badges.pdf")
    assert answer.headers["content-type"] == "application/pdf"


def tell_who_talked(member, name):
    member.opens("/")
    member.page.get_by_role("checkbox", name=name).check()
    member.presses("Keep it")


# -- facts


def evening(town):
    return town.ask(
        'SELECT slug, "on", starts_at, EXTRACT(EPOCH FROM starts_at - now())'
        " FROM meetups_weeklysession AS session JOIN meetups_series AS series"
        " ON series.id = series_id WHERE name = %s ORDER BY starts_at LIMIT 1",
        NAME,
    )


def address(town):
    slug, on, _starts_at, _ahead = evening(town)
    return f"/sessions/{slug}/{on}/"


def wait_until(town, minutes):
    """Let time pass until so many minutes after it begins."""
    ahead = float(evening(town)[3])
    town.let_time_pass(timedelta(seconds=ahead, minutes=minutes))


def stage(town):
    return town.ask(
        "SELECT stage FROM members_tieside AS side"
        " JOIN members_member AS me ON me.id = member_id"
        " JOIN members_tie AS tie ON tie.id = side.tie_id"
        " JOIN members_member AS they ON they.id = other_id"
        " WHERE me.email = %s AND they.email = %s",
        f"{RUTH}@example.org",
        f"{NOOR}@example.org",
    )


def guests(town):
    return town.ask("SELECT state FROM meetups_visitor WHERE email = 'lena@example.net'")


def attendance(town, name):
    return town.ask(
        "SELECT attendance FROM meetups_rsvp AS rsvp JOIN members_member AS member"
        " ON member.id = member_id JOIN meetups_weeklysession AS session ON session.id = session_id"
        " JOIN meetups_series AS series ON series.id = series_id"
        " WHERE email = %s AND series.name = %s ORDER BY starts_at LIMIT 1",
        f"{name}@example.org",
        NAME,
    )


def profile(town, name):
    (handle,) = town.ask(
        "SELECT handle FROM members_member WHERE email = %s", f"{name}@example.org"
    )
    return f"/members/{handle}/"
