"""Four members do anything in any order, and what we promise holds after every step.

A hypothesis state machine. Time is handed in and moves on by its own rule; the workers come by as a
rule too, with a relay that keeps what it is handed.
"""

from datetime import time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from meetups import ledger
from meetups.models import Coffee, Nudge, Proposal, Seat
from meetups.models.nudge_kind import ENCOURAGEMENTS
from meetups.nudges import governor, looking
from members.errors import Refusal
from members.models import Block, Hush, Letter, Member, Preferences, Tie
from members.postman import Postman
from tests.factories import NOW, MemberFactory, make_hours, make_mutual, make_venue

ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]
# At most so many encouragements in so many dates on the reader's wall, as the rules say it.
CAPS = {"fewer": (1, 28), "normal": (1, 7), "more": (3, 7)}
PAIR_DAYS = 7

WHO, WHOM, WHICH = st.integers(0, 3), st.integers(1, 3), st.integers(0, 11)
DAYS = st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True)
HOURS = st.sampled_from([1, 3, 12, 24, 30, 24 * 4, 24 * 9, 24 * 16])
KINDS = st.sampled_from(["the_week", "have_the_coffee", "did_you_meet", "unread_words", "proposal"])
CLOCKS = st.sampled_from([time(0), time(8), time(13), time(20)])


def counted_at(told):
    """A weekly letter counts for its own day, however late it went; any other for when it did."""
    return told.due_at if told.kind == Nudge.Kind.THE_WEEK else told.decided_at


def is_quiet(wishes, moment):
    """Whether it is within the quiet hours on the wall of whose wishes these are."""
    clock = moment.astimezone(ZoneInfo(wishes.member.time_zone)).time()
    begins, ends = wishes.quiet_from, wishes.quiet_to
    return begins <= clock < ends if begins <= ends else not ends <= clock < begins


class Keeper:
    """A relay that keeps what it is handed."""

    is_resting = False

    def __init__(self):
        self.letters = []

    def open(self):
        pass

    def close_if_idle(self):
        pass

    def announce(self, address):
        pass

    def deliver(self, address, content):
        self.letters.append((address, content))

    def answer(self):
        pass


class Group(RuleBasedStateMachine):
    """Four people in four zones, and a site that never forgets a promise."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now, self.relay, self.checked = NOW, Keeper(), 0
        self.ids = [
            MemberFactory(name=f"Nr {number}", time_zone=zone, look_at=NOW).pk
            for number, zone in enumerate(ZONES)
        ]
        make_venue()
        members = list(Member.objects.order_by("pk"))
        make_hours(*members)
        for one, other in [(0, 1), (0, 2), (1, 3)]:
            make_mutual(members[one], members[other])

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # -- who and what

    def pair(self, who, whom):
        """Two different members, fresh."""
        found = Member.objects.in_bulk(self.ids)
        return found[self.ids[who]], found[self.ids[(who + whom) % 4]]

    def try_to(self, verb, *words, **more):
        """Say a verb; a refusal changes nothing and is an answer like any other."""
        try:
            return verb(*words, **more)
        except Refusal:
            return None

    def some(self, rows, number):
        """One of the rows, whichever the number says, or None where there are none."""
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def some_offer(self, number):
        """An open offer, or None."""
        return self.some(Proposal.objects.open().with_people(), number)

    def some_coffee(self, number):
        """A coffee that is to come or waits for answers, or None."""
        return self.some(Coffee.objects.scheduled().with_people(), number)

    def one_that_waits(self, letters, which):
        """One of these that is still owed; the postman is away for five days at most. Or None."""
        for _again in range(7):
            self.advance_clock(18)
            self.sweep()
            waiting = letters.waiting().select_related("recipient").order_by("pk")
            owed = [letter for letter in waiting if not letter.why_not(self.now)]
            if owed:
                return owed[which % len(owed)]
        return None

    def named_in_a_letter(self, which):
        """A reader, and somebody in a letter to them that is written and still waits; or None."""
        letter = self.one_that_waits(Letter.objects.exclude(shows=[]), which)
        shown = Member.objects.filter(pk__in=letter.shows if letter else [])
        return (letter.recipient, self.some(shown, which)) if letter else None

    # -- what they do

    @rule(who=WHO, whom=WHOM, back=st.booleans())
    def follow(self, who, whom, back):
        one, other = self.pair(who, whom)
        self.try_to(one.follow, other, self.now)
        if back:
            self.try_to(other.follow, one, self.now)

    @rule(who=WHO, whom=WHOM)
    def unfollow(self, who, whom):
        one, other = self.pair(who, whom)
        self.try_to(one.unfollow, other, self.now)

    @rule(which=WHICH, how_often=st.integers(1, 4), answers=st.booleans())
    def message(self, which, how_often, answers):
        tie = self.some(Tie.objects.filter(mutual_since__isnull=False), which)
        for number in range(how_often if tie else 0):
            one, other = tie.pair if number % 2 == 0 or not answers else tie.pair[::-1]
            self.try_to(one.write_to, other, f"Word {number}.", self.now)

    @rule(which=WHICH, has_week=st.booleans())
    def write_much(self, which, has_week):
        """Two who never met write to each other when the site has just reminded them of it.

        So within a week there are two reasons to remind them, and both want more than one letter.
        """
        tie = self.some(Tie.objects.filter(mutual_since__isnull=False, times_met=0), which)
        if tie:
            for member in tie.pair:
                self.prefer_a_pace(self.ids.index(member.pk), "more")
                self.prefer_a_kind(self.ids.index(member.pk), "the_week", has_week)
            self.a_working_night(24 * 4)
            for one, other in [tie.pair, tie.pair[::-1]] * 3:
                self.try_to(one.write_to, other, "Word.", self.now)
            self.a_working_night(48)

    @rule(who=WHO, whom=WHOM)
    def see(self, who, whom):
        one, other = self.pair(who, whom)
        self.try_to(one.see_words_of, other, self.now)

    @rule(which=WHICH, side=st.integers(0, 1), days=DAYS)
    def propose(self, which, side, days):
        self.offer(which, side, days)

    @rule(which=WHICH, side=st.integers(0, 1), days=DAYS)
    def agree(self, which, side, days):
        """An offer, and a yes on the spot."""
        if offer := self.offer(which, side, days):
            self.try_to(offer.accept, offer.invitee, offer.times.first(), self.now)

    def offer(self, which, side, days):
        """One of two that follow each other offers these days. The Proposal, or None."""
        tie = self.some(Tie.objects.filter(mutual_since__isnull=False), which)
        if tie is None:
            return None
        one, other = tie.pair[side], tie.pair[1 - side]
        starts = [self.now + timedelta(days=day, hours=2) for day in days]
        plan = {"minutes": 45, "kind": "coffee", "place": "The Old Mill"}
        return self.try_to(Proposal.objects.propose, one, other, starts, now=self.now, **plan)

    @rule(which=WHICH, day=st.integers(1, 6))
    def counter(self, which, day):
        if offer := self.some_offer(which):
            self.try_to(offer.counter, [self.now + timedelta(days=day, hours=3)], self.now)

    @rule(which=WHICH)
    def accept(self, which):
        if offer := self.some_offer(which):
            time = offer.times.order_by("starts_at").last()
            self.try_to(offer.accept, offer.invitee, time, self.now)

    @rule(which=WHICH)
    def decline(self, which):
        if offer := self.some_offer(which):
            self.try_to(offer.decline, self.now)

    @rule(which=WHICH)
    def withdraw(self, which):
        if offer := self.some_offer(which):
            self.try_to(offer.withdraw, self.now)

    @rule(which=WHICH, side=st.integers(0, 1), day=st.integers(1, 6))
    def move(self, which, side, day):
        if coffee := self.some_coffee(which):
            start = self.now + timedelta(days=day, hours=4)
            self.try_to(coffee.move, coffee.pair[side], [start], self.now)

    @rule(which=WHICH, side=st.integers(0, 1))
    def cancel(self, which, side):
        if coffee := self.some_coffee(which):
            self.try_to(coffee.cancel, coffee.pair[side], self.now)

    @rule(which=WHICH, met=st.tuples(st.booleans(), st.booleans()))
    def sit_and_answer(self, which, met):
        """The coffee comes and goes, and each may say whether they met."""
        if coffee := self.some_coffee(which):
            self.now = max(self.now, coffee.ends_at + timedelta(hours=1))
            for member, said in zip(coffee.pair, met, strict=True):
                self.try_to(coffee.answer, member, said, self.now)

    @rule(which=WHICH, side=st.integers(0, 1), met=st.booleans())
    def answer(self, which, side, met):
        if coffee := self.some_coffee(which):
            self.try_to(coffee.answer, coffee.pair[side], met, self.now)

    @rule(which=WHICH, who=WHO, whom=WHOM)
    def block(self, which, who, whom):
        one, other = self.named_in_a_letter(which) or self.pair(who, whom)
        self.try_to(one.block, other, self.now)

    @rule(who=WHO, whom=WHOM)
    def unblock(self, who, whom):
        one, other = self.pair(who, whom)
        self.try_to(one.unblock, other, self.now)

    @rule(who=WHO, pace=st.sampled_from(sorted(CAPS)))
    def prefer_a_pace(self, who, pace):
        Preferences.objects.update_or_create(member_id=self.ids[who], defaults={"pace": pace})

    @rule(who=WHO, kind=KINDS, wanted=st.booleans())
    def prefer_a_kind(self, who, kind, wanted):
        wishes = Preferences.objects.of(self.pair(who, 1)[0])
        (wishes.resume if wanted else wishes.stop)(kind)

    @rule(which=WHICH, who=WHO, whom=WHOM)
    def hush(self, which, who, whom):
        one, other = self.named_in_a_letter(which) or self.pair(who, whom)
        self.try_to(Nudge.objects.hush, one, other, self.now)
        self.a_working_night(24)

    @rule(who=WHO, whom=WHOM)
    def hear(self, who, whom):
        Hush.objects.lift(*self.pair(who, whom))

    @rule(which=WHICH, days=st.integers(0, 20))
    def be_quiet(self, which, days):
        """A wish for some days, while the postman is away; the first passes with him there."""
        letter = self.one_that_waits(Letter.objects.exclude(klass="agreed"), which)
        member = letter.recipient if letter else self.pair(which % 4, 1)[0]
        wishes = Preferences.objects.of(member)
        if days:
            Nudge.objects.be_quiet_until(wishes, self.now + timedelta(days=days), self.now)
        else:
            wishes.be_quiet_until(None)
        self.a_working_night(24)

    @rule(who=WHO, begins=CLOCKS, ends=CLOCKS)
    def prefer_quiet_hours(self, who, begins, ends):
        wishes = Preferences.objects.of(self.pair(who, 1)[0])
        wishes.set_limits(self.now, quiet_from=begins, quiet_to=ends)

    # -- time and the workers

    @rule(hours=HOURS)
    def advance_clock(self, hours):
        self.now += timedelta(hours=hours)

    @rule(hours=HOURS, late=st.sampled_from([0, 12]))
    def a_working_night(self, hours, late=0):
        """Time passes in steps while the workers are there; the postman may come hours late."""
        ends = self.now + timedelta(hours=hours)
        while self.now < ends:
            self.now = min(ends, self.now + timedelta(hours=6))
            self.sweep()
            self.now += timedelta(hours=late)
            self.post()

    @rule()
    def sweep(self):
        """Decide and write; the letters wait, and what happens next may make them untrue."""
        now = self.now
        Proposal.objects.lapse_old(now)
        Coffee.objects.settle_old(now)
        looking.look(now, {"tie": 0, "member": 0})
        governor.sweep(now)
        self.caps_hold()
        self.nobody_is_disturbed()
        self.nobody_is_told_what_they_do_not_want()
        self.nobody_is_told_of_the_hushed()

    @rule()
    def post(self):
        """The postman comes by, and whatever he is handed is true and welcome as it goes."""
        now, handed = self.now, len(self.relay.letters)
        gone = set(Letter.objects.filter(state="sent").values_list("pk", flat=True))
        Postman(self.relay, clock=lambda: now).round()
        sent = list(Letter.objects.filter(state="sent").exclude(pk__in=gone))
        assert len(sent) == len(self.relay.letters) - handed
        for letter in sent:
            assert letter.is_last_word or not self.parted_in(letter), letter.key
            wishes = Preferences.objects.of(letter.recipient)
            assert wishes.wants(letter.kind), letter.key
            assert not self.hushed_in(letter), letter.key
            is_at_once = letter.klass == Letter.Class.AGREED
            is_quiet_until = wishes.quiet_until and wishes.quiet_until > now
            assert is_at_once or not is_quiet_until, letter.key
            assert is_at_once or not is_quiet(wishes, now), letter.key

    def parted_in(self, letter):
        """Whom the letter names and a block parts from its reader: their ids."""
        about, me = letter.about, letter.recipient_id
        others = {letter.caused_by_id, *letter.shows}
        if hasattr(about, "tie") or hasattr(about, "low_id"):
            others.add(about.other(letter.recipient).pk)
        return others & set(Block.objects.parting(Member(pk=me)))

    def nobody_is_told_of_the_hushed(self):
        """No encouragement just written shows somebody whom its reader has hushed."""
        for letter in Letter.objects.filter(created_at=self.now).waiting():
            assert not self.hushed_in(letter), letter.key

    def hushed_in(self, letter):
        """Whom a letter shows though its reader would hear nothing of them, unless it may: ids."""
        hushed = Hush.objects.filter(member=letter.recipient_id).values_list("other", flat=True)
        return set(letter.shows) & set(hushed) if letter.kind in ENCOURAGEMENTS else set()

    def nobody_is_disturbed(self):
        """Nothing but what was agreed was just decided to go while its reader has quiet."""
        fresh = Nudge.objects.filter(state=Nudge.State.SENT, decided_at=self.now)
        for nudge in fresh.exclude(letter__klass=Letter.Class.AGREED):
            wishes = Preferences.objects.of(nudge.recipient)
            assert not is_quiet(wishes, self.now), nudge.key
            assert not wishes.quiet_until or wishes.quiet_until <= self.now, nudge.key

    def nobody_is_told_what_they_do_not_want(self):
        """Neither in a letter of its own just written, nor in a weekly one."""
        fresh = Letter.objects.filter(created_at=self.now)
        for nudge in Nudge.objects.filter(letter__in=fresh):
            assert Preferences.objects.of(nudge.recipient).wants(nudge.kind), nudge.key

    def caps_hold(self):
        """Each encouragement that was just decided to go had room."""
        sent = Nudge.objects.filter(kind__in=ENCOURAGEMENTS, state=Nudge.State.SENT)
        fresh = list(sent.filter(pk__gt=0, decided_at=self.now))
        for nudge in fresh:
            zone = ZoneInfo(nudge.recipient.time_zone)
            today = nudge.decided_at.astimezone(zone).date()
            most, days = CAPS[Preferences.objects.of(nudge.recipient).pace]
            dates = [
                (told, counted_at(told).astimezone(zone).date())
                for told in sent.filter(recipient=nudge.recipient).select_related("letter")
                if told.letter.state != Letter.State.CANCELLED
            ]
            lately = [told for told, on in dates if on > today - timedelta(days=days)]
            assert len(lately) <= most, [told.key for told in lately]
            since, people = today - timedelta(days=PAIR_DAYS), self.people_in(nudge)
            about = [told for told, on in dates if on > since and people & self.people_in(told)]
            assert len(about) <= 1, [told.key for told in about]

    def people_in(self, nudge):
        """Whom its letter is about, and who stands in it: their ids."""
        return {nudge.other_id, *nudge.letter.shows} - {None}

    # -- what we promise

    @invariant()
    def the_ledger_says_what_happened(self):
        assert [*map(str, ledger.differences()), *ledger.violations()] == []

    @invariant()
    def nobody_sits_at_two_tables(self):
        seats = list(Seat.objects.held().order_by("member", "during"))
        for one, other in pairwise(seats):
            apart = one.member_id != other.member_id or one.during.upper <= other.during.lower
            assert apart, (one, other)

    @invariant()
    def no_letter_is_owed_to_a_blocked_pair(self):
        for letter in Letter.objects.waiting().select_related("recipient"):
            if self.parted_in(letter):
                assert letter.is_last_word or letter.why_not(self.now), letter.key


@pytest.mark.django_db
def test_whatever_four_people_do_the_promises_hold():
    run_state_machine_as_test(
        Group, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
