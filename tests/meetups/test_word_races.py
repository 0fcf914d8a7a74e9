"""Two who write at once, one form sent many times, and words against a block."""

import time
import uuid
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from meetups import ledger
from members.models import Member, Message, Tie
from members.models.tie import TieQuerySet
from tests.factories import MemberFactory, make_mutual
from tests.meetups.test_races import at_once, kinds, slowly

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)


@pytest.fixture
def pairs(db, now):
    pairs = [(MemberFactory(), MemberFactory()) for _ in range(6)]
    for pair in pairs:
        make_mutual(*pair, now)
    return pairs


def write_at_once(pairs, now):
    """Each writes twice to the other, all at the same moment."""
    verbs = [
        lambda author=author, other=other, words=words: author.write_to(other, words, now)
        for pair in pairs
        for author, other in (pair, pair[::-1])
        for words in ("One", "Two")
    ]
    return at_once(*verbs)


def test_both_write_at_once_and_nothing_is_lost(pairs, now):
    assert kinds(write_at_once(pairs, now)) == {"Message": 24}
    assert [(tie.low_words, tie.high_words) for tie in Tie.objects.all()] == [(2, 2)] * 6
    assert [tie.messages.values("at").distinct().count() for tie in Tie.objects.all()] == [4] * 6


@pytest.mark.untidy
def test_twin_without_the_lock_words_are_not_counted(pairs, now, without_locks, monkeypatch):
    slowly(monkeypatch, Tie, "_keep")
    write_at_once(pairs, now)
    assert {found.column for found in ledger.differences()} >= {"low_words", "high_words"}


def send_ten_times(ana, ben, now):
    """The same form from ten windows, each with an author of its own from the database."""
    form = uuid.uuid4()
    authors = [Member.objects.get(pk=ana.pk) for _ in range(10)]
    return at_once(
        *(lambda author=author: author.write_to(ben, "Hello", now, uuid=form) for author in authors)
    )


def test_a_form_sent_ten_times_at_once_is_one_message(ana, ben, now):
    outcomes = send_ten_times(ana, ben, now)
    assert kinds(outcomes) == {"Message": 10} and len({one.pk for one in outcomes}) == 1
    assert (Message.objects.count(), Tie.objects.between(ana, ben).words) == (1, 1)


@pytest.mark.untidy
def test_twin_without_the_lock_only_the_promise_holds(ana, ben, now, without_locks, monkeypatch):
    slowly(monkeypatch, Message, "save")
    assert kinds(send_ten_times(ana, ben, now)) == {"Message": 1, "IntegrityError": 9}
    assert Message.objects.count() == 1


def write_against_block(pairs, now, head_start=0.0):
    """Each first writes to the second, who blocks them meanwhile by a clock a minute behind."""

    def block(one, other):
        time.sleep(head_start)
        other.block(one, now)

    return at_once(
        *(lambda pair=pair: pair[0].write_to(pair[1], "Hello", now + MINUTE) for pair in pairs),
        *(lambda pair=pair: block(*pair) for pair in pairs),
    )[: len(pairs)]


def test_words_come_before_a_block_or_not_at_all(pairs, now):
    outcomes = kinds(write_against_block(pairs, now))
    assert set(outcomes) <= {"Message", "NotThere"}
    assert Message.objects.count() == outcomes.get("Message", 0)
    assert list(ledger.violations()) == []


@pytest.mark.untidy
def test_twin_without_the_lock_words_cross_a_block(pairs, now, without_locks, monkeypatch):
    # The author has looked whether a block is there, and dawdles before writing.
    slowly(monkeypatch, TieQuerySet, "lock", 0.5)
    write_against_block(pairs, now)
    assert "was written across a block." in " ".join(ledger.violations())
