"""Handshakes and the ledger that remembers them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from members.errors import NotThere, Refusal
from members.models import Follow, Member, Tie
from members.models.tie import TieQuerySet
from tests.factories import MemberFactory, make_proposal

pytestmark = pytest.mark.django_db


def test_a_follow_in_both_directions_is_mutual(ana, ben, cleo):
    assert list(Member.objects.mutual_with(ana).order_by("pk")) == [ben]
    assert ana.is_mutual_with(ben) and not ana.is_mutual_with(cleo)


def test_one_hand_out_is_a_tie_that_follows(ana, cleo, now):
    tie = Tie.objects.between(ana, cleo)
    assert (tie.stage, tie.followed_at(cleo), tie.followed_at(ana)) == ("following", now, None)


def test_following_back_joins_the_lines(ana, cleo, now):
    later = now + timedelta(days=2)
    ana.follow(cleo, later)
    tie = Tie.objects.between(cleo, ana)
    assert (tie.stage, tie.mutual_since) == ("mutual", later)


def test_following_twice_is_following_once(ana, cleo, now):
    cleo.follow(ana, now + timedelta(days=1))
    assert [follow.at for follow in Follow.objects.between(ana, cleo)] == [now]


def test_nobody_follows_themselves(ana, now):
    with pytest.raises(Refusal, match="your own hand"):
        ana.follow(ana, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(follower=ana, followed=ana, at=now)


def test_unfollowing_leaves_the_tie_and_the_other_hand(ana, ben, now):
    ana.unfollow(ben, now)
    tie = Tie.objects.between(ana, ben)
    assert (tie.stage, tie.followed_at(ana), tie.followed_at(ben)) == ("following", None, now)
    ben.unfollow(ana, now)
    tie.refresh_from_db()
    assert tie.stage == "apart"


def test_plans_made_while_a_suspension_waited_for_its_locks_end_too(ana, ben, now, monkeypatch):
    proposal = make_proposal(ana, ben)
    look, seen = TieQuerySet.with_plans, []

    def too_early(ties):
        seen.append(ties)
        return look(ties) if len(seen) > 1 else ties.none()

    monkeypatch.setattr(TieQuerySet, "with_plans", too_early)
    ana.suspend(now)
    proposal.refresh_from_db()
    assert (ana.is_suspended, proposal.state) == (True, "lapsed")


def test_a_block_ends_follows_and_hides_each_from_the_other(ana, ben, cleo, now):
    ana.block(ben, now)
    assert not Follow.objects.between(ana, ben).exists()
    assert list(Member.objects.visible_to(ana).order_by("pk")) == [ana, cleo]
    assert list(Member.objects.visible_to(ben).order_by("pk")) == [ben, cleo]
    assert Tie.objects.between(ana, ben).stage == "apart"


def test_nobody_follows_across_a_block(ana, ben, now):
    ana.block(ben, now)
    for one, other in [(ana, ben), (ben, ana)]:
        with pytest.raises(NotThere):
            one.follow(other, now)


def test_unblocking_brings_nothing_back(ana, ben, now):
    ana.block(ben, now)
    ana.unblock(ben, now)
    assert not ana.follows(ben) and not ben.follows(ana)
    assert ben.follow(ana, now)


def test_the_other_block_outlives_mine(ana, ben, now):
    ana.block(ben, now)
    ben.block(ana, now)
    ana.unblock(ben, now)
    assert ana.is_blocked_with(ben)


def test_blocking_a_stranger_makes_no_tie(ana, dan, now):
    ana.block(dan, now)
    assert Tie.objects.between(ana, dan) is None


def test_the_suspended_and_the_unverified_are_not_there(ana, dan, now):
    dan.suspend(now)
    eve = MemberFactory(verified_at=None)
    assert list(Member.objects.visible_to(ana).order_by("pk")) == [ana]
    for absent in (dan, eve):
        with pytest.raises(NotThere):
            ana.follow(absent, now)
    dan.restore(now)
    assert list(Member.objects.visible_to(ana).order_by("pk")) == [ana, dan]


@pytest.mark.untidy
@pytest.mark.parametrize(
    ("moments", "stage"),
    [
        ({}, "apart"),
        ({"low_followed_at"}, "following"),
        ({"low_followed_at", "high_followed_at", "mutual_since"}, "mutual"),
        ({"low_first_words_at"}, "apart"),
        ({"low_first_words_at", "high_first_words_at"}, "talking"),
        ({"proposed_at", "low_first_words_at", "high_first_words_at"}, "proposed"),
        ({"proposed_at", "next_coffee_at"}, "scheduled"),
        ({"last_met_at", "next_coffee_at", "proposed_at"}, "met"),
    ],
)
def test_the_database_works_out_the_stage(ana, dan, now, moments, stage):
    words = {f"{side}_last_words_at" for side in ("low", "high")}
    words = {moment for moment in words if moment.replace("last", "first") in moments}
    tie = Tie.objects.create(
        low=ana,
        high=dan,
        times_met=1 if "last_met_at" in moments else 0,
        low_words=1 if "low_first_words_at" in moments else 0,
        high_words=1 if "high_first_words_at" in moments else 0,
        **dict.fromkeys({*moments, *words}, now),
    )
    assert tie.stage == stage
