"""The door on a host's phone, with a network and without."""

import re
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from meetups.demo.cast import ORGANIZER

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def door(town):
    """The address of the door of the next evening, which is open by now."""
    slug, on, seconds = town.ask(
        "SELECT series.slug, session.on, EXTRACT(EPOCH FROM session.starts_at - now())"
        " FROM meetups_weeklysession AS session"
        " JOIN meetups_series AS series ON series.id = session.series_id"
        " WHERE session.starts_at > now() AND session.state = 'scheduled'"
        " ORDER BY session.starts_at LIMIT 1"
    )
    # Twenty minutes before it begins. Its address keeps the date it was made with.
    town.ask(
        "UPDATE meetups_weeklysession SET starts_at = now() + interval '20 minutes',"
        " ends_at = now() + interval '110 minutes'"
        ' WHERE "on" = %s RETURNING 1',
        on,
    )
    assert seconds > 0
    return f"/sessions/{slug}/{on}/checkin/"


def attendance(town, name):
    return town.ask(
        "SELECT attendance, count(*) OVER () FROM meetups_rsvp AS rsvp"
        " JOIN members_member AS member ON member.id = member_id"
        " JOIN meetups_weeklysession AS session ON session.id = session_id"
        " WHERE member.name = %s AND session.starts_at BETWEEN now() AND now() + interval '1 hour'",
        name,
    )


def first_expected(host):
    """The name in the first row of a member who was here before."""
    return host.page.locator(".door-row:not(:has(.pill)) .name").first.inner_text()


def somebody_outside(town):
    """The name of a member without a seat."""
    return town.ask(
        "SELECT name FROM members_member WHERE verified_at IS NOT NULL AND is_active"
        " AND suspended_at IS NULL AND id NOT IN (SELECT member_id FROM meetups_rsvp"
        " JOIN meetups_weeklysession AS session ON session.id = session_id"
        " WHERE session.starts_at BETWEEN now() AND now() + interval '1 hour')"
        " AND id NOT IN (SELECT blocker_id FROM members_block UNION"
        " SELECT blocked_id FROM members_block) ORDER BY id LIMIT 1"
    )[0]


def seats(town, capacity):
    """Make the room smaller or larger. -> as many as there were"""
    return town.ask(
        "UPDATE meetups_weeklysession AS session SET capacity = %s"
        " FROM meetups_weeklysession AS old WHERE old.id = session.id"
        " AND session.starts_at BETWEEN now() AND now() + interval '1 hour' RETURNING old.capacity",
        capacity,
    )[0]


def becomes(town, name, state):
    """Somebody's answer to the evening changes while the door is open."""
    assert town.ask(
        "UPDATE meetups_rsvp AS rsvp SET state = %s FROM members_member AS member,"
        " meetups_weeklysession AS session WHERE member.id = member_id AND member.name = %s"
        " AND session.id = session_id"
        " AND session.starts_at BETWEEN now() AND now() + interval '1 hour' RETURNING 1",
        state,
        name,
    )


@contextmanager
def running_nothing(town):
    """Meanwhile the organizer is neither that nor a host."""
    change = (
        "UPDATE members_member SET is_organizer = %s, is_host = %s WHERE email = %s RETURNING 1"
    )
    town.ask(change, False, False, f"{ORGANIZER}@example.org")
    try:
        yield
    finally:
        town.ask(change, True, True, f"{ORGANIZER}@example.org")


@contextmanager
def an_hour_later(town):
    """Meanwhile the evening is well under way."""
    shift = (
        "UPDATE meetups_weeklysession SET starts_at = starts_at + %s, ends_at = ends_at + %s"
        " WHERE starts_at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'"
        " RETURNING 1"
    )
    hour = timedelta(hours=1)
    town.ask(shift, -hour, -hour)
    try:
        yield
    finally:
        town.ask(shift, hour, hour)


def lose_the_answer(route):
    """What is sent arrives, and the phone never hears of it."""
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def test_taps_wait_for_the_network_and_are_counted_once(town, door, come):
    host = come(ORGANIZER)
    host.opens(door)
    count = host.page.locator("[data-here]")
    before = int(count.inner_text())
    name = first_expected(host)
    row = host.page.locator(".door-row", has_text=name)
    host.context.set_offline(True)
    row.locator(".here-button").click()
    expect(count).to_have_text(str(before + 1))
    expect(host.page.get_by_text("as soon as there is one: 1")).to_be_visible()
    assert attendance(town, name)[0] == ""
    host.troubles.clear()
    host.context.set_offline(False)
    expect(host.page.locator("[data-waiting]")).to_be_hidden(timeout=15_000)
    assert attendance(town, name) == ("present", 1)
    host.page.reload()
    expect(count).to_have_text(str(before + 1))
    # And taken back, by the bar or by the button itself.
    row.locator(".here-button").click()
    expect(count).to_have_text(str(before))
    host.page.wait_for_timeout(500)
    assert attendance(town, name)[0] == ""


def test_another_phone_hears_of_it(town, door, come):
    one, other = come(ORGANIZER), come(ORGANIZER)
    one.opens(door)
    other.opens(door)
    name = first_expected(one)
    one.page.locator(".door-row", has_text=name).locator(".here-button").click()
    theirs = other.page.locator(".door-row", has_text=name).locator(".here-button")
    expect(theirs).to_have_attribute("aria-pressed", "true", timeout=15_000)


def test_a_search_narrows_as_one_types(door, come):
    host = come(ORGANIZER)
    host.opens(door)
    everybody = host.page.locator(".door-row:visible").count()
    host.page.get_by_label("Name, or first letters").press_sequentially("åk")
    assert host.page.locator(".door-row:visible").count() < everybody
    host.looks()


def test_another_phone_counts_whoever_walked_in(door, come):
    one, other = come(ORGANIZER), come(ORGANIZER)
    one.opens(door)
    other.opens(f"{door}?q=zz")
    count, theirs = (phone.page.locator("[data-here]") for phone in (one, other))
    before = int(count.inner_text())
    expect(theirs).to_have_text(str(before))
    one.writes("Their name", "Lena Brandt")
    one.page.get_by_role("button", name="Let them in").click()
    for here in (count, theirs):
        expect(here).to_have_text(str(before + 1), timeout=15_000)
    other.sees("Somebody was added.")
    other.follows("Show the whole list")
    other.sees("Lena Brandt")
    expect(other.page.locator("[data-added]")).to_be_hidden()


def test_a_network_that_answers_nothing_loses_nobody(town, door, come):
    host = come(ORGANIZER)
    host.opens(door)
    count = host.page.locator("[data-here]")
    before = int(count.inner_text())
    outside = somebody_outside(town)
    box = host.page.get_by_label("Name, or first letters")
    box.fill(outside)
    with host.page.expect_navigation():
        box.press("Enter")
    # The phone believes that it has a network.
    host.context.route("**/sessions/**", lambda route: route.abort())
    host.page.locator(".door-row", has_text=outside).get_by_role("button").click()
    host.writes("Their name", "Otto Weber")
    host.page.get_by_role("button", name="Let them in").click()
    expect(host.page.get_by_text("as soon as there is one: 2")).to_be_visible(timeout=15_000)
    expect(count).to_have_text(str(before + 2))
    address = host.page.url
    box.fill("otto")
    box.press("Enter")
    host.page.wait_for_timeout(1000)
    assert host.page.url == address
    host.troubles.clear()
    host.context.unroute("**/sessions/**")
    expect(host.page.locator("[data-waiting]")).to_be_hidden(timeout=15_000)
    host.follows("Show the whole list")
    for name in (outside, "Otto Weber"):
        host.sees(name)
    expect(count).to_have_text(str(before + 2))
    assert attendance(town, outside)[0] == "present"


def test_whoever_finds_no_seat_is_named(town, door, come):
    host, outside = come(ORGANIZER), somebody_outside(town)
    host.opens(f"{door}?q={outside}")
    before = host.page.locator("[data-here]").inner_text()
    there = seats(town, 1)
    host.writes("Their name", "Mia Weber")
    host.page.get_by_role("button", name="Let them in").click()
    host.sees("Mia Weber: Every seat of that evening is taken.")
    expect(host.page.locator("[data-here]")).to_have_text(before, timeout=15_000)
    row = host.page.locator(".door-row", has_text=outside)
    with host.page.expect_response("**/walk-in/"):
        row.get_by_role("button").click()
    expect(row).to_be_visible()
    host.troubles.clear()
    seats(town, there)


def test_whoever_came_to_the_door_of_no_host_any_more_is_named(town, door, come):
    host, outside, walked_in = come(ORGANIZER), somebody_outside(town), "Lotte $& Haas"
    host.opens(f"{door}?q={outside}")
    count = host.page.locator("[data-here]")
    before = int(count.inner_text())
    host.context.set_offline(True)
    row = host.page.locator(".door-row", has_text=outside)
    row.get_by_role("button").click()
    host.writes("Their name", walked_in)
    host.page.get_by_role("button", name="Let them in").click()
    expect(count).to_have_text(str(before + 2))
    with running_nothing(town):
        host.context.set_offline(False)
        for one in (outside, walked_in):
            host.sees(f"{one} was not written down:")
        expect(count).to_have_text(str(before))
        expect(row).to_be_visible()


def test_whoever_gave_the_seat_back_meanwhile_is_named(town, door, come):
    host = come(ORGANIZER)
    host.opens(door)
    count, name = host.page.locator("[data-here]"), first_expected(host)
    before = int(count.inner_text())
    here = host.page.locator(".door-row", has_text=name).locator(".here-button")
    host.context.set_offline(True)
    here.click()
    expect(count).to_have_text(str(before + 1))
    becomes(town, name, "cancelled")
    host.context.set_offline(False)
    host.sees(f"{name} was not written down:")
    expect(count).to_have_text(str(before))
    expect(here).to_have_attribute("aria-pressed", "false")
    expect(host.page.locator("[data-undo]")).to_be_hidden()
    becomes(town, name, "going")


def test_taps_kept_over_a_reload_are_shown_and_counted_once(town, door, come):
    host, outside, there = come(ORGANIZER), somebody_outside(town), seats(town, 60)
    host.opens(door)
    count, of = host.page.locator("[data-here]"), host.page.locator("[data-of]")
    before, listed, name = int(count.inner_text()), int(of.inner_text()), first_expected(host)
    host.opens(f"{door}?q={outside}")
    host.context.route("**/checkin/**", lose_the_answer)
    host.page.locator(".door-row", has_text=outside).get_by_role("button").click()
    host.writes("Their name", "Ida Winter")
    host.page.get_by_role("button", name="Let them in").click()
    expect(host.page.get_by_text("as soon as there is one: 2")).to_be_visible(timeout=15_000)
    assert attendance(town, outside)[0] == "present"
    host.page.goto(door)
    here = host.page.locator(".door-row", has_text=name).locator(".here-button")
    here.click()
    host.page.reload()
    expect(here).to_have_attribute("aria-pressed", "true")
    expect(count).to_have_text(str(before + 3))
    expect(of).to_have_text(str(listed + 2))
    host.context.unroute("**/checkin/**")
    expect(host.page.locator("[data-waiting]")).to_be_hidden(timeout=15_000)
    for _look in range(2):
        expect(count).to_have_text(str(before + 3))
        expect(of).to_have_text(str(listed + 2))
        host.page.reload()
    assert attendance(town, name)[0] == "present"
    seats(town, there)


def test_without_scripts_the_same_buttons_do_it(town, door, come):
    host = come(ORGANIZER, java_script_enabled=False)
    host.page.goto(door)
    name = first_expected(host)
    host.page.locator(".door-row", has_text=name).locator(".here-button").click()
    expect(host.page.get_by_text(f"{name} is here.")).to_be_visible()
    assert attendance(town, name)[0] == "present"
    host.page.get_by_role("button", name="Undo").click()
    assert attendance(town, name)[0] == ""


def test_an_excuse_is_one_press_and_another_takes_it_back(town, door, come):
    host, there = come(ORGANIZER), seats(town, 1)
    host.opens(door)
    name, over = first_expected(host), host.page.locator("[data-over]")
    by = int(re.search(r"\d+", over.inner_text())[0])
    excused = host.page.locator(".door-row", has_text=name).locator(".excused-button")
    with host.page.expect_response("**/checkin/"):
        excused.click()
    host.sees(f"{name} is excused.")
    expect(excused).to_have_attribute("aria-pressed", "true")
    expect(over).to_contain_text(f"The room is {by - 1} over its seats.")
    assert attendance(town, name)[0] == "excused"
    with host.page.expect_response("**/checkin/"):
        excused.click()
    expect(excused).to_have_attribute("aria-pressed", "false")
    expect(over).to_contain_text(f"The room is {by} over its seats.")
    assert attendance(town, name)[0] == ""
    seats(town, there)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Liv Sørensen", ["sor", "Sørensen", "SØR"]),
        ("Łukasz Groß", ["łukasz gross", "LUK", "Groß"]),
        ("Tom D'Arcy", ["D’Arcy", "d'ar"]),
        ("Ada O’Neil-Þór", ["O'Neil-thor", "o’neil-þ"]),
        ("Ασπασία Νικολής", ["ασ", "ΝΙΚΟΛΗΣ", "νικολής"]),
        ("राम İlker", ["राम ilk", "र", "İL"]),
    ],
)
def test_a_search_as_one_types_hides_nobody_whom_the_server_finds(town, door, come, name, words):
    host, there = come(ORGANIZER), seats(town, 60)
    host.opens(door)
    host.writes("Their name", name)
    with host.page.expect_response("**/walk-in/"):
        host.page.get_by_role("button", name="Let them in").click()
    row = host.page.locator(".door-row", has_text=name)
    for sought in words:
        host.page.goto(f"{door}?q={quote(sought)}")
        expect(row).to_be_visible()
        host.page.goto(door)
        box = host.page.get_by_label("Name, or first letters")
        box.press_sequentially(sought)
        expect(row).to_be_visible()
        box.press_sequentially("zz")
        expect(row).to_be_hidden()
    seats(town, there)


@pytest.mark.parametrize(
    "lacking",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } })",
        "delete Crypto.prototype.randomUUID",
    ],
)
def test_no_press_is_lost_where_the_browser_lacks_something(town, door, come, lacking):
    host, there = come(ORGANIZER), seats(town, 60)
    host.page.add_init_script(lacking)
    host.opens(door)
    name, walked_in = first_expected(host), f"Nobody {len(lacking)}"
    row = host.page.locator(".door-row", has_text=name)
    row.locator(".here-button").click()
    host.sees(f"{name} is here.")
    host.writes("Their name", walked_in)
    with host.page.expect_response("**/walk-in/"):
        host.page.get_by_role("button", name="Let them in").click()
    host.page.goto(door)
    host.sees(walked_in)
    expect(row.locator(".here-button")).to_have_attribute("aria-pressed", "true")
    assert attendance(town, name)[0] == "present"
    row.locator(".here-button").click()
    host.page.wait_for_timeout(500)
    assert attendance(town, name)[0] == ""
    seats(town, there)


def test_a_closing_on_one_phone_loses_no_tap_kept_on_another(town, door, come):
    one, other = come(ORGANIZER), come(ORGANIZER)
    with an_hour_later(town):
        one.opens(door)
        other.opens(door)
        name = first_expected(other)
        row = other.page.locator(".door-row", has_text=name)
        last = other.page.locator("section:has(#expected) .name").last.inner_text()
        other.context.set_offline(True)
        row.locator(".here-button").click()
        one.page.get_by_text("Close it: nobody else came").click()
        one.looks()
        one.page.get_by_role("button", name="Yes, nobody else came").click()
        one.sees("Closed too early?")
        # Too late: the list is closed by now.
        other.page.locator(".door-row", has_text=last).locator(".excused-button").click()
        other.troubles.clear()
        other.context.set_offline(False)
        other.sees(f"{last}: The list of that evening is closed.")
        one.page.reload()
        expect(one.page.locator("section:has(#away)").get_by_text(last)).to_be_visible()
        expect(one.page.locator("section:has(#here)").get_by_text(name)).to_be_visible()
        other.troubles.clear()
        one.page.get_by_role("button", name="Open the list again").click()
        one.sees("Somebody new")
