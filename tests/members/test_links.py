from datetime import timedelta

import pytest

from members import links

DAY = timedelta(days=1)


def test_a_link_says_whom_it_was_written_to_and_for_what(ana, ben, now):
    token = links.make(ana, "accept", ben, now + DAY, time=7)
    link = links.read(token, now)
    assert (link.member, link.purpose, link.about, link.extra) == (ana, "accept", ben, {"time": 7})


def test_a_link_without_a_subject(ana, now):
    assert links.read(links.make(ana, "unsubscribe", None, now + DAY), now).about is None


def test_a_link_ends_and_still_says_what_it_was_about(ana, ben, now):
    token = links.make(ana, "accept", ben, now + DAY)
    with pytest.raises(links.Spent) as spent:
        links.read(token, now + DAY)
    assert spent.value.link.about == ben


@pytest.mark.parametrize("broken", ["", "x", "a:b", ":", "eyJ9:AAAA", "\x00"])
def test_what_nobody_signed_is_refused(db, broken, now):
    with pytest.raises(links.Bad):
        links.read(broken, now)


def test_a_changed_letter_breaks_the_link(ana, now):
    token = links.make(ana, "accept", None, now + DAY)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        # The last sign of base64 holds spare bits, so that changing it may change nothing.
        if place == len(token) - 1:
            continue
        with pytest.raises(links.Bad):
            links.read(token[:place] + other + token[place + 1 :], now)


def test_a_link_of_another_site_is_refused(ana, now, settings):
    token = links.make(ana, "accept", None, now + DAY)
    settings.SECRET_KEY = "another secret"
    with pytest.raises(links.Bad):
        links.read(token, now)


def test_a_link_to_a_subject_that_is_gone(ana, ben, dan, now):
    token = links.make(ana, "accept", dan, now + DAY)
    dan.delete()
    assert links.read(token, now).about is None
