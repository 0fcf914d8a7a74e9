"""Three promises that every test keeps without asking.

A GET never writes, nobody reaches over the network while a transaction is open, and a member's
page is never left lying in a cache.
"""

import re
import socket
import threading

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.backends.utils import CursorWrapper

VERB = (
    r"(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY|(?:ALTER|CREATE|DROP)"
    # A lock, FOR UPDATE or FOR NO KEY UPDATE, is no write.
    r"|(?<!FOR )(?<!KEY )UPDATE)\s+\"?(\w+)"
)
PLAIN, BEHIND_WITH = re.compile(rf"\s*{VERB}", re.I), re.compile(rf"\b{VERB}", re.I)
WITH = re.compile(r"\s*WITH\b", re.I)
# Sign-in state and rate limits are bookkeeping of the visit, not of the group.
BOOKKEEPING = {"django_session", "cache"}

visit = threading.local()


class GuardBroken(AssertionError):
    """A promise of the house was not kept."""


def written_by(sql):
    """The tables, or kinds of things, that a statement writes; empty where it only reads."""
    if WITH.match(sql):
        return [name.lower() for name in BEHIND_WITH.findall(sql)]
    plain = PLAIN.match(sql)
    return [plain[1].lower()] if plain else []


def refuse_writes_in_get(sql):
    if getattr(visit, "reading", False) and not BOOKKEEPING.issuperset(written_by(str(sql))):
        raise GuardBroken(f"{visit.path} wrote while answering a GET: {str(sql)[:200]}")


def refuse_careless_page(request, response):
    user = getattr(request, "user", None)
    is_page = response.get("Content-Type", "").startswith("text/html")
    if not (is_page and user is not None and user.is_authenticated):
        return
    kept = "no-store" in response.get("Cache-Control", "")
    policed = "Content-Security-Policy" in response
    sniffed = response.get("X-Content-Type-Options") == "nosniff"
    if not (kept and policed and sniffed):
        raise GuardBroken(
            f"{request.path} lacks no-store, CSP or nosniff: {dict(response.headers)}"
        )


def depth():
    """How many transactions deep this thread is."""
    return len(connection.savepoint_ids) + 1 if connection.in_atomic_block else 0


@pytest.fixture(autouse=True)
def the_three_guards(request, monkeypatch):
    """Stand guard in every test; with a database, count depth from the test's own transaction."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        request.getfixturevalue(
            "transactional_db" if "transactional_db" in request.fixturenames else "db"
        )
    own, tests_thread = depth(), threading.get_ident()
    execute, executemany = CursorWrapper.execute, CursorWrapper.executemany
    get_response, connect = BaseHandler.get_response, socket.socket.connect

    def guarded_execute(self, sql, params=None):
        refuse_writes_in_get(sql)
        return execute(self, sql, params)

    def guarded_executemany(self, sql, param_list):
        refuse_writes_in_get(sql)
        return executemany(self, sql, param_list)

    def guarded_get_response(self, http_request):
        before = getattr(visit, "reading", False)
        visit.reading, visit.path = http_request.method in {"GET", "HEAD"}, http_request.path
        try:
            response = get_response(self, http_request)
        finally:
            visit.reading = before
        refuse_careless_page(http_request, response)
        return response

    def guarded_connect(self, address):
        base = own if threading.get_ident() == tests_thread else 0
        if depth() > base:
            raise GuardBroken(f"A connection to {address} was opened inside a transaction.")
        return connect(self, address)

    monkeypatch.setattr(CursorWrapper, "execute", guarded_execute)
    monkeypatch.setattr(CursorWrapper, "executemany", guarded_executemany)
    monkeypatch.setattr(BaseHandler, "get_response", guarded_get_response)
    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
