"""Two governors at once, in real threads. The twin without the lock must go wrong."""

from functools import partial

import pytest

from meetups.models import Nudge
from meetups.nudges import governor
from meetups.nudges.case import Case
from members.models import Hush, Letter, Member
from members.models.hush import HushQuerySet
from members.models.letter_queue import LetterQuerySet
from tests.meetups.encouraging import remind, short_letters, wish  # noqa: F401
from tests.meetups.letters import govern
from tests.meetups.test_races import at_once, slowly

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


def decide_at_once(nudges, now):
    at_once(*(lambda pk=nudge.pk: governor._decide_locked(pk, now) for nudge in nudges))
    return sorted(
        Nudge.objects.filter(recipient=nudges[0].recipient).values_list("state", flat=True)
    )


def test_two_governors_never_exceed_a_cap(two_due, now):
    assert decide_at_once(two_due, now) == ["held", "sent"]


def test_without_the_readers_lock_they_would(two_due, now, monkeypatch):
    monkeypatch.setattr(type(Member.objects), "lock_all", lambda self, ids: {})
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


def test_without_the_readers_lock_it_would_not(ana, now, monkeypatch):
    monkeypatch.setattr(type(Member.objects), "lock_all", lambda self, ids: {})
    assert written_before_a_wish_for_quiet(ana, now, monkeypatch) == [0]


def test_two_sweeps_at_once_write_each_letter_once(two_due, now):
    outcomes = at_once(*[lambda: govern(now)] * 4)
    assert sum(outcomes, start=type(outcomes[0])()) == {"held": 1, "sent": 1}
