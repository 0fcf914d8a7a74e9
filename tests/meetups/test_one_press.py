"""The usual plan, proposed in one press."""

from datetime import timedelta

import pytest

from meetups.errors import BadOffer, NoPlace, NotMutual
from meetups.models import Proposal
from meetups.one_press import propose_usual, usual_plan
from members.errors import NotThere
from tests.factories import make_venue

HOUR = timedelta(hours=1)


def times(now):
    return [now + timedelta(days=day) for day in (1, 2, 3)]


def test_one_press_proposes_a_coffee_at_the_best_place(ana, ben, now):
    ana.latitude = ana.longitude = ben.latitude = ben.longitude = 10
    ana.save()
    ben.save()
    make_venue(name="Far away", latitude=40, longitude=10)
    near = make_venue(name="Near", latitude=11, longitude=10)
    proposal = propose_usual(ana, ben, times(now), now)
    assert (proposal.kind, proposal.minutes, proposal.venue) == ("coffee", 30, near)
    assert [time.starts_at for time in proposal.times.all()] == times(now)


def test_a_place_that_is_closed_or_for_walks_is_passed_over(ana, ben, now):
    make_venue(name="A park", kinds=["walk"])
    make_venue(name="Closed", is_active=False)
    open_one = make_venue(name="The last in the alphabet: Zeno's")
    assert usual_plan(ana, ben).venue == open_one


def test_without_a_place_nothing_is_proposed(ana, ben, now):
    make_venue(name="A park", kinds=["walk"])
    with pytest.raises(NoPlace):
        propose_usual(ana, ben, times(now), now)
    assert not Proposal.objects.exists()


def test_whoever_wants_a_call_first_is_offered_a_call(ana, ben, now):
    ben.openness = "call_first"
    ben.save()
    proposal = propose_usual(ana, ben, times(now), now)
    assert (proposal.kind, proposal.venue, proposal.place) == ("call", None, "")


def test_one_press_is_refused_like_any_proposal(ana, ben, cleo, now):
    make_venue()
    with pytest.raises(NotMutual):
        propose_usual(ana, cleo, times(now), now)
    with pytest.raises(BadOffer):
        propose_usual(ana, ben, [now - HOUR], now)
    ben.block(ana, now)
    with pytest.raises(NotThere):
        propose_usual(ana, ben, times(now), now)
    assert not Proposal.objects.exists()
