"""What the machines' watchers are told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from members.endings import HELD_BACK
from members.models import Letter, Sweep
from members.models.letter import new_message_id
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
        {"database": "ok", "broker": "ok", "sweep": "ok", "letters": "ok"},
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
        {"database": "ok", "broker": "does not answer", "sweep": "ok", "letters": "ok"},
    )


def test_an_absent_database_is_named(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert answer.json()["sweep"] == answer.json()["letters"] == "cannot be read"


def test_nobody_may_write_to_them(client):
    assert client.post("/healthz").status_code == client.post("/readyz").status_code == 405


# -- urgent letters


@pytest.fixture
def leave(ana, now):
    """Leaves a letter due so long ago."""

    def leave(waited, queue="urgent", **fields):
        return Letter.objects.create(
            klass="agreed",
            kind="hello",
            recipient=ana,
            key=f"{waited}:{queue}:{Letter.objects.count()}",
            message_id=new_message_id(),
            queue=queue,
            dated_at=now,
            created_at=now - waited,
            due_at=now - waited,
            **fields,
        )

    return leave


def test_an_urgent_letter_may_wait_a_little(client, swept, leave):
    leave(health.URGENT_WITHIN)
    assert client.get("/readyz").status_code == 200


def test_an_urgent_letter_that_waits_too_long_is_told(client, swept, leave):
    leave(timedelta(minutes=2))
    leave(2 * health.URGENT_WITHIN)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["letters"] == "an urgent one waits for 20 minutes"


def test_other_queues_may_take_their_time(client, swept, leave):
    leave(timedelta(hours=5), "normal")
    leave(timedelta(hours=5), "bulk")
    assert client.get("/readyz").status_code == 200


@pytest.fixture
def put_off(leave, now):
    """An urgent letter of five hours ago that is to be tried again in an hour."""
    letter = leave(timedelta(hours=5))
    Letter.objects.filter(pk=letter.pk).update(state="retry", due_at=now + timedelta(hours=1))
    return Letter.objects.filter(pk=letter.pk)


def test_when_everything_is_put_off_the_site_is_not_ready(client, swept, put_off):
    assert client.get("/readyz").json()["letters"] == "an urgent one waits for 300 minutes"


def test_one_mailbox_that_says_later_is_its_own_affair(client, swept, leave, put_off, now):
    got_through = leave(timedelta(hours=4))
    Letter.objects.filter(pk=got_through.pk).update(state="sent", settled_at=now)
    assert client.get("/readyz").status_code == 200


def test_what_waits_for_a_paused_address_is_nobodys_fault(client, swept, put_off):
    put_off.update(reason=HELD_BACK)
    assert client.get("/readyz").status_code == 200


def test_an_old_letter_that_is_put_off_hides_no_relay_that_went_away_since(
    client, swept, leave, put_off, now
):
    """One mailbox said later, another letter got through, and then nothing went any more."""
    got_through = leave(timedelta(hours=4))
    Letter.objects.filter(pk=got_through.pk).update(
        state="sent", settled_at=now - timedelta(hours=4)
    )
    assert client.get("/readyz").status_code == 200
    since = leave(timedelta(hours=2))
    Letter.objects.filter(pk=since.pk).update(state="retry", due_at=now + timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["letters"] == "an urgent one waits for 120 minutes"
