"""What Ben does that brings Ana each kind of letter."""

from collections import Counter
from datetime import time, timedelta

from meetups.models import Nudge
from meetups.nudges import looking
from members.models import Member, Preferences
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_proposal,
    make_venue,
)
from tests.meetups.letters import govern, letter_to

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Story:
    """A deed for each kind, named like it; `now` moves on as the story does."""

    def __init__(self, ana, ben, now):
        self.ana, self.ben, self.now = ana, ben, now

    def letter(self, kind):
        """Let it happen, let the nudge be due, and read Ana's letter."""
        # One who likes letters, so that none waits for the one of the week.
        Preferences.objects.create(member=self.ana, pace="more")
        getattr(self, kind)()
        self.sweep()
        return letter_to(self.ana, kind)

    def sweep(self):
        """Look around and govern, as workers do each minute."""
        looking.look(self.now, Counter())
        govern(self.now)

    def proposal(self, **plan):
        self.offer = make_proposal(self.ben, self.ana, note="Three contracts, one cup?", **plan)

    def countered(self):
        offer = make_proposal(self.ana, self.ben)
        self.offer = offer.counter([self.now + 5 * DAY], self.now, note="Saturday, then?")

    def accepted(self):
        offer = make_proposal(self.ana, self.ben)
        self.coffee = offer.accept(self.ben, offer.times.first(), self.now)

    def declined(self):
        make_proposal(self.ana, self.ben).decline(self.now)

    def withdrawn(self):
        make_proposal(self.ben, self.ana).withdraw(self.now)

    def all_taken(self):
        offer = make_proposal(self.ana, self.ben, self.now + DAY)
        cleo = Member.objects.filter(email="cleo@example.org").first()
        make_mutual(self.ben, cleo)
        other = make_proposal(cleo, self.ben, self.now + DAY)
        other.accept(self.ben, other.times.get(), self.now)
        self.offer = offer

    def moved(self):
        self.accepted()
        move = self.coffee.move(self.ana, [self.now + 4 * DAY], self.now)
        move.accept(self.ben, move.times.get(), self.now)

    def cancelled(self):
        self.accepted()
        self.coffee.cancel(self.ben, self.now)

    def late(self):
        self.accepted()
        self.now = self.coffee.starts_at - HOUR / 2
        self.coffee.late(self.ben, 10, self.now)

    def answer_proposal(self):
        self.proposal()
        govern(self.now)
        # The times are near, so it is asked once: a day before the last of them.
        self.now = self.offer.lapses_at - DAY

    def coffee_tomorrow(self):
        self.coffee = make_coffee(self.ana, self.ben, self.now + 3 * DAY + HOUR)
        govern(self.now)
        self.now = self.coffee.starts_at - DAY

    def coffee_soon(self):
        self.coffee_tomorrow()
        self.now = self.coffee.starts_at - 2 * HOUR

    def did_you_meet(self):
        self.coffee_tomorrow()
        self.now = self.coffee.evening_for(self.ana)

    def rain_check(self):
        self.cancelled()
        self.sweep()
        self.now += DAY

    def unread_words(self):
        for number in range(3):
            self.ben.write_to(self.ana, f"A secret, part {number}", self.now)
        self.sweep()
        self.now += HOUR

    def going_quiet(self):
        Preferences.objects.of(self.ana).pause_until(self.now + 14 * DAY)
        Nudge.objects.leave(
            self.ana, "going_quiet", self.ana, key=f"going_quiet:{self.ana.pk}", due_at=self.now
        )

    def the_week(self):
        make_venue()
        make_hours(self.ana, self.ben, now=self.now)
        Member.objects.filter(pk=self.ana.pk).update(look_at=self.now, active_at=self.now)
        self.sweep()
        # Friday, at eight.
        self.now = self.now.replace(day=20, hour=8)

    def have_the_coffee(self):
        make_venue()
        make_hours(self.ana, self.ben, now=self.now)
        self.sweep()
        self.now += 3 * DAY

    def take_it_offline(self):
        make_venue()
        make_hours(self.ana, self.ben, now=self.now)
        for number in range(9):
            author, reader = [(self.ana, self.ben), (self.ben, self.ana)][number % 2]
            author.write_to(reader, f"A secret, part {number}", self.now)
        self.ana.see_words_of(self.ben, self.now)
        self.now += HOUR

    def thank_you(self):
        self.did_you_meet()
        self.coffee.answer(self.ana, True, self.now)
        self.now = self.now.replace(hour=9) + DAY

    def next_coffee(self):
        make_venue()
        self.did_you_meet()
        for member in (self.ana, self.ben):
            self.coffee.answer(member, True, self.now)
        self.coffee.thank(self.ana, "For the pie.", self.now)
        self.coffee.keep_in_touch(self.ana, 3, self.now)
        self.sweep()
        self.now = self.now.replace(hour=9) + 93 * DAY
        make_hours(self.ana, self.ben, now=self.now)

    def we_miss_you(self):
        make_venue()
        # What was said about the shaken hand is long ago.
        self.sweep()
        Nudge.objects.waiting().drop("untrue", self.now)
        Member.objects.filter(pk=self.ana.pk).update(look_at=self.now, active_at=self.now)
        self.now += 50 * DAY
        make_hours(self.ana, self.ben, now=self.now)
        Preferences.objects.of(self.ana).stop("the_week")

    def session_going(self):
        self.evening = make_evening(now=self.now)
        self.evening.say_going(self.ana, self.now)

    def session_left(self):
        self.session_going()
        self.sweep()
        self.evening.say_cant(self.ana, self.now)

    def seat_offered(self):
        self.evening = make_evening(now=self.now, capacity=1)
        first = MemberFactory()
        self.evening.say_going(first, self.now)
        self.evening.say_going(self.ana, self.now)
        self.evening.say_cant(first, self.now)

    def session_moved(self):
        self.session_going()
        self.sweep()
        starts_at = self.evening.starts_at + DAY
        self.evening.change(self.now, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)

    def session_off(self):
        self.session_going()
        self.sweep()
        self.evening.call_off("The mill has no heating.", self.now)

    def series_moved(self):
        self.evening = make_evening(now=self.now)
        series = self.evening.series
        series.stand(self.ana, self.now)
        series.go_on_as(self.evening.on, {"clock": time(19)}, self.now, "Another day", "At last.")

    def series_ends(self):
        self.evening = make_evening(now=self.now)
        self.evening.series.stand(self.ana, self.now)
        self.evening.series.end(self.evening.on, self.now, "The mill closes.")

    def session_tomorrow(self):
        self.session_going()
        self.evening.say_going(self.ben, self.now)
        self.sweep()
        self.now = self.evening.starts_at - DAY

    def seat_lapsed(self):
        self.evening = make_evening(now=self.now)
        series = self.evening.series
        series.stand(self.ana, self.now)
        series.stand_no_more(self.ana, self.now, has_lapsed=True)
