"""Each round of "what is due?" leaves its moment and one line."""

from types import SimpleNamespace

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


@pytest.mark.parametrize(
    ("seconds", "levels"),
    [
        # The timetable's, on time or late.
        ([0, 60, 100, 160], ["INFO", "INFO", "INFO", "INFO"]),
        # A loop's.
        ([0, 1, 29, 30, 31], ["INFO", "DEBUG", "DEBUG", "INFO", "DEBUG"]),
    ],
)
def test_every_empty_round_has_its_line_and_one_close_to_another_is_for_debugging(
    db, now, caplog, nothing_told, monkeypatch, seconds, levels
):
    caplog.set_level("DEBUG")
    for second in seconds:
        clock = SimpleNamespace(monotonic=lambda second=second: second)
        monkeypatch.setattr("members.models.sweep.time", clock)
        with Sweep.objects.round("free time", now):
            pass
    records = [one for one in caplog.records if one.name == "members.models.sweep"]
    assert [one.levelname for one in records] == levels
    assert {one.getMessage() for one in records} == {'sweep name="free time" ms=0'}


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
