"""How often somebody hears what nobody asked for, by the dates on their own wall."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.models.nudge_kind import BY_VALUE, ENCOURAGEMENTS
from meetups.nudges.caps import PER_MEMBER, Allowance
from members.models import Letter, Member, Tie
from tests.factories import make_coffee, make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    DAY,
    decided,
    fate,
    friend_of,
    remind,
    remind_of,
    short_letters,
    wish,
)
from tests.meetups.letters import govern, letters_to

HOUR = timedelta(hours=1)
database = pytest.mark.django_db
pytestmark = pytest.mark.usefixtures("short_letters")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def without_the_week(member, **wishes):
    return wish(member, unwanted=["the_week"], **wishes)


@database
def test_one_in_seven_days_and_the_next_waits_for_its_turn(ana, now):
    without_the_week(ana)
    first, second = remind(ana, now), remind(ana, now)
    govern(now)
    assert (fate(first), fate(second)) == (("sent", ""), ("held", "capped"))
    # The first date with room begins in the quiet hours, which are over at eight.
    assert second.held_until == utc(2026, 11, 24, 8)
    assert second.details == {"pace": "normal"}
    assert decided(second, second.held_until - HOUR) == ("held", "capped")
    assert decided(second, second.held_until) == ("sent", "capped")


@database
@pytest.mark.parametrize(
    ("pace", "together", "room_on"),
    [("fewer", 1, utc(2026, 12, 15, 8)), ("normal", 1, utc(2026, 11, 24, 8)), ("more", 3, None)],
)
def test_the_pace_says_how_many(ana, now, pace, together, room_on):
    without_the_week(ana, pace=pace)
    nudges = [remind(ana, now) for _ in range(4)]
    assert govern(now) == {"sent": together, "held": 4 - together}
    held = [nudge for nudge in nudges if fate(nudge)[0] == "held"]
    assert {nudge.held_until for nudge in held} == {room_on or utc(2026, 11, 24, 8)}


@database
def test_only_encouragements_count(ana, ben, now):
    without_the_week(ana)
    make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    nudge = remind(ana, now + DAY)
    assert decided(nudge, now + DAY) == ("sent", "")
    assert len(letters_to(ana)) == 3


@database
def test_what_is_ones_own_business_goes_beside_any_cap(ana, ben, now):
    without_the_week(ana)
    remind(ana, now)
    make_proposal(ben, ana, now + 5 * DAY)
    govern(now)
    govern(now + 2 * DAY)
    kinds = {letter.kind for letter in letters_to(ana)}
    assert kinds == {"have_the_coffee", "proposal", "answer_proposal"}


@database
def test_a_letter_that_was_cancelled_took_no_room(ana, now):
    without_the_week(ana)
    remind(ana, now)
    govern(now)
    Letter.objects.update(state="cancelled")
    second = remind(ana, now + DAY)
    assert decided(second, now + DAY) == ("sent", "")


@database
def test_about_the_same_person_once_in_seven_days(ana, now):
    without_the_week(ana, pace="more")
    friend, other = friend_of(ana, now), friend_of(ana, now)
    govern_one = remind_of(friend, ana, now)
    assert decided(govern_one, now) == ("sent", "")
    again = remind_of(friend, ana, now + 2 * DAY, step="again")
    about_other = remind_of(other, ana, now + 2 * DAY)
    govern(now + 2 * DAY)
    assert (fate(again), fate(about_other)) == (("held", "pair_capped"), ("sent", ""))
    assert decided(again, utc(2026, 11, 24, 8)) == ("sent", "pair_capped")


@database
def test_whoever_the_week_showed_is_left_alone_for_seven_days(ana, now):
    wish(ana, pace="more")
    friend, other = friend_of(ana, now), friend_of(ana, now)
    Tie.objects.shown(ana, [Tie.objects.between(ana, friend)], now)
    Tie.objects.shown(friend, [Tie.objects.between(ana, friend)], now)
    about_friend = remind_of(friend, ana, now + DAY)
    about_other = remind_of(other, ana, now + DAY)
    govern(now + DAY)
    assert (fate(about_friend), fate(about_other)) == (("held", "pair_capped"), ("sent", ""))
    assert about_friend.held_until == utc(2026, 11, 24, 8)


@database
def test_the_other_of_a_pair_has_room_of_their_own(ana, now):
    friend = friend_of(ana, now)
    for member in (ana, friend):
        without_the_week(member)
    theirs = [remind_of(friend, ana, now), remind_of(ana, friend, now)]
    govern(now)
    assert [fate(nudge)[0] for nudge in theirs] == ["sent", "sent"]


@database
def test_the_more_valuable_goes_first_whenever_it_fell_due(ana, now):
    """After an outage: the older one gives way, in the same sweep and whatever its handful."""
    without_the_week(ana)
    talkative, shy = friend_of(ana, now), friend_of(ana, now)
    for _ in range(3):
        ana.write_to(talkative, "Where were we?", now - 2 * DAY)
        talkative.write_to(ana, "At the weather.", now - 2 * DAY)
    lesser = remind_of(shy, ana, now - 3 * HOUR)
    better = remind_of(talkative, ana, now - HOUR, kind="take_it_offline")
    govern(now)
    assert (fate(better), fate(lesser)) == (("sent", ""), ("held", "capped"))


def test_every_encouragement_has_its_place_in_the_order():
    assert BY_VALUE == [
        "take_it_offline",
        "have_the_coffee",
        "next_coffee",
        "thank_you",
        "we_miss_you",
        "the_week",
    ]
    assert set(BY_VALUE) == ENCOURAGEMENTS


# -- clocks and zones


@database
@pytest.mark.parametrize("start", [utc(2026, 10, 20, 7), utc(2027, 3, 23, 8)])
def test_seven_days_are_seven_dates_when_the_clocks_change(ana, start):
    """Eight on the wall, a week later at eight: 169 or 167 hours, and once a week either way."""
    without_the_week(ana)
    week_later = (start.astimezone(ana.zone) + 7 * DAY).astimezone(UTC)
    assert week_later - start in (169 * HOUR, 167 * HOUR)
    remind(ana, start)
    govern(start)
    second = remind(ana, start + HOUR)
    govern(start + HOUR)
    assert (fate(second)[0], second.held_until) == ("held", week_later)
    assert decided(second, week_later)[0] == "sent"


@database
@pytest.mark.parametrize(
    ("zone", "room_on"),
    [
        # The letter of 09:00 in London was of the 17th in both, and seven dates later comes first
        # where the sun rises first.
        ("Pacific/Auckland", utc(2026, 11, 23, 19)),
        ("America/Los_Angeles", utc(2026, 11, 24, 16)),
    ],
)
def test_whoever_moves_is_counted_on_the_new_wall(ana, now, zone, room_on):
    without_the_week(ana)
    remind(ana, now)
    govern(now)
    Member.objects.filter(pk=ana.pk).update(time_zone=zone)
    second = remind(ana, now + HOUR)
    govern(now + 12 * HOUR)
    govern(now + 24 * HOUR)
    assert (fate(second)[0], second.held_until) == ("held", room_on)


# -- the sum itself

ANY_PACE = st.sampled_from([*PER_MEMBER.values()])


@given(
    gaps=st.lists(st.integers(0, 40), max_size=20), allowed=st.sampled_from([*PER_MEMBER.values()])
)
def test_no_window_holds_more_than_allowed(gaps, allowed):
    """Whoever asks on any days, and waits as told, is never over the cap."""
    sent, today = [], date(2026, 1, 1)
    for gap in gaps:
        today += timedelta(days=gap)
        today = max(today, allowed.room_on(sent, today))
        assert allowed.has_room(sent, today)
        sent.append(today)
    for first in sent:
        window = [on for on in sent if first <= on < first + timedelta(days=allowed.days)]
        assert len(window) <= allowed.letters


@given(
    gaps=st.lists(st.integers(0, 10), max_size=12), allowed=st.sampled_from([*PER_MEMBER.values()])
)
def test_the_room_is_the_first_there_is(gaps, allowed):
    today = date(2026, 1, 1)
    sent = [today - timedelta(days=gap) for gap in gaps]
    room = allowed.room_on(sent, today)
    waited = [today + timedelta(days=day) for day in range((room - today).days)]
    assert allowed.has_room(sent, room)
    assert not any(allowed.has_room(sent, day) for day in waited)


def test_reserved_room_is_nobody_elses():
    today = date(2026, 11, 17)
    assert not Allowance(1, 7).has_room([], today, reserved=1)
    assert Allowance(3, 7).has_room([today], today, reserved=1)
    assert not Allowance(3, 7).has_room([today, today], today, reserved=1)
