"""The last seats of an evening, wanted by two hundred members at once in as many threads."""

import threading
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from meetups.models import Series, Venue, WeeklySession
from members.models import Member

RIVALS, SEATS, LEAST = 200, 28, 100.0  # members, seats, answers a second
NAME = "Last seats"


def main():
    """Print one line; returns whether so many answers a second were given, and the right ones."""
    now = timezone.now()
    before, evening = evenings(now)
    race = Race(before, evening, now)
    threads = [threading.Thread(target=race.run, args=(one,)) for one in rivals()]
    for thread in threads:
        thread.start()
    race.begun.wait()
    since = time.perf_counter()
    race.answered.wait()
    rate = RIVALS / (time.perf_counter() - since)
    for thread in threads:
        thread.join()
    going = evening.rsvps.going().count()
    turns = list(evening.rsvps.in_line().values_list("turn", flat=True))
    print(
        f"{'last seats':10} {rate:6.1f} answers a second (at least {LEAST:.0f}) from {RIVALS}"
        f" at once: {going} going, {len(turns)} waiting",
        flush=True,
    )
    return rate >= LEAST and going == SEATS and turns == list(range(1, RIVALS - SEATS + 1))


class Race:
    """All want a seat at `evening` at the same moment, and had one at the evening `before`.

    What a thread and a connection cost when they are new, the broker's and PostgreSQL's own first
    look at each table among it, a server has long paid when an evening fills; so they are used
    before the start, and closed after the last answer.
    """

    def __init__(self, before, evening, now):
        self.before, self.evening, self.now = before, evening, now
        self.begun, self.answered = threading.Barrier(RIVALS + 1), threading.Barrier(RIVALS + 1)
        self.one_by_one = threading.Lock()

    def run(self, member):
        """One member's thread."""
        try:
            with self.one_by_one:
                self._known(self.before).say_going(member, self.now)
            mine = self._known(self.evening)
            self.begun.wait()
            mine.say_going(member, self.now)
            self.answered.wait()
        except BaseException:
            # One that failed is not waited for: the measurement is void.
            self.begun.abort()
            self.answered.abort()
            raise
        finally:
            connection.close()

    def _known(self, evening):
        """A copy of one's own, as a request has it."""
        return WeeklySession.objects.with_place().get(pk=evening.pk)


def evenings(now):
    """This week's with seats for all and the next with few, both a day or more ahead."""
    venue = Venue.objects.create(name=NAME, time_zone="Europe/London")
    tomorrow = now + timedelta(days=1)
    series = Series.objects.create(
        name=NAME,
        rule="FREQ=WEEKLY",
        starts_on=tomorrow.date(),
        clock=tomorrow.time().replace(microsecond=0),
        minutes=90,
        venue=venue,
        capacity=SEATS,
        created_at=now,
    )
    series.make_evenings(now)
    before, evening = series.evenings.order_by("starts_at")[:2]
    before.change(now, capacity=RIVALS)
    return before, evening


def rivals():
    """Two hundred members, verified."""
    now = timezone.now()
    return Member.objects.bulk_create(
        Member(
            email=f"rival{number}@example.org",
            name=f"Rival {number}",
            folded_name=f"rival {number}",
            handle=f"rival-{number}",
            verified_at=now,
        )
        for number in range(RIVALS)
    )
