"""Two governors at once, in real threads. The twin without the lock must go wrong."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from meetups.models import Nudge
from meetups.models.nudge_queue import NudgeQuerySet
from meetups.nudges import governor, looking
from meetups.nudges.case import Case
from members.models import Hush, Letter, Member, Preferences, Tie
from members.models.hush import HushQuerySet
from members.models.letter_queue import LetterQuerySet
from members.shift import Shift
from tests.held import held
from tests.meetups.encouraging import (  # noqa: F401
    DAY,
    fate,
    remind,
    remind_of,
    short_letters,
    wish,
)
from tests.meetups.letters import govern
from tests.meetups.test_races import at_once, slowly

HOUR = timedelta(hours=1)
pytestmark = [
    pytest.mark.races,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("short_letters"),
]


@pytest.fixture
def two_due(ana, now, monkeypatch):
    """Two encouragements for Ana, who has room for one; each governor begins with another."""
    wish(ana, unwanted=["the_week"])
    nudges = [remind(ana, now), remind(ana, now)]
    # Between counting and writing anything could happen.
    slowly(monkeypatch, Case, "write")
    return nudges


@pytest.fixture
def without_the_readers_lock(monkeypatch):
    monkeypatch.setattr(
        type(Member.objects), "lock_all", lambda members, ids, **how: members.in_bulk(ids)
    )


def decide_at_once(nudges, now):
    at_once(*(lambda pk=nudge.pk: governor._decide_locked(pk, now) for nudge in nudges))
    return sorted(
        Nudge.objects.filter(recipient=nudges[0].recipient).values_list("state", flat=True)
    )


def test_two_governors_never_exceed_a_cap(two_due, now):
    assert decide_at_once(two_due, now) == ["sent", "waiting"]
    # Whoever was passed over has their turn next.
    assert govern(now) == {"held": 1}


@pytest.mark.usefixtures("without_the_readers_lock")
def test_without_the_readers_lock_they_would(two_due, now):
    assert decide_at_once(two_due, now) == ["sent", "sent"]


def written_before_a_wish_for_quiet(ana, now, monkeypatch):
    """How many letters a wish found that came while one about the same person was written."""
    wish(ana, unwanted=["the_week"])
    nudge, found = remind(ana, now), []
    slowly(monkeypatch, Case, "write")
    slowly(monkeypatch, HushQuerySet, "hush", seconds=0.1)
    monkeypatch.setattr(
        LetterQuerySet, "take_back", lambda *args: found.append(Letter.objects.count())
    )
    govern_it = partial(governor._decide_locked, nudge.pk, now)
    at_once(govern_it, partial(Hush.objects.hush, ana, nudge.other, now))
    nudge.refresh_from_db()
    assert nudge.state == "sent"
    return found


def test_a_wish_for_quiet_finds_what_is_just_being_written(ana, now, monkeypatch):
    assert written_before_a_wish_for_quiet(ana, now, monkeypatch) == [1]


@pytest.mark.usefixtures("without_the_readers_lock")
def test_without_the_readers_lock_it_would_not(ana, now, monkeypatch):
    assert written_before_a_wish_for_quiet(ana, now, monkeypatch) == [0]


def stopped_while_folded(ana, now, monkeypatch):
    """What becomes of an encouragement that is just being folded when Ana stops the week."""
    nudge = remind(ana, now)
    slowly(monkeypatch, Case, "folded")

    def stop():
        Preferences(member=ana).stop("the_week")
        return looking.look_at_member(ana.pk, timezone.now())

    slowly(monkeypatch, Preferences, "stop", seconds=0.1)
    assert at_once(partial(governor._decide_locked, nudge.pk, now), stop)[1] is True
    nudge.refresh_from_db()
    return nudge.state


def test_who_stops_the_week_finds_what_is_just_being_folded(ana, now, monkeypatch):
    assert stopped_while_folded(ana, now, monkeypatch) == "waiting"


def test_without_the_readers_lock_it_would_be_buried(ana, now, monkeypatch):
    monkeypatch.setattr(governor, "HOLD_THEIR_READER", [])
    assert stopped_while_folded(ana, now, monkeypatch) == "folded"


def written_before_all_is_quiet(ana, ben, now, monkeypatch):
    """How many letters a wish for quiet found that came while a question was written."""
    ben.write_to(ana, "Are you there?", now - HOUR)
    question, found = remind_of(ben, ana, now, kind="unread_words"), []
    slowly(monkeypatch, Case, "write")
    monkeypatch.setattr(
        NudgeQuerySet, "write_anew", lambda *args: found.append(Letter.objects.count())
    )
    slowly(monkeypatch, NudgeQuerySet, "be_quiet_until", seconds=0.1)
    quiet = partial(Nudge.objects.be_quiet_until, Preferences(member=ana), now + 9 * DAY, now)
    at_once(partial(governor._decide_locked, question.pk, now), quiet)
    question.refresh_from_db()
    assert question.state == "sent"
    return found


def test_all_quiet_finds_a_question_just_being_written(ana, ben, now, monkeypatch):
    assert written_before_all_is_quiet(ana, ben, now, monkeypatch) == [1]


def test_without_the_questions_reader_held_it_would_not(ana, ben, now, monkeypatch):
    monkeypatch.setattr(governor, "HOLD_THEIR_READER", [])
    assert written_before_all_is_quiet(ana, ben, now, monkeypatch) == [0]


def test_two_sweeps_at_once_write_each_letter_once(two_due, now):
    outcomes = at_once(*[lambda: govern(now)] * 4)
    assert sum(outcomes, start=type(outcomes[0])()) == {"held": 1, "sent": 1}


# -- a lock that lasts: somebody's host died with it, say


def test_a_reader_who_stays_locked_keeps_nobody_else_waiting(ana, ben, now):
    """Not even in a shift that begins with them."""
    ben.write_to(ana, "Are you there?", now - HOUR)
    question = remind_of(ben, ana, now - HOUR, kind="unread_words")
    wish(ben, unwanted=["the_week"])
    other = remind(ben, now)
    with held(ana):
        assert governor.sweep(now, Shift()) == {"sent": 1}
    assert [fate(other)[0], fate(question)[0]] == ["sent", "waiting"]
    assert governor.sweep(now, Shift()) == {"sent": 1}


def test_what_the_database_could_not_decide_comes_after_the_others(ana, ben, now, monkeypatch):
    for reader in (ana, ben):
        wish(reader, unwanted=["the_week"])
    first, second = remind(ana, now - HOUR), remind(ben, now)
    begun = []

    def write(case):
        begun.append(case.nudge.pk)
        if case.nudge == first:
            Tie.objects.select_for_update(no_key=True).get(pk=first.about_id)
        return write_it(case)

    write_it = Case.write
    monkeypatch.setattr(Case, "write", write)
    with held(first.about):
        # Each begins with what is due first, and is over with it.
        shifts = [governor.sweep(now, Shift()), governor.sweep(now, Shift())]
    assert shifts == [{"held": 1}, {"sent": 1}]
    assert [fate(first)[0], fate(second)[0]] == ["held", "sent"]
    assert begun == [first.pk] * 3 + [second.pk]
    assert governor.sweep(now + governor.FIRST_WAIT) == {"sent": 1}
