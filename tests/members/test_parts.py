"""The parts of a letter, read back by the email package as it would have written them."""

import email
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import mime, parts
from members.folding import clean_text


def read(part):
    return email.message_from_bytes(part, policy=SMTP)


def is_plain(part):
    """Seven bits, short lines, each ended by CRLF."""
    lines = part.split(b"\r\n")
    assert all(len(line) < 998 and not {*line} & {*b"\r\n"} for line in lines)
    return part.isascii()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_words_come_back_as_they_were(text):
    text = clean_text(text) + "\n"
    part = parts.words(text, "plain")
    assert is_plain(part)
    assert read(part).get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Words.\n.dot\n", "7bit"),
        ("w" * 78 + "\n", "7bit"),
        ("w" * 79 + "\n", "quoted-printable"),
        ("Grüße aus Köln, und noch ein paar Wörter dazu.\n", "quoted-printable"),
        ("日本語の手紙\n", "base64"),
    ],
)
def test_words_are_encoded_as_their_signs_need(text, encoding):
    part = parts.words(text, "html", method="X")
    assert read(part)["Content-Transfer-Encoding"] == encoding
    assert read(part)["Content-Type"] == 'text/html; charset="utf-8"; method="X"'
    assert read(part).get_content().replace("\r\n", "\n") == text


def test_parts_stand_together_in_their_order():
    one, other = parts.words("One\n", "plain"), parts.packed("image/jpeg", bytes(range(256)))
    whole = read(parts.together("related", [one, other]))
    assert not whole.defects
    first, second = whole.iter_parts()
    assert first.get_content().splitlines() == ["One"]
    assert second.get_content() == bytes(range(256))
    assert parts.together("related", [one]) == one


@pytest.mark.parametrize(
    "value", ["Two words", "Grüße", "a =?utf-8?q?b?= c", "two  spaces", "long " * 30, ""]
)
def test_a_header_is_what_the_email_package_writes(monkeypatch, value):
    line = mime.header("Subject", value)
    monkeypatch.setattr(mime, "LONGEST_LINE", 0)
    assert line == mime.header("Subject", value)
    assert is_plain(line)
