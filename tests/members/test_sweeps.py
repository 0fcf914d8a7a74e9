"""Each round of "what is due?" leaves its moment and one line."""

import pytest

from meetups import tasks
from members.models import Sweep


def lines(caplog, level):
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "members.models.sweep" and record.levelname == level
    ]


def test_a_round_is_noted_and_told_with_its_counts(db, now, caplog):
    caplog.set_level("INFO")
    with Sweep.objects.round("nudges", now) as counts:
        counts.update(sent=3, held=1, dropped=0)
    assert Sweep.objects.get(name="nudges").finished_at == now
    (line,) = lines(caplog, "INFO")
    assert line.startswith("sweep name=nudges held=1 sent=3 ms=")


@pytest.fixture
def nothing_told(monkeypatch):
    monkeypatch.setattr(type(Sweep.objects), "last_told", {})


def test_of_empty_rounds_one_a_minute_is_told(db, now, caplog, nothing_told, monkeypatch):
    caplog.set_level("INFO")
    for _second in range(3):
        with Sweep.objects.round("free time", now):
            pass
    (line,) = lines(caplog, "INFO")
    assert line.startswith('sweep name="free time" ms=')
    monkeypatch.setattr("members.models.sweep.QUIET", 0.0)
    with Sweep.objects.round("free time", now):
        pass
    assert len(lines(caplog, "INFO")) == 2


def test_a_slow_round_is_told_at_once(db, now, caplog, nothing_told, monkeypatch):
    caplog.set_level("INFO")
    monkeypatch.setattr("members.models.sweep.SLOW", 0.0)
    for _second in range(2):
        with Sweep.objects.round("free time", now):
            pass
    assert len(lines(caplog, "INFO")) == 2


def test_a_round_that_breaks_off_is_told_and_not_noted(db, now, caplog):
    with pytest.raises(ValueError), Sweep.objects.round("nudges", now) as counts:
        counts["sent"] += 1
        raise ValueError
    assert not Sweep.objects.exists()
    (line,) = lines(caplog, "WARNING")
    assert line.startswith("sweep name=nudges sent=1 end=broke_off ms=")


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (tasks.govern_nudges, "nudges"),
        (tasks.lapse_proposals, "proposals"),
        (tasks.settle_coffees, "coffees"),
        (tasks.keep_evenings, "evenings"),
        (tasks.renew_free_time, "free time"),
    ],
)
def test_every_sweep_is_noted(db, task, name):
    task()
    assert [sweep.name for sweep in Sweep.objects.all()] == [name]
