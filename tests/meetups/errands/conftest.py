"""What the stories about a letter's buttons begin with."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetups import recurrence
from tests.factories import make_coffee, make_evening, make_proposal
from tests.meetups.letters import govern

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def now():
    """Pages ask the real clock, so these stories happen today."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def offer(ana, ben, now):
    """Ben offers Ana three mornings."""
    starts = [now + day * DAY for day in (1, 2, 3)]
    offer = make_proposal(ben, ana, *starts, now=now - MINUTE, note="One cup?")
    govern(now)
    return offer


@pytest.fixture
def coffee(ana, ben, now):
    """Agreed for tomorrow; the day before has come."""
    return make_coffee(ana, ben, now + DAY, now=now - HOUR)


@pytest.fixture
def evening(now):
    """In three days at half past six, with two seats."""
    day = (now + 3 * DAY).date()
    rule = recurrence.every(1, day.weekday())
    return make_evening(now=now, starts_on=day, rule=rule, capacity=2)
