"""Looking at pairs and members: what is left, when it is due, and that looking twice is once."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import Nudge
from meetups.nudges import looking
from members.models import Letter, Member, Preferences, Tie
from tests.factories import make_coffee, make_mutual, make_proposal
from tests.meetups.letters import govern, letters_to

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
database = pytest.mark.django_db


def look(now):
    """One sweep. -> Counter of how many were looked at"""
    counts = Counter()
    looking.look(now, counts)
    return +counts


def left(member, kind):
    """When each nudge of a kind is due that was left to a member."""
    rows = Nudge.objects.for_member(member).filter(kind=kind).order_by("due_at", "pk")
    return list(rows.values_list("due_at", flat=True))


def tie_of(one, other):
    return Tie.objects.between(one, other)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


# -- pairs


@database
def test_a_shaken_hand_leaves_a_word_to_both_for_three_days_later(ana, ben, now):
    assert look(now) == {"tie": 1}
    for member, other in [(ana, ben), (ben, ana)]:
        nudge = Nudge.objects.get(recipient=member, kind="have_the_coffee")
        assert (nudge.due_at, nudge.other, nudge.about) == (now + 3 * DAY, other, tie_of(ana, ben))
    assert tie_of(ana, ben).look_at is None


@database
def test_a_hand_held_out_alone_leaves_nothing(ana, cleo, now):
    assert look(now) == {}
    assert not Nudge.objects.exists()


@database
def test_looking_twice_leaves_once(ana, ben, now):
    look(now)
    Tie.objects.update(look_at=now)
    assert look(now) == {"tie": 1}
    assert Nudge.objects.count() == 2


@database
def test_nothing_is_looked_at_before_its_moment(ana, ben, now):
    assert look(now - MINUTE) == {}


@database
def test_a_verb_that_writes_another_moment_meanwhile_wins(ana, ben, now, monkeypatch):
    leave_all = Nudge.objects.leave_all

    def and_somebody_writes(nudges):
        Tie.objects.update(look_at=now + MINUTE)
        return leave_all(nudges)

    monkeypatch.setattr(Nudge.objects, "leave_all", and_somebody_writes)
    look(now)
    assert tie_of(ana, ben).look_at == now + MINUTE


@database
def test_a_row_that_breaks_stops_nobody_else_and_waits_an_hour(ana, ben, cleo, now, monkeypatch):
    make_mutual(ana, cleo)
    broken = tie_of(ana, ben).pk
    of_tie = looking._of_tie
    monkeypatch.setattr(looking, "_of_tie", lambda tie: 1 / 0 if tie.pk == broken else of_tie(tie))
    assert look(now) == {"tie": 1}
    assert left(cleo, "have_the_coffee") == [now + 3 * DAY]
    assert tie_of(ana, ben).look_at == now + HOUR


def parted_by_a_hand(ana, ben, now):
    ana.unfollow(ben, now)
    return lambda at: ana.follow(ben, at)


def parted_by_a_block(ana, ben, now):
    ben.block(ana, now)

    def make_up(at):
        ben.unblock(ana, at)
        make_mutual(ana, ben, at)

    return make_up


BEFORE, AFTER = timedelta(days=2), timedelta(days=20)


@pytest.fixture
def without_week(ana, ben):
    """What could be told in the week's letter comes on its own."""
    for member in (ana, ben):
        Preferences.objects.of(member).stop("the_week")


@database
@pytest.mark.usefixtures("without_week")
@pytest.mark.parametrize("part", [parted_by_a_hand, parted_by_a_block])
@pytest.mark.parametrize("again", [BEFORE, AFTER])
def test_hands_that_parted_and_are_shaken_anew_hear_of_it_once(ana, ben, now, part, again):
    look(now)
    shake = part(ana, ben, now + DAY)
    look(now + DAY)
    govern(now + 3 * DAY if again == AFTER else now + DAY)
    shake(now + again)
    for number in range(3):
        Tie.objects.update(look_at=now + again)
        look(now + again + number * DAY)
    for number in range(8):
        govern(now + again + number * DAY)
    for member in (ana, ben):
        assert left(member, "have_the_coffee") == [now + 3 * DAY, now + again + 3 * DAY]
        assert len(letters_to(member, "have_the_coffee")) == 1


@database
@pytest.mark.usefixtures("without_week")
def test_what_was_told_is_not_told_again_to_whoever_shakes_hands_anew(ana, ben, now):
    look(now)
    govern(now + 3 * DAY)
    assert len(letters_to(ana)) == 1
    Letter.objects.update(state="sent", settled_at=now + 3 * DAY)
    ana.unfollow(ben, now + 4 * DAY)
    ana.follow(ben, now + 5 * DAY)
    look(now + 5 * DAY)
    assert left(ana, "have_the_coffee") == left(ben, "have_the_coffee") == [now + 3 * DAY]


@database
@pytest.mark.usefixtures("without_week")
def test_a_letter_taken_back_by_a_parting_told_nothing(ana, ben, now):
    look(now)
    govern(now + 3 * DAY)
    ana.unfollow(ben, now + 3 * DAY)
    ana.follow(ben, now + 4 * DAY)
    look(now + 4 * DAY)
    govern(now + 7 * DAY)
    first, second = letters_to(ben, "have_the_coffee")
    assert (first.state, second.state) == ("cancelled", "waiting")


@database
def test_what_nobody_wanted_to_hear_is_not_left_again(ana, ben, now):
    look(now)
    Preferences.objects.of(ana).stop("have_the_coffee")
    govern(now + 3 * DAY)
    ana.write_to(ben, "Hello", now + 4 * DAY)
    look(now + 4 * DAY)
    assert left(ana, "have_the_coffee") == [now + 3 * DAY]


@database
def test_whoever_rested_and_is_open_again_is_somebody_to_meet(client, ana, ben, now, time_machine):
    def say(openness, at):
        time_machine.move_to(at, tick=False)
        client.force_login(ben)
        profile = {"name": ben.name, "time_zone": "Europe/London", "openness": openness}
        assert client.post("/settings/profile/", profile).status_code == 302
        look(at)

    look(now)
    say("resting", now + DAY)
    govern(now + 3 * DAY)
    say("open", now + 9 * DAY)
    assert left(ana, "have_the_coffee") == [now + 3 * DAY, now + 12 * DAY]
    assert left(ben, "have_the_coffee") == [now + 3 * DAY]


@database
def test_whoever_is_let_back_in_is_somebody_to_meet(ana, ben, now):
    look(now)
    ben.suspend(now + DAY)
    govern(now + 3 * DAY)
    ben.restore(now + 4 * DAY)
    look(now + 4 * DAY)
    assert govern(now + 7 * DAY) == {"folded": 2}


def test_two_of_whom_one_said_no_are_not_asked_again_soon(ana, ben, now):
    look(now)
    offer = make_proposal(ana, ben, now + 9 * DAY, now=now + DAY)
    govern(now + 3 * DAY)
    offer.decline(now + 4 * DAY)
    assert look(now + 4 * DAY)["tie"] == 0
    govern(now + 8 * DAY)
    ends = Nudge.objects.filter(kind="have_the_coffee").values_list("state", "reason")
    assert set(ends) == {("dropped", "untrue")}


def test_more_than_a_handful_is_looked_at_in_one_sweep(ana, ben, cleo, dan, now, monkeypatch):
    monkeypatch.setattr(looking, "HANDFUL", 1)
    make_mutual(ana, cleo)
    make_mutual(ana, dan)
    assert look(now) == {"tie": 3}


@database
@pytest.mark.parametrize("change", ["hours", "zone"])
def test_with_other_quiet_hours_the_word_before_a_coffee_has_another_moment(ana, ben, now, change):
    """Half past ten on Friday: at half past eight, as long as that is not quiet."""
    coffee = make_coffee(ana, ben, now + 3 * DAY + 90 * MINUTE, now=now)
    look(now)
    assert left(ana, "coffee_soon") == [coffee.starts_at - 2 * HOUR]
    if change == "hours":
        Preferences.objects.of(ana).set_limits(now, quiet_to=time(9))
        eve = utc(2026, 11, 19, 19, 30)
    else:
        Member.objects.filter(pk=ana.pk).update(time_zone="Atlantic/Azores", look_at=now)
        eve = utc(2026, 11, 19, 20, 30)
    look(now)
    assert left(ana, "coffee_soon") == [eve]
    assert left(ben, "coffee_soon") == [coffee.starts_at - 2 * HOUR]


# -- words


@database
def test_words_leave_a_letter_five_minutes_later_once_per_burst(ana, ben, now):
    for minute in range(3):
        ben.write_to(ana, f"Word {minute}", now + minute * MINUTE)
        look(now + minute * MINUTE)
    assert left(ana, "unread_words") == [now + 5 * MINUTE]
    assert left(ben, "unread_words") == []
    ana.see_words_of(ben, now)
    ben.write_to(ana, "And another", now + HOUR)
    look(now + HOUR)
    assert left(ana, "unread_words") == [now + 5 * MINUTE, now + HOUR + 5 * MINUTE]


@database
def test_seen_words_are_owed_no_letter_nor_new_ones_before_their_five_minutes(ana, ben, now):
    ben.write_to(ana, "One", now)
    tie = tie_of(ana, ben)
    assert not tie.still_owes("unread_words", ana, now + 4 * MINUTE)
    assert tie.still_owes("unread_words", ana, now + 5 * MINUTE)
    assert not tie.still_owes("unread_words", ben, now + 5 * MINUTE)
    ana.see_words_of(ben, now)
    ben.write_to(ana, "Two", now + 4 * MINUTE)
    tie = tie_of(ana, ben)
    assert not tie.still_owes("unread_words", ana, now + 5 * MINUTE)
    assert tie.still_owes("unread_words", ana, now + 9 * MINUTE)


@database
def test_what_came_after_the_words_she_saw_has_a_letter_of_its_own(ana, ben, now):
    """She pressed Seen on a page that showed only the first, while the second was on its way."""
    one = ben.write_to(ana, "One", now)
    look(now)
    ben.write_to(ana, "Two", now + MINUTE)
    look(now + MINUTE)
    ana.see_words_of(ben, now, up_to=one.pk)
    look(now + 2 * MINUTE)
    assert left(ana, "unread_words") == [now + 5 * MINUTE, now + 6 * MINUTE]
    govern(now + 6 * MINUTE)
    assert len(letters_to(ana, "unread_words")) == 1


@database
def test_what_was_written_after_a_letter_and_not_seen_with_it_has_its_own(ana, ben, now):
    one = ben.write_to(ana, "One", now)
    look(now)
    govern(now + 5 * MINUTE)
    ben.write_to(ana, "Two", now + HOUR)
    look(now + HOUR)
    assert len(letters_to(ana, "unread_words")) == 1
    ana.see_words_of(ben, now, up_to=one.pk)
    look(now + HOUR + MINUTE)
    govern(now + HOUR + 6 * MINUTE)
    assert len(letters_to(ana, "unread_words")) == 2


@database
def test_ten_days_of_talk_are_asked_out_and_two_weeks_later_once_more(ana, ben, now):
    ana.write_to(ben, "One", now - HOUR)
    ben.write_to(ana, "Two", now)
    look(now)
    first = now + 10 * DAY
    for member in (ana, ben):
        assert left(member, "take_it_offline") == [first, first + 14 * DAY]


@database
def test_the_sixth_message_brings_both_steps_forward(ana, ben, now):
    ana.write_to(ben, "One", now - MINUTE)
    ben.write_to(ana, "Two", now)
    look(now)
    for number in range(4):
        ana.write_to(ben, f"Word {number}", now + DAY + number * MINUTE)
    look(now + 2 * DAY)
    sixth = now + DAY + 3 * MINUTE
    assert left(ben, "take_it_offline") == [sixth, sixth + 14 * DAY]
    ana.write_to(ben, "The seventh changes nothing", now + 3 * DAY)
    look(now + 3 * DAY)
    assert left(ben, "take_it_offline") == [sixth, sixth + 14 * DAY]


@database
def test_a_step_that_was_decided_is_not_brought_forward(ana, ben, now):
    ana.write_to(ben, "One", now - MINUTE)
    ben.write_to(ana, "Two", now)
    look(now)
    Nudge.objects.waiting().filter(kind="take_it_offline").drop("untrue", now)
    for number in range(4):
        ana.write_to(ben, f"Word {number}", now + DAY + number * MINUTE)
    look(now + 2 * DAY)
    assert left(ben, "take_it_offline") == [now + 10 * DAY, now + 24 * DAY]


# -- truth


@database
@pytest.mark.parametrize("kind", ["have_the_coffee", "take_it_offline"])
@pytest.mark.parametrize("deed", ["offer", "coffee", "unfollow", "block", "rest", "like_writing"])
def test_what_has_come_between_makes_an_encouragement_untrue(ana, ben, now, kind, deed):
    for number in range(3):
        ana.write_to(ben, f"Word {number}", now)
        ben.write_to(ana, f"Word {number}", now)
    later = now + 4 * DAY
    assert tie_of(ana, ben).still_owes(kind, ana, later)
    match deed:
        case "offer":
            make_proposal(ben, ana)
        case "coffee":
            make_coffee(ben, ana)
        case "unfollow":
            ben.unfollow(ana, now)
        case "block":
            ben.block(ana, now)
        case "rest":
            Member.objects.filter(pk=ben.pk).update(openness="resting")
        case "like_writing":
            ben.like_writing(ana, now)
    assert not tie_of(ana, ben).still_owes(kind, ana, later)


@database
def test_a_stranger_to_a_tie_is_owed_nothing_about_it(ana, ben, cleo, now):
    assert not tie_of(ana, ben).still_owes("have_the_coffee", cleo, now + 4 * DAY)


# -- members


@pytest.mark.parametrize(
    ("day", "hour", "zone", "now", "latest"),
    [
        # A Tuesday in November; Fridays at eight.
        (4, 8, "Europe/London", utc(2026, 11, 17, 9), utc(2026, 11, 13, 8)),
        # At the very moment it is the latest one, and a minute before it is not.
        (4, 8, "Europe/London", utc(2026, 11, 20, 8), utc(2026, 11, 20, 8)),
        (4, 8, "Europe/London", utc(2026, 11, 20, 7, 59), utc(2026, 11, 13, 8)),
        # Friday in Auckland is Thursday here.
        (4, 8, "Pacific/Auckland", utc(2026, 11, 19, 18, 59), utc(2026, 11, 12, 19)),
        (4, 8, "Pacific/Auckland", utc(2026, 11, 19, 19), utc(2026, 11, 19, 19)),
        # The clock goes forward, and back: eight o'clock stays eight o'clock.
        (4, 8, "Europe/London", utc(2027, 4, 2, 7), utc(2027, 4, 2, 7)),
        (4, 8, "Europe/London", utc(2026, 10, 30, 7, 59), utc(2026, 10, 23, 7)),
    ],
)
def test_the_latest_week_by_the_members_own_wall(day, hour, zone, now, latest):
    preferences = Preferences(week_day=day, week_hour=hour)
    assert looking.latest_week(preferences, ZoneInfo(zone), now) == latest


def newcomer(member, at):
    Member.objects.filter(pk=member.pk).update(look_at=at, active_at=at)
    return Member.objects.get(pk=member.pk)


@database
def test_a_newcomer_hears_of_the_week_on_the_next_friday_and_every_one_after(ana, now):
    newcomer(ana, now)
    look(now)
    friday = utc(2026, 11, 20, 8)
    assert Member.objects.get(pk=ana.pk).look_at == friday
    assert left(ana, "the_week") == []
    look(friday - MINUTE)
    assert left(ana, "the_week") == []
    look(friday + MINUTE)
    look(friday + 2 * MINUTE)
    assert left(ana, "the_week") == [friday]
    nudge = Nudge.objects.get(kind="the_week")
    assert (nudge.key, nudge.about, nudge.other) == (f"the_week:{ana.pk}:2026-11-20", ana, None)
    look(friday + 7 * DAY)
    assert left(ana, "the_week") == [friday, friday + 7 * DAY]


@database
def test_after_weeks_without_a_sweep_only_the_newest_week_is_left(ana, now):
    newcomer(ana, now)
    look(now)
    look(utc(2026, 12, 13))
    assert left(ana, "the_week") == [utc(2026, 12, 11, 8)]


@database
def test_the_week_comes_at_the_hour_that_was_chosen(ana, now):
    Preferences.objects.create(member=ana, week_day=2, week_hour=18)
    newcomer(ana, now)
    look(now)
    assert Member.objects.get(pk=ana.pk).look_at == utc(2026, 11, 18, 18)


@database
@pytest.mark.parametrize(("due", "then"), [(3 * DAY, 0 * DAY), (-DAY, -DAY)])
def test_whoever_moves_house_is_looked_at_at_once(client, ana, now, time_machine, due, then):
    """Whoever was to be looked at before, and wasn't, has a weekly letter to come."""
    time_machine.move_to(now, tick=False)
    newcomer(ana, now + due)
    client.force_login(ana)
    posted = {"place": "Auckland, New Zealand", "time_zone": "Europe/London"}
    assert client.post("/welcome/place/", posted).status_code == 302
    moved = Member.objects.get(pk=ana.pk)
    assert (moved.time_zone, moved.look_at) == ("Pacific/Auckland", now + then)


@database
def test_other_quiet_hours_lose_no_week_that_is_overdue(ana, now):
    friday = utc(2026, 11, 20, 8)
    newcomer(ana, friday)
    Preferences.objects.of(ana).set_limits(friday + DAY, quiet_to=time(9))
    look(friday + DAY)
    assert left(ana, "the_week") == [friday]


@database
def test_who_stays_where_they_are_is_left_alone(client, ana, now):
    newcomer(ana, now + 3 * DAY)
    client.force_login(ana)
    posted = {"place": "Leeds, United Kingdom", "time_zone": "Europe/London"}
    assert client.post("/welcome/place/", posted).status_code == 302
    assert Member.objects.get(pk=ana.pk).look_at == now + 3 * DAY


@database
def test_whoever_is_away_for_long_is_missed_once_per_lapse(ana, now):
    newcomer(ana, now)
    look(now)
    friday = utc(2027, 1, 8, 8)
    for weeks in range(4):
        look(friday + weeks * 7 * DAY)
    assert left(ana, "we_miss_you") == [now + 45 * DAY]
    ana = Member.objects.get(pk=ana.pk)
    assert ana.still_owes("we_miss_you", ana, friday)
    ana.be_active(friday)
    ana.refresh_from_db()
    assert not ana.still_owes("we_miss_you", ana, friday + DAY)
    look(friday + 10 * 7 * DAY)
    assert left(ana, "we_miss_you") == [now + 45 * DAY, friday + 45 * DAY]


@database
def test_who_was_here_before_deeds_were_noted_is_not_missed_at_once(ana, now):
    """Verified months ago, and nothing is known of what she did since."""
    Member.objects.filter(pk=ana.pk).update(verified_at=now - 200 * DAY, look_at=now)
    look(now)
    assert left(ana, "we_miss_you") == []
    assert Member.objects.get(pk=ana.pk).active_at == now


@database
def test_the_suspended_are_left_nothing_and_looked_at_again_one_day(ana, now):
    newcomer(ana, now)
    Member.objects.get(pk=ana.pk).suspend(now)
    look(utc(2026, 11, 28))
    assert not Nudge.objects.exists()
    assert Member.objects.get(pk=ana.pk).look_at == utc(2026, 12, 4, 8)
    suspended = Member.objects.get(pk=ana.pk)
    assert not suspended.still_owes("the_week", suspended, now)


@database
def test_deeds_are_remembered_and_looking_is_none(client, ana, ben, now):
    client.force_login(ana)
    client.get("/")
    assert Member.objects.get(pk=ana.pk).active_at is None
    assert client.post("/members/nobody/follow/").status_code == 404
    assert Member.objects.get(pk=ana.pk).active_at is None
    client.post(f"/members/{ben.handle}/unfollow/")
    first = Member.objects.get(pk=ana.pk).active_at
    assert first is not None
    client.post(f"/members/{ben.handle}/follow/")
    assert Member.objects.get(pk=ana.pk).active_at == first


# -- what it costs


@database
def test_a_look_over_nothing_due_costs_two_questions_of_the_index(ana, ben, now):
    look(now)
    with CaptureQueriesContext(connection) as asked:
        assert look(now) == {}
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for model, index in [(Tie, "ties_to_look_at"), (Member, "members_to_look_at")]:
            due = model.objects.filter(look_at__lte=now).order_by("look_at")
            plan = due.values("pk")[: looking.HANDFUL].explain()
            assert index in plan, plan
