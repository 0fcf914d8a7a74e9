"""A worker that could not be woken is a count, and nobody's trouble."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from members import tasks, waking
from members.models import Letter, Tally
from tests.shifts import Pieces
from tests.sink import free_port


@pytest.fixture(autouse=True)
def an_absent_broker(settings, monkeypatch):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(waking, "_asleep_until", 0.0)
    monkeypatch.setattr(waking, "_woken_at", float("-inf"))
    waking.forget_publisher()
    yield
    waking.forget_publisher()


def failures():
    return dict(Tally.objects.values_list("name", "count"))


def test_each_try_that_fails_is_counted(transactional_db, monkeypatch):
    assert waking.wake() is False
    # While it rests it tries nothing, and so nothing fails.
    assert waking.wake() is False
    assert failures() == {"publish_failures": 1}
    monkeypatch.setattr(waking, "_asleep_until", 0.0)
    assert waking.wake() is False
    assert failures() == {"publish_failures": 2}


def test_without_a_database_nothing_is_raised_either(transactional_db, monkeypatch, caplog):
    def stumble(*_names):
        raise DatabaseError

    monkeypatch.setattr(type(Tally.objects), "add", stumble)
    assert waking.wake() is False
    assert "nor could that be counted (DatabaseError)" in caplog.text


def test_within_a_breath_one_message_for_letters_is_enough(monkeypatch):
    sent, moment = [], [100.0]
    app = SimpleNamespace(send_task=lambda task, **_how: sent.append((task, moment[0])))
    monkeypatch.setattr(waking, "current_app", app)
    monkeypatch.setattr(waking.time, "monotonic", lambda: moment[0])
    for task in (waking.LETTERS, waking.LETTERS, "another", "another"):
        assert waking.wake(task)
    moment[0] += 2 * waking.BREATH
    assert waking.wake()
    assert sent == [
        (waking.LETTERS, 100.0),
        ("another", 100.0),
        ("another", 100.0),
        (waking.LETTERS, moment[0]),
    ]


def test_whoever_was_woken_looks_again_for_what_came_in_the_same_breath(
    postman, sink, letter_to, ana, clock, now, monkeypatch
):
    """The second letter comes when the first round is over, and wakes nobody."""
    letter_to(ana, "first", at=now)
    monkeypatch.setattr(tasks, "kept", lambda: postman)
    monkeypatch.setattr(tasks.timezone, "now", clock)
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        letter_to(ana, "second", at=now)

    monkeypatch.setattr(tasks.time, "sleep", sleep)
    tasks.send_letters()
    assert slept == [2 * waking.BREATH]
    assert sink.subjects == ["first", "second"]
    assert not Letter.objects.waiting().exists()


def test_of_many_letters_written_together_a_worker_hears_once(monkeypatch):
    sent = []
    app = SimpleNamespace(send_task=lambda task, **_how: sent.append(task))
    monkeypatch.setattr(waking, "current_app", app)
    with waking.once():
        for _letter in range(3):
            assert waking.wake()
        waking.wake("another")
        assert sent == ["another"]
    assert sent == ["another", waking.LETTERS]
    with waking.once():
        pass
    assert sent == ["another", waking.LETTERS]


@pytest.mark.parametrize("is_left", [True, False])
def test_a_postman_with_a_backlog_is_woken_for_his_next_shift(
    postman, sink, letter_to, ana, clock, now, monkeypatch, is_left
):
    """And doesn't wait for what may come in the same breath."""
    for number in range(4):
        letter_to(ana, str(number), at=now)
    monkeypatch.setattr("members.postman.FIRST_HANDFUL", 1)
    monkeypatch.setattr("members.postman.LARGEST_HANDFUL", 1)
    pieces = 2 if is_left else 9
    monkeypatch.setattr(tasks, "Shift", lambda lasts=1: Pieces(pieces if lasts else 1))
    monkeypatch.setattr(tasks, "kept", lambda: postman)
    monkeypatch.setattr(tasks.timezone, "now", clock)
    woken, slept = [], []
    monkeypatch.setattr(waking, "wake", lambda task, _within: woken.append(task))
    monkeypatch.setattr(tasks.time, "sleep", slept.append)
    tasks.send_letters.apply(throw=True)
    # One more goes between the shifts.
    assert len(sink.subjects) == (3 if is_left else 4)
    assert woken == ([waking.LETTERS] if is_left else [])
    assert slept == ([] if is_left else [2 * waking.BREATH])
