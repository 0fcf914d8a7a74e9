"""Time passes while workers are at work, in real threads."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest

from meetups import passing
from meetups.models import Nudge
from meetups.models.nudge_queue import NudgeQuerySet
from meetups.nudges import looking
from members.models import Tie
from members.models.tie_letters import SHYNESS
from tests.meetups.test_races import at_once

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def test_what_is_left_meanwhile_grows_older_as_well(ana, ben, now, monkeypatch):
    monkeypatch.setattr(passing, "wake_the_governor", lambda: False)
    monkeypatch.setattr(passing.waking, "wake", lambda *task: False)
    looked, leave_all = threading.Event(), NudgeQuerySet.leave_all

    def dawdling(self, nudges):
        # The moments are known, and still to be kept.
        looked.set()
        time.sleep(0.3)
        leave_all(self, nudges)

    def let_time_pass():
        looked.wait(timeout=30)
        passing.pass_time(timedelta(days=2), now)

    monkeypatch.setattr(NudgeQuerySet, "leave_all", dawdling)
    tie = Tie.objects.between(ana, ben)
    at_once(partial(looking.look_at_tie, tie.pk, now), let_time_pass)
    tie.refresh_from_db()
    shyness = Nudge.objects.filter(kind="have_the_coffee").values_list("due_at", flat=True)
    assert list(shyness) == [tie.mutual_since + SHYNESS] * 2
