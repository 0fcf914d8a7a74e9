"""What the machines' watchers are told."""

import pytest
from django.db import DatabaseError, connection

from members.models import Sweep
from networkgroup import health
from networkgroup.local.ports import any_free

NOBODY = "redis://127.0.0.1:{}/0"


@pytest.fixture
def swept(db, time_machine, now):
    time_machine.move_to(now, tick=False)
    for name in health.SWEEPS:
        Sweep.objects.finished(name, now)


@pytest.mark.parametrize("method", ["get", "head"])
def test_being_alive_asks_nobody(client, method, monkeypatch):
    """Without the db fixture: a query would fail the test."""
    answer = getattr(client, method)("/healthz")
    assert answer.status_code == 200
    assert answer.content == (b"ok" if method == "get" else b"")


def test_ready_when_all_parts_are(client, swept):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": "ok", "broker": "ok", "sweep": "ok"},
    )


def test_before_the_first_sweep_the_site_is_not_ready(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["sweep"]) == (503, "letters: never ran")


def test_a_stale_sweep_is_named_with_its_age(client, swept, time_machine, now):
    time_machine.move_to(now + health.SWEPT_WITHIN, tick=False)
    assert client.get("/readyz").status_code == 200
    time_machine.move_to(now + 2 * health.SWEPT_WITHIN, tick=False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["sweep"]) == (503, "letters: last ran 20 minutes ago")


def test_one_sweep_that_stands_still_is_seen_beside_a_fresh_one(client, swept, now):
    Sweep.objects.filter(name="nudges").update(finished_at=now - 2 * health.SWEPT_WITHIN)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["sweep"]) == (503, "nudges: last ran 20 minutes ago")


def test_an_absent_broker_is_named(client, swept, settings):
    settings.CELERY_BROKER_URL = NOBODY.format(any_free())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"database": "ok", "broker": "does not answer", "sweep": "ok"},
    )


def test_an_absent_database_is_named(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert answer.json()["sweep"] == "cannot be read"


def test_nobody_may_write_to_them(client):
    assert client.post("/healthz").status_code == client.post("/readyz").status_code == 405
