"""The figures for Prometheus: true, behind a token, and cheap however long the history."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import Nudge
from members.models import Letter, Sweep, Tally, Unreachable
from members.models.letter import new_message_id
from members.models.unreachable import PAUSE_AFTER
from networkgroup import metrics

TOKEN = "a token of twenty signs and more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OPEN_OR_OF_TODAY = (
    "letters_(due|becoming_useless|in_hand|settled)|nudge_(due|held|decided|in_trouble)"
)
HOUR = timedelta(hours=1)


@pytest.fixture
def token(settings, db, time_machine, now):
    time_machine.move_to(now, tick=False)
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def leave(now):
    """Leaves a letter in some state."""

    def leave(member, state="waiting", queue="normal", ago=HOUR, klass="agreed"):
        held = state in {"leased", "sending"}
        ended = state in {"sent", "failed", "cancelled", "unsure"}
        return Letter.objects.create(
            klass=klass,
            kind="hello",
            recipient=member,
            key=f"{state}:{Letter.objects.count()}",
            message_id=new_message_id(),
            queue=queue,
            state=state,
            dated_at=now,
            created_at=now,
            due_at=now - ago,
            settled_at=now - ago if ended else None,
            lease_token="00000000-0000-0000-0000-000000000001" if held else None,
            lease_until=now + HOUR if held else None,
        )

    return leave


def figures(client):
    """{line without its figure: figure}."""
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    told = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in told)}


def test_without_a_token_there_is_no_such_address(client, db):
    assert client.get("/metrics").status_code == 404
    # Not even for whoever shows an empty one.
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "shown", ["", "Bearer ", TOKEN, f"Bearer {TOKEN}x", f"bearer {TOKEN}", "Bearer schlüssel"]
)
def test_the_wrong_token_opens_nothing(client, token, shown):
    answer = client.get("/metrics", headers={"Authorization": shown})
    assert (answer.status_code, answer.content) == (401, b"")


def test_letters_by_state_and_queue(client, token, leave, ana):
    leave(ana, "waiting", "urgent")
    leave(ana, "waiting", "bulk", 3 * HOUR)
    leave(ana, "retry", "bulk", 2 * HOUR)
    leave(ana, "sending", "normal")
    leave(ana, "sent", "normal")
    leave(ana, "sent", "normal")
    leave(ana, "failed", "urgent")
    leave(ana, "sent", "normal", 25 * HOUR)
    told = figures(client)
    assert {name: value for name, value in told.items() if "letters" in name} == {
        'networkgroup_letters{state="waiting",queue="urgent"}': 1,
        'networkgroup_letters{state="waiting",queue="bulk"}': 1,
        'networkgroup_letters{state="retry",queue="bulk"}': 1,
        'networkgroup_letters{state="sending",queue="normal"}': 1,
        'networkgroup_letters_settled_last_day{state="sent",queue="normal"}': 2,
        'networkgroup_letters_settled_last_day{state="failed",queue="urgent"}': 1,
        'networkgroup_letters_oldest_due_seconds{queue="urgent"}': 3600,
        'networkgroup_letters_oldest_due_seconds{queue="normal"}': 0,
        'networkgroup_letters_oldest_due_seconds{queue="bulk"}': 3 * 3600,
    }


def test_a_letter_due_tomorrow_is_not_late(client, token, leave, ana):
    leave(ana, "waiting", "normal", -24 * HOUR)
    assert figures(client)['networkgroup_letters_oldest_due_seconds{queue="normal"}'] == 0


def test_nudges_sweeps_failures_and_pauses(client, token, ana, ben, now):
    for number, (state, ago) in enumerate(
        [("waiting", 1), ("waiting", -1), ("dropped", 2), ("dropped", 3), ("dropped", 25)]
    ):
        Nudge.objects.create(
            recipient=ana,
            kind="proposal",
            about=ben,
            key=str(number),
            due_at=now - ago * HOUR,
            state=state,
            decided_at=now - ago * HOUR if state == "dropped" else None,
        )
    Nudge.objects.filter(state="dropped", decided_at=now - 2 * HOUR).update(reason="broken")
    Sweep.objects.finished("nudges", now - HOUR)
    Tally.objects.add("publish_failures")
    Tally.objects.add("publish_failures", 2)
    for _again in range(PAUSE_AFTER):
        Unreachable.objects.refused("gone@example.org", now)
    Unreachable.objects.refused("stays@example.org", now)
    told = figures(client)
    assert {name: value for name, value in told.items() if "letters" not in name} == {
        "networkgroup_nudges_due": 1,
        'networkgroup_nudges_decided_last_day{state="dropped"}': 2,
        'networkgroup_nudges_in_trouble_last_day{state="dropped"}': 1,
        'networkgroup_sweep_age_seconds{sweep="nudges"}': 3600,
        "networkgroup_publish_failures_total": 3,
        "networkgroup_addresses_paused": 1,
    }


def test_each_line_is_of_the_format_and_names_nobody(client, token, leave, ana, now):
    leave(ana)
    Sweep.objects.finished('odd "name"\n\\', now)
    answer = client.get("/metrics", headers=BEARER)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    sample = r'networkgroup_[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="[^"]*")*\})? [0-9.]+'
    comment = r"# (HELP networkgroup_[a-z_]+ .+|TYPE networkgroup_[a-z_]+ (gauge|counter))"
    for line in answer.text.splitlines():
        assert re.fullmatch(f"{sample}|{comment}", line), line
    assert "example.org" not in answer.text
    assert "Ana" not in answer.text


def test_the_history_is_never_read_through(client, token, leave, ana, now):
    """Each question is answered by an index over what is open, or over the last day."""
    leave(ana)
    with CaptureQueriesContext(connection) as asked:
        metrics.exposition(now)
    assert len(asked) <= 10
    about_history = [
        query["sql"]
        for query in asked
        if "members_letter" in query["sql"] or "meetups_nudge" in query["sql"]
    ]
    assert len(about_history) == 6
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in about_history:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, plan
            assert re.search(OPEN_OR_OF_TODAY, plan), plan
