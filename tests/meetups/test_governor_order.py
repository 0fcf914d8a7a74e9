"""Of two reasons against a letter the first decides: which one stands in Settings > Nudges, and
whether there will be another chance."""

from datetime import time, timedelta
from itertools import pairwise

import pytest

from meetups.models import Nudge
from meetups.nudges import governor
from meetups.nudges.caps import member_had_their_letters, pair_had_its_letter
from meetups.nudges.case import Case
from meetups.nudges.ignored import kind_ignored, six_ignored
from meetups.nudges.truth import overtaken, untrue
from meetups.nudges.wishes import all_quiet, hushed, quiet_hour, unwanted
from members.models import Hush, Preferences, Tie
from tests.factories import make_coffee, make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    DAY,
    decided,
    fate,
    friend_of,
    remind_of,
    short_letters,
    wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
HOUR = timedelta(hours=1)


# -- what there is to be said against a nudge that is due at `at`


def plans_changed(nudge, at):
    """Ana offered him a coffee; or he took his back; or she has answered already."""
    match nudge.kind:
        case "have_the_coffee":
            make_proposal(nudge.recipient, nudge.other, at + DAY, now=at)
        case "proposal":
            nudge.about.withdraw(at)
        case "coffee_tomorrow":
            # By the verb it would be decided before anything is asked.
            nudge.about.seats.filter(member=nudge.recipient).update(still_on_at=at)


def newer_step_is_due(nudge, at):
    if nudge.kind == "have_the_coffee":
        remind_of(nudge.other, nudge.recipient, at, kind="take_it_offline")
    else:
        Nudge.objects.for_member(nudge.recipient).filter(kind="coffee_soon").update(due_at=at)


def kind_is_unwanted(nudge, at):
    Preferences.objects.of(nudge.recipient).stop(nudge.kind)


def he_is_hushed(nudge, at):
    Hush.objects.hush(nudge.recipient, nudge.other, at)


def all_is_quiet(nudge, at):
    Preferences.objects.of(nudge.recipient).be_quiet_until(at + 2 * HOUR)


def he_was_shown(nudge, at):
    tie = Tie.objects.between(nudge.recipient, nudge.other)
    Tie.objects.shown(nudge.recipient, [tie], at - DAY)


def she_had_her_letters(nudge, at):
    tell_of_somebody(nudge.recipient, at - DAY, "take_it_offline")
    wish(nudge.recipient, pace="fewer")


def three_went_by(nudge, at):
    for days in (28, 26, 24):
        tell_of_somebody(nudge.recipient, at.replace(hour=12) - days * DAY, nudge.kind)


def six_went_by(nudge, at):
    if not Nudge.objects.for_member(nudge.recipient).filter(state="sent").exists():
        three_went_by(nudge, at)
    for days in (10, 9, 8):
        tell_of_somebody(nudge.recipient, at.replace(hour=12) - days * DAY, "take_it_offline")


def she_sleeps(nudge, at):
    wish(nudge.recipient, quiet_from=time(8), quiet_to=time(11))


def tell_of_somebody(member, at, kind):
    """A letter that goes at `at`, and of which nothing comes."""
    friend = friend_of(member, at)
    for _ in range(3):
        friend.write_to(member, "Are you there?", at - 2 * DAY)
        member.write_to(friend, "In a way.", at - 2 * DAY)
    assert decided(remind_of(friend, member, at, kind=kind), at) == ("sent", "")


# -- each question, what makes it answer, and its answer, in their order

ENCOURAGEMENT = [
    (untrue, plans_changed, ("dropped", "untrue")),
    (overtaken, newer_step_is_due, ("missed", "overtaken")),
    (unwanted, kind_is_unwanted, ("dropped", "unwanted")),
    (hushed, he_is_hushed, ("dropped", "hushed")),
    (all_quiet, all_is_quiet, ("held", "paused")),
    (pair_had_its_letter, he_was_shown, ("held", "pair_capped")),
    (member_had_their_letters, she_had_her_letters, ("held", "capped")),
    (six_ignored, six_went_by, ("held", "paused_for_silence")),
    (kind_ignored, three_went_by, ("dropped", "ignored_no_week")),
    (quiet_hour, she_sleeps, ("held", "quiet_hours")),
]
APPOINTMENT = [
    (untrue, plans_changed, ("dropped", "answered")),
    (overtaken, newer_step_is_due, ("missed", "overtaken")),
    (unwanted, kind_is_unwanted, ("dropped", "unwanted")),
    (all_quiet, all_is_quiet, ("held", "paused")),
    (quiet_hour, she_sleeps, ("held", "quiet_hours")),
]
AGREED = [
    (untrue, plans_changed, ("dropped", "untrue")),
    (unwanted, kind_is_unwanted, ("dropped", "unwanted")),
]


def each_and_the_next(order):
    return [
        pytest.param(one, other, id=f"{one[0].__name__}-{other[0].__name__}")
        for one, other in pairwise(order)
    ]


def assert_the_first_decides(nudge, at, first, second):
    _question, becomes_so, answer = first
    question, becomes_so_too, _answer = second
    becomes_so_too(nudge, at)
    becomes_so(nudge, at)
    nudge = Nudge.objects.select_related("recipient").get(pk=nudge.pk)
    assert nudge.state == "waiting"
    # Or it would say nothing of their order.
    assert question(Case(nudge, *governor._subject(nudge), at)) is not None
    governor.decide(nudge, at)
    assert fate(nudge) == answer


@pytest.mark.parametrize(("first", "second"), each_and_the_next(ENCOURAGEMENT))
def test_the_order_in_which_an_encouragement_is_questioned(ana, ben, now, first, second):
    # No weekly letter, so that singles come by themselves, and room for three of them.
    wish(ana, unwanted=["the_week"], pace="more")
    at = now + 30 * DAY
    nudge = remind_of(ben, ana, at - HOUR)
    assert_the_first_decides(nudge, at, first, second)


@pytest.mark.parametrize(("first", "second"), each_and_the_next(APPOINTMENT))
def test_the_order_in_which_ones_own_business_is_questioned(ana, ben, now, first, second):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    nudge = Nudge.objects.get(recipient=ana, kind="coffee_tomorrow", about_id=coffee.pk)
    assert_the_first_decides(nudge, now + DAY + HOUR, first, second)


@pytest.mark.parametrize(("first", "second"), each_and_the_next(AGREED))
def test_the_order_in_which_what_was_agreed_is_questioned(ana, ben, now, first, second):
    make_proposal(ben, ana)
    nudge = Nudge.objects.get(recipient=ana, kind="proposal")
    assert_the_first_decides(nudge, now, first, second)


@pytest.mark.parametrize(
    ("kind", "days"), [("accepted", 2), ("coffee_tomorrow", 2), ("thank_you", 17)]
)
def test_what_comes_too_late_says_so_rather_than_that_it_is_untrue(ana, ben, now, kind, days):
    """Of each class; a word of thanks that was taken back, or a coffee that has begun."""
    coffee = make_coffee(ana, ben, now + HOUR)
    coffee.answer(ana, True, now + 3 * HOUR)
    coffee.answer(ana, False, now + 4 * HOUR)
    key = f"{kind}:{coffee.pk}:late"
    Nudge.objects.leave(ana, kind, coffee, key=key, due_at=now)
    nudge, at = Nudge.objects.get(key=key), now + days * DAY
    assert untrue(Case(nudge, *governor._subject(nudge), at)) is not None
    governor.decide(nudge, at)
    assert fate(nudge) == ("missed", "too_late")
