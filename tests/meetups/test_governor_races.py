"""Two governors at once, in real threads. The twin without the lock must go wrong."""

import pytest

from meetups.models import Nudge
from meetups.nudges import governor
from meetups.nudges.case import Case
from members.models import Member
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


def test_two_sweeps_at_once_write_each_letter_once(two_due, now):
    outcomes = at_once(*[lambda: govern(now)] * 4)
    assert sum(outcomes, start=type(outcomes[0])()) == {"held": 1, "sent": 1}
