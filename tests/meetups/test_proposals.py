"""Offering times, and every way an offer ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meetups.errors import (
    AlreadyAnswered,
    AlreadyOnCalendar,
    AlreadyOpen,
    BadOffer,
    Busy,
    JustTaken,
    NotMutual,
    TimePassed,
)
from meetups.models import Coffee, Nudge, OfferedTime, Proposal, Seat
from members.errors import NotThere
from members.models import Member, Tie
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_mutual,
    make_proposal,
    make_venue,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stage(one, other):
    return Tie.objects.between(one, other).stage


def heard(about, state="waiting"):
    """Who waits to hear what about a row: {(kind, name)}."""
    return {
        (nudge.kind, nudge.recipient.short_name)
        for nudge in Nudge.objects.about(about).filter(state=state).select_related("recipient")
    }


def test_an_offer_opens_and_the_invitee_hears(ana, ben, now):
    proposal = make_proposal(ana, ben)
    assert (proposal.state, proposal.proposer, proposal.invitee) == ("open", ana, ben)
    assert [time.starts_at for time in proposal.times.all()] == [
        now + timedelta(days=day, hours=1) for day in (1, 2, 3)
    ]
    assert stage(ana, ben) == "proposed"
    assert heard(proposal) == {("proposal", "Ben"), ("answer_proposal", "Ben")}


def test_saying_yes_puts_one_coffee_in_both_diaries(ana, ben, now):
    proposal = make_proposal(ana, ben)
    second = proposal.times.all()[1]
    coffee = proposal.accept(ben, second, now)
    assert (coffee.state, coffee.starts_at, coffee.ends_at - coffee.starts_at) == (
        "scheduled",
        second.starts_at,
        timedelta(minutes=45),
    )
    assert {seat.member for seat in coffee.seats.all()} == {ana, ben}
    assert (proposal.state, proposal.coffee, proposal.closed_at) == ("accepted", coffee, now)
    tie = Tie.objects.between(ana, ben)
    assert (tie.stage, tie.proposed_at, tie.next_coffee_at) == (
        "scheduled",
        None,
        second.starts_at,
    )
    assert heard(coffee) == {
        (kind, name)
        for kind in ("accepted", "coffee_tomorrow", "coffee_soon", "did_you_meet")
        for name in ("Ana", "Ben")
    }


def test_only_the_invited_accept_and_only_what_was_offered(ana, ben, cleo, now):
    proposal = make_proposal(ana, ben)
    make_mutual(ana, cleo)
    elsewhere = make_proposal(ana, cleo)
    for member, time in [
        (ana, proposal.times.first()),
        (cleo, proposal.times.first()),
        (ben, elsewhere.times.first()),
    ]:
        with pytest.raises(NotThere):
            proposal.accept(member, time, now)
    assert not Coffee.objects.exists()


def test_a_coffee_starts_with_following_each_other(ana, cleo, dan):
    with pytest.raises(NotMutual):
        make_proposal(cleo, ana)
    with pytest.raises(NotMutual):
        make_proposal(dan, ana)


def test_nobody_proposes_across_a_block_or_to_the_absent(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    Member.objects.filter(pk=cleo.pk).update(suspended_at=now)
    ana.block(ben, now)
    for one, other in [(ana, ben), (ben, ana), (ana, cleo), (cleo, ana)]:
        with pytest.raises(NotThere):
            make_proposal(one, other)


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        ([], "at least one"),
        ([1, 1], "only once"),
        ([1, 2, 3, 4, 5, 6], "5 times at most"),
        ([-1, 1], "has passed"),
        ([0], "has passed"),
        ([61], "farthest"),
    ],
)
def test_times_are_one_to_five_and_still_to_come(ana, ben, now, offer, words):
    with pytest.raises(BadOffer, match=words):
        Proposal.objects.propose(
            ana, ben, [now + day * DAY for day in offer], 45, "coffee", place="Mill", now=now
        )


@pytest.mark.parametrize(
    "plan",
    [
        {"kind": "tea"},
        {"minutes": 50},
        {"place": ""},
        {"place": " \u2028"},
        {"place": "x" * 201},
        {"note": "x" * 501},
    ],
)
def test_a_plan_says_what_where_and_for_how_long(ana, ben, now, plan):
    plan = {"minutes": 45, "kind": "coffee", "place": "Mill"} | plan
    with pytest.raises(BadOffer):
        Proposal.objects.propose(ana, ben, [now + DAY], now=now, **plan)


def test_a_venue_must_suit(ana, ben):
    closed, walks = make_venue(is_active=False), make_venue(kinds=["walk"])
    for venue in (closed, walks):
        with pytest.raises(BadOffer, match="does not suit"):
            make_proposal(ana, ben, venue=venue)
    assert make_proposal(ana, ben, venue=walks, kind="walk").where == "The Old Mill"


def test_in_person_is_told_on_the_places_clock_and_a_call_on_each_readers(ana, ben, cleo, dan):
    for member, zone in [(cleo, "Asia/Tokyo"), (dan, "America/New_York")]:
        member.time_zone = zone
        member.save()
    make_mutual(ana, cleo)
    make_mutual(ana, dan)
    lisbon = make_venue(time_zone="Europe/Lisbon")
    at_venue = make_proposal(ana, ben, venue=lisbon)
    in_words = make_proposal(cleo, ana)
    call = make_proposal(dan, ana, kind="call")
    zones = [
        [str(proposal.zone_for(member)) for member in (proposal.proposer, proposal.invitee)]
        for proposal in (at_venue, in_words, call)
    ]
    assert zones == [
        ["Europe/Lisbon", "Europe/Lisbon"],
        ["Asia/Tokyo", "Asia/Tokyo"],
        ["America/New_York", "Europe/London"],
    ]


def test_times_are_offered_not_held(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    to_ben, to_cleo = make_proposal(ana, ben), make_proposal(ana, cleo)
    first, second, third = to_ben.times.all()
    to_cleo.accept(cleo, to_cleo.times.first(), now)
    with pytest.raises(JustTaken, match="Somebody took Wed 18 Nov, 10:00 a moment ago") as refusal:
        to_ben.accept(ben, first, now)
    assert refusal.value.times == [second, third]
    assert "Still free: Thu 19 Nov, 10:00; Fri 20 Nov, 10:00." in str(refusal.value)
    to_ben.refresh_from_db()
    assert to_ben.is_open
    shown = OfferedTime.objects.told([to_ben], now)[to_ben.pk]
    assert [time.is_left for time in shown] == [False, True, True]


def test_when_none_is_left_the_proposal_stays_open_and_the_proposer_hears(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    to_ben, to_cleo = [make_proposal(ana, one, now + DAY) for one in (ben, cleo)]
    to_cleo.accept(cleo, to_cleo.times.first(), now)
    assert ("all_taken", "Ana") in heard(to_ben)
    assert to_ben.still_owes("all_taken", ana, now)
    with pytest.raises(JustTaken, match="no other is left") as refusal:
        to_ben.accept(ben, to_ben.times.first(), now)
    assert refusal.value.times == []
    assert Proposal.objects.get(pk=to_ben.pk).is_open


def test_touching_coffees_are_not_in_each_others_way(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    make_coffee(ana, ben, now + DAY, minutes=30)
    make_coffee(ana, cleo, now + DAY + timedelta(minutes=30), minutes=30)
    assert Seat.objects.held().filter(member=ana).count() == 2


def test_the_proposer_offers_no_time_at_which_they_sit_already(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    make_coffee(ana, ben, now + DAY)
    with pytest.raises(Busy, match="Wed 18 Nov, 09:30") as refusal:
        make_proposal(ana, cleo, now + DAY + timedelta(minutes=30), now + 2 * DAY)
    assert refusal.value.starts == [now + DAY + timedelta(minutes=30)]


def test_a_time_that_has_passed_is_not_accepted(ana, ben, now):
    proposal = make_proposal(ana, ben)
    first, second, third = proposal.times.all()
    with pytest.raises(TimePassed) as refusal:
        proposal.accept(ben, first, first.starts_at)
    assert refusal.value.times == [second, third]


def test_declining_needs_no_reason(ana, ben, now):
    proposal = make_proposal(ana, ben)
    proposal.decline(now)
    assert (proposal.state, proposal.closed_at, stage(ana, ben)) == ("declined", now, "mutual")
    assert ("declined", "Ana") in heard(proposal)
    assert make_proposal(ana, ben).is_open


def test_an_offer_can_be_taken_back(ana, ben, now):
    proposal = make_proposal(ana, ben)
    proposal.withdraw(now)
    assert (proposal.state, stage(ana, ben)) == ("withdrawn", "mutual")
    assert ("withdrawn", "Ben") in heard(proposal)
    assert not proposal.still_owes("proposal", ben, now)


def test_countering_closes_the_old_and_opens_the_others(ana, ben, now):
    proposal = make_proposal(ana, ben)
    other = proposal.counter([now + 4 * DAY], now, note="Later suits me.")
    assert (proposal.state, other.state, other.answers) == ("countered", "open", proposal)
    assert (other.proposer, other.invitee, other.place) == (ben, ana, proposal.place)
    assert heard(other) == {("countered", "Ana"), ("answer_proposal", "Ana")}
    assert stage(ana, ben) == "proposed"
    with pytest.raises(AlreadyAnswered, match="other times"):
        proposal.accept(ben, proposal.times.first(), now)


def test_a_counter_may_change_the_plan(ana, ben, now):
    venue = make_venue()
    proposal = make_proposal(ana, ben)
    moved = proposal.counter([now + DAY], now, venue=venue)
    assert (moved.venue, moved.place) == (venue, "")
    call = moved.counter([now + DAY], now, kind="call", minutes=20)
    assert (call.venue, call.place, call.minutes, call.time_zone) == (None, "", 20, "")


def test_a_bad_counter_leaves_the_old_offer_open(ana, ben, now):
    proposal = make_proposal(ana, ben)
    with pytest.raises(BadOffer):
        proposal.counter([now], now)
    assert Proposal.objects.get() == proposal
    assert Proposal.objects.get().is_open


def test_proposing_while_one_is_open_leads_to_it(ana, ben):
    proposal = make_proposal(ana, ben)
    with pytest.raises(AlreadyOpen, match="You have already offered") as mine:
        make_proposal(ana, ben)
    with pytest.raises(AlreadyOpen, match="Ana was faster") as theirs:
        make_proposal(ben, ana)
    assert mine.value.proposal == theirs.value.proposal == proposal


def test_one_coffee_on_the_calendar_at_a_time(ana, ben):
    coffee = make_coffee(ana, ben)
    with pytest.raises(AlreadyOnCalendar, match="Wed 18 Nov, 10:00") as refusal:
        make_proposal(ben, ana)
    assert refusal.value.coffee == coffee


@pytest.mark.parametrize(
    ("days", "lapses"), [([1, 2, 3], 3), ([9], 7)], ids=["last time begins", "a week has passed"]
)
def test_an_offer_lapses(ana, ben, now, days, lapses):
    proposal = make_proposal(ana, ben, *(now + day * DAY for day in days))
    due = now + lapses * DAY
    Proposal.objects.lapse_old(due - timedelta(seconds=1))
    proposal.refresh_from_db()
    assert proposal.is_open
    with pytest.raises(AlreadyAnswered, match="Nobody was told no"):
        proposal.decline(due)
    Proposal.objects.lapse_old(due)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.closed_at, stage(ana, ben)) == ("lapsed", due, "mutual")


def test_whoever_is_faster_than_the_sweep_may_propose_again(ana, ben, now):
    old = make_proposal(ana, ben, now + DAY)
    new = make_proposal(ben, ana, now + 3 * DAY, now=now + 2 * DAY)
    old.refresh_from_db()
    assert (old.state, new.state, stage(ana, ben)) == ("lapsed", "open", "proposed")


@pytest.mark.parametrize("ending", ["accepted", "declined", "countered", "withdrawn", "lapsed"])
def test_what_has_ended_stays_ended(ana, ben, now, ending):
    proposal = make_proposal(ana, ben, now + DAY, now + 2 * DAY)
    time, stale = proposal.times.first(), Proposal.objects.get()
    {
        "accepted": lambda: proposal.accept(ben, time, now),
        "declined": lambda: proposal.decline(now),
        "countered": lambda: proposal.counter([now + DAY], now),
        "withdrawn": lambda: proposal.withdraw(now),
        "lapsed": lambda: proposal.lapse(now + 3 * DAY),
    }[ending]()
    for late in (
        lambda: stale.accept(ben, time, now),
        lambda: stale.decline(now),
        lambda: stale.withdraw(now),
        lambda: stale.counter([now + DAY], now),
    ):
        with pytest.raises(AlreadyAnswered) as refusal:
            late()
        assert refusal.value.proposal.state == ending
    stale.lapse(now + 8 * DAY)
    assert Proposal.objects.get(pk=proposal.pk).state == ending


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "tea"},
        {"minutes": 10},
        {"place": ""},
        {"time_zone": ""},
        {"kind": "call"},
        {"state": "maybe"},
        {"state": "declined"},
        {"state": "accepted", "closed_at": "2026-11-18T09:00Z"},
        {"closed_at": "2026-11-18T09:00Z"},
        {"lapses_at": "2026-11-01T09:00Z"},
    ],
)
def test_the_database_refuses_impossible_offers(ana, ben, broken):
    proposal = make_proposal(ana, ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**broken)


def test_the_database_keeps_one_open_offer_per_pair_and_never_reopens(ana, ben, now):
    old = make_proposal(ana, ben)
    old.decline(now)
    make_proposal(ben, ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=old.pk).update(state="open", closed_at=None)
    Proposal.objects.open().get().withdraw(now)
    with pytest.raises(IntegrityError, match="has ended"), transaction.atomic():
        Proposal.objects.filter(pk=old.pk).update(state="open", closed_at=None)


def test_lists_of_offers_take_the_same_few_queries(ana, ben, now, django_assert_num_queries):
    for _ in range(3):
        other = MemberFactory()
        make_mutual(ana, other)
        make_proposal(other, ana)
    with django_assert_num_queries(2):
        proposals = list(Proposal.objects.received_by(ana).with_people())
        times = OfferedTime.objects.told(proposals, now)
        for proposal in proposals:
            assert [time.is_left for time in times[proposal.pk]] == [True] * 3
            assert proposal.other(ana) and proposal.where


def test_one_offer_that_fails_does_not_stop_the_sweep(ana, ben, dan, now, monkeypatch):
    make_mutual(ana, dan)
    stubborn, other = make_proposal(ana, ben, now + DAY), make_proposal(ana, dan, now + 2 * DAY)
    lapse = Proposal.lapse

    def stumbling(self, moment):
        if self == stubborn:
            raise ValueError("no")
        lapse(self, moment)

    monkeypatch.setattr(Proposal, "lapse", stumbling)
    Proposal.objects.lapse_old(now + 3 * DAY)
    stubborn.refresh_from_db()
    other.refresh_from_db()
    assert (stubborn.state, other.state) == ("open", "lapsed")
