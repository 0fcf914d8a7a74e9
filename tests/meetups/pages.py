"""Reading our pages as a member would."""

import re

from django.test import Client
from django.utils.html import strip_tags


def browser_of(member):
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(member)
    return client


def words_of(response):
    """What the page says, on one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(strip_tags(body.replace("<", " <")).replace("&#x27;", "'").split())


def body_of(response):
    """The page itself, without what differs from one answer to the next."""
    body = response.content.decode()
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    # A form is given a new number each time, by which a second press is known.
    body = re.sub(r'name="uuid" value="[^"]+"', "", body)
    return re.sub(r'nonce="[^"]+"', "", body)
