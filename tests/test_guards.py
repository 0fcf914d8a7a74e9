"""The guards themselves: each stops what it stands against, and nothing else."""

import socket

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from members.models import Member
from tests import guards


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT INTO members_tie (id) VALUES (1)", ["members_tie"]),
        ('  update "members_tie" SET id = 1', ["members_tie"]),
        ('DELETE FROM "django_session"', ["django_session"]),
        ("WITH gone AS (SELECT 1) DELETE FROM members_tie", ["members_tie"]),
        ("WITH a AS (SELECT 1), b AS (UPDATE members_tie SET id = 2) SELECT 1", ["members_tie"]),
        ("WITH a AS (INSERT INTO cache VALUES (1) RETURNING 1) SELECT * FROM a", ["cache"]),
        (
            'WITH a AS (DELETE FROM "cache"), b AS (UPDATE members_tie SET id = 1) SELECT 1',
            ["cache", "members_tie"],
        ),
        ("WITH a AS (SELECT id FROM members_tie FOR NO KEY UPDATE OF members_tie) SELECT 1", []),
        ("WITH a AS (SELECT id FROM members_tie FOR UPDATE SKIP LOCKED) SELECT 1", []),
        ("SELECT updated_at FROM members_tie", []),
        ("SAVEPOINT s1", []),
    ],
)
def test_what_a_statement_writes(sql, tables):
    assert guards.written_by(sql) == tables


def reading(monkeypatch, path="/"):
    monkeypatch.setattr(guards.visit, "reading", True, raising=False)
    monkeypatch.setattr(guards.visit, "path", path, raising=False)


def test_a_write_inside_a_get_fails(ana, monkeypatch):
    reading(monkeypatch)
    with (
        pytest.raises(guards.GuardBroken, match="wrote while answering"),
        transaction.atomic(),
    ):
        Member.objects.filter(pk=ana.pk).update(headline="x")
    assert Member.objects.get(pk=ana.pk).headline == ana.headline


def test_a_connection_inside_a_transaction_fails(db):
    with (
        socket.socket() as line,
        transaction.atomic(),
        pytest.raises(guards.GuardBroken, match="inside a transaction"),
    ):
        line.connect(("127.0.0.1", 9))


@pytest.mark.parametrize(
    "missing", ["Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", None]
)
def test_a_members_page_that_could_stay_in_a_cache_fails(ana, missing):
    request = RequestFactory().get("/")
    request.user = ana
    whole = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'self'",
        "X-Content-Type-Options": "nosniff",
    }
    page = HttpResponse("", headers={name: whole[name] for name in whole if name != missing})
    if missing:
        with pytest.raises(guards.GuardBroken, match="lacks no-store"):
            guards.refuse_careless_page(request, page)
    else:
        guards.refuse_careless_page(request, page)
