"""A coffee from the yes until it begins."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from meetups.errors import NoLongerOn, TooEarly
from meetups.models import Coffee, Nudge, Proposal, Seat
from members.errors import NotThere, Refusal
from members.models import Tie
from tests.factories import make_coffee, make_mutual, make_proposal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def coffee(ana, ben):
    """Tomorrow at ten, for 45 minutes; Ana asked."""
    return make_coffee(ana, ben)


def due(coffee, member):
    """When the member will be asked what: {(kind, moment)}."""
    waiting = Nudge.objects.about(coffee).for_member(member).waiting()
    return set(waiting.exclude(kind="accepted").values_list("kind", "due_at"))


def test_a_coffee_knows_its_two(coffee, ana, ben, cleo):
    assert coffee.pair == [ana, ben]
    assert (coffee.other(ana), coffee.other(ben)) == (ben, ana)
    assert coffee.has(ana) and not coffee.has(cleo)


def test_coffees_are_found_by_phrases(coffee, ana, cleo, now):
    coming = Coffee.objects.scheduled().with_member(ana)
    assert list(coming.starting_between(now, now + 2 * DAY)) == [coffee]
    assert not coming.starting_between(coffee.starts_at + HOUR, now + 9 * DAY)
    assert list(coming.ahead(now)) == list(coming.over(coffee.ends_at)) == [coffee]
    assert not coming.over(now) and not Coffee.objects.with_member(cleo)


def test_each_is_asked_before_and_after(coffee, ana):
    assert due(coffee, ana) == {
        ("coffee_tomorrow", coffee.starts_at - DAY),
        ("coffee_soon", coffee.starts_at - 2 * HOUR),
        ("did_you_meet", datetime(2026, 11, 18, 18, 30, tzinfo=UTC)),
        ("did_you_meet", datetime(2026, 11, 21, 18, 30, tzinfo=UTC)),
        ("did_you_meet", datetime(2026, 11, 28, 18, 30, tzinfo=UTC)),
    }


def test_a_late_coffee_is_asked_about_two_hours_after(ana, ben, now):
    coffee = make_coffee(ana, ben, now + timedelta(hours=11))
    evening = coffee.ends_at + 2 * HOUR
    assert due(coffee, ben) == {
        ("coffee_soon", coffee.starts_at - 2 * HOUR),
        ("did_you_meet", evening),
        ("did_you_meet", evening + 3 * DAY),
        ("did_you_meet", evening + 10 * DAY),
    }


def test_the_evening_is_the_readers_own(ana, ben, now):
    ben.time_zone = "America/New_York"
    ben.save()
    coffee = make_coffee(ana, ben, kind="call")
    assert coffee.evening_for(coffee.other(ana)) == datetime(2026, 11, 18, 23, 30, tzinfo=UTC)


def test_still_on_is_said_once(coffee, ana, ben, now):
    coffee.still_on(ben, now)
    coffee.still_on(ben, now + HOUR)
    assert coffee.seats.get(member=ben).still_on_at == now
    assert coffee.seats.get(member=ana).still_on_at is None
    eve = coffee.starts_at - DAY
    assert coffee.still_owes("coffee_tomorrow", ana, eve)
    assert not coffee.still_owes("coffee_tomorrow", ben, eve)


def test_running_late_tells_the_other(coffee, ana, ben):
    soon = coffee.starts_at - timedelta(minutes=20)
    coffee.late(ben, 10, soon)
    coffee.late(ben, 10, soon)
    assert coffee.seats.get(member=ben).late_minutes == 10
    assert [nudge.recipient for nudge in Nudge.objects.about(coffee).filter(kind="late")] == [ana]


def test_every_change_of_being_late_is_told(coffee, ana, ben):
    soon = coffee.starts_at - timedelta(minutes=20)
    for number, minutes in enumerate([5, 10, 5]):
        coffee.late(ben, minutes, soon + timedelta(minutes=number))
    assert Nudge.objects.about(coffee).filter(kind="late", recipient=ana).count() == 3


def test_late_is_five_ten_or_fifteen_and_on_the_day(coffee, ben, now):
    with pytest.raises(Refusal):
        coffee.late(ben, 45, coffee.starts_at)
    with pytest.raises(TooEarly):
        coffee.late(ben, 5, now)


def test_cancelling_needs_no_reason_and_frees_both(coffee, ana, ben, cleo, now):
    coffee.cancel(ben, now)
    assert (coffee.state, coffee.cancelled_by, coffee.settled_at, coffee.sequence) == (
        "cancelled",
        ben,
        now,
        1,
    )
    assert not Seat.objects.held().exists()
    assert Tie.objects.between(ana, ben).stage == "mutual"
    cancelled = Nudge.objects.about(coffee).filter(kind="cancelled")
    assert {nudge.recipient for nudge in cancelled} == {ana, ben}
    assert due(coffee, ana) == {("cancelled", now), ("rain_check", now + timedelta(days=1))}
    make_mutual(ana, cleo)
    assert make_coffee(ana, cleo).starts_at == coffee.starts_at


def test_a_cancelled_coffee_leaves_only_its_cancellation_true(coffee, ana, now):
    coffee.cancel(ana, now)
    true = {kind for kind in Nudge.Kind.values if coffee.still_owes(kind, ana, now)}
    assert true == {"cancelled"}


def test_letters_are_true_in_their_time_only(coffee, ana, now):
    moments = {
        "agreed": now,
        "eve": coffee.starts_at - 20 * HOUR,
        "soon": coffee.starts_at - HOUR,
        "over": coffee.ends_at,
        "settled": coffee.settles_at,
    }
    true = {
        name: {kind for kind in Nudge.Kind.values if coffee.still_owes(kind, ana, moment)}
        for name, moment in moments.items()
    }
    standing = {"accepted", "moved", "late"}
    assert true == {
        "agreed": standing | {"coffee_tomorrow", "coffee_soon"},
        "eve": standing | {"coffee_tomorrow", "coffee_soon"},
        "soon": standing | {"coffee_tomorrow", "coffee_soon"},
        "over": {"did_you_meet"},
        "settled": set(),
    }


def test_strangers_have_no_say(coffee, cleo, now):
    for verb in (
        lambda: coffee.still_on(cleo, now),
        lambda: coffee.late(cleo, 5, coffee.starts_at),
        lambda: coffee.cancel(cleo, now),
        lambda: coffee.move(cleo, [now + 2 * DAY], now),
        lambda: coffee.answer(cleo, True, coffee.ends_at),
        lambda: coffee.thank(cleo, "Thanks", coffee.ends_at),
    ):
        with pytest.raises(NotThere):
            verb()
    assert not coffee.still_owes("accepted", cleo, now)


@pytest.mark.parametrize("state", ["cancelled", "over"])
def test_what_is_no_longer_on_cannot_be_kept(coffee, ana, ben, now, state):
    stale = Coffee.objects.get(pk=coffee.pk)
    if state == "cancelled":
        coffee.cancel(ana, now)
    else:
        now = coffee.ends_at
    for verb in (
        lambda: stale.still_on(ben, now),
        lambda: stale.late(ben, 5, now),
        lambda: stale.cancel(ben, now),
    ):
        with pytest.raises(NoLongerOn) as refusal:
            verb()
        assert refusal.value.coffee == coffee
    assert Nudge.objects.about(coffee).filter(kind="cancelled").count() in (0, 2)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "tea"},
        {"minutes": 10},
        {"place": ""},
        {"kind": "call"},
        {"state": "maybe"},
        {"state": "met"},
        {"settled_at": "2026-11-18T09:00Z"},
        {"confirmed": True},
        {"state": "cancelled", "settled_at": "2026-11-18T09:00Z"},
        {"ends_at": "2026-11-18T09:00Z"},
    ],
)
def test_the_database_refuses_impossible_coffees(coffee, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Coffee.objects.update(**broken)


def test_the_database_keeps_one_coffee_per_pair_and_one_chair_each(coffee, ana, ben, cleo, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Coffee.objects.create(
            tie=coffee.tie,
            kind="walk",
            minutes=20,
            place="Park",
            time_zone="Europe/London",
            starts_at=now + 9 * DAY,
            ends_at=now + 9 * DAY + HOUR,
            created_at=now,
        )
    make_mutual(ana, cleo)
    other = make_coffee(ana, cleo, now + 2 * DAY)
    with pytest.raises(IntegrityError, match="two_tables"), transaction.atomic():
        Seat.objects.filter(coffee=other).update(during=coffee.during)
    coffee.cancel(ana, now)
    with pytest.raises(IntegrityError, match="has ended"), transaction.atomic():
        Coffee.objects.filter(pk=coffee.pk).update(
            state="scheduled", settled_at=None, cancelled_by=None
        )


def test_the_next_coffee_can_be_agreed_while_the_last_waits_for_answers(coffee, ana, ben, now):
    after = coffee.ends_at + HOUR
    coffee.answer(ana, True, after)
    following = make_coffee(ben, ana, after + DAY, now=after)
    tie = Tie.objects.between(ana, ben)
    assert (tie.stage, tie.next_coffee_at) == ("scheduled", following.starts_at)
    coffee.answer(ben, True, after + HOUR)
    tie.refresh_from_db()
    assert (tie.stage, tie.times_met, tie.next_coffee_at) == ("met", 1, following.starts_at)
    assert Coffee.objects.get(pk=following.pk).is_scheduled


def test_a_proposal_of_a_past_coffee_names_it(coffee, ana, ben):
    assert coffee.agreed_in.get() == Proposal.objects.get()
    assert coffee.agreed_in.get().proposer == ana


def test_offers_to_others_hear_when_the_coffee_took_their_time(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    offer = make_proposal(cleo, ana, now + DAY + HOUR)
    coffee = make_coffee(ana, ben, now + DAY + HOUR)
    told = Nudge.objects.about(offer).filter(kind="all_taken")
    assert [nudge.recipient for nudge in told] == [cleo]
    coffee.cancel(ana, now)
    assert not offer.still_owes("all_taken", cleo, now)
