"""Reading one's letters, as they came out of the wire."""

import mailbox
import time
from email import message_from_bytes, policy
from functools import cached_property
from html.parser import HTMLParser

from icalendar import Calendar

PATIENCE = 100  # seconds: beat comes once a minute, and the machine may be busy


class Letterbox:
    """The Maildir that the site's letters were delivered to; each is handed out once."""

    def __init__(self, folder):
        self.folder, self.read = folder, set()

    def next_to(self, reader, subject):
        """The first unread letter to this address with these words in its subject; waits for it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for key, letter in self._unread():
                if letter.reader == reader and subject in letter.subject:
                    self.read.add(key)
                    return letter
            time.sleep(0.2)
        left = [f"{letter.reader}: {letter.subject}" for _key, letter in self._unread()]
        raise AssertionError(f"No letter to {reader} about {subject!r}; unread are {left}")

    def unread(self):
        """(reader, subject) of the letters nobody has asked for."""
        return sorted((letter.reader, letter.subject) for _key, letter in self._unread())

    def _unread(self):
        # Opened anew: an old one may trust what it saw within the same second.
        box = mailbox.Maildir(self.folder, create=False)
        for key in sorted(box.keys()):
            if key not in self.read:
                yield key, Letter(message_from_bytes(box.get_bytes(key), policy=policy.default))


class Letter:
    """One letter: what it says, where its buttons lead, and its entry for the calendar."""

    def __init__(self, message):
        self.message = message
        self.reader, self.subject = message["X-Envelope-To"], message["Subject"]

    @cached_property
    def text(self):
        return self._part("plain").get_content()

    @cached_property
    def links(self):
        """The addresses behind the words, in the letter's order."""
        finder = Links()
        finder.feed(self._part("html").get_content())
        return finder.found

    @cached_property
    def calendar(self):
        """The calendar that came with it, parsed; None without one."""
        parts = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        if not parts:
            return None
        (part,) = parts
        calendar = Calendar.from_ical(part.get_content())
        # Mail programs decide by either, so both must say the same.
        assert part.get_param("method") == calendar["METHOD"]
        return calendar

    @property
    def entry(self):
        """The one meeting in its calendar."""
        (event,) = self.calendar.events
        return event

    def _part(self, kind):
        return self.message.get_body(preferencelist=(kind,))


class Links(HTMLParser):
    """Collects {words: address}."""

    def __init__(self):
        super().__init__()
        self.found, self.address, self.words = {}, None, ""

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.address, self.words = dict(attrs).get("href"), ""

    def handle_data(self, data):
        self.words += data

    def handle_endtag(self, tag):
        if tag == "a":
            self.found[" ".join(self.words.split())] = self.address
