"""The main pages on small phones, in both schemes, by keyboard and to a reader of screens."""

import pytest
from playwright.sync_api import expect

from meetups.demo.cast import MEMBER
from meetups.management.commands.demo import PASSWORD
from tests.browser.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

# The page, and the words its main button starts with; the directory leads on by names.
MAIN_BUTTONS = {
    "landing": "Come on",
    "today": "Open the coffee",
    "profile": "Propose these",
    "words": "Propose these",
    "propose": "Send to",
    "proposal": "Say yes",
    "coffee": "Add to calendar",
    "directory": "Look for the name",
    "times": "Save my hours",
}
MORE_PAGES = {
    "login": "/accounts/login/",
    "coffees": "/coffees/",
    "sessions": "/sessions/",
    "unmet": "/unmet/",
    "welcome": "/welcome/time/",
    "settings": "/settings/",
    "own profile": "/settings/profile/",
    "nudges": "/settings/nudges/",
}
SMALL_PHONE = {"viewport": {"width": 320, "height": 640}}
IN_PUBLIC = {"landing", "login"}
MOST_STOPS = 250  # presses of Tab before a button counts as out of reach

# Whatever wants an answer says what it asks; whatever can be pressed says what it does.
NAMELESS = """() => {
  const shown = (one) => one.checkVisibility() && !one.closest('[aria-hidden=true]');
  const named = (one) => one.labels?.length || one.ariaLabel || one.ariaLabelledByElements?.length
    || (one.matches('a, button, summary')
      && (one.textContent.trim() || one.querySelector('img[alt]:not([alt=""])')));
  const wanting = [...document.querySelectorAll(
    'input:not([type=hidden]), select, textarea, a[href], button, summary')];
  return wanting.filter((one) => shown(one) && !named(one)).map((one) => one.outerHTML);
}"""
WRONG = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const ids = all('[id]').map((one) => one.id);
  const level = (one) => Number(one.tagName[1]);
  const headings = all('h1, h2, h3, h4').filter((one) => one.checkVisibility());
  return [
    ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `two of #${id}`),
    ...all('img:not([alt])').map((one) => `no words for ${one.src}`),
    ...headings.slice(1).filter((one, place) => level(one) > level(headings[place]) + 1)
      .map((one) => `a level is skipped before "${one.textContent.trim()}"`),
    ...['main', 'header'].filter((part) => all(part).length !== 1).map((part) => `not one ${part}`),
    ...(document.documentElement.lang && document.title.trim() ? [] : ['no language or no title']),
  ];
}"""
# The ring may be drawn round the label, where the box itself is hidden in it. The clock inside a
# field of times is the browser's own, with a ring of its own: there the field isn't in focus.
RINGED = """() => {
  if (!document.activeElement.matches(':focus')) return true;
  for (let one = document.activeElement, up = 0; one && up < 4; one = one.parentElement, up++) {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return true;
  }
  return false;
}"""
# Names and links beside headings, which answer to a finger on fewer than 44 px from top to bottom.
LEADING_ON = "a.who, .who a, .name > a"
SLIM = """() => [...document.querySelectorAll('LEADING_ON, .split > a')].filter((one) => {
  one.scrollIntoView({block: 'center'});
  const box = one.getBoundingClientRect();
  const middle = (box.top + box.bottom) / 2;
  return [-21, 21].some((by) => document.elementFromPoint(box.left + 4, middle + by) !== one);
}).map((one) => one.textContent)""".replace("LEADING_ON", LEADING_ON)
FOCUSED = """() => {
  const one = document.activeElement;
  return one.textContent.trim().replace(/\\s+/g, ' ') || one.name || one.tagName;
}"""


@pytest.fixture(scope="module")
def me(town):
    """(id, address) of the member whose pages these are."""
    return town.ask("SELECT id, email FROM members_member WHERE email LIKE %s", f"{MEMBER}@%")


@pytest.fixture(scope="module")
def pages(town, me):
    """{name: path} of the main pages as that member finds them."""
    my_id, _ = me
    (friend,) = town.ask(
        "SELECT handle FROM members_tie JOIN members_member AS other"
        " ON other.id = low_id + high_id - %s"
        " WHERE %s IN (low_id, high_id) AND stage = 'mutual' ORDER BY handle",
        *(my_id, my_id),
    )
    (correspondent,) = town.ask(
        "SELECT handle FROM members_tie JOIN members_member AS other"
        " ON other.id = low_id + high_id - %s"
        " WHERE %s IN (low_id, high_id) AND stage = 'talking' AND low_words + high_words >= 6",
        *(my_id, my_id),
    )
    (offer,) = town.ask(
        "SELECT uuid FROM meetups_proposal WHERE invitee_id = %s AND state = 'open'", my_id
    )
    (coffee,) = town.ask(
        "SELECT uuid FROM meetups_coffee JOIN meetups_seat ON coffee_id = meetups_coffee.id"
        " WHERE member_id = %s AND state = 'scheduled' AND starts_at > now() ORDER BY starts_at",
        my_id,
    )
    slug, on = town.ask(
        'SELECT slug, "on" FROM meetups_weeklysession AS session'
        " JOIN meetups_series AS series ON series.id = series_id"
        " WHERE session.starts_at > now() ORDER BY session.starts_at"
    )
    return {
        "landing": "/",
        "today": "/",
        "profile": f"/members/{friend}/",
        "words": f"/members/{correspondent}/messages/",
        "propose": f"/coffees/new/{friend}/",
        "proposal": f"/proposals/{offer}/",
        "coffee": f"/coffees/{coffee}/",
        "directory": "/members/",
        "times": "/times/",
        "evening": f"/sessions/{slug}/{on}/",
        "visitors": f"/sessions/{slug}/{on}/visitors/",
        **MORE_PAGES,
    }


@pytest.fixture(scope="module")
def signed_in(town, browser, me):
    """What a browser keeps of having signed in."""
    visitor = Visitor(browser, town.address, DESKTOP)
    visitor.opens("/accounts/login/")
    visitor.writes("Email", me[1])
    visitor.writes("Password", PASSWORD)
    visitor.presses("Sign in")
    kept = visitor.context.storage_state()
    visitor.leaves()
    return kept


@pytest.fixture
def come(town, browser, signed_in):
    """Makes a visitor who sees a page: as a member, or where everybody may, as nobody."""
    visitors = []

    def come(page, device, **wishes):
        if page not in IN_PUBLIC:
            wishes["storage_state"] = signed_in
        visitors.append(Visitor(browser, town.address, device, locale="en-GB", **wishes))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leaves()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_the_smallest_phones_and_names_all_its_parts(come, pages, tmp_path, scheme):
    wrong = {}
    for name, path in pages.items():
        visitor = come(name, SMALL_PHONE, color_scheme=scheme)
        visitor.opens(path)
        if found := visitor.page.evaluate(NAMELESS) + visitor.page.evaluate(WRONG):
            wrong[name] = found
        visitor.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        visitor.page.set_viewport_size(PHONE["viewport"])
        visitor.looks()
    assert wrong == {}


@pytest.mark.parametrize("page", ["directory", "today", "unmet", "sessions", "evening"])
def test_a_name_that_leads_on_is_high_enough_for_a_finger(come, pages, page):
    visitor = come(page, PHONE)
    visitor.opens(pages[page])
    assert visitor.page.locator(LEADING_ON).count() > 1
    assert visitor.page.evaluate(SLIM) == []


@pytest.mark.parametrize("page", MAIN_BUTTONS)
def test_the_main_button_is_reached_by_keyboard_with_a_ring_at_every_stop(come, pages, page):
    visitor = come(page, DESKTOP)
    visitor.opens(pages[page])
    keyboard, stops = visitor.page.keyboard, []
    while len(stops) < MOST_STOPS and not (stops and stops[-1].startswith(MAIN_BUTTONS[page])):
        keyboard.press("Tab")
        stops.append(visitor.page.evaluate(FOCUSED))
        assert visitor.page.evaluate(RINGED), f"no ring at {stops[-1]!r}"
    assert stops[0] == "Straight to the page"
    assert stops[-1].startswith(MAIN_BUTTONS[page])


def test_the_first_stop_leads_straight_to_the_page(come, pages):
    visitor = come("today", DESKTOP)
    visitor.opens(pages["today"])
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def test_the_menu_opens_and_closes_from_the_keyboard(come, pages):
    visitor = come("today", DESKTOP)
    visitor.opens(pages["today"])
    menu = visitor.page.locator("details.menu")
    menu.locator("summary").focus()
    visitor.page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Settings")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Settings")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
