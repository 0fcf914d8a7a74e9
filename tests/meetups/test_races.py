"""Rivals in real threads. Each race has a twin without its lock, and the twin must go wrong."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from meetups import ledger
from meetups.errors import AlreadyAnswered, JustTaken
from meetups.models import Coffee, Proposal, Seat, taking_turns
from meetups.models.answering import Answering
from members.models import Tie
from members.models.member import MemberQuerySet
from tests.factories import MemberFactory, make_mutual, make_proposal

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
RIVALS = 50


def at_once(*verbs):
    """Run the verbs in a thread each, all let go at the same instant. -> results or exceptions"""
    outcomes = [None] * len(verbs)
    gate = threading.Barrier(len(verbs))

    def run(place, verb):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            outcomes[place] = verb()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def kinds(outcomes):
    """How often each kind of outcome came: {class name: count}."""
    names = [type(outcome).__name__ for outcome in outcomes]
    return {name: names.count(name) for name in names}


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    monkeypatch.setattr(taking_turns, "LOCK", "")


@pytest.fixture
def without_promise():
    """The seats without their exclusion constraint."""
    name = "nobody_sits_at_two_tables_at_once"
    promise = next(one for one in Seat._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Seat, promise)
    yield
    Seat.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Seat, promise)


def slowly(monkeypatch, owner, name, seconds=0.3):
    """Let a step dawdle before it begins, so that others can step in between."""
    step = getattr(owner, name)

    def dawdling(*args, **kwargs):
        time.sleep(seconds)
        return step(*args, **kwargs)

    monkeypatch.setattr(owner, name, dawdling)


@pytest.fixture
def star(ana):
    return ana


def offers_for_one_hour(star, now, how_many, invited):
    """Offers between the star and so many rivals, all for the same hour, and who accepts."""
    offers = []
    for _ in range(how_many):
        rival = MemberFactory()
        make_mutual(star, rival, now)
        pair = (rival, star) if invited else (star, rival)
        offers.append(make_proposal(*pair, now + DAY, now + 2 * DAY))
    return offers


def accept_all(offers, now):
    chosen = [(offer, offer.times.first()) for offer in offers]
    return at_once(
        *(
            lambda offer=offer, chosen=chosen: offer.accept(offer.invitee, chosen, now)
            for offer, chosen in chosen
        )
    )


def test_fifty_rivals_for_one_hour(star, now):
    offers = offers_for_one_hour(star, now, RIVALS, invited=False)
    outcomes = accept_all(offers, now)
    assert kinds(outcomes) == {"Coffee": 1, "JustTaken": RIVALS - 1}
    assert Seat.objects.held().filter(member=star).count() == 1
    assert {len(loser.times) for loser in outcomes if isinstance(loser, JustTaken)} == {1}
    assert Proposal.objects.open().count() == RIVALS - 1


@pytest.mark.untidy
def test_the_lock_alone_is_enough_for_the_rivals(star, now, without_promise):
    offers = offers_for_one_hour(star, now, RIVALS, invited=False)
    assert kinds(accept_all(offers, now)) == {"Coffee": 1, "JustTaken": RIVALS - 1}
    assert list(ledger.violations()) == []


@pytest.mark.untidy
def test_twin_without_lock_and_promise_the_rivals_all_win(
    star, now, without_locks, without_promise, monkeypatch
):
    slowly(monkeypatch, Answering, "_seat_both")
    offers = offers_for_one_hour(star, now, 10, invited=False)
    accept_all(offers, now)
    assert Seat.objects.held().filter(member=star).count() > 1
    assert list(ledger.violations()) != []


def test_twin_without_the_lock_the_promise_still_seats_one(star, now, without_locks, monkeypatch):
    slowly(monkeypatch, Answering, "_seat_both")
    offers = offers_for_one_hour(star, now, 4, invited=False)
    accept_all(offers, now)
    assert Seat.objects.held().filter(member=star).count() == 1


@pytest.mark.parametrize("invited", [True, False])
def test_two_acceptances_for_the_same_member_and_hour(star, now, invited):
    offers = offers_for_one_hour(star, now, 2, invited)
    outcomes = accept_all(offers, now)
    assert kinds(outcomes) == {"Coffee": 1, "JustTaken": 1}
    loser = next(outcome for outcome in outcomes if isinstance(outcome, JustTaken))
    assert [left.starts_at for left in loser.times] == [now + 2 * DAY]


@pytest.mark.untidy
@pytest.mark.parametrize("invited", [True, False])
def test_twin_without_lock_and_promise_both_get_the_hour(
    star, now, invited, without_locks, without_promise, monkeypatch
):
    slowly(monkeypatch, Answering, "_seat_both")
    offers = offers_for_one_hour(star, now, 2, invited)
    assert kinds(accept_all(offers, now)) == {"Coffee": 2}


def accept_fifty_times(ana, ben, now):
    offer = make_proposal(ana, ben)
    return accept_all([Proposal.objects.get(pk=offer.pk) for _ in range(RIVALS)], now)


def test_fifty_acceptances_of_one_proposal(ana, ben, now):
    outcomes = accept_fifty_times(ana, ben, now)
    assert kinds(outcomes) == {"Coffee": 1, "AlreadyAnswered": RIVALS - 1}
    assert Coffee.objects.count() == 1 and Seat.objects.count() == 2


@pytest.mark.untidy
def test_twin_without_the_lock_acceptances_trip_over_each_other(
    ana, ben, now, without_locks, monkeypatch
):
    slowly(monkeypatch, Answering, "_seat_both")
    outcomes = kinds(accept_fifty_times(ana, ben, now))
    # The database lets one through all the same; the others hear of a crash or of a rival who
    # doesn't exist, instead of the coffee they agreed on.
    assert outcomes.get("AlreadyAnswered", 0) < RIVALS - 1
    assert outcomes.keys() - {"Coffee", "AlreadyAnswered"}


def follow_each_other(pairs, now):
    return at_once(
        *(
            lambda one=one, other=other: one.follow(other, now)
            for pair in pairs
            for one, other in (pair, pair[::-1])
        )
    )


@pytest.fixture
def strangers(db):
    return [(MemberFactory(), MemberFactory()) for _ in range(10)]


@pytest.fixture
def parted(strangers, now):
    """Pairs whose tie is there already, from a hand held out and taken back."""
    for one, other in strangers:
        one.follow(other, now)
        one.unfollow(other, now)
    return strangers


@pytest.mark.parametrize("pairs", ["strangers", "parted"])
def test_both_follow_at_once(request, pairs, now):
    outcomes = follow_each_other(request.getfixturevalue(pairs), now)
    assert kinds(outcomes) == {"Follow": 20}
    assert [tie.stage for tie in Tie.objects.all()] == ["mutual"] * 10


@pytest.mark.untidy
def test_twin_without_the_lock_a_hand_is_lost(parted, now, without_locks, monkeypatch):
    slowly(monkeypatch, Tie, "_keep")
    follow_each_other(parted, now)
    assert {found.column for found in ledger.differences()} >= {"mutual_since"}


def accept_against_block(pairs, now, head_start=0.0):
    """Each second accepts what the first offered, while the first blocks them."""
    offers = [make_proposal(*pair) for pair in pairs]

    def block(offer):
        time.sleep(head_start)
        offer.proposer.block(offer.invitee, now)

    chosen = [(offer, offer.times.first()) for offer in offers]
    copies = [Proposal.objects.get(pk=offer.pk) for offer in offers]
    return at_once(
        *(lambda o=offer, t=first: o.accept(o.invitee, t, now) for offer, first in chosen),
        *(lambda o=offer: block(o) for offer in copies),
    )


@pytest.fixture
def mutual_pairs(strangers, now):
    for pair in strangers:
        make_mutual(*pair, now)
    return strangers


def test_accept_against_block(mutual_pairs, now):
    outcomes = accept_against_block(mutual_pairs, now)
    assert kinds(outcomes[10:]) == {"NoneType": 10}
    assert kinds(outcomes[:10]).keys() <= {"Coffee", "NotThere"}
    assert not Coffee.objects.scheduled().exists()
    assert not Proposal.objects.open().exists()
    assert not Seat.objects.held().exists()
    assert {tie.stage for tie in Tie.objects.all()} == {"apart"}


@pytest.mark.untidy
def test_twin_without_the_lock_a_block_fails_and_the_coffee_stands(
    mutual_pairs, now, without_locks, monkeypatch
):
    slowly(monkeypatch, Tie, "agreed", 0.5)
    outcomes = accept_against_block(mutual_pairs, now, head_start=0.2)
    assert any(isinstance(outcome, AlreadyAnswered) for outcome in outcomes[10:])
    assert Coffee.objects.scheduled().exists()


def test_plans_made_while_a_suspension_waits_end_with_it(star, ben, now, monkeypatch):
    lock_all, plans = MemberQuerySet.lock_all, [lambda: make_proposal(ben, star)]

    def late(members, ids, **how):
        if plans:
            # Before the first lock is got, and after those to lock were looked up.
            (made,) = at_once(plans.pop())
            assert made.is_open
        return lock_all(members, ids, **how)

    monkeypatch.setattr(MemberQuerySet, "lock_all", late)
    star.suspend(now)
    assert not plans
    assert list(Proposal.objects.values_list("state", flat=True)) == ["lapsed"]
    assert star.is_suspended
