"""What a letter looks like when it leaves."""

import email
import json
import uuid
from datetime import UTC, timedelta
from email.policy import SMTP

import pytest
from django.db import OperationalError, connection, transaction
from django.template import engines
from PIL import Image

from members import faces, mail, mime, waking
from members.models import Letter

TEXT = """{% extends "letters/_layout.txt" %}
{% block subject %}{{ sender.short_name|default:"We" }} would like a coffee{% endblock %}
{% block body %}{{ reader.name }}: {{ when|date:"D j M, H:i" }}{% endblock %}
{% block why %}Because somebody asked.{% endblock %}"""
PAGE = """{% extends "letters/_layout.html" %}
{% block preheader %}Two words{% endblock %}
{% block body %}<p class="lead">{{ reader.name }}: {{ when|date:"D j M, H:i" }}</p>
{% include "letters/_button.html" with href=site_url words="Say yes" %}{% endblock %}
{% block why %}Because somebody asked.{% endblock %}"""

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def templates(monkeypatch):
    """A kind of letter that only tests know."""
    pages = {"letters/hello.txt": TEXT, "letters/hello.html": PAGE}
    for name in ("django", "text"):
        engine = engines[name].engine
        find = engine.find_template

        def looked_up(name, dirs=None, skip=None, engine=engine, find=find):
            if name in pages:
                return engine.from_string(pages[name]), None
            return find(name, dirs, skip)

        monkeypatch.setattr(engine, "find_template", looked_up)
    return pages


@pytest.fixture
def write(templates, now):
    def write(to, *, key="hello", klass="agreed", **more):
        return mail.compose(
            "hello", to, {"when": now}, key=key, klass=klass, queue="normal", now=now, **more
        )

    return write


def read(letter):
    """The letter as a mail program reads it, checked to be plain bytes in short CRLF lines."""
    content = letter.content
    assert all(len(line) < 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.isascii()
    return email.message_from_bytes(content, policy=SMTP)


def test_a_letter_comes_from_the_member_through_the_group(write, ana, ben, now, settings):
    letter = write(ana, caused_by=ben)
    message = read(letter)
    assert str(message["From"]) == f"Ben Adeyemi via Networkgroup <{settings.GROUP_ADDRESS}>"
    assert str(message["Reply-To"]) == settings.GROUP_REPLY_TO
    assert message["Subject"] == letter.subject == "Ben would like a coffee"
    assert message["Date"].datetime == now
    assert message["Message-ID"] == letter.message_id
    assert "To" not in message


@pytest.mark.parametrize("provider", ["", "mailgun", "brevo"])
def test_only_brevo_is_told_what_to_call_the_letter(write, ana, settings, provider):
    settings.EMAIL_WEBHOOK = (provider, "a:secret" if provider else "")
    letter = write(ana)
    told = read(letter)["X-Mailin-custom"]
    assert (json.loads(told) if told else None) == (
        {"letter": letter.message_id} if provider == "brevo" else None
    )


def test_without_a_sender_the_group_writes(write, ana, settings):
    assert str(read(write(ana))["From"]) == f"Networkgroup <{settings.GROUP_ADDRESS}>"


def test_the_parts_are_text_page_and_calendar_each_for_another_program(write, ana):
    message = read(write(ana, calendar=CALENDAR))
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_content().encode() == CALENDAR


def test_a_senders_face_comes_along(write, ana, ben, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    ben.face = uuid.uuid4()
    (tmp_path / "faces").mkdir()
    Image.new("RGB", (96, 120), "#A1223A").save(faces.path(ben.face, 96))
    letter = write(ana, caused_by=ben)
    page = read(letter).get_payload()[1]
    assert page.get_content_type() == "multipart/related"
    image = page.get_payload()[1]
    assert (image.get_content_type(), image["Content-ID"]) == ("image/jpeg", "<face@letter>")
    assert 'src="cid:face@letter"' in letter.html
    assert 'alt="Ben Adeyemi"' in letter.html


def test_a_lost_photo_stops_no_letter(write, ana, ben):
    ben.face = uuid.uuid4()
    assert "cid:" not in write(ana, caused_by=ben).html


def test_times_are_told_on_the_readers_clock(write, ana):
    ana.time_zone = "America/New_York"
    letter = write(ana)
    assert "Tue 17 Nov, 04:00" in letter.text
    assert "Tue 17 Nov, 04:00" in letter.html


def test_the_styles_lie_on_the_elements_and_the_dark_ones_in_the_head(write, ana):
    page = write(ana).html
    assert 'class="button-go" style="' in page
    assert "prefers-color-scheme: dark" in page
    assert '<meta name="color-scheme" content="light dark">' in page


def test_the_text_twin_shows_names_as_they_are(write, dan):
    letter = write(dan)
    assert "Dan D'Arcy <b>:" in letter.text
    assert "Dan D&#x27;Arcy &lt;b&gt;" in letter.html or "D'Arcy &lt;b&gt;" in letter.html


@pytest.mark.parametrize("klass", ["agreed", "appointment", "encouragement"])
def test_all_letters_but_those_of_accounts_can_be_stopped_with_one_click(write, ana, klass):
    letter = write(ana, klass=klass)
    message = read(letter)
    address = str(message["List-Unsubscribe"])
    assert address.startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.strip("<>") in letter.text
    assert address.strip("<>") in letter.html
    # To the letter, as mail programs want it: on one line, and not as encoded words.
    assert f"List-Unsubscribe: {address}\r\n".encode() in letter.content


def test_letters_of_accounts_are_sealed_and_cannot_be_stopped(write, ana):
    letter = write(ana, klass="account")
    message = read(letter)
    assert "List-Unsubscribe" not in message
    assert "unsubscribe" not in letter.text
    stored = Letter.objects.get()
    assert stored.subject == ""
    assert b"coffee" not in bytes(stored.mime)
    assert "Ana Ruiz" in stored.text


def test_a_sealed_letter_survives_a_change_of_secret(write, ana, settings):
    write(ana, klass="account")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    assert "Ana Ruiz" in Letter.objects.get().text


def test_what_is_written_about_once_is_not_written_about_twice(write, ana):
    kept = write(ana)
    assert write(ana) is None
    assert Letter.objects.get() == kept


def test_a_letter_to_somebody_who_is_no_member(db, write):
    letter = write("visitor@example.org")
    assert (letter.address, letter.recipient) == ("visitor@example.org", None)
    message = read(letter)
    address = str(message["List-Unsubscribe"])
    assert address.startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Fewer letters: {address.strip('<>')}" in letter.text
    assert address.strip("<>") in letter.html
    # A guest has no settings, and what the address stops tells nobody whose it is.
    assert "/settings/nudges/" not in letter.text + letter.html
    assert "visitor@example.org" not in letter.content.decode()


HOSTILE = [
    "Eve\u2028Bcc: all@example.org",
    "Eve\x0b\x0c\x1c\x85Smith",
    "Eve\r\nBcc: all@example.org",
    "Eve \u202eevil",
    "D'Arcy <b>",
    '"Quoted", (comment) <a@example.org>',
    "ع" * 80,
    "Åke 👩‍👩‍👧 Öberg",
    "x" * 80,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_fits_into_a_letter(write, ana, ben, name):
    """The names come from the database, past every form and every `save()`."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET name = %s", [name])
    ana.refresh_from_db()
    ben.refresh_from_db()
    letter = write(ana, caused_by=ben)
    assert letter.state == "waiting"
    message = read(letter)
    assert message["Bcc"] is None
    mailbox = message["From"].addresses[0]
    assert mailbox.display_name.endswith("via Networkgroup")
    assert "\u202e" not in mailbox.display_name
    line = mime.to_line(name, "ana@example.org")
    assert line.endswith(b"\r\n")
    assert b"\r\n\r\n" not in line
    to = email.message_from_bytes(line + b"\r\n", policy=SMTP)
    assert [address.addr_spec for address in to["To"].addresses] == ["ana@example.org"]


@pytest.mark.parametrize(
    "name", ["Ana Ruiz", "Jean-Luc O'Neil", "Nora Number7", "A", "x " * 29 + "y", "Ana  Ruiz", "-"]
)
@pytest.mark.parametrize("mailbox", ["ana@example.org", "a.b+c_d-e@mail.example.org"])
def test_a_plain_line_is_what_the_email_package_writes(monkeypatch, name, mailbox):
    lines = [mime.mailbox_line(header, name, mailbox) for header in ("From", "To")]
    monkeypatch.setattr(mime, "LONGEST_LINE", 0)
    assert lines == [mime.mailbox_line(header, name, mailbox) for header in ("From", "To")]


def test_a_letter_that_cannot_be_written_is_kept_as_failed_and_stops_nobody(
    write, templates, ana, ben, caplog
):
    templates["letters/hello.html"] = "{% include 'letters/nowhere.html' %}"
    letter = write(ana, key="one")
    templates.update({"letters/hello.txt": TEXT, "letters/hello.html": PAGE})
    assert (letter.state, letter.content) == ("failed", b"")
    assert letter.reason.startswith("could not be written: TemplateDoesNotExist")
    assert "Ana" not in caplog.text
    assert write(ben, key="two").state == "waiting"


def test_a_stumbling_database_undoes_the_verb_and_loses_no_letter(write, ana, monkeypatch):
    def stumble(*args, **kwargs):
        raise OperationalError("canceling statement due to statement timeout")

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(mail, "write", stumble)
        write(ana)
    assert write(ana).state == "waiting"


def test_a_letter_is_gone_with_the_transaction_that_owed_it(write, ana):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(ana)
        raise ZeroDivisionError
    assert not Letter.objects.exists()


def test_many_letters_wake_one_worker_once_and_only_on_commit(
    write, ana, ben, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as hooks:
        write(ana, key="one")
        write(ben, key="two")
    assert hooks == [waking.wake]


def test_the_date_is_kept_in_utc(write, ana, now):
    letter = write(ana)
    assert letter.dated_at.astimezone(UTC) == now
    assert letter.due_at == now
    assert letter.useless_after is None
    assert letter.created_at - now == timedelta(0)
