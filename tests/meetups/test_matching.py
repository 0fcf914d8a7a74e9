"""Who has not met yet, in which order, and why."""

from datetime import timedelta

import pytest

from meetups.company import company_of
from meetups.matching import THREE, common_times, suggested, unmet
from members.models import Tie
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_hours,
    make_mutual,
    make_proposal,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def suggestions(member, now):
    """Whom the first page would suggest if no hands stood beside."""
    return suggested(member, company_of(member, now, most_hands=0), now)


def names(people):
    return [one.member.short_name for one in people]


@pytest.fixture
def dot(ana, now):
    """Ana held out a hand to Dot, long ago."""
    dot = MemberFactory(name="Dot Perry")
    ana.follow(dot, now - 90 * DAY)
    return dot


def test_mutual_then_hands_held_out_to_me_then_mine(ana, ben, cleo, dot, now):
    older = MemberFactory(name="Eve Older")
    make_mutual(ana, older, now - DAY)
    assert names(unmet(ana, now).people) == ["Eve", "Ben", "Cleo", "Dot"]


def test_whoever_was_met_blocked_or_suspended_is_left_out(ana, ben, cleo, dot, now):
    coffee = make_coffee(ana, ben)
    for member in (ana, ben):
        coffee.answer(member, True, coffee.ends_at)
    cleo.block(ana, now)
    dot.suspend(now)
    assert unmet(ana, now) == ([], "")


def test_a_hand_taken_back_is_nobody_to_meet(ana, cleo, now):
    cleo.unfollow(ana, now)
    assert Tie.objects.between(ana, cleo) and unmet(ana, now).people == []


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_follow_each_other_without_gaps(ana, ben, cleo, dot, now, limit):
    make_mutual(ana, MemberFactory(), now)
    make_mutual(ana, MemberFactory(), now)
    found, after = [], ""
    for _ in range(9):
        page = unmet(ana, now, limit, after)
        found += page.people
        after = page.after
        if not after:
            break
    assert [one.member for one in found] == [one.member for one in unmet(ana, now).people]
    assert len(found) == 5


@pytest.mark.parametrize("after", ["x", "1.2", "1.2.3.4", f"1.{10**30}.1"])
def test_a_place_that_is_none_is_the_start(ana, ben, now, after):
    assert names(unmet(ana, now, after=after).people) == ["Ben"]


def test_reasons_name_the_two_largest_terms(ana, ben, cleo, dot, now):
    ana.can_help, ana.looking_for, ana.area_name = ["Employment contracts"], ["Bread"], "Leeds"
    ben.looking_for, ben.can_help = ["employment contracts"], ["bread"]
    cleo.can_help, dot.area_name = ["Bread"], "Leeds"
    for member in (ana, ben, cleo, dot):
        member.save()
    assert [one.reason for one in unmet(ana, now + DAY).people] == [
        "Because you have followed each other since 17 November, and Ben asks for what you offer: "
        "employment contracts.",
        "Because Cleo has held out a hand to you since 17 November, and Cleo offers what you ask "
        "for: Bread.",
        "Because you have held out a hand to Dot since August, and you are both in Leeds.",
    ]
    next_year = now + 100 * DAY
    assert unmet(dot, next_year).people[0].reason == (
        "Because Ana has held out a hand to you since August 2026, and you are both in Leeds."
    )


def test_a_reason_may_be_one_term(ana, ben, now):
    assert unmet(ana, now).people[0].reason == (
        "Because you have followed each other since 17 November."
    )


def test_suggestions_bring_three_times_that_suit_both(ana, ben, cleo, now):
    make_hours(ana, ben, cleo)
    first, second = suggestions(ana, now)
    assert (first.member, second.member, second.times) == (ben, cleo, [])
    assert len(first.times) == 3
    assert first.times == common_times(ana, ben, 45, now)
    assert len({time.date() for time in first.times}) == 3
    assert make_proposal(ana, ben, *first.times).is_open


def test_suggested_times_leave_out_what_either_agreed_on(ana, ben, cleo, now):
    make_hours(ana, ben)
    make_mutual(ben, cleo)
    before = common_times(ana, ben, 45, now)
    coffee = make_coffee(ben, cleo, before[0])
    after = common_times(ana, ben, 45, now)
    assert len(after) == 3
    assert all(abs(time - coffee.starts_at) >= timedelta(minutes=60) for time in after)


def test_nobody_is_suggested_who_has_plans_with_me_or_rests(ana, ben, cleo, dot, now):
    make_proposal(ana, ben)
    cleo.openness = "resting"
    cleo.save()
    assert names(suggestions(ana, now)) == ["Dot"]
    assert names(unmet(ana, now).people) == ["Ben", "Cleo", "Dot"]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_any_number_of_people_takes_the_same_few_queries(ana, now, rows, django_assert_num_queries):
    others = [MemberFactory() for _ in range(rows)]
    for other in others:
        make_mutual(ana, other, now)
    make_hours(ana, *others)
    with django_assert_num_queries(2):
        assert len(unmet(ana, now, 50).people) == rows
    with django_assert_num_queries(1):
        assert len(suggestions(ana, now)) == min(rows, THREE)
