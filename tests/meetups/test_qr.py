"""The code that a page shows for a phone to read."""

import re

from meetups import qr

ADDRESS = "https://networkgroup.example.org/sessions/thursdays/2026-12-03/here/?word=QUINCE"


def test_a_code_speaks_to_those_who_listen():
    drawn = qr.shown(ADDRESS, 'Say "here" <b>')
    assert drawn.startswith(
        '<span class="qr" role="img" aria-label="Say &quot;here&quot; &lt;b&gt;">'
    )
    assert "<b>" not in drawn


def test_a_code_passes_the_strictest_policy():
    drawn = qr.shown(ADDRESS, "Here")
    assert not re.search(r"style|<script|\son\w+=|href|url\(", drawn)


def test_a_code_takes_the_size_that_the_page_gives_it():
    assert re.search(r'<svg viewBox="0 0 (\d+) \1">', qr.svg(ADDRESS))


def test_an_address_cannot_leave_its_code():
    assert "alert" not in qr.shown('"><script>alert(1)</script>', "Here")
