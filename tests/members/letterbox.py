"""What lies in somebody's letter box, for tests that only read."""

import re

from members.models import Letter


def letters_to(address):
    """The texts of the letters written to this address, oldest first."""
    written = Letter.objects.order_by("id")
    return [
        letter.text
        for letter in written
        if (letter.address or letter.recipient.email).lower() == address.lower()
    ]


def link_in(text, part):
    """The path of the one link in a letter whose address holds `part`."""
    (path,) = set(re.findall(rf"https?://[^/\s]+(/\S*{re.escape(part)}\S*)", text))
    return path


def code_in(text):
    """The code a letter tells."""
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.M)[1]
