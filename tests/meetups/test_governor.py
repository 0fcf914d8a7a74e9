"""What becomes of a nudge that is due: truth first, then newest, wishes and quiet hours."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from meetups import tasks
from meetups.management.commands.send_letters import TIMETABLE
from meetups.models import Nudge
from meetups.nudges import coffees, governor
from members import mail, waking
from members.models import Letter, Member, Preferences, Sweep
from networkgroup.celery import app
from tests.factories import make_coffee, make_evening, make_mutual, make_proposal, make_venue
from tests.meetups.letters import govern, letters_to, words

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
database = pytest.mark.django_db


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def nudge(member, kind, **about):
    return Nudge.objects.get(recipient=member, kind=kind, **about)


def told(member, kind):
    """(state, reason) of a member's nudges of a kind in the order they were due."""
    rows = Nudge.objects.for_member(member).filter(kind=kind).order_by("due_at")
    return list(rows.values_list("state", "reason"))


@pytest.fixture
def evening(now):
    """Half past nine where everybody lives."""
    return now.replace(hour=21, minute=30)


@database
def test_what_was_agreed_goes_at_any_hour(ana, ben, evening):
    make_proposal(ben, ana, evening + 2 * DAY, now=evening)
    assert govern(evening) == {"sent": 1}
    assert nudge(ana, "proposal").letter == letters_to(ana)[0]


@database
def test_a_question_waits_for_the_morning(ana, ben, now):
    """Agreed so that the day before falls on half past nine in the evening."""
    starts = now.replace(hour=21, minute=30) + 2 * DAY
    make_coffee(ana, ben, starts, now=now)
    govern(now)
    govern(starts - DAY)
    held = nudge(ana, "coffee_tomorrow")
    morning = starts.replace(hour=8, minute=0)
    assert (held.state, held.held_until, held.reason) == ("held", morning, "quiet_hours")
    assert govern(morning - MINUTE) == {}
    assert govern(morning) == {"sent": 2}
    held.refresh_from_db()
    assert (held.state, held.reason) == ("sent", "quiet_hours")


@database
def test_quiet_hours_are_the_readers_own(ana, ben, now):
    Member.objects.filter(pk=ben.pk).update(time_zone="America/New_York")
    make_coffee(ana, Member.objects.get(pk=ben.pk), now + 2 * DAY, now=now, place="The Mill")
    govern(now)
    govern(now + DAY)
    assert nudge(ana, "coffee_tomorrow").state == "sent"
    his = nudge(ben, "coffee_tomorrow")
    assert (his.state, his.held_until) == ("held", utc(2026, 11, 18, 13))


@database
@pytest.mark.parametrize(
    ("starts", "soon"),
    [
        (utc(2026, 11, 19, 12), utc(2026, 11, 19, 10)),
        (utc(2026, 11, 19, 8, 30), utc(2026, 11, 18, 19, 30)),
        (utc(2026, 11, 19, 9, 59), utc(2026, 11, 18, 19, 30)),
        (utc(2026, 11, 19, 21), utc(2026, 11, 19, 19)),
        (utc(2026, 11, 19, 22, 30), utc(2026, 11, 19, 19, 30)),
    ],
)
def test_soon_comes_before_the_quiet_hours_it_would_fall_in(ana, ben, now, starts, soon):
    make_coffee(ana, ben, starts, now=now)
    assert nudge(ana, "coffee_soon").due_at == soon
    govern(now)
    govern(soon)
    assert nudge(ana, "coffee_soon").state == "sent"


@database
def test_soon_across_a_clock_change(ana, ben):
    """Half past eight in summer time; the evening before was still winter."""
    now = utc(2027, 3, 25, 9)
    make_coffee(ana, ben, utc(2027, 3, 28, 7, 30), now=now)
    assert nudge(ana, "coffee_soon").due_at == utc(2027, 3, 27, 19, 30)


@database
def test_what_is_unwanted_is_dropped(ana, ben, now):
    Preferences.objects.of(ana).stop("proposal")
    make_proposal(ben, ana, now + DAY)
    assert govern(now) == {"dropped": 1}
    assert told(ana, "proposal") == [("dropped", "unwanted")]
    assert not letters_to(ana)


@database
def test_a_pause_holds_questions_and_lets_pass_what_was_agreed(ana, ben, now):
    pause = now + 3 * DAY
    Preferences.objects.of(ana).be_quiet_until(pause)
    make_proposal(ben, ana, now + 6 * DAY)
    govern(now)
    assert told(ana, "proposal") == [("sent", "")]
    govern(now + 2 * DAY)
    question = Nudge.objects.for_member(ana).filter(kind="answer_proposal").earliest("due_at")
    assert (question.state, question.held_until, question.reason) == ("held", pause, "paused")
    govern(pause)
    question.refresh_from_db()
    assert question.state == "sent"


@database
def test_a_pause_beyond_the_coffee_makes_its_questions_missed(ana, ben, now):
    Preferences.objects.of(ana).be_quiet_until(now + 9 * DAY)
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    govern(coffee.starts_at - DAY)
    assert told(ana, "coffee_tomorrow") == [("missed", "paused_too_long")]
    assert told(ben, "coffee_tomorrow") == [("sent", "")]


@database
def test_what_is_no_longer_true_is_dropped(ana, ben, now):
    make_proposal(ben, ana).withdraw(now)
    govern(now)
    assert told(ana, "proposal") == [("dropped", "untrue")]
    assert told(ana, "withdrawn") == [("sent", "")]


@database
def test_an_answer_given_before_silences_the_question(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    coffee.still_on(ana, now + HOUR)
    govern(coffee.starts_at - DAY)
    assert told(ana, "coffee_tomorrow") == [("dropped", "answered")]
    assert told(ben, "coffee_tomorrow") == [("sent", "")]


# -- late workers


@database
def test_after_an_outage_only_the_newest_step_of_a_reminder_goes(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY + HOUR)
    govern(now)
    govern(coffee.starts_at + 11 * DAY)
    assert told(ana, "did_you_meet") == [
        ("missed", "overtaken"),
        ("missed", "overtaken"),
        ("sent", ""),
    ]
    assert told(ana, "coffee_tomorrow") == told(ana, "coffee_soon") == [("missed", "too_late")]


@database
def test_the_day_before_gives_way_to_two_hours_before(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY + 3 * HOUR)
    govern(now)
    govern(coffee.starts_at - HOUR)
    assert told(ana, "coffee_tomorrow") == [("missed", "overtaken")]
    assert told(ana, "coffee_soon") == [("sent", "")]


@database
def test_the_day_before_gives_way_to_nothing_that_is_unwanted(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY + 2 * HOUR, now=now)
    govern(now)
    Preferences.objects.of(ana).stop("coffee_soon")
    govern(coffee.starts_at - HOUR)
    for member, kind in [(ana, "coffee_tomorrow"), (ben, "coffee_soon")]:
        assert told(member, kind) == [("sent", "")]


@database
def test_an_offer_told_late_is_not_followed_by_its_own_reminder(ana, ben, now):
    make_proposal(ben, ana, now + 8 * DAY)
    late = now + 2 * DAY + HOUR
    govern(late)
    assert told(ana, "proposal") == [("sent", "")]
    assert told(ana, "answer_proposal")[0] == ("missed", "overtaken")


@database
def test_after_the_coffee_nothing_about_its_beginning_goes(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(coffee.ends_at + 30 * DAY)
    assert not Nudge.objects.waiting().exists()
    assert not Letter.objects.exists()
    decided = Nudge.objects.about(coffee).values_list("state", "reason")
    assert set(decided) == {("missed", "too_late")}


# -- sweeps


@database
def test_a_bad_nudge_stops_nobody_else(ana, ben, cleo, now, monkeypatch):
    make_mutual(ana, cleo)
    make_coffee(ben, ana, now + DAY)
    make_proposal(cleo, ana, now + 2 * DAY)

    monkeypatch.setattr(coffees, "accepted", broken)
    assert govern(now)["sent"] == 1
    assert told(ana, "accepted") == [("held", "stumbled")]
    assert [letter.caused_by for letter in letters_to(ana, "proposal")] == [cleo]


def broken(*_what):
    raise RuntimeError("a word that nobody should read in a log")


@database
def test_what_broke_keeps_what_its_letter_is_written_from(ana, now, monkeypatch):
    """Of a series that ended, the nudge alone knows the last evening and why."""
    evening = make_evening(now=now)
    evening.series.stand(ana, now)
    evening.series.end(evening.on, now, "The mill closes.")
    before = nudge(ana, "series_ends").details
    with monkeypatch.context() as deploy:
        deploy.setattr(mail, "write", broken)
        for step in range(8):
            govern(now + step * DAY)
    dropped = nudge(ana, "series_ends")
    assert (dropped.state, dropped.reason) == ("dropped", "broken")
    dropped.try_again(now)
    assert nudge(ana, "series_ends").details == before
    govern(now)
    assert told(ana, "series_ends") == [("sent", "stumbled")]
    assert "The mill closes." in words(letters_to(ana, "series_ends")[0])


@database
@pytest.mark.parametrize("where", ["the letter's own function", "its template"])
def test_what_broke_is_written_once_it_is_mended(ana, ben, now, monkeypatch, where):
    make_coffee(ben, ana, now + DAY)
    with monkeypatch.context() as deploy:
        if where == "its template":
            deploy.setattr(mail, "write", broken)
        else:
            deploy.setattr(coffees, "accepted", broken)
        govern(now)
        for minutes in (1, 5):
            govern(now + minutes * MINUTE)
    held = nudge(ana, "accepted")
    assert (held.state, held.held_until) == ("held", now + 21 * MINUTE)
    assert not letters_to(ana, "accepted")
    govern(held.held_until)
    assert told(ana, "accepted") == [("sent", "stumbled")]
    assert letters_to(ana, "accepted")[0].state == "waiting"


@database
def test_what_nobody_mends_is_given_up_and_can_be_tried_again(ana, ben, now, monkeypatch):
    make_coffee(ben, ana, now + 3 * DAY)
    tries, moment = 0, now
    with monkeypatch.context() as deploy:
        deploy.setattr(coffees, "accepted", broken)
        while nudge(ana, "accepted").state in ("waiting", "held"):
            govern(moment)
            moment, tries = nudge(ana, "accepted").held_until or moment, tries + 1
    assert tries == 1 + governor.MOST_STUMBLES
    assert timedelta(hours=20) < moment - now < DAY
    assert told(ana, "accepted") == [("dropped", "broken")]
    given_up = nudge(ana, "accepted")
    assert given_up in Nudge.objects.in_trouble()
    given_up.try_again(moment)
    govern(moment)
    assert told(ana, "accepted")[0][0] == "sent"
    assert given_up not in Nudge.objects.in_trouble()


@database
def test_a_database_in_trouble_leaves_the_nudge_for_the_next_minute(ana, ben, now, monkeypatch):
    make_coffee(ben, ana, now + DAY)

    def away(nudge, coffee, now):
        raise OperationalError("gone for a moment")

    with monkeypatch.context() as broken:
        broken.setattr(coffees, "accepted", away)
        govern(now)
    assert told(ana, "accepted") == [("waiting", "")]
    govern(now)
    assert told(ana, "accepted") == [("sent", "")]


@database
def test_a_subject_of_no_kind_we_know_is_dropped(ana, now):
    Nudge.objects.create(recipient=ana, kind="proposal", about=make_venue(), key="odd", due_at=now)
    govern(now)
    assert told(ana, "proposal") == [("dropped", "untrue")]


@database
def test_sweeping_twice_writes_once(ana, ben, now):
    make_coffee(ana, ben, now + DAY)
    assert govern(now)["sent"] == 2
    assert govern(now) == {}
    assert Letter.objects.count() == 2


@database
def test_more_than_a_handful_goes_in_one_sweep(ana, ben, now, monkeypatch):
    monkeypatch.setattr(governor, "HANDFUL", 2)
    for day in range(1, 4):
        make_coffee(ana, ben, now + day * DAY).cancel(ana, now)
    # Six cancelled and the three offers of before; what was agreed is taken back by then.
    assert govern(now) == {"sent": 6, "dropped": 3}


@database
def test_a_sweep_over_nothing_due_uses_the_index(ana, ben, now):
    make_coffee(ana, ben, now + DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Nudge.objects.due(now).order_by("due_at").values("pk").explain()
    assert "nudge_due" in plan
    assert "nudge_held" in plan


@pytest.mark.django_db(transaction=True)
def test_a_verb_wakes_a_worker_once_it_stands(ana, ben, now, monkeypatch):
    woken = []
    monkeypatch.setattr(waking, "wake", lambda task=waking.LETTERS: woken.append(task))
    make_proposal(ana, ben)
    assert woken == ["meetups.tasks.govern_nudges"]


@database
def test_every_task_notes_that_it_came_to_its_end():
    for task in (
        tasks.govern_nudges,
        tasks.lapse_proposals,
        tasks.settle_coffees,
        tasks.keep_evenings,
        tasks.renew_free_time,
    ):
        task()
    assert set(Sweep.objects.values_list("name", flat=True)) == {
        "nudges",
        "proposals",
        "coffees",
        "evenings",
        "free time",
    }


@database
def test_every_task_of_the_timetable_exists():

    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_with_and_without_a_broker_the_same_sweeps_are_made():
    """As often as beat does, and what somebody may wait for at once even more often."""
    beat = {
        entry["task"]: entry["schedule"]
        for entry in app.conf.beat_schedule.values()
        if entry["task"] != "members.tasks.send_letters"
    }
    assert {task.name for task in TIMETABLE} == set(beat)
    for task, seconds in TIMETABLE.items():
        usual = beat[task.name]
        assert seconds <= (usual if isinstance(usual, float) else 24 * 60 * 60)


@database
def test_one_command_decides_and_sends_without_a_broker(ana, ben, monkeypatch):

    make_proposal(ben, ana, timezone.now() + 3 * DAY, now=timezone.now())
    postman = "meetups.management.commands.send_letters.Postman"
    relay = SimpleNamespace(close=lambda: None)
    idle = SimpleNamespace(round=lambda shift: Counter(), relay=relay, is_stopping=False)
    monkeypatch.setattr(postman, lambda: idle)
    call_command("send_letters")
    assert [letter.kind for letter in letters_to(ana)] == ["proposal"]
