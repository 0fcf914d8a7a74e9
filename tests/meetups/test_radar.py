"""Whom one follows, has not met, and would find at an evening."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import Rsvp
from meetups.radar import coming, radar
from members.models import Follow, Member, Tie
from tests.factories import MemberFactory, make_coffee, make_evening, make_mutual

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def evening(now):
    return make_evening(now=now)


def seen(evening, viewer, now):
    """Those on the radar, asked afresh."""
    fresh = Member.objects.get(pk=viewer.pk)
    return [one.member for one in radar(evening, fresh, now)]


def test_a_friend_and_one_whom_i_only_follow_are_on_it(evening, ana, ben, cleo, dan, now):
    """Mutual first. Cleo follows Ana, who does not follow her."""
    ana.follow(dan, now)
    for member in (cleo, dan, ben):
        evening.say_going(member, now)
    assert seen(evening, ana, now) == [ben, dan]
    assert seen(evening, cleo, now) == []
    assert coming(ana, evening, how_many=1) == [ben]


def test_each_has_one_line_to_begin_with(evening, ana, ben, now):
    Member.objects.filter(pk=ben.pk).update(looking_for=["contracts"])
    Member.objects.filter(pk=ana.pk).update(can_help=["contracts"])
    evening.say_going(ben, now)
    (one,) = radar(evening, Member.objects.get(pk=ana.pk), now)
    assert one.because == (
        "Because you have followed each other since 17 November,"
        " and Ben asks for what you offer: contracts."
    )


@pytest.mark.parametrize(
    "why",
    ["waits", "gave back", "is excused", "is shy", "is met", "blocks", "is blocked", "is gone"],
)
def test_nobody_else_is(evening, ana, ben, now, why):
    evening.say_going(ben, now, is_shown=why != "is shy")
    match why:
        case "waits":
            evening.rsvps.update(state="waiting", turn=1)
        case "gave back":
            evening.say_cant(ben, now)
        case "is excused":
            evening.rsvps.update(attendance="excused", attended_at=now)
        case "is met":
            coffee = make_coffee(ana, ben, now - DAY, now=now - 2 * DAY)
            for member in (ana, ben):
                coffee.answer(member, True, now)
        case "blocks":
            ben.block(ana, now)
        case "is blocked":
            ana.block(ben, now)
        case "is gone":
            ben.suspend(now)
    assert seen(evening, ana, now) == []


def test_three_hundred_cost_as_many_queries_as_one(evening, ana, ben, now):
    evening.say_going(ben, now)

    def cost():
        fresh = Member.objects.get(pk=ana.pk)
        with CaptureQueriesContext(connection) as queries:
            found = radar(evening, fresh, now)
        return len(found), len(queries)

    few = cost()
    crowd = MemberFactory.create_batch(30)
    for member in crowd:
        make_mutual(ana, member, now)
    Rsvp.objects.bulk_create(
        Rsvp(session=evening, member=member, state="going", changed_at=now) for member in crowd
    )
    assert (few, cost()) == ((1, 2), (31, 2))
    assert Follow.objects.count() == 62 and Tie.objects.count() == 31
