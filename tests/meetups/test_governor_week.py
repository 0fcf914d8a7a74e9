"""The weekly letter: its kept room, what is folded into it, and that it never wanders."""

from datetime import UTC, datetime, timedelta

import pytest

from meetups.models import Nudge
from meetups.models.nudge_kind import ENCOURAGEMENTS
from meetups.nudges import looking
from members.models import Hush, Letter, Member, Preferences
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
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def fridays(how_many):
    return [FRIDAY + number * WEEK for number in range(how_many)]


def weeks_of(member, moments):
    """What became of the weekly letters of these moments: [state]."""
    states = []
    for at in moments:
        states.append(decided(leave_the_week(member, at), at)[0])
    return states


# -- its room


@pytest.mark.parametrize("pace", ["fewer", "normal"])
def test_the_one_letter_allowed_is_the_weekly_one(ana, now, pace):
    wish(ana, pace=pace)
    nudge = remind(ana, now)
    assert decided(nudge, now) == ("folded", "folded")
    assert nudge.details == {"pace": pace, "week": FRIDAY.isoformat()}


def test_of_three_one_is_the_weekly_one(ana, now):
    wish(ana, pace="more")
    assert [remind(ana, now) and govern(now) for _ in range(3)] == [
        {"sent": 1},
        {"sent": 1},
        {"folded": 1},
    ]
    assert weeks_of(ana, [FRIDAY]) == ["sent"]


def test_the_weekly_letter_comes_every_friday_for_a_year(ana):
    """Across both clock changes, to somebody who also has two others in each week."""
    wish(ana, pace="more")
    for number in range(54):
        friday = datetime(2026, 3, 6, 8, tzinfo=ana.zone) + number * WEEK
        assert weeks_of(ana, [friday]) == ["sent"], friday
        for hours in (25, 26, 27):
            remind(ana, friday + hours * HOUR)
            govern(friday + hours * HOUR)
    assert Nudge.objects.filter(state="held").count() == 0


def test_to_the_slow_it_comes_every_fourth_friday(ana):
    wish(ana, pace="fewer")
    states = weeks_of(ana, fridays(9))
    assert states == ["sent", *["folded"] * 3] * 2 + ["sent"]
    folded = Nudge.objects.filter(state="folded").earliest("due_at")
    assert (folded.reason, folded.details["week"]) == ("capped", fridays(5)[4].isoformat())


# -- what is folded into it


def test_what_is_folded_is_told_in_one_week(ana, now):
    nudge = remind(ana, now)
    govern(now)
    assert list(Nudge.objects.folded_for(ana)) == [nudge]
    assert weeks_of(ana, fridays(2)) == ["sent", "sent"]
    nudge.refresh_from_db()
    assert nudge.letter == letters_to(ana)[0]
    assert not Nudge.objects.folded_for(ana).exists()


def test_what_falls_due_on_the_day_is_in_it(ana):
    nudge = remind(ana, FRIDAY)
    week = leave_the_week(ana, FRIDAY)
    assert govern(FRIDAY) == {"folded": 1, "sent": 1}
    nudge.refresh_from_db()
    week.refresh_from_db()
    assert nudge.letter == week.letter


def test_what_stood_in_a_letter_that_never_went_is_told_again(ana, now):
    nudge = remind(ana, now)
    govern(now)
    weeks_of(ana, [FRIDAY])
    Letter.objects.update(state="cancelled")
    assert list(Nudge.objects.folded_for(ana)) == [nudge]
    weeks_of(ana, [FRIDAY + WEEK])
    nudge.refresh_from_db()
    assert nudge.letter == letters_to(ana)[-1]


def test_what_was_told_in_a_week_counts_for_the_pair(ana, now):
    wish(ana, pace="normal")
    friend = friend_of(ana, now)
    remind_of(friend, ana, now)
    govern(now)
    weeks_of(ana, [FRIDAY])
    again = remind_of(friend, ana, FRIDAY + DAY)
    assert decided(again, FRIDAY + DAY) == ("held", "pair_capped")
    assert again.held_until == FRIDAY + WEEK


def test_nothing_folded_is_about_somebody_hushed_since(ana, now):
    nudge = remind(ana, now)
    govern(now)
    Hush.objects.hush(ana, nudge.other, now)
    assert not Nudge.objects.folded_for(ana).exists()


def test_a_week_folded_into_the_next_is_no_line_of_it(ana):
    wish(ana, pace="fewer")
    weeks_of(ana, fridays(2))
    assert not Nudge.objects.folded_for(ana).exists()


def test_what_is_folded_can_be_dropped_until_it_is_told(ana, now):
    nudge = remind(ana, now)
    govern(now)
    assert Nudge.objects.about(nudge.about).drop("parted", now) == 1
    assert fate(nudge) == ("dropped", "parted")


# -- it never wanders


def test_after_a_pause_it_comes_on_its_own_day(ana):
    """Quiet until a Wednesday: nothing on that Wednesday, and the next Friday as ever."""
    Preferences.objects.of(ana).be_quiet_until(FRIDAY + 5 * DAY)
    week = leave_the_week(ana, FRIDAY)
    assert decided(week, FRIDAY) == ("folded", "paused")
    assert week.details["week"] == (FRIDAY + WEEK).isoformat()
    assert weeks_of(ana, [FRIDAY + WEEK]) == ["sent"]


def test_a_week_that_falls_in_quiet_hours_waits_for_their_end(ana):
    wish(ana, week_hour=6)
    early = FRIDAY - 2 * HOUR
    week = leave_the_week(ana, early)
    assert (decided(week, early), week.held_until) == (("held", "quiet_hours"), FRIDAY)
    assert decided(week, FRIDAY) == ("sent", "quiet_hours")
    assert weeks_of(ana, [early + WEEK]) == ["held"]
    assert govern(FRIDAY + WEEK) == {"sent": 1}


def test_another_day_begins_a_week_later_at_the_soonest(ana):
    """From Fridays to Thursdays: six days are too few once, and from then on it is Thursdays."""
    assert weeks_of(ana, [FRIDAY]) == ["sent"]
    wish(ana, week_day=3)
    thursdays = [FRIDAY - DAY + number * WEEK for number in (1, 2, 3)]
    assert weeks_of(ana, thursdays) == ["folded", "sent", "sent"]


@pytest.mark.parametrize(
    ("zone", "states"),
    [
        # A Friday at eight is later on the globe: seven dates on, there is room.
        ("America/Los_Angeles", ["sent", "sent"]),
        # A Friday at eight is sooner, but of the same date as before.
        ("Pacific/Auckland", ["sent", "sent"]),
    ],
)
def test_whoever_moves_keeps_their_friday(ana, zone, states):
    assert weeks_of(ana, [FRIDAY]) == ["sent"]
    Member.objects.filter(pk=ana.pk).update(time_zone=zone)
    moved = Member.objects.get(pk=ana.pk)
    first = Preferences.objects.of(moved).week_after(FRIDAY + 2 * DAY, moved.zone)
    assert weeks_of(moved, [first, first + WEEK]) == states


def test_after_an_outage_only_the_newest_week_goes(ana):
    weeks = [leave_the_week(ana, at) for at in fridays(3)]
    govern(fridays(3)[-1] + HOUR)
    assert [fate(week) for week in weeks] == [
        ("missed", "too_late"),
        ("missed", "too_late"),
        ("sent", ""),
    ]


def test_a_week_that_nobody_wants_is_dropped_and_takes_no_room(ana, now):
    wish(ana, unwanted=["the_week"])
    nudge = remind(ana, now)
    assert decided(nudge, now) == ("sent", "")
    assert weeks_of(ana, [FRIDAY]) == ["dropped"]


# -- when nobody wants it any more


def stopped(member, at, time_machine, *kinds):
    """They stop these kinds, which members know nothing more of, and the next look notices."""
    time_machine.move_to(at, tick=False)
    Preferences.objects.of(member).stop(*kinds)
    assert looking.look_at_member(member.pk, at)


def test_without_a_week_what_was_folded_comes_by_itself_and_in_turn(ana, now, time_machine):
    nudges = [remind(ana, now), remind(ana, now)]
    assert govern(now) == {"folded": 2}
    stopped(ana, now + HOUR, time_machine, "the_week")
    assert govern(now + HOUR) == {"sent": 1, "held": 1}
    assert [fate(nudge) for nudge in nudges] == [("sent", "no_week"), ("held", "capped")]
    assert decided(nudges[1], now + WEEK) == ("sent", "capped")


def test_what_stood_in_the_week_that_was_stopped_comes_by_itself(ana, now, time_machine):
    nudge = remind(ana, now)
    govern(now)
    weeks_of(ana, [FRIDAY])
    Letter.objects.update(state="waiting", settled_at=None)
    stopped(ana, FRIDAY + HOUR, time_machine, "the_week")
    assert decided(nudge, FRIDAY + HOUR) == ("sent", "no_week")
    assert nudge.letter.kind == "have_the_coffee"


def test_what_was_told_in_a_week_is_told_no_second_time(ana, now, time_machine):
    nudge = remind(ana, now)
    govern(now)
    weeks_of(ana, [FRIDAY])
    stopped(ana, FRIDAY + HOUR, time_machine, "the_week")
    assert decided(nudge, FRIDAY + HOUR) == ("folded", "folded")


def test_of_whoever_complains_nothing_folded_is_left(ana, now, time_machine):
    nudge = remind(ana, now)
    govern(now)
    stopped(ana, now + HOUR, time_machine, *ENCOURAGEMENTS)
    assert decided(nudge, now + HOUR) == ("dropped", "unwanted")


def test_about_somebody_hushed_nothing_comes_by_itself(ana, now, time_machine):
    nudge = remind(ana, now)
    govern(now)
    Hush.objects.hush(ana, nudge.other, now)
    stopped(ana, now + HOUR, time_machine, "the_week")
    assert decided(nudge, now + HOUR) == ("dropped", "hushed")


def test_a_week_put_off_for_another_is_dropped_with_it(ana, time_machine):
    wish(ana, pace="fewer")
    gone, to_come = [leave_the_week(ana, at) for at in fridays(2)]
    govern(FRIDAY)
    govern(FRIDAY + WEEK)
    assert (fate(gone), fate(to_come)) == (("sent", ""), ("folded", "capped"))
    stopped(ana, FRIDAY + WEEK, time_machine, "the_week")
    assert fate(to_come) == ("dropped", "unwanted")


def test_whoever_takes_it_back_at_once_has_lost_nothing(ana, now, time_machine):
    nudge = remind(ana, now)
    govern(now)
    time_machine.move_to(now, tick=False)
    wishes = Preferences.objects.of(ana)
    wishes.stop("the_week")
    wishes.resume("the_week")
    assert looking.look_at_member(ana.pk, now)
    assert list(Nudge.objects.folded_for(ana)) == [nudge]
