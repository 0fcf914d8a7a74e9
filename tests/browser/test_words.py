"""Two of the forty write to each other: with scripts, and without."""

import pytest
from playwright.sync_api import expect

from meetups.demo.cast import MEMBER
from tests.browser.visitor import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def address_of(town, name):
    (handle,) = town.ask(
        "SELECT handle FROM members_member WHERE email = %s", f"{name}@example.org"
    )
    return f"/members/{handle}/messages/"


def unread_by(town, name, other):
    """Whether the view of ties says so."""
    return town.ask(
        "SELECT unread_at IS NOT NULL FROM members_tieside AS side"
        " JOIN members_member AS me ON me.id = member_id"
        " JOIN members_member AS they ON they.id = other_id"
        " WHERE me.email = %s AND they.email = %s",
        *(f"{name}@example.org", f"{other}@example.org"),
    ) == (True,)


def test_with_scripts_words_are_read_by_opening_and_join_the_page(town, come):
    assert unread_by(town, MEMBER, "dorothy")
    ruth = come(MEMBER, PHONE)
    ruth.opens(address_of(town, "dorothy"))
    expect(ruth.page.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert not unread_by(town, MEMBER, "dorothy")
    ruth.page.evaluate("document.body.dataset.kept = 'yes'")
    ruth.writes("Your words to Dorothy", "Harjit has one.\nShall I ask?")
    ruth.page.get_by_role("button", name="Send to Dorothy").press("Enter")
    expect(ruth.page.locator(".said").last).to_contain_text("Harjit has one.")
    expect(ruth.page.get_by_role("status")).to_have_text("Sent to Dorothy.")
    expect(ruth.page.get_by_label("Your words to Dorothy")).to_be_focused()
    expect(ruth.page.get_by_label("Your words to Dorothy")).to_have_value("")
    assert ruth.page.evaluate("document.body.dataset.kept") == "yes", "the whole page was loaded"
    ruth.looks()


def test_pressing_twice_is_writing_once(town, come):
    ruth = come(MEMBER, DESKTOP)
    ruth.opens(address_of(town, "ben"))
    ruth.writes("Your words to Ben", "Tea, then.")
    ruth.page.get_by_role("button", name="Send to Ben").dblclick()
    expect(ruth.page.locator(".said")).to_have_count(1)
    ruth.opens(address_of(town, "ben"))
    expect(ruth.page.locator(".said")).to_have_count(1)


def test_without_scripts_the_same_forms_do_it(town, come):
    noor, ruth = (come(name, PHONE, java_script_enabled=False) for name in ("noor", MEMBER))
    noor.page.goto(address_of(town, MEMBER))
    noor.page.get_by_label("Your words to Ruth").fill("Napkins will do.")
    noor.page.get_by_role("button", name="Send to Ruth").click()
    expect(noor.page.locator(".said").last).to_contain_text("Napkins will do.")
    ruth.page.goto(address_of(town, "noor"))
    expect(ruth.page.locator(".unread-mark")).to_be_visible()
    ruth.page.get_by_role("button", name="Mark as read").click()
    expect(ruth.page.locator(".unread-mark")).to_have_count(0)
    ruth.page.get_by_role("button", name="Propose these three times").click()
    expect(ruth.page.get_by_role("heading", level=1)).to_contain_text("Your times are with Noor")
