"""Did you meet? The truth table, thanks, and what a yes-sayer can never see."""

from datetime import timedelta

import pytest

from meetups.errors import AlreadySettled, NoLongerOn, NoThanks, TooEarly
from meetups.models import Coffee, Nudge, Thanks
from members.errors import NotThere, Refusal
from members.models import Tie
from tests.factories import make_coffee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
YES, NO, SILENCE = True, False, None


@pytest.fixture
def coffee(ana, ben):
    return make_coffee(ana, ben)


def say(coffee, member, answer, now):
    if answer is not SILENCE:
        coffee.answer(member, answer, now)


def outcome(coffee):
    """What anybody can see of a coffee: (state, confirmed, times met)."""
    coffee.refresh_from_db()
    return coffee.state, coffee.confirmed, Tie.objects.get(pk=coffee.tie_id).times_met


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("one", "other", "at_once", "after_two_weeks"),
    [
        (YES, YES, ("met", True, 1), ("met", True, 1)),
        (YES, NO, ("scheduled", False, 0), ("met", False, 1)),
        (YES, SILENCE, ("scheduled", False, 0), ("met", False, 1)),
        (NO, NO, ("missed", False, 0), ("missed", False, 0)),
        (NO, SILENCE, ("scheduled", False, 0), ("missed", False, 0)),
        (SILENCE, SILENCE, ("scheduled", False, 0), ("unknown", False, 0)),
    ],
)
def test_the_truth_table(coffee, ana, ben, one, other, at_once, after_two_weeks, swapped):
    first, second = (ben, ana) if swapped else (ana, ben)
    after = coffee.ends_at + timedelta(hours=3)
    say(coffee, first, one, after)
    say(coffee, second, other, after)
    assert outcome(coffee) == at_once
    Coffee.objects.settle_old(coffee.ends_at + 14 * DAY - SECOND)
    assert outcome(coffee) == at_once
    Coffee.objects.settle_old(coffee.ends_at + 14 * DAY)
    assert outcome(coffee) == after_two_weeks
    tie = Tie.objects.between(ana, ben)
    assert tie.next_coffee_at is None
    assert tie.last_met_at == (coffee.starts_at if after_two_weeks[2] else None)
    assert tie.stage == ("met" if after_two_weeks[2] else "mutual")


def test_a_call_is_met_but_is_no_meeting(ana, ben):
    call = make_coffee(ana, ben, kind="call")
    for member in (ana, ben):
        call.answer(member, True, call.ends_at)
    assert outcome(call) == ("met", True, 0)
    tie = Tie.objects.between(ana, ben)
    assert (tie.stage, tie.last_met_at, tie.next_coffee_at) == ("mutual", None, None)


def seen_by(member, coffee):
    """Every row and moment that a page or letter of the member could draw on."""
    coffee = Coffee.objects.get(pk=coffee.pk)
    now = coffee.ends_at + 10 * DAY
    tie = Tie.objects.filter(pk=coffee.tie_id).values().get()
    return (
        {name: value for name, value in vars(coffee).items() if name != "_state"},
        tie,
        coffee.answer_of(member),
        list(coffee.seats.order_by("pk").values()),
        list(
            Nudge.objects.for_member(member)
            .order_by("key")
            .values("key", "state", "due_at", "reason", "decided_at")
        ),
        [kind for kind in Nudge.Kind.values if coffee.still_owes(kind, member, now)],
        list(Coffee.objects.awaiting_answer_of(member, now)),
    )


def test_the_yes_sayer_cannot_tell_a_no_from_silence(coffee, ana, ben):
    after, ripe = coffee.ends_at + DAY, coffee.ends_at + 14 * DAY
    coffee.answer(ana, True, after)
    silence = seen_by(ana, coffee)
    coffee.answer(ben, False, after + DAY)
    assert seen_by(ana, coffee) == silence
    Coffee.objects.settle_old(ripe)
    settled_against_no = seen_by(ana, coffee)
    assert settled_against_no[0]["state"] == "met"

    again = make_coffee(ana, ben, ripe + DAY, now=ripe)
    again.answer(ana, True, again.ends_at + DAY)
    Coffee.objects.settle_old(again.settles_at)
    again.refresh_from_db()
    assert (again.state, again.confirmed, again.settled_at - again.ends_at) == (
        settled_against_no[0]["state"],
        settled_against_no[0]["confirmed"],
        settled_against_no[0]["settled_at"] - settled_against_no[0]["ends_at"],
    )


def test_only_the_no_sayer_is_asked_once_more(coffee, ana, ben):
    after = coffee.ends_at + DAY
    coffee.answer(ana, True, after)
    coffee.answer(ben, False, after)
    asked = Nudge.objects.about(coffee).filter(kind="did_you_meet").waiting()
    assert [(nudge.recipient, nudge.due_at) for nudge in asked] == [(ben, after + DAY)]
    assert coffee.still_owes("did_you_meet", ben, after)
    assert not coffee.still_owes("did_you_meet", ana, after)
    coffee.answer(ben, False, after + DAY)
    assert Nudge.objects.about(coffee).filter(key__endswith="once_more").count() == 1


def test_an_answer_may_change_until_it_is_settled(coffee, ana, ben):
    after = coffee.ends_at + DAY
    coffee.answer(ana, True, after)
    coffee.answer(ben, False, after)
    coffee.answer(ben, True, after + DAY)
    assert outcome(coffee) == ("met", True, 1)
    with pytest.raises(AlreadySettled):
        coffee.answer(ben, False, after + DAY)
    assert coffee.answer_of(ben) is True


def test_answers_have_their_time(coffee, ana):
    with pytest.raises(TooEarly):
        coffee.answer(ana, True, coffee.ends_at - SECOND)
    with pytest.raises(AlreadySettled):
        coffee.answer(ana, True, coffee.ends_at + 14 * DAY)
    assert coffee.answer_of(ana) is None


def test_a_cancelled_coffee_asks_nothing(coffee, ana, now):
    coffee.cancel(ana, now)
    with pytest.raises(NoLongerOn):
        coffee.answer(ana, True, coffee.ends_at)
    Coffee.objects.settle_old(coffee.ends_at + 20 * DAY)
    assert outcome(coffee) == ("cancelled", False, 0)


def test_those_who_still_have_to_answer_are_found(coffee, ana, ben):
    after = coffee.ends_at
    assert not Coffee.objects.awaiting_answer_of(ana, after - SECOND)
    coffee.answer(ana, False, after)
    assert not Coffee.objects.awaiting_answer_of(ana, after)
    assert list(Coffee.objects.awaiting_answer_of(ben, after)) == [coffee]
    assert not Coffee.objects.awaiting_answer_of(ben, after + 14 * DAY)


def test_thanks_are_for_the_other_alone_and_once(coffee, ana, ben, cleo):
    coffee.thank(ana, " For the story about the bakery. ", coffee.ends_at)
    assert coffee.thanks_to(ben).words == "For the story about the bakery."
    assert coffee.thanks_to(ana) is None
    with pytest.raises(NoThanks, match="already"):
        coffee.thank(ana, "Again", coffee.ends_at)
    with pytest.raises(NotThere):
        coffee.thank(cleo, "Me too", coffee.ends_at)
    assert Thanks.objects.count() == 1


def test_thanks_need_a_coffee_that_happened(coffee, ana, ben, now):
    with pytest.raises(TooEarly):
        coffee.thank(ana, "Thanks", now)
    with pytest.raises(Refusal, match="A word or two"):
        coffee.thank(ana, " \u2028 ", coffee.ends_at)
    with pytest.raises(Refusal, match="thousand"):
        coffee.thank(ana, "x" * 1001, coffee.ends_at)
    coffee.answer(ana, False, coffee.ends_at)
    with pytest.raises(NoThanks, match="you did not meet"):
        coffee.thank(ana, "Thanks", coffee.ends_at)
    coffee.thank(ben, "Thanks", coffee.ends_at)
    coffee.answer(ben, False, coffee.ends_at)
    with pytest.raises(NoThanks):
        coffee.thank(ana, "Thanks", coffee.ends_at)
