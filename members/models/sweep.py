import logging
import time
from collections import Counter
from contextlib import contextmanager

from django.db import connection, models

from members.lines import line, milliseconds

log = logging.getLogger(__name__)

# The timetable asks every minute; a loop without a broker asks every second, and then lines about
# rounds that found nothing would bury all others. In seconds.
CLOSE, SLOW = 30.0, 1.0
# In plain SQL, because a round that finds nothing, as most do, takes hardly longer than the ORM.
FINISHED = """
INSERT INTO members_sweep (name, finished_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET finished_at = excluded.finished_at
"""


class SweepManager(models.Manager):
    # When this process last told of each sweep, in its own seconds.
    last_told = {}

    def finished(self, name, now):
        """Note that the sweep went through to its end."""
        with connection.cursor() as cursor:
            cursor.execute(FINISHED, [name, now])

    @contextmanager
    def round(self, name, now):
        """One round, as `with Sweep.objects.round("nudges", now) as counts: ...`.

        What is counted into `counts` (outcome: how many) and how long it took make one line in the
        log, which is for debugging only where it found nothing and is close to the last. Only a
        round that came to its end is noted as finished.
        """
        counts, started = Counter(), time.monotonic()
        try:
            yield counts
        except Exception:
            log.warning(told(name, counts, time.monotonic() - started, end="broke_off"))
            raise
        self.finished(name, now)
        took = time.monotonic() - started
        is_news = counts.total() or took >= SLOW
        if is_news or started - self.last_told.get(name, -CLOSE) >= CLOSE:
            self.last_told[name] = started
            log.info(told(name, counts, took))
        else:
            log.debug(told(name, counts, took))


def told(name, counts, took, **more):
    """The line about one round that took so many seconds."""
    found = {outcome: count for outcome, count in sorted(counts.items()) if count}
    return line("sweep", name=name, **found, **more, ms=milliseconds(took))


class Sweep(models.Model):
    """When a round of "what is due?" last came to its end, so that /readyz can miss it."""

    name = models.CharField(max_length=40, unique=True)
    finished_at = models.DateTimeField()

    objects = SweepManager()

    def __str__(self):
        return self.name
