"""What a test says to get from a deed to the letters that follow from it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.urls import reverse

from meetups.models import Answer, Coffee, Proposal, Seat
from meetups.nudges import governor
from members import links
from members.models import Letter

DAY = timedelta(days=1)

LINK = re.compile(r"https?://[^\s\"'<>]+/l/[^\s\"'<>]+")


def govern(now):
    """One sweep of the governor, as a worker would do it. -> Counter of outcomes"""
    return governor.sweep(now)


def letters_to(member, kind=None):
    """The letters written to a member so far, the oldest first."""
    letters = Letter.objects.filter(recipient=member).order_by("pk")
    return list(letters.filter(kind=kind) if kind else letters)


def letter_to(member, kind):
    """The only letter of this kind to a member, checked to have been written at all."""
    (letter,) = letters_to(member, kind)
    assert letter.state == Letter.State.WAITING, letter.reason
    return letter


def words(letter):
    """A letter's text twin with lines as Python ends them."""
    return letter.text.replace("\r\n", "\n")


def link(letter, words):
    """The path of the signed link below these words in a letter's text."""
    lines = letter.text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(words))
    return urlsplit(LINK.search("\n".join(lines[at : at + 2]))[0]).path


def links_in(text):
    """The paths of all signed links in a text, in order."""
    return [urlsplit(address).path for address in LINK.findall(text)]


def path_to(member, purpose, about, now, expires_in=DAY, **extra):
    token = links.make(member, purpose, about, now + expires_in, **extra)
    return reverse("meetups:letter_link", args=[token])


def to_coffee(member, purpose, coffee, now, **extra):
    return path_to(member, purpose, coffee, now, **{"sequence": coffee.sequence, **extra})


def page(response):
    return response.content.decode()


def snapshot():
    """All that an errand could have changed."""
    return (
        list(Proposal.objects.order_by("pk").values_list("pk", "state")),
        list(Coffee.objects.order_by("pk").values_list("pk", "state", "starts_at", "sequence")),
        list(Seat.objects.order_by("pk").values_list("pk", "still_on_at", "late_minutes")),
        list(Answer.objects.values_list("member", "met")),
    )
