"""A worker that could not be woken is a count, and nobody's trouble."""

import pytest
from django.db import DatabaseError

from members import waking
from members.models import Tally
from tests.sink import free_port


@pytest.fixture(autouse=True)
def an_absent_broker(settings, monkeypatch):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(waking, "_asleep_until", 0.0)
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
