"""The demonstration as it stands once everybody has moved in, on a weekday and on a Saturday."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from meetups import ledger, matching
from meetups.company import company_of
from meetups.conversations import Conversation
from meetups.demo import gathering, town
from meetups.demo.bygones import QUESTIONS
from meetups.demo.cast import CAST
from meetups.models import (
    Coffee,
    Nudge,
    Proposal,
    ReadyTime,
    Rsvp,
    Venue,
    WeeklyHours,
    WeeklySession,
)
from meetups.nudges import governor
from meetups.recall import asked_of
from members.models import Letter, Message, Tie, TieSide
from tests.factories import NOW

# The second is a Saturday after dark.
MOMENTS = [NOW, NOW + timedelta(days=4, hours=11)]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=MOMENTS, ids=["weekday", "saturday"])
def told(request, django_db_setup, django_db_blocker):
    """Moved in once for all tests here, and out again; without faces, which take the longest."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(gathering.faces, "change", lambda member, picture: None)
        patch.setattr(gathering, "portrait", lambda look, width: None)
        members = town.move_in(request.param, "have-the-coffee")
        yield SimpleNamespace(now=request.param, **members)
        transaction.set_rollback(True)


def names(members):
    return {member.short_name for member in members}


def hands_held_out_to(member):
    return {
        tie.other(member).short_name
        for tie in Tie.objects.of(member).select_related("low", "high")
        if tie.followed_at(tie.other(member)) and not tie.followed_at(member)
    }


def test_every_stage_is_somewhere(told):
    assert set(Tie.objects.values_list("stage", flat=True)) == set(Tie.Stage)


def test_ruth_and_noor_have_written_for_long_enough(told):
    tie = Tie.objects.between(told.ruth, told.noor)
    assert (tie.stage, tie.words, tie.is_due_offline(told.now)) == ("talking", 9, True)
    assert len(Conversation(told.ruth, told.noor, told.now).times) == 3


def test_one_wrote_to_ruth_and_waits(told):
    unread = TieSide.objects.filter(unread_at__isnull=False)
    assert [(side.member, side.other) for side in unread] == [(told.ruth, told.dorothy)]
    words = Conversation(told.ruth, told.dorothy, told.now)
    lines = [line for day in words.days for line in day.lines]
    assert [line.is_first_unread for line in lines] == [False, False, False, True, False]


def test_every_ending_is_somewhere(told):
    assert set(Proposal.objects.values_list("state", flat=True)) == set(Proposal.State)
    assert set(Coffee.objects.values_list("state", flat=True)) == set(Coffee.State)


def test_the_ledger_agrees(told):
    assert [*map(str, ledger.differences()), *ledger.violations()] == []


def test_ruth_has_something_of_everything_waiting(told):
    (received,) = Proposal.objects.standing(told.now).received_by(told.ruth)
    assert received.proposer == told.priya
    assert len(received.times_left(told.now)) == received.times.count() == 3
    assert "Walter" in hands_held_out_to(told.ruth)
    (coming,) = Coffee.objects.scheduled().with_member(told.ruth).ahead(told.now)
    assert coming.other(told.ruth) == told.ines
    assert (coming.starts_at.date() - told.now.date()).days == 1
    assert coming.seats.get(member=told.ines).still_on_at
    assert coming.seats.get(member=told.ruth).still_on_at is None
    (past,) = Coffee.objects.awaiting_answer_of(told.ruth, told.now)
    assert past.other(told.ruth) == told.astrid


def test_ruth_is_shown_three_unmet_people_with_times(told):
    suggested = matching.suggested(told.ruth, company_of(told.ruth, told.now), told.now)
    assert names(one.member for one in suggested) == {"Ben", "Noor", "Dorothy"}
    assert all(len(one.times) == 3 for one in suggested)


def test_the_organizer_has_something_to_answer_too(told):
    received = Proposal.objects.standing(told.now).received_by(told.elspeth)
    assert names(one.proposer for one in received) == {"Rosalind", "Tariq"}
    assert {"Nikhil", "Wendy"} <= hands_held_out_to(told.elspeth)
    coming = Coffee.objects.scheduled().with_member(told.elspeth).ahead(told.now)
    assert names(one.other(told.elspeth) for one in coming) == {"Hannah", "Tariq"}
    past = Coffee.objects.awaiting_answer_of(told.elspeth, told.now)
    assert names(one.other(told.elspeth) for one in past) == {"Owen"}


def test_everybody_has_hours_and_a_line_that_is_believed(told):
    assert WeeklyHours.objects.values("member").distinct().count() == len(CAST)
    assert not ReadyTime.objects.filter(ready_until__lt=told.now + timedelta(days=35)).exists()
    assert Venue.objects.active().count() == 8


def test_nothing_happened_later_than_now(told):
    assert not Proposal.objects.filter(closed_at__gt=told.now).exists()
    assert not Coffee.objects.filter(settled_at__gt=told.now).exists()
    assert not Tie.objects.filter(mutual_since__gt=told.now).exists()
    assert not Message.objects.filter(at__gt=told.now).exists()


def test_only_what_waits_for_the_two_is_asked_now(told):
    due = Nudge.objects.waiting().filter(due_at__lte=told.now).select_related("recipient")
    assert 4 <= len(due) <= 10
    assert {nudge.recipient for nudge in due} == {told.ruth, told.elspeth}
    assert {nudge.kind for nudge in due} <= set(QUESTIONS)
    assert all(nudge.about.still_owes(nudge.kind, nudge.recipient, told.now) for nudge in due)
    assert not Letter.objects.exists()


def test_what_was_due_was_missed_at_its_own_moment(told):
    missed = Nudge.objects.filter(state=Nudge.State.MISSED)
    assert missed
    assert all(nudge.decided_at == nudge.due_at <= told.now for nudge in missed)


def test_nobody_is_reminded_of_what_they_have_answered(told):
    reminders = Nudge.objects.filter(kind=Nudge.Kind.ANSWER_PROPOSAL)
    assert {nudge.reason for nudge in reminders.filter(state=Nudge.State.DROPPED)} == {"untrue"}
    for nudge in reminders.filter(state=Nudge.State.MISSED).prefetch_related("about"):
        assert nudge.about.is_open or nudge.due_at <= nudge.about.closed_at


def test_the_governor_makes_letters_of_them(told):
    outcomes = governor.sweep(told.now)
    assert sum(outcomes.values()) <= 10
    assert Nudge.State.DROPPED not in outcomes
    assert outcomes[Nudge.State.SENT] == Letter.objects.waiting().count() >= 3


def test_what_comes_is_still_told(told):
    later = Nudge.objects.waiting().filter(due_at__gt=told.now)
    assert {Nudge.Kind.COFFEE_SOON, Nudge.Kind.DID_YOU_MEET} <= {nudge.kind for nudge in later}


def test_thursdays_were_and_will_be(told):
    past = WeeklySession.objects.over(told.now)
    assert past.count() == 8
    assert not past.filter(closed_at=None).exists()
    assert Rsvp.objects.came().count() > 100
    following, later = WeeklySession.objects.coming(told.now)[:2]
    assert following.taken > 20
    assert following.visitors.confirmed().count() == 1
    assert later.free <= 0
    assert later.rsvp_of(told.ruth).position == 2


def test_ruth_is_asked_whom_she_talked_to(told):
    question = asked_of(told.ruth, told.now).question
    assert len(question.people) == 6
    assert question.has_more
