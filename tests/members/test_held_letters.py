"""A letter that a verb holds for long, as of a host that died in the middle of it."""

from datetime import timedelta

import pytest
from django.db import connection

from members.models import Letter
from members.models.letter_queue import LetterQuerySet
from tests.held import held

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


def become_useless(letter, now):
    Letter.objects.filter(pk=letter.pk).update(useless_after=now)


def become_useless_in_vain(letter, now):
    Letter.objects.filter(pk=letter.pk).update(
        useless_after=now, state="retry", tries=1, reason="451 later"
    )


def lose_its_worker(letter, now):
    assert Letter.objects.claim(now, 1) == [letter]


def lose_its_worker_too_often(letter, now):
    Letter.objects.filter(pk=letter.pk).update(doubts=4)
    lose_its_worker(letter, now)


def lose_its_worker_on_its_way(letter, now):
    (mine,) = Letter.objects.claim(now, 1)
    mine.take_up(now)


useless, recover = LetterQuerySet.drop_useless, LetterQuerySet.recover
TROUBLES = {
    become_useless: (useless, "cancelled", (1, 0)),
    become_useless_in_vain: (useless, "failed", (0, 1)),
    lose_its_worker: (recover, "waiting", 1),
    lose_its_worker_too_often: (recover, "failed", 1),
    lose_its_worker_on_its_way: (recover, "retry", 1),
}


def state_of(letter):
    letter.refresh_from_db()
    return letter.state


@pytest.mark.parametrize("happen", TROUBLES)
def test_one_that_is_held_stops_no_other(letter_to, ana, ben, now, happen):
    verb, end, counts = TROUBLES[happen]
    mine, other = letter_to(ana), letter_to(ben)
    for letter in (mine, other):
        happen(letter, now)
    before = state_of(mine)
    with held(mine):
        assert verb(Letter.objects.all(), now + 10 * MINUTE) == counts
        assert [state_of(mine), state_of(other)] == [before, end]
    assert verb(Letter.objects.all(), now + 10 * MINUTE) == counts
    assert [state_of(mine), state_of(other)] == [end, end]


@pytest.mark.parametrize("happen", [become_useless_in_vain, lose_its_worker_on_its_way])
def test_one_let_go_in_the_midst_of_it_ends_as_it_would_have(
    letter_to, ana, now, monkeypatch, happen
):
    verb, end, counts = TROUBLES[happen]
    letter = letter_to(ana)
    happen(letter, now)
    before, settle = state_of(letter), LetterQuerySet._end
    with held(letter) as let_go:

        def late(letters, state, *words, **more):
            # The last thing that either of them does.
            if state in {"cancelled", "unsure"}:
                let_go()
            return settle(letters, state, *words, **more)

        monkeypatch.setattr(LetterQuerySet, "_end", late)
        verb(Letter.objects.all(), now + 10 * MINUTE)
        assert state_of(letter) == before
    assert verb(Letter.objects.all(), now + 10 * MINUTE) == counts
    assert state_of(letter) == end


def test_a_host_that_died_keeps_its_locks_for_a_minute():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
