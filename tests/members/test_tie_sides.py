"""Ties as each of the two sees them, and whom one can see at all."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import OperationalError

from members.models import Tie, TieSide

pytestmark = pytest.mark.django_db
Nearness = TieSide.Nearness


def seen(member):
    sides = TieSide.objects.of(member).filter(times_met=0, nearness__isnull=False)
    sides = sides.order_by("nearness", "since", "tie_id")
    return [(side.other, side.nearness, side.since) for side in sides]


def test_each_tie_is_seen_from_both_sides(ana, ben, cleo, now):
    later = now + timedelta(days=1)
    ana.unfollow(ben, later)
    assert seen(ana) == [(ben, Nearness.THEIR_HAND, now), (cleo, Nearness.THEIR_HAND, now)]
    assert seen(ben) == [(ana, Nearness.MY_HAND, now)]
    ana.follow(ben, later)
    assert seen(ana)[0] == (ben, Nearness.MUTUAL, later)
    assert seen(ben) == [(ana, Nearness.MUTUAL, later)]


@pytest.mark.untidy
def test_hands_taken_back_and_people_met_are_not_among_the_unmet(ana, ben, cleo, now):
    cleo.unfollow(ana, now)
    Tie.objects.between(ana, ben).met(now)
    assert seen(ana) == seen(ben) == seen(cleo) == []


def test_a_view_cannot_be_written(ana, ben):
    with pytest.raises(OperationalError), transaction.atomic():
        TieSide.objects.update(times_met=9)


def test_a_block_is_seen_at_once_by_whoever_made_or_met_it(ana, ben, now):
    assert ana.can_see(ben) and ben.can_see(ana)
    ana.block(ben, now)
    assert not ana.can_see(ben) and not ben.can_see(ana)
    ana.unblock(ben, now)
    assert ana.can_see(ben) and ben.can_see(ana)


def test_the_suspended_cannot_be_seen(ana, ben, now):
    ben.suspend(now)
    assert not ana.can_see(ben)
