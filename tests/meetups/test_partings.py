"""What a block, a suspension or an unfollow ends."""

from collections import Counter
from datetime import timedelta

import pytest

from meetups.models import Coffee, Introduction, Nudge, Proposal, Seat
from meetups.nudges import looking
from members.errors import NotThere
from members.models import Member, Tie
from members.models.member import MemberQuerySet
from tests.factories import MemberFactory, make_coffee, make_evening, make_mutual, make_proposal
from tests.meetups.letters import govern, letter_to, letters_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def part_by_block(ana, ben, now):
    ben.block(ana, now)


def part_by_suspension(ana, ben, now):
    ben.suspend(now)


PARTINGS = pytest.mark.parametrize("part", [part_by_block, part_by_suspension])


def waiting():
    return sorted(
        (nudge.kind, nudge.recipient.short_name)
        for nudge in Nudge.objects.waiting().select_related("recipient")
    )


@PARTINGS
def test_an_open_offer_lapses_without_a_letter(ana, ben, now, part):
    proposal = make_proposal(ana, ben)
    part(ana, ben, now)
    proposal.refresh_from_db()
    assert (proposal.state, waiting()) == ("lapsed", [])
    assert Tie.objects.between(ana, ben).proposed_at is None


@PARTINGS
def test_a_coming_coffee_is_cancelled_and_each_hears_once(ana, ben, now, part):
    coffee = make_coffee(ana, ben)
    part(ana, ben, now)
    coffee.refresh_from_db()
    assert (coffee.state, coffee.cancelled_by) == ("cancelled", ben)
    assert waiting() == [("cancelled", "Ana"), ("cancelled", "Ben")]
    assert coffee.still_owes("cancelled", ana, now) and coffee.still_owes("cancelled", ben, now)
    assert not Seat.objects.held().exists()
    assert Tie.objects.between(ana, ben).next_coffee_at is None


@PARTINGS
def test_an_offer_to_move_ends_with_its_coffee(ana, ben, now, part):
    coffee = make_coffee(ana, ben)
    move = coffee.move(ana, [now + 3 * DAY], now)
    part(ana, ben, now)
    move.refresh_from_db()
    assert move.state == "lapsed"
    assert waiting() == [("cancelled", "Ana"), ("cancelled", "Ben")]


def test_a_block_reads_like_any_other_cancellation(ana, ben, now):
    def told(coffee):
        told = Nudge.objects.about(coffee).filter(state="waiting", kind="cancelled")
        columns = ("state", "sequence", "cancelled_by", "settled_at", "on_calendar")
        return (
            set(told.values_list("kind", "recipient", "due_at")),
            Coffee.objects.filter(pk=coffee.pk).values(*columns).get(),
        )

    by_hand = make_coffee(ana, ben)
    by_hand.cancel(ben, now)
    by_block = make_coffee(ana, ben)
    ben.block(ana, now)
    assert told(by_block) == told(by_hand)


def test_what_is_past_stays_with_each(ana, ben, now):
    coffee = make_coffee(ana, ben)
    after = coffee.ends_at + DAY
    coffee.answer(ana, True, after)
    ana.block(ben, after)
    assert list(Coffee.objects.with_member(ana)) == list(Coffee.objects.with_member(ben))
    coffee.refresh_from_db()
    assert coffee.is_scheduled and waiting() == []
    assert not coffee.still_owes("did_you_meet", ben, after)
    coffee.answer(ben, True, after)
    assert Tie.objects.between(ana, ben).stage == "met"
    with pytest.raises(NotThere):
        coffee.thank(ana, "Thanks", after)


def test_nothing_is_accepted_across_a_block(ana, ben, now):
    proposal = make_proposal(ana, ben)
    ana.block(ben, now)
    for verb in (
        lambda: proposal.accept(ben, proposal.times.first(), now),
        lambda: proposal.decline(now),
        lambda: proposal.counter([now + DAY], now),
    ):
        with pytest.raises(NotThere):
            verb()


def test_unfollowing_lets_an_offer_lapse(ana, ben, now):
    proposal = make_proposal(ana, ben)
    ana.unfollow(ben, now)
    proposal.refresh_from_db()
    assert (proposal.state, Tie.objects.between(ana, ben).stage) == ("lapsed", "following")
    assert not proposal.still_owes("proposal", ben, now)


def test_unfollowing_leaves_an_agreed_coffee_standing(ana, ben, now):
    coffee = make_coffee(ana, ben)
    move = coffee.move(ana, [now + 3 * DAY], now)
    ben.unfollow(ana, now)
    coffee.refresh_from_db()
    assert (coffee.state, Proposal.objects.get(pk=move.pk).state) == ("scheduled", "lapsed")
    assert Tie.objects.between(ana, ben).stage == "scheduled"
    coffee.still_on(ana, now)
    coffee.answer(ana, True, coffee.ends_at)
    coffee.answer(ben, True, coffee.ends_at)
    assert Tie.objects.between(ana, ben).stage == "met"


def test_others_keep_their_plans(ana, ben, dan, now):
    ana.follow(dan, now)
    dan.follow(ana, now)
    coffee, proposal = make_coffee(ana, ben), make_proposal(ana, dan, now + 5 * DAY)
    before = waiting()
    dan.block(ben, now)
    coffee.refresh_from_db()
    proposal.refresh_from_db()
    assert (coffee.state, proposal.state, waiting()) == ("scheduled", "open", before)


@pytest.mark.parametrize("blocker", ["ana", "ben"])
def test_whether_one_comes_is_still_asked_without_showing_the_other(ana, ben, dan, now, blocker):
    make_mutual(ana, dan, now)
    evening = make_evening(now=now)
    for member in (ana, ben, dan):
        evening.say_going(member, now)
    eve = evening.starts_at - DAY
    govern(eve)
    assert set(letter_to(ana, "session_tomorrow").shows) == {ben.pk, dan.pk}
    (ana.block(ben, eve) if blocker == "ana" else ben.block(ana, eve))
    govern(eve)
    for member, shown in [(ana, [dan.pk]), (ben, [])]:
        first, second = letters_to(member, "session_tomorrow")
        assert (first.state, second.state, second.shows) == ("cancelled", "waiting", shown)
    assert letter_to(dan, "session_tomorrow").shows == [ana.pk]


def test_whether_one_comes_is_asked_anew_without_whoever_is_shut_out(ana, ben, dan, now):
    make_mutual(ana, dan, now)
    evening = make_evening(now=now)
    for member in (ana, ben, dan):
        evening.say_going(member, now)
    eve = evening.starts_at - DAY
    Member.objects.update(look_at=eve + DAY)
    govern(eve)
    ben.suspend(eve)
    looking.look(eve, Counter())
    govern(eve)
    first, second = letters_to(ana, "session_tomorrow")
    assert (first.state, second.state, second.shows) == ("cancelled", "waiting", [dan.pk])
    assert letter_to(dan, "session_tomorrow").shows == [ana.pk]


@pytest.fixture
def reader(ana, ben, now):
    """Somebody whose week shows Ben, to whom they were introduced."""
    reader = MemberFactory(name="Rhea Sand")
    Introduction.objects.introduce(reader, ben, ana, now)
    Nudge.objects.leave(reader, "the_week", reader, key="week", due_at=now)
    govern(now)
    assert letter_to(reader, "the_week").shows == [ben.pk]
    return reader


def test_whoever_is_let_back_in_is_still_introduced_and_spoken_of(reader, ben, dan, now):
    make_mutual(reader, ben, now)
    tie = Tie.objects.between(reader, ben)
    Nudge.objects.leave(reader, "have_the_coffee", tie, key="coffee", due_at=now + DAY)
    ben.suspend(now)
    looking.look(now, Counter())
    ben.restore(now)
    assert Introduction.objects.get().over_at is None
    assert Nudge.objects.get(key="coffee").state == "waiting"


def test_a_suspension_locks_only_who_has_plans(reader, ana, ben, now, monkeypatch):
    make_proposal(ana, ben)
    locked, lock_all = [], MemberQuerySet.lock_all

    def noted(members, ids):
        locked.extend(ids)
        return lock_all(members, ids)

    monkeypatch.setattr(MemberQuerySet, "lock_all", noted)
    ben.suspend(now)
    assert set(locked) == {ana.pk, ben.pk}
