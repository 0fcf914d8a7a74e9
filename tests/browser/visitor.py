"""Somebody in front of a browser, who does what people do and minds what people mind."""

import re
from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

from networkgroup.local import chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
# No sandbox works as root, and nothing here may look for the world outside.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip
HOW_WIDE = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@contextmanager
def a_browser():
    """Chromium, closed afterwards."""
    program = chromium.find()
    assert program, "Browser tests need Chromium: install it, or set CHROMIUM=/path/of/it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person in a window without a past: `device` is PHONE, DESKTOP or the like.

    Every page they come to has one heading, fits the window and troubles no console; policies of
    content that were broken are heard of there too.
    """

    def __init__(self, browser, address, device, **wishes):
        self.context = browser.new_context(base_url=address, **device, **wishes)
        self.page = self.context.new_page()
        self.troubles = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def leaves(self):
        """Close the window; nothing of it is kept."""
        self.context.close()

    def opens(self, address):
        """Go to an address, as from the bookmarks or from a letter."""
        self.page.goto(address)
        self.looks()

    def follows(self, words):
        """Press a link and be on its page."""
        with self.page.expect_navigation():
            self._named("link", words).first.click()
        self.looks()

    def presses(self, words):
        """Press a button that sends a form, and be on the page that comes of it."""
        with self.page.expect_navigation():
            self._named("button", words).first.click()
        self.looks()

    def writes(self, label, words):
        """Fill in a field by its label."""
        self.page.get_by_label(label, exact=True).first.fill(words)

    def ticks(self, label):
        """Tick a box, or choose one of several."""
        self.page.get_by_label(label).first.check()

    def sees(self, words):
        """The words are on the page and can be seen."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_heading(self, words):
        """This is what the page is about."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def looks(self):
        """Take in the page and mind what is wrong with it."""
        where = self.page.url
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        needed, there = self.page.evaluate(HOW_WIDE)
        assert needed <= there, f"{where} is {needed} px wide in a window of {there}"
        assert self.troubles == [], f"at {where}"

    def _named(self, role, words):
        return self.page.get_by_role(role, name=re.compile(rf"^\s*{re.escape(words)}"))

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.text} ({message.location.get('url', '')})")
