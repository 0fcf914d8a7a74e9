"""Time passes, and everything stored grows older by as much."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetups import passing, recurrence
from meetups.models import (
    Coffee,
    DateHours,
    Nudge,
    Proposal,
    ReadyTime,
    Seat,
    Series,
    WeeklySession,
    free_time,
)
from meetups.models.planning import AHEAD
from meetups.nudges import looking
from members.models import Follow, Letter, Member, Preferences, Sweep, Tie
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_proposal,
    make_series,
)

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr(passing, "wake_the_governor", lambda: False)
    monkeypatch.setattr(passing.waking, "wake", lambda *task: False)


@pytest.fixture
def development(settings):
    settings.DEBUG = True


def test_every_moment_and_range_moves_back(ana, ben, now):
    make_hours(ana, ben)
    coffee = make_coffee(ana, ben)
    proposal = Proposal.objects.get()
    Preferences.objects.of(ana).be_quiet_until(now + 3 * DAY)
    before = {nudge.pk: nudge.due_at for nudge in Nudge.objects.all()}
    passing.pass_time(DAY, timezone.now())
    moved = Coffee.objects.get()
    assert (moved.starts_at, moved.ends_at) == (coffee.starts_at - DAY, coffee.ends_at - DAY)
    assert {(seat.during.lower, seat.during.upper) for seat in Seat.objects.all()} == {
        (moved.starts_at, moved.ends_at)
    }
    assert Proposal.objects.get().lapses_at == proposal.lapses_at - DAY
    assert {nudge.pk: nudge.due_at for nudge in Nudge.objects.all()} == {
        pk: due_at - DAY for pk, due_at in before.items()
    }
    tie = Tie.objects.get()
    assert (tie.next_coffee_at, tie.stage) == (moved.starts_at, "scheduled")
    assert set(Follow.objects.values_list("at", flat=True)) == {now - DAY}
    assert Member.objects.get(pk=ana.pk).joined_at == ana.joined_at - DAY
    assert Preferences.objects.of(ana).quiet_until == now + 2 * DAY


def test_neighbours_in_time_do_not_stop_each_other(ana, ben, cleo, now):
    """A day apart, so that each takes the place the other just left."""
    make_mutual(ana, cleo)
    for day, other in enumerate([ben, cleo], start=1):
        make_coffee(ana, other, now + day * DAY)
    free_time.set_date(ana, date(2026, 11, 20), [], now)
    free_time.set_date(ana, date(2026, 11, 21), [], now)
    passing.pass_time(DAY, timezone.now())
    assert list(Coffee.objects.order_by("starts_at").values_list("starts_at", flat=True)) == [
        now,
        now + DAY,
    ]
    assert list(DateHours.objects.values_list("date", flat=True)) == [
        date(2026, 11, 19),
        date(2026, 11, 20),
    ]


def test_hours_leave_the_dates_alone(ana, now):
    free_time.set_date(ana, date(2026, 11, 20), [], now)
    passing.pass_time(2 * HOUR, timezone.now())
    assert DateHours.objects.get().date == date(2026, 11, 20)


def test_hours_add_up_to_days(ana, now):
    """Or an evening would be known by another date than the one it is on."""
    free_time.set_date(ana, date(2026, 11, 20), [], now)
    evening = make_evening()
    for hours, days in [(10, 0), (10, 0), (10, 1), (18, 2)]:
        passing.pass_time(hours * HOUR, timezone.now())
        assert DateHours.objects.get().date == date(2026, 11, 20) - days * DAY
    moved = WeeklySession.objects.get(pk=evening.pk)
    assert moved.on == moved.original_start.astimezone(moved.zone).date()
    assert evening.on - moved.on == 2 * DAY
    assert moved.series.rule == "FREQ=WEEKLY;BYDAY=TU"


def test_ready_times_are_worked_out_anew_and_sweeps_keep_their_age(ana):
    now = timezone.now()
    make_hours(ana, now=now)
    Sweep.objects.finished("letters", now)
    passing.pass_time(40 * DAY, now)
    assert ReadyTime.objects.get().ready_until > now + 30 * DAY
    assert Sweep.objects.get().finished_at == now


def test_a_lease_does_not_end_early(ana, now):
    letter = Letter.objects.create(
        key="one",
        klass="agreed",
        kind="late",
        recipient=ana,
        message_id="<one@example.org>",
        dated_at=now,
        queue="urgent",
        due_at=now,
        created_at=now,
        state="sending",
        lease_token="2b1f9b8e-0f5e-4c61-9a2b-3a4f1c8ab001",
        lease_until=now + HOUR,
    )
    passing.pass_time(DAY, timezone.now())
    letter.refresh_from_db()
    assert (letter.lease_until, letter.due_at) == (now + HOUR, now - DAY)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("1d", DAY), ("2h", 2 * HOUR), ("90m", 1.5 * HOUR), (" 14D ", 14 * DAY)],
)
def test_durations(text, duration):
    assert passing.duration_from(text) == duration


@pytest.mark.parametrize("text", ["", "d", "1", "-1d", "0h", "1w", "1d2h", "99999d"])
def test_what_is_no_duration(text):
    with pytest.raises(passing.BadDuration):
        passing.duration_from(text)


def test_the_command_needs_development(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("pass_time", "1d")


def test_the_command_says_what_falls_due(development, ana, ben, capsys):
    now = timezone.now()
    make_proposal(ana, ben, now + 6 * DAY, now=now)
    call_command("pass_time", "2d")
    assert "Due now: 2 nudges" in capsys.readouterr().out


def test_the_command_refuses_nonsense(development):
    with pytest.raises(CommandError, match="1d, 2h or 90m"):
        call_command("pass_time", "tomorrow")


def test_it_can_be_done_again_and_again():
    ana, ben = MemberFactory(), MemberFactory()
    make_mutual(ana, ben)
    coffee = make_coffee(ana, ben)
    for _again in range(3):
        passing.pass_time(DAY, timezone.now())
    assert Coffee.objects.get().starts_at == coffee.starts_at - 3 * DAY


def test_the_week_comes_when_a_week_has_passed_whatever_day_it_is(ana, ben):
    """And the one after it is another one, though its key names the same day."""
    real = timezone.now()
    Member.objects.filter(pk=ana.pk).update(look_at=real, active_at=real)
    Member.objects.exclude(pk=ana.pk).update(look_at=None)
    looking.look(real, Counter())
    weeks = Nudge.objects.filter(kind="the_week", due_at=real)
    for _day in range(7):
        passing.pass_time(DAY, real)
        if weeks.exists():
            break
    assert weeks.get().recipient == ana
    passing.pass_time(7 * DAY, real)
    assert Nudge.objects.filter(kind="the_week", due_at=real - 7 * DAY).count() == 1
    assert weeks.get().recipient == ana


@pytest.mark.parametrize("days", [1, 3, 7, 10])
def test_evenings_come_nearer_and_are_not_made_twice(ana, now, days):
    """A day apart, so that each takes the date the other just left; the rule goes with them."""
    real = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
    both = ["FREQ=WEEKLY;BYDAY=WE,TH", "FREQ=WEEKLY;BYDAY=MO"]
    for rule in both:
        make_series(now=real, rule=rule, starts_on=real.date(), clock=time(20))
    before = {
        evening.pk: (evening.on, evening.starts_at) for evening in WeeklySession.objects.all()
    }
    first = WeeklySession.objects.coming(real + days * DAY).first()
    first.say_going(ana, real)
    passing.pass_time(days * DAY, real)
    for pk, on, starts_at in WeeklySession.objects.values_list("pk", "on", "starts_at"):
        assert (on, starts_at) == (before[pk][0] - days * DAY, before[pk][1] - days * DAY)
    for series in Series.objects.all():
        series.make_evenings(real)
    new = WeeklySession.objects.exclude(pk__in=before).values_list("on", flat=True)
    assert all(on > real.date() + AHEAD - days * DAY for on in new)
    assert (
        Nudge.objects.get(kind="session_tomorrow").due_at == before[first.pk][1] - (days + 1) * DAY
    )


def test_an_evening_of_tomorrow_begins_when_a_day_has_passed(ana):
    real = timezone.now()
    day = (real + 2 * DAY).date()
    rule = recurrence.every(1, day.weekday())
    evening = make_evening(now=real, starts_on=day, rule=rule)
    evening.say_going(ana, real)
    passing.pass_time(evening.starts_at - real, real)
    evening.refresh_from_db()
    assert not evening.is_ahead(timezone.now())


@pytest.mark.parametrize(
    ("rule", "days", "earlier"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", 1, "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=TH", 14, "FREQ=WEEKLY;BYDAY=TH"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", 1, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE"),
        ("FREQ=MONTHLY;BYDAY=-1TU", 2, "FREQ=MONTHLY;BYDAY=-1SU"),
        ("FREQ=WEEKLY;WKST=MO;BYDAY=MO", 1, "FREQ=WEEKLY;WKST=MO;BYDAY=SU"),
    ],
)
def test_a_rule_is_turned_back(rule, days, earlier):
    assert recurrence.turned_back(rule, days) == earlier
