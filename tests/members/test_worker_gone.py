"""A worker that never came back: which letters go again, and which killed it too often."""

from datetime import timedelta

import pytest

from members.endings import GONE_BEFORE
from members.models import Letter
from members.models.letter_ends import MOST_DOUBTS

MINUTE = timedelta(minutes=1)


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


@pytest.mark.parametrize("klass", ["account", "agreed"])
def test_what_kills_its_worker_each_time_ends_in_doubt(letter_to, ana, clock, klass):
    letter = letter_to(ana, klass=klass)
    kills = 0
    while end_of(letter) not in {"unsure", "sent"}:
        (mine,) = Letter.objects.claim(clock.now, 1)
        mine.take_up(clock.now)
        kills += 1
        clock.now += 10 * MINUTE
        Letter.objects.recover(clock.now)
    assert (letter.state, kills, letter.doubts) == ("unsure", MOST_DOUBTS, MOST_DOUBTS)
    assert bool(letter.mime) == (klass == "agreed")


@pytest.mark.parametrize("klass", ["account", "agreed", "appointment"])
def test_what_kills_its_worker_before_it_is_sent_fails_alone(letter_to, ana, clock, klass):
    """The others behind it come through: it waits apart, and soon is claimed without them."""
    letter = letter_to(ana, klass=klass, queue="urgent")
    others = [letter_to(ana, queue="normal") for _ in range(3)]
    kills = 0
    while end_of(letter) != "failed":
        mine = Letter.objects.claim(clock.now, 20)
        if letter in mine:
            kills += 1
            assert kills <= MOST_DOUBTS
        else:
            for other in mine:
                other.take_up(clock.now)
                other.arrive(clock.now)
        clock.now += 2 * MINUTE
        Letter.objects.recover(clock.now)
    assert (letter.doubts, letter.reason) == (MOST_DOUBTS, GONE_BEFORE)
    assert bool(letter.mime) == (klass != "account")
    assert [(end_of(other), other.doubts) for other in others] == [("sent", 0)] * 3


def test_nobody_is_blamed_beside_a_letter_that_was_on_its_way(letter_to, ana, clock):
    letters = [letter_to(ana) for _ in range(3)]
    Letter.objects.claim(clock.now, 3)[0].take_up(clock.now)
    clock.now += 2 * MINUTE
    assert Letter.objects.recover(clock.now) == 2
    assert [(end_of(one), one.doubts) for one in letters[1:]] == [("waiting", 0)] * 2
