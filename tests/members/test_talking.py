"""What a tie knows of the words between its two."""

from datetime import timedelta

import pytest

from members.models import Tie

DAY = timedelta(days=1)


def tie_that_talks(since, low=5, high=1, **changes):
    """A pair that follows each other and of whom the second first wrote at `since`."""
    words = {
        "low_words": low,
        "high_words": high,
        "low_first_words_at": since - DAY,
        "high_first_words_at": since,
    }
    return Tie(low_id=1, high_id=2, **{"mutual_since": since - 2 * DAY, **words, **changes})


def test_six_messages_are_enough_and_five_are_not(now):
    assert tie_that_talks(now, 5, 1).is_due_offline(now)
    assert not tie_that_talks(now, 4, 1).is_due_offline(now)


def test_ten_days_of_talk_are_enough_and_a_second_less_is_not(now):
    tie = tie_that_talks(now, 1, 1)
    assert tie.is_due_offline(now + 10 * DAY)
    assert not tie.is_due_offline(now + 10 * DAY - timedelta(seconds=1))


def test_six_messages_of_one_are_no_talk(now):
    tie = tie_that_talks(now, 6, 0, high_first_words_at=None)
    assert tie.talking_since is None and not tie.is_due_offline(now + 30 * DAY)


@pytest.mark.parametrize(
    "change",
    ["proposed_at", "next_coffee_at", "writing_liked_at", "not mutual", "met"],
)
def test_whoever_has_plans_has_met_or_would_rather_write_is_left_alone(change, now):
    changes = {"not mutual": {"mutual_since": None}, "met": {"times_met": 1, "last_met_at": now}}
    tie = tie_that_talks(now, **changes.get(change, {change: now}))
    assert not tie.is_due_offline(now + 30 * DAY)
