"""What the logs say about people: nothing."""

import logging
import logging.config
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError
from gunicorn.config import Config
from gunicorn.glogging import Logger

from members.models import Member
from networkgroup.logs import DiscreetFormatter, discreet


@pytest.fixture
def console():
    """What reaches the console, through the very formatter that the settings name."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    line = dict(settings.LOGGING["formatters"]["line"])
    assert line.pop("()") == "networkgroup.logs.DiscreetFormatter"
    handler.setFormatter(DiscreetFormatter(line["format"], style=line["style"]))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Gone: /l/eyJhbGciOi:1x/ now", "Gone: /l/.../ now"),
        ("GET /unsubscribe/abc.def-1/ 200", "GET /unsubscribe/.../ 200"),
        ("GET /calendar/s3cret.ics 200", "GET /calendar/... 200"),
        ("/accounts/confirm-email/MQ:1wq:Zz_9/", "/accounts/confirm-email/.../"),
        ("/accounts/password/reset/key/1-d0j-42f/", "/accounts/password/reset/key/.../"),
        ("/accounts/password/reset/key/done/", "/accounts/password/reset/key/done/"),
        ("GET /members/?q=ana+ruiz HTTP/1.1", "GET /members/?... HTTP/1.1"),
        ('"GET /l/abc/?x=y"', '"GET /l/.../?..."'),
        (
            "Key (email)=(ana@example.org) already exists.",
            "Key (email)=(<address>) already exists.",
        ),
        ("To: Ana <ana.ruiz+a@mail.example.org>", "To: Ana <<address>>"),
        ("/members/ana-ruiz-1234/ 404", "/members/ana-ruiz-1234/ 404"),
    ],
)
def test_secrets_are_taken_out(said, kept):
    assert discreet(said) == kept


def test_an_exception_keeps_its_place_and_name_but_no_words(console):
    try:
        try:
            raise ValueError("Dear Ana, ana@example.org")
        except ValueError as error:
            raise KeyError("the mill at nine") from error
    except KeyError as error:
        logging.getLogger("members").exception("Task raised unexpected: %r", error)
    said = console.getvalue()
    assert "Task raised unexpected: builtins.KeyError" in said
    assert said.index("builtins.ValueError") < said.index("which led to\n")
    assert "test_logs.py" in said
    # The line of code itself is shown, and is ours.
    told = "".join(line for line in said.splitlines() if "raise " not in line)
    assert not [words for words in ("Dear", "example.org", "mill at") if words in told]


def test_a_promise_of_the_database_is_named_without_the_row(console, ana):
    words = "\n\n".join(["pri", "vate"])
    try:
        Member.objects.filter(pk=ana.pk).update(openness="odd", headline=words)
    except IntegrityError:
        logging.getLogger("members").exception("Refused")
    assert "CheckViolation (openness_is_one_of_three)" in console.getvalue()
    assert "which led to" in console.getvalue()
    assert "vate," not in console.getvalue()
    assert "Ana" not in console.getvalue()


def test_an_error_without_words_or_with_itself_for_a_cause_is_told(console):
    try:
        raise ConnectionRefusedError(111, "Connection refused")
    except OSError as error:
        error.__context__ = error
        logging.getLogger("members").exception("Away")
    assert "builtins.ConnectionRefusedError (Connection refused)" in console.getvalue()


def test_djangos_warnings_pass_the_same_door(client, db, console):
    client.get("/l/very-secret-token/nowhere/?q=ana")
    assert "Not Found: /l/.../nowhere/" in console.getvalue()
    assert "very-secret-token" not in console.getvalue()


def test_an_access_line_names_neither_visitor_nor_token(console):
    access = Logger(Config()).access_log
    atoms = {"m": "POST", "U": "/l/very-secret/", "s": "302", "B": 0, "M": 12, "h": "192.0.2.7"}
    atoms |= {"r": "POST /l/very-secret/?a=b HTTP/1.1", "a": "Mozilla"}
    access.propagate = True
    access.info('%(h)s "%(r)s" %(s)s "%(a)s"', atoms)
    assert "POST /l/.../ 302 0 12ms" in console.getvalue()
    assert "192.0.2.7" not in console.getvalue()
    assert "very-secret" not in console.getvalue()


def test_no_logger_has_a_way_round(settings):
    """Everything propagates to the one console; nothing mails past the gate."""
    loggers = settings.LOGGING["loggers"].values()
    assert all(not logger.get("handlers") for logger in loggers)
    assert list(settings.LOGGING["handlers"]) == ["console"]
