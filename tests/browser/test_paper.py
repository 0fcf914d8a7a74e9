"""An evening's page on paper: whom to look for in the room, and nothing to press."""

import pytest
from playwright.sync_api import expect

from meetups.demo.cast import MEMBER

pytestmark = pytest.mark.browser


def test_the_radar_is_printed_on_request(come):
    ruth = come(MEMBER)
    ruth.opens("/sessions/")
    ruth.page.locator("main a[href*='/sessions/'][href*='/20']").first.click()
    names = ruth.page.locator(".radar .who a")
    assert names.count() > 0
    ruth.page.evaluate("window.print = () => { window.printed = true }")
    ruth.page.get_by_role("button", name="Print this page").click()
    assert ruth.page.evaluate("window.printed")
    ruth.page.emulate_media(media="print")
    expect(names.first).to_be_visible()
    for pressed in ("nav.tabs", ".radar summary", "button"):
        for one in ruth.page.locator(pressed).all():
            expect(one).not_to_be_visible()
