"""Four members want two seats, in any order, and what we promise holds after every step.

A hypothesis state machine like that of test_any_order.py, for evenings.
"""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from icalendar import Calendar

from meetups.models import Rsvp, WeeklySession
from meetups.models.admitting import let_offers_end, let_the_gone_go
from meetups.nudges import governor
from members.errors import Refusal
from members.models import Block, Letter, Member
from tests.factories import NOW, MemberFactory, make_evening, make_mutual

SEATS = 2
WHO = st.integers(0, 3)
HOURS = st.sampled_from([1, 3, 6, 12, 24])


class Evening(RuleBasedStateMachine):
    """One evening with two seats, and four people who all follow each other."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now = NOW
        self.evening = make_evening(now=NOW, capacity=SEATS)
        self.ids = [MemberFactory(name=f"Nr {number}").pk for number in range(4)]
        members = self.members()
        for number, one in enumerate(members):
            for other in members[number + 1 :]:
                make_mutual(one, other)

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def members(self):
        """All four, fresh."""
        found = Member.objects.in_bulk(self.ids)
        return [found[pk] for pk in self.ids]

    def try_to(self, verb, *words, **more):
        """Say a verb; a refusal changes nothing and is an answer like any other."""
        with contextlib.suppress(Refusal):
            verb(*words, **more)

    @rule(who=WHO, takes_any=st.booleans(), is_shown=st.booleans())
    def say_going(self, who, takes_any, is_shown):
        wishes = {"takes_any": takes_any, "is_shown": is_shown}
        self.try_to(self.evening.say_going, self.members()[who], self.now, **wishes)

    @rule(who=WHO)
    def say_cant(self, who):
        self.try_to(self.evening.say_cant, self.members()[who], self.now)

    @rule(who=WHO)
    def still_coming(self, who):
        self.try_to(self.evening.still_coming, self.members()[who], self.now)

    @rule(who=WHO, again=st.booleans())
    def stand(self, who, again):
        series, member = self.evening.series, self.members()[who]
        self.try_to(series.stand if again else series.stand_no_more, member, self.now)

    @rule(hours=st.integers(1, 48))
    def move(self, hours):
        starts_at = self.evening.starts_at + timedelta(hours=hours)
        ends_at = starts_at + timedelta(hours=2)
        self.try_to(self.evening.change, self.now, starts_at=starts_at, ends_at=ends_at)

    @rule(who=WHO, whom=st.integers(1, 3))
    def block(self, who, whom):
        members = self.members()
        self.try_to(members[who].block, members[(who + whom) % 4], self.now)

    @rule(who=WHO)
    def suspend_or_restore(self, who):
        member = self.members()[who]
        member.restore(self.now) if member.is_suspended else member.suspend(self.now)

    @rule(hours=HOURS)
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        self.sweep()

    @rule()
    def sweep(self):
        let_offers_end(WeeklySession.objects, self.now)
        let_the_gone_go(WeeklySession.objects, self.now)
        governor.sweep(self.now)

    @rule()
    def the_post_goes(self):
        """All that is still owed; what is not is taken back, as before every letter."""
        for letter in Letter.objects.waiting().select_related("recipient"):
            state = "cancelled" if letter.why_not(self.now) else "sent"
            Letter.objects.filter(pk=letter.pk).update(state=state, settled_at=self.now)

    # -- what we promise

    @invariant()
    def no_seat_is_given_twice(self):
        assert Rsvp.objects.filter(session=self.evening).holding().count() <= SEATS

    @invariant()
    def the_line_has_no_gap(self):
        line = Rsvp.objects.filter(session=self.evening).in_line()
        assert [rsvp.position for rsvp in line] == list(range(1, len(line) + 1))

    @invariant()
    def no_letter_names_somebody_a_block_has_parted(self):
        parted = {frozenset(pair) for pair in Block.objects.values_list("blocker", "blocked")}
        for letter in Letter.objects.waiting().select_related("recipient"):
            pairs = {frozenset([letter.recipient_id, pk]) for pk in letter.shows}
            assert pairs.isdisjoint(parted) or letter.why_not(self.now), letter.key

    @invariant()
    def calendars_hear_of_changes_in_order(self):
        """Of those with a seat, the last entry that went says that they come, at this time."""
        for rsvp in Rsvp.objects.filter(session=self.evening).select_related("session"):
            sent = Letter.objects.about(rsvp).filter(state="sent").order_by("pk")
            entries = [Calendar.from_ical(one.calendar) for one in sent if one.calendar]
            counts = [int(entry.walk("VEVENT")[0]["SEQUENCE"]) for entry in entries]
            assert counts == sorted(counts)
            assert not counts or counts[-1] <= rsvp.sequence


@pytest.mark.django_db
def test_whatever_four_people_do_the_promises_hold():
    run_state_machine_as_test(
        Evening, settings=settings(max_examples=20, stateful_step_count=25, deadline=None)
    )
