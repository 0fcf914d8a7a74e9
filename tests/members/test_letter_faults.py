"""What is taken away from under the postman, with real processes, and what is lost by it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import time as time_of_day
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.db import connection
from django.utils import timezone

from members import waking
from members.models import Letter, Preferences
from members.models.letter import new_message_id
from members.postman import Postman
from members.relay import Relay
from networkgroup.local.valkey import Valkey
from tests.factories import MemberFactory
from tests.sink import Tap, free_port

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds until something that must happen is given up on


@pytest.fixture
def tap():
    tap = Tap()
    tap.start()
    yield tap
    tap.stop()


@pytest.fixture
def ana():
    ana = MemberFactory(name="Ana Ruiz", email="ana@example.org")
    # So that a test runs at any hour.
    Preferences.objects.create(member=ana, quiet_from=time_of_day(8), quiet_to=time_of_day(8))
    return ana


@contextmanager
def process(tap, *command, **variables):
    """One of our own processes, on the test's database and this sink; killed in the end."""
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DATABASE_URL": (
            f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}"
            f":{database['PORT']}/{database['NAME']}"
        ),
        "EMAIL_URL": f"smtp://{tap.hostname}:{tap.port}",
        **variables,
    }
    running = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def postman_process(tap):
    return process(tap, "manage.py", "send_letters", "--loop")


def eventually(true):
    """Wait until `true()` is; False when it never came."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return False


def leave(member, klass, how_many=3):
    """Ready letters in the queue, the oldest first."""
    letters = []
    for number in range(how_many):
        now = timezone.now()
        letter = Letter(
            klass=klass,
            kind="hello",
            recipient=member,
            key=f"{klass}:{number}",
            message_id=new_message_id(),
            queue="normal",
            dated_at=now,
            created_at=now,
            due_at=now,
        )
        letter.content = f"Subject: {klass} {number}\r\n\r\nWords.\r\n".encode()
        letter.save()
        letters.append(letter)
    return letters


def states(letters):
    found = dict(Letter.objects.values_list("pk", "state"))
    return [found[letter.pk] for letter in letters]


def kill_at(tap, step, answer, letters):
    """Let a postman come as far as `step` of his first letter, and shoot him there."""
    tap.sink.answers[step] = answer
    with postman_process(tap) as postman:
        assert eventually(lambda: tap.sink.reached == step)
        assert states(letters) == ["sending", "leased", "leased"]
        os.killpg(postman.pid, signal.SIGKILL)
        postman.wait()
    tap.sink.answers.clear()
    # As if the leases had run out meanwhile.
    Letter.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("klass", ["agreed", "appointment"])
def test_killed_before_handing_over(tap, ana, klass):
    letters = leave(ana, klass)
    kill_at(tap, "RCPT", "hang", letters)
    Postman(Relay(tap.options)).round()
    if klass == "agreed":
        assert states(letters) == ["sent", "sent", "sent"]
    else:
        # Nobody can know that it had not gone; it is shown as unsure, never doubled.
        assert states(letters) == ["unsure", "sent", "sent"]
    assert len(tap.sink.subjects) == len(set(tap.sink.subjects))


@pytest.mark.parametrize("klass", ["agreed", "appointment"])
def test_killed_between_handing_over_and_noting_it(tap, ana, klass):
    letters = leave(ana, klass)
    kill_at(tap, "DATA", "keep and hang", letters)
    Postman(Relay(tap.options)).round()
    first = f"{klass} 0"
    if klass == "agreed":
        assert states(letters) == ["sent", "sent", "sent"]
        # Twice, and by its Message-ID and Date the same letter: at most once more for each kill.
        assert tap.sink.subjects.count(first) == 2
    else:
        assert states(letters) == ["unsure", "sent", "sent"]
        assert tap.sink.subjects.count(first) == 1
    assert sorted(set(tap.sink.subjects)) == [f"{klass} {number}" for number in range(3)]


def test_asked_to_stop_the_postman_finishes_the_letter_in_hand(tap, ana):
    letters = leave(ana, "appointment")
    tap.sink.answers["DATA"], tap.sink.hanging_for, tap.sink.once = "keep and wait", 1, True
    with postman_process(tap) as postman:
        assert eventually(lambda: tap.sink.reached == "DATA")
        postman.send_signal(signal.SIGTERM)
        assert postman.wait(PATIENCE) == 0
    assert states(letters) == ["sent", "waiting", "waiting"]


def test_the_database_hangs_up_between_handing_over_and_noting_it(tap, ana):
    letters = leave(ana, "appointment")
    tap.sink.answers["DATA"], tap.sink.hanging_for, tap.sink.once = "keep and wait", 1, True
    with postman_process(tap) as postman:
        assert eventually(lambda: tap.sink.reached == "DATA")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            assert cursor.fetchone()[0] >= 1
        assert eventually(lambda: states(letters) == ["sent", "sent", "sent"])
        assert postman.poll() is None
    assert sorted(tap.sink.subjects) == [f"appointment {number}" for number in range(3)]


def test_four_postmen_send_each_letter_once(tap, ana):
    letters = leave(ana, "appointment", 60)
    with (
        postman_process(tap),
        postman_process(tap),
        postman_process(tap),
        postman_process(tap),
    ):
        assert eventually(lambda: set(states(letters)) == {"sent"})
    assert len(tap.sink.subjects) == len(set(tap.sink.subjects)) == 60


# -- the broker


@pytest.fixture
def hung_broker(settings):
    """Takes connections and says nothing, ever."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        yield listening


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    """No breaker and no connection of another test."""
    monkeypatch.setattr(waking, "_asleep_until", 0.0)
    monkeypatch.setattr(waking, "_woken_at", float("-inf"))
    waking.forget_publisher()
    yield
    waking.forget_publisher()


def test_a_hung_broker_slows_nobody(hung_broker):
    begun = time.monotonic()
    assert waking.wake() is False
    assert time.monotonic() - begun < 1
    begun = time.monotonic()
    for _again in range(100):
        assert waking.wake() is False
    assert time.monotonic() - begun < 0.1


def test_an_absent_broker_slows_nobody(settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    begun = time.monotonic()
    assert waking.wake() is False
    assert time.monotonic() - begun < 1


def test_the_letter_is_kept_though_nobody_could_be_woken(hung_broker, tap, client, ana):
    begun = time.monotonic()
    client.post("/accounts/login/code/", {"email": ana.email})
    assert time.monotonic() - begun < 2
    assert Letter.objects.get().state == "waiting"
    Postman(Relay(tap.options)).round()
    assert Letter.objects.get().state == "sent"


@pytest.fixture
def full_broker(settings, tmp_path):
    """A broker without room for one message more."""
    valkey = Valkey(tmp_path / "valkey", free_port(), durable=False)
    valkey.start()
    settings.CELERY_BROKER_URL = valkey.url
    with redis.Redis.from_url(valkey.url) as broker:
        broker.config_set("maxmemory", 1)
        yield broker
    valkey.stop()


def test_a_full_broker_loses_nothing_and_is_used_again(full_broker, tap, client, ana, monkeypatch):
    client.post("/accounts/login/code/", {"email": ana.email})
    assert Letter.objects.get().state == "waiting"
    assert not waking.wake()
    Postman(Relay(tap.options)).round()
    assert Letter.objects.get().state == "sent"
    full_broker.config_set("maxmemory", 0)
    monkeypatch.setattr(waking, "_asleep_until", 0.0)
    assert waking.wake()
    assert full_broker.llen("letters") == 1


@pytest.mark.integration
def test_a_worker_is_woken_and_sends(tap, ana, settings):
    settings.CELERY_BROKER_URL = settings.CELERY_BROKER_URL.rpartition("/")[0] + "/9"
    with process(
        tap,
        *("-m", "celery", "-A", "networkgroup", "worker", "--concurrency=1", "--loglevel=ERROR"),
        REDIS_URL=settings.CELERY_BROKER_URL,
    ):
        letters = leave(ana, "agreed")
        assert waking.wake()
        assert eventually(lambda: states(letters) == ["sent", "sent", "sent"])
    assert tap.sink.connections == 1
