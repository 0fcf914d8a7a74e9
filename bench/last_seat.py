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
    evening, members = an_evening(now), rivals()
    begun = threading.Barrier(RIVALS + 1)
    threads = [threading.Thread(target=answer, args=(begun, evening, one, now)) for one in members]
    for thread in threads:
        thread.start()
    begun.wait()
    since = time.perf_counter()
    for thread in threads:
        thread.join()
    rate = RIVALS / (time.perf_counter() - since)
    going = evening.rsvps.going().count()
    turns = list(evening.rsvps.in_line().values_list("turn", flat=True))
    print(
        f"{'last seats':10} {rate:6.1f} answers a second (at least {LEAST:.0f}) from {RIVALS}"
        f" at once: {going} going, {len(turns)} waiting",
        flush=True,
    )
    return rate >= LEAST and going == SEATS and turns == list(range(1, RIVALS - SEATS + 1))


def answer(begun, evening, member, now):
    """One member's thread, with a connection of its own that is there before the start."""
    connection.ensure_connection()
    mine = WeeklySession.objects.get(pk=evening.pk)
    begun.wait()
    try:
        mine.say_going(member, now)
    finally:
        connection.close()


def an_evening(now):
    """Tomorrow's, with so many seats."""
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
    return series.evenings.earliest("starts_at")


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
