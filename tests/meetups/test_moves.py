"""Moving a coffee: an offer that names it, while the coffee stands."""

from datetime import timedelta

import pytest

from meetups.errors import AlreadyAnswered, AlreadyOpen, JustTaken, NoLongerOn
from meetups.models import Coffee, Nudge, Proposal, Seat
from members.models import Tie
from tests.factories import make_coffee, make_mutual, make_venue

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def coffee(ana, ben):
    return make_coffee(ana, ben)


def standing(coffee):
    coffee.refresh_from_db()
    return coffee.state, coffee.starts_at, coffee.sequence


def stage(coffee):
    return Tie.objects.get(pk=coffee.tie_id).stage


def test_the_coffee_stands_until_the_other_agrees(coffee, ana, ben, now):
    before = standing(coffee)
    move = coffee.move(ben, [now + 3 * DAY, now + 4 * DAY], now, note="A cold.")
    assert (move.moves, move.proposer, move.invitee, move.note) == (coffee, ben, ana, "A cold.")
    assert (move.kind, move.minutes, move.place) == (coffee.kind, coffee.minutes, coffee.place)
    assert (standing(coffee), stage(coffee)) == (before, "scheduled")


def test_agreeing_moves_the_same_coffee_and_both_seats(coffee, ana, ben, now):
    coffee.still_on(ana, now)
    uuid, day = coffee.uuid, now + 3 * DAY
    move = coffee.move(ben, [day], now)
    moved = move.accept(ana, move.times.get(), now)
    assert Coffee.objects.get() == moved == coffee and moved.uuid == uuid
    assert standing(coffee) == ("scheduled", day, 1)
    assert [(seat.during.lower, seat.held, seat.still_on_at) for seat in Seat.objects.all()] == [
        (day, True, None)
    ] * 2
    tie = Tie.objects.get(pk=coffee.tie_id)
    assert (tie.stage, tie.next_coffee_at, tie.proposed_at) == ("scheduled", day, None)


def test_the_questions_move_along(coffee, ana, ben, now):
    move = coffee.move(ben, [now + 3 * DAY], now)
    move.accept(ana, move.times.get(), now)
    hers = Nudge.objects.about(coffee).for_member(ana)
    assert set(hers.waiting().exclude(kind="did_you_meet").values_list("kind", "due_at")) == {
        ("moved", now),
        ("coffee_tomorrow", now + 2 * DAY),
        # At nine, so two hours before is still in the quiet hours.
        ("coffee_soon", now + 2 * DAY + 10.5 * HOUR),
    }
    dropped = set(hers.filter(state="dropped").values_list("kind", "reason"))
    assert dropped == {
        (kind, "moved") for kind in ("accepted", "coffee_tomorrow", "coffee_soon", "did_you_meet")
    }


def test_a_coffee_may_move_by_a_little(coffee, ana, ben, now):
    half_an_hour_later = coffee.starts_at + HOUR / 2
    move = coffee.move(ana, [half_an_hour_later], now)
    move.accept(ben, move.times.get(), now)
    assert standing(coffee) == ("scheduled", half_an_hour_later, 1)


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
def test_declining_or_taking_back_changes_nothing(coffee, ana, ben, now, ending):
    before = standing(coffee)
    move = coffee.move(ben, [now + 3 * DAY], now)
    getattr(move, ending)(now)
    assert (standing(coffee), stage(coffee)) == (before, "scheduled")
    coffee.cancel(ben, now)
    assert stage(coffee) == "mutual"


def test_a_counter_moves_the_same_coffee_elsewhere(coffee, ana, ben, now):
    venue = make_venue(time_zone="Europe/Lisbon")
    move = coffee.move(ben, [now + 3 * DAY], now)
    other = move.counter([now + 5 * DAY], now, venue=venue, minutes=30)
    assert other.moves == coffee
    other.accept(ben, other.times.get(), now)
    assert standing(coffee) == ("scheduled", now + 5 * DAY, 1)
    assert (coffee.venue, coffee.place, coffee.minutes, coffee.time_zone) == (
        venue,
        "",
        30,
        "Europe/Lisbon",
    )
    assert coffee.ends_at - coffee.starts_at == HOUR / 2


def test_one_offer_to_move_at_a_time(coffee, ana, ben, now):
    move = coffee.move(ben, [now + 3 * DAY], now)
    with pytest.raises(AlreadyOpen) as refusal:
        coffee.move(ana, [now + 4 * DAY], now)
    assert refusal.value.proposal == move


def test_cancelling_ends_the_offer_to_move(coffee, ana, ben, now):
    move = coffee.move(ben, [now + 3 * DAY], now)
    coffee.cancel(ben, now)
    assert Proposal.objects.get(pk=move.pk).state == "lapsed"
    with pytest.raises(AlreadyAnswered):
        move.accept(ana, move.times.get(), now)
    assert stage(coffee) == "mutual"


def test_an_offer_to_move_lapses_when_the_coffee_begins(coffee, ana, ben, now):
    move = coffee.move(ben, [now + 3 * DAY], now)
    assert move.lapses_at == coffee.starts_at
    with pytest.raises(AlreadyAnswered, match="lapsed"):
        move.accept(ana, move.times.get(), coffee.starts_at)
    Proposal.objects.lapse_old(coffee.starts_at)
    assert (Proposal.objects.get(pk=move.pk).state, stage(coffee)) == ("lapsed", "scheduled")


@pytest.mark.parametrize("state", ["begun", "cancelled"])
def test_a_coffee_moves_only_until_it_begins(coffee, ana, now, state):
    stale = Coffee.objects.get(pk=coffee.pk)
    if state == "cancelled":
        coffee.cancel(ana, now)
    else:
        now = coffee.starts_at
    with pytest.raises(NoLongerOn):
        stale.move(ana, [now + 3 * DAY], now)


def test_a_taken_time_leaves_the_coffee_where_it_was(coffee, ana, ben, cleo, now):
    make_mutual(ana, cleo)
    move = coffee.move(ben, [now + 3 * DAY, now + 4 * DAY], now)
    make_coffee(ana, cleo, now + 3 * DAY)
    before = standing(coffee)
    with pytest.raises(JustTaken) as refusal:
        move.accept(ana, move.times.first(), now)
    assert refusal.value.times == [move.times.last()]
    assert standing(coffee) == before
