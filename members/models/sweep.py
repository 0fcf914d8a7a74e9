import logging
import time
from collections import Counter
from contextlib import contextmanager

from django.db import models

from members.lines import line, milliseconds

log = logging.getLogger(__name__)

# Seconds from which on even a sweep that found nothing is worth a line.
SLOW = 1.0


class SweepManager(models.Manager):
    def finished(self, name, now):
        """Note that the sweep went through to its end."""
        self.update_or_create(name=name, defaults={"finished_at": now})

    @contextmanager
    def round(self, name, now):
        """One round, as `with Sweep.objects.round("nudges", now) as counts: ...`.

        What is counted into `counts` (outcome: how many) and how long it took make one line in the
        log. Only a round that came to its end is noted as finished.
        """
        counts, started = Counter(), time.monotonic()
        try:
            yield counts
        except Exception:
            log.warning(told(name, counts, time.monotonic() - started, end="broke_off"))
            raise
        self.finished(name, now)
        took = time.monotonic() - started
        # A loop without a broker asks every second, and silence says as much as a line of noughts.
        level = logging.INFO if counts.total() or took >= SLOW else logging.DEBUG
        log.log(level, told(name, counts, took))


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
