"""However much is due, nobody works on it for so long that a code waits: all is done in shifts."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetups import tasks
from meetups.management.commands import send_letters
from meetups.models import Nudge
from meetups.nudges import governor, looking
from members import shift, waking
from members import tasks as members_tasks
from members.models import Tie
from tests.factories import MemberFactory, make_mutual, make_proposal
from tests.shifts import Pieces

DAY = timedelta(days=1)


@pytest.fixture
def five_offers(ana):
    """Five nudges that are due."""
    now = timezone.now()
    for _number in range(5):
        friend = MemberFactory()
        make_mutual(ana, friend, now)
        make_proposal(friend, ana, now + 3 * DAY, now=now)
    return Nudge.objects.due(timezone.now())


@pytest.fixture
def two_pieces(monkeypatch):
    """All shifts end after two pieces of work."""
    monkeypatch.setattr(tasks, "Shift", lambda: Pieces(2))


@pytest.fixture
def postman(monkeypatch):
    """Stands in for the real one: `do` is what happens in each of his rounds."""

    def round(shift):
        postman.do()
        return Counter()

    postman = SimpleNamespace(
        round=round,
        do=lambda: None,
        relay=SimpleNamespace(close=lambda: None),
        is_stopping=False,
    )
    command = "meetups.management.commands.send_letters"
    monkeypatch.setattr(f"{command}.Postman", lambda: postman)
    return postman


# -- a shift


def test_a_shift_begins_with_its_first_piece_and_ends_before_a_later_one(monkeypatch):
    moment = [100.0]
    monkeypatch.setattr(shift, "time", SimpleNamespace(monotonic=lambda: moment[0]))
    ours = shift.Shift(lasts=2)
    moment[0] = 500.0
    assert ours.goes_on()
    moment[0] = 501.9
    assert (ours.goes_on(), ours.is_cut_short) == (True, False)
    moment[0] = 502.0
    assert (ours.goes_on(), ours.is_cut_short) == (False, True)


# -- sweeps


def test_the_governor_stops_at_the_end_of_the_shift(five_offers):
    ours = Pieces(2)
    assert governor.sweep(timezone.now(), ours) == {"sent": 2}
    assert (ours.is_cut_short, five_offers.count()) == (True, 3)
    ours = Pieces(3)
    assert governor.sweep(timezone.now(), ours) == {"sent": 3}
    assert not ours.is_cut_short


def test_the_looks_stop_at_the_end_of_the_shift(five_offers):
    now = timezone.now()
    Tie.objects.update(look_at=now)
    to_look_at, counts, ours = Tie.objects.filter(look_at__lte=now), Counter(), Pieces(2)
    looking.look(now, counts, ours)
    assert (counts["tie"], to_look_at.count(), ours.is_cut_short) == (2, 3, True)


@pytest.mark.parametrize("task", [tasks.govern_nudges, tasks.look_around])
def test_a_worker_is_woken_for_the_next_shift_while_there_is_more(
    task, five_offers, two_pieces, monkeypatch
):
    Tie.objects.update(look_at=timezone.now())
    woken, posted = [], []
    monkeypatch.setattr(waking, "wake", lambda task, _within: woken.append(task))
    monkeypatch.setattr(members_tasks, "kept", lambda: SimpleNamespace(round=posted.append))
    for _shift in range(3):
        task.apply(throw=True)
    # After two and two, and not after the fifth; each time a handful of letters goes in between.
    assert woken == [task.name] * 2
    assert [shift.lasts for shift in posted] == [0, 0]
    assert not five_offers.exists() or task is tasks.look_around


# -- the loop without a broker


def test_the_post_goes_out_after_every_shift(five_offers, two_pieces, postman):
    left = []
    postman.do = lambda: left.append(five_offers.count())
    call_command("send_letters")
    # Of whatever is looked at or decided, no more than one shift lies between two rounds.
    steps = [before - after for before, after in pairwise(left)]
    assert max(steps) == 2
    assert (left[0], left[-1]) == (5, 0)


def test_a_signal_is_heard_between_two_shifts(five_offers, two_pieces, postman):
    def stop():
        postman.is_stopping = five_offers.count() == 3

    postman.do = stop
    call_command("send_letters", "--loop")
    assert five_offers.count() == 3


def test_a_sweep_that_breaks_keeps_neither_the_others_nor_the_post(
    five_offers, postman, monkeypatch, caplog
):
    def broken(now, counts, shift):
        raise RuntimeError("a word that nobody should read in a log")

    monkeypatch.setattr(looking, "look", broken)
    rounds = []
    postman.do = lambda: rounds.append(five_offers.count())
    with pytest.raises(CommandError, match="look_around"):
        call_command("send_letters")
    assert (rounds[0], rounds[-1]) == (5, 0)
    assert "look_around broke: RuntimeError at test_shifts.py" in caplog.text
    assert "a word" not in caplog.text


def test_a_postman_that_breaks_is_told_and_the_sweeps_go_on(five_offers, postman, caplog):
    def broken():
        raise RuntimeError("a word that nobody should read in a log")

    postman.do = broken
    with pytest.raises(CommandError, match="letters"):
        call_command("send_letters")
    assert not five_offers.exists()
    assert "letters broke: RuntimeError at test_shifts.py" in caplog.text


def test_a_post_that_stays_broken_is_tried_less_often_by_the_round(db, postman, monkeypatch):
    """Not by the sweeps of a round, after each of which it is tried."""
    pauses = []

    def broken():
        raise RuntimeError

    def sleep(loop):
        pauses.append(loop.pause)
        postman.is_stopping = len(pauses) == 3

    postman.do = broken
    monkeypatch.setattr(send_letters.Command, "sleep", sleep)
    call_command("send_letters", "--loop")
    assert pauses == [2.0, 4.0, 8.0]
