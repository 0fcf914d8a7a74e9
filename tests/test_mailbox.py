"""/mailbox/: the letters of a development machine, for whoever sits at it."""

import importlib
import mailbox as maildirs

import pytest
from django.urls import clear_url_caches

from networkgroup import mailbox, urls

LETTER = """X-Envelope-To: ana@example.org
From: Ben Adeyemi via Networkgroup <letters@example.org>
To: Ana Ruiz <ana@example.org>
Subject: Ben <b>would</b> like a coffee
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Say yes: http://127.0.0.1:8000/l/token/
--a
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<html><head></head><body><img src="cid:face@letter"><script>alert(1)</script></body></html>
--b
Content-Type: image/jpeg
Content-ID: <face@letter>
Content-Transfer-Encoding: base64

aGVsbG8=
--b--
--a
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
--a--
"""


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """An empty Maildir, on a site in development."""
    monkeypatch.setattr(mailbox, "FOLDER", tmp_path / "mail")
    settings.DEBUG = True
    importlib.reload(urls)
    clear_url_caches()
    yield maildirs.Maildir(tmp_path / "mail", create=True)
    settings.DEBUG = False
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def key(folder):
    return folder.add(LETTER)


def test_an_empty_mailbox_says_so(client, folder, db):
    assert "No letters yet" in client.get("/mailbox/").text


def test_the_newest_letter_comes_first_and_none_is_moved(client, folder, db):
    folder.add(LETTER.replace("Ben <b>would</b> like a coffee", "First"))
    folder.add(LETTER.replace("Ben <b>would</b> like a coffee", "Second"))
    page = client.get("/mailbox/").text
    assert page.index("Second") < page.index("First")
    assert len(list((mailbox.FOLDER / "new").iterdir())) == 2


def test_a_letter_is_shown_whole(client, key, db):
    page = client.get(f"/mailbox/{key}/").text
    assert "Ben &lt;b&gt;would&lt;/b&gt; like a coffee" in page
    assert 'href="http://127.0.0.1:8000/l/token/"' in page
    assert "BEGIN:VCALENDAR" in page
    assert "ana@example.org" in page
    assert f'src="/mailbox/{key}/page/"' in page


def test_the_page_of_a_letter_may_run_nothing(client, key, db):
    answer = client.get(f"/mailbox/{key}/page/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert 'src="data:image/jpeg;base64,aGVsbG8="' in answer.text


@pytest.mark.parametrize("key", ["nothing", "..", "../../etc", "%2e%2e"])
def test_only_letters_can_be_read(client, folder, db, key):
    assert client.get(f"/mailbox/{key}/").status_code in {301, 302, 404}


def test_with_debug_off_there_is_no_such_address(client, key, settings, db):
    settings.DEBUG = False
    assert client.get("/mailbox/").status_code == 404
    assert client.get(f"/mailbox/{key}/page/").status_code == 404
