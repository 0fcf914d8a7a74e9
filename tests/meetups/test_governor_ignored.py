"""Whoever lets letters pass hears less: three of a kind, six in a month."""

from datetime import UTC, datetime, timedelta

import pytest

from meetups.models import Nudge
from meetups.nudges.case import Case, Told
from meetups.nudges.ignored import Heeding
from members.models import Letter, Preferences
from tests.factories import make_coffee, make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    DAY,
    decided,
    fate,
    friend_of,
    leave_the_week,
    remind,
    remind_of,
    short_letters,
    wish,
)
from tests.meetups.letters import govern, letters_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture
def keen(ana):
    """Ana, who has room for two letters a week beside the weekly one."""
    wish(ana, pace="more")
    return ana


def sent_about(friends, member, now):
    """One of a kind about each, a fortnight apart. -> (the nudges, when the next would be)"""
    nudges = []
    for friend in friends:
        nudges.append(remind_of(friend, member, now))
        assert decided(nudges[-1], now) == ("sent", "")
        now += 2 * WEEK
    return nudges, now


def three_friends(member, now):
    return [friend_of(member, now) for _ in range(3)]


def test_three_of_a_kind_in_a_row_and_the_kind_comes_in_the_digest(keen, now):
    _sent, later = sent_about(three_friends(keen, now), keen, now)
    fourth = remind(keen, later)
    assert decided(fourth, later) == ("folded", "ignored")
    week = leave_the_week(keen, utc(2027, 1, 1, 8))
    assert decided(week, week.due_at) == ("sent", "")
    fourth.refresh_from_db()
    assert fourth.letter == week.letter


def test_other_kinds_are_not_meant(keen, now):
    _sent, later = sent_about(three_friends(keen, now), keen, now)
    friend = friend_of(keen, later)
    for _ in range(3):
        keen.write_to(friend, "Rain again?", later - DAY)
        friend.write_to(keen, "Rain again.", later - DAY)
    other_kind = remind_of(friend, keen, later, kind="take_it_offline")
    assert decided(other_kind, later) == ("sent", "")


def test_without_a_digest_the_kind_stays_away(ana, now):
    wish(ana, unwanted=["the_week"])
    _sent, later = sent_about(three_friends(ana, now), ana, now)
    assert decided(remind(ana, later), later) == ("dropped", "ignored_no_week")


def test_two_are_no_habit(keen, now):
    _sent, later = sent_about(three_friends(keen, now)[:2], keen, now)
    assert decided(remind(keen, later), later) == ("sent", "")


def test_a_week_must_have_passed_for_each(keen, now):
    """The third arrived yesterday: nobody knows yet what comes of it."""
    friends = three_friends(keen, now)
    _sent, later = sent_about(friends[:2], keen, now)
    remind_of(friends[2], keen, later)
    govern(later)
    fourth = remind(keen, later + DAY)
    assert decided(fourth, later + DAY) == ("sent", "")


@pytest.mark.parametrize("end", ["failed", "unsure", "waiting"])
def test_what_never_arrived_was_not_ignored(keen, now, end):
    sent, later = sent_about(three_friends(keen, now), keen, now)
    settled = None if end == "waiting" else now
    Letter.objects.filter(pk=sent[1].letter_id).update(state=end, settled_at=settled)
    assert decided(remind(keen, later), later) == ("sent", "")


def propose(reader, friend, at):
    make_proposal(reader, friend, at + DAY, now=at)


def say_yes(reader, friend, at):
    make_coffee(friend, reader, at + DAY, now=at)


def counter(reader, friend, at):
    make_proposal(friend, reader, at + DAY, now=at).counter([at + 2 * DAY], at)


def write(reader, friend, at):
    reader.write_to(friend, "How are the bees?", at)


def follow_back(reader, friend, at):
    reader.unfollow(friend, at - 20 * DAY)
    reader.follow(friend, at)


def use_the_link(reader, friend, at):
    nudge = Nudge.objects.get(recipient=reader, other=friend, kind="have_the_coffee")
    Nudge.objects.heed(reader, nudge.pk, at)


@pytest.mark.parametrize("deed", [propose, say_yes, counter, write, follow_back, use_the_link])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_one_that_was_heeded_breaks_the_row(keen, now, deed, which):
    friends = three_friends(keen, now)
    sent, later = sent_about(friends, keen, now)
    deed(keen, friends[which], sent[which].letter.settled_at + HOUR)
    assert decided(remind(keen, later), later) == ("sent", "")


def test_thanks_heed_the_wish_for_thanks(ana, now):
    friend = friend_of(ana, now)
    coffee = make_coffee(friend, ana, now + DAY, now=now)
    asked = coffee.ends_at + DAY
    told = Told(1, "thank_you", friend.pk, True, True, asked, asked.date(), used=False)
    week_later = asked + WEEK
    case = Case(Nudge(recipient=ana), friend, None, week_later)
    assert Heeding(case, [told]).judged() == [(told, False)]
    coffee.thank(ana, "That was good.", asked + HOUR)
    assert Heeding(case, [told]).judged() == [(told, True)]


@pytest.mark.parametrize("deed", [propose, write])
def test_what_the_other_does_is_not_heeding(keen, now, deed):
    friends = three_friends(keen, now)
    sent, later = sent_about(friends, keen, now)
    deed(friends[1], keen, sent[1].letter.settled_at + HOUR)
    assert decided(remind(keen, later), later) == ("folded", "ignored")


def test_what_was_done_before_the_letter_is_not_heeding(keen, now):
    friends = three_friends(keen, now)
    write(keen, friends[1], now - HOUR)
    _sent, later = sent_about(friends, keen, now)
    assert decided(remind(keen, later), later) == ("folded", "ignored")


def test_heeding_one_in_the_digest_brings_the_kind_back(keen, now):
    _sent, later = sent_about(three_friends(keen, now), keen, now)
    friend = friend_of(keen, later)
    folded = remind_of(friend, keen, later)
    govern(later)
    week = leave_the_week(keen, utc(2027, 1, 1, 8))
    govern(week.due_at)
    assert fate(folded)[0] == "folded"
    write(keen, friend, week.due_at + HOUR)
    again = remind(keen, week.due_at + DAY)
    assert decided(again, week.due_at + DAY) == ("sent", "")


# -- six in thirty days


def six_letters(member, now):
    """Two a week for three weeks, of several kinds. -> when a week has passed since the last"""
    for number in range(6):
        at = now + number // 2 * WEEK + number % 2 * DAY
        friend = friend_of(member, at)
        kind = "have_the_coffee"
        if number % 2:
            kind = "take_it_offline"
            for _ in range(3):
                friend.write_to(member, "Are you there?", at - 2 * DAY)
                member.write_to(friend, "In a way.", at - 2 * DAY)
        assert decided(remind_of(friend, member, at, kind=kind), at)[0] == "sent"
    return now + 3 * WEEK + 2 * DAY


@pytest.fixture
def unlimited(monkeypatch):
    """Six of two kinds, without the rule about three of one."""
    monkeypatch.setattr("meetups.nudges.ignored.IN_A_ROW", 99)


def test_six_in_thirty_days_bring_a_pause_that_is_told_once(keen, now, unlimited):
    later = six_letters(keen, now)
    seventh, eighth = remind(keen, later), remind(keen, later)
    govern(later)
    pause = later + 14 * DAY
    assert fate(seventh) == fate(eighth) == ("held", "paused_for_silence")
    assert seventh.held_until == pause
    assert Preferences.objects.of(keen).paused_until == pause
    assert len(letters_to(keen, "going_quiet")) == 1
    another = remind(keen, later + 10 * DAY)
    assert decided(another, later + 10 * DAY) == ("held", "paused_for_silence")
    assert len(letters_to(keen, "going_quiet")) == 1


def test_after_the_pause_the_count_starts_anew(keen, now, unlimited):
    later = six_letters(keen, now)
    seventh = remind(keen, later)
    govern(later)
    pause = later + 14 * DAY
    assert decided(seventh, pause) == ("sent", "paused_for_silence")
    assert decided(remind(keen, pause + DAY), pause + DAY) == ("sent", "")


def test_the_pause_lets_pass_what_is_ones_own_business(keen, ben, now, unlimited):
    later = six_letters(keen, now)
    remind(keen, later)
    govern(later)
    make_proposal(ben, keen, later + 5 * DAY, now=later)
    govern(later + HOUR)
    assert len(letters_to(keen, "proposal")) == 1


def test_one_of_six_heeded_and_there_is_no_pause(keen, now, unlimited):
    later = six_letters(keen, now)
    use = Nudge.objects.filter(recipient=keen, state="sent").latest("pk")
    Nudge.objects.heed(keen, use.pk, later - HOUR)
    assert decided(remind(keen, later), later) == ("sent", "")


def test_six_in_more_than_thirty_days_are_none_too_many(keen, now, unlimited):
    later = six_letters(keen, now) + 10 * DAY
    assert decided(remind(keen, later), later) == ("sent", "")


def test_a_deed_heeds_the_last_week_before_it(keen, now):
    """Three weeks, and a hand held out after the second."""
    weeks = [utc(2026, 11, 20, 8) + number * WEEK for number in range(3)]
    for at in weeks:
        leave_the_week(keen, at)
        govern(at)
    stranger = friend_of(keen, now)
    keen.unfollow(stranger, weeks[1])
    keen.follow(stranger, weeks[1] + DAY)
    nudge = leave_the_week(keen, weeks[2] + WEEK)
    case = Case(nudge, keen, None, weeks[2] + WEEK)
    heeded = [heeded for told, heeded in Heeding(case, case.told).judged()]
    assert heeded == [False, True, False]


def test_words_heed_every_week_in_which_some_were_written(keen, now):
    """After the first and the third, to the same person: the last are not all that there were."""
    weeks = [utc(2026, 11, 20, 8) + number * WEEK for number in range(3)]
    friend = friend_of(keen, now)
    for at in weeks:
        leave_the_week(keen, at)
        govern(at)
    for week in (weeks[0], weeks[2]):
        write(keen, friend, week + DAY)
    case = Case(leave_the_week(keen, weeks[2] + WEEK), keen, None, weeks[2] + WEEK)
    heeded = [heeded for told, heeded in Heeding(case, case.told).judged()]
    assert heeded == [True, False, True]


@pytest.mark.parametrize("was_back", [True, False])
def test_whoever_came_back_has_heeded_that_they_were_missed(ana, now, was_back):
    told = Told(1, "we_miss_you", None, True, True, now, now.date(), used=False)
    ana.active_at = now + DAY if was_back else now - 50 * DAY
    case = Case(Nudge(recipient=ana), ana, None, now + WEEK)
    assert Heeding(case, [told]).judged() == [(told, was_back)]


def test_nobody_heeds_for_somebody_else(keen, ben, now):
    nudge = remind(keen, now)
    govern(now)
    Nudge.objects.heed(ben, nudge.pk, now)
    nudge.refresh_from_db()
    assert nudge.heeded_at is None
