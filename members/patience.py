"""Verbs that wait their turn."""

import random
import time
from functools import wraps

from django.db import OperationalError, connection, transaction

# deadlock detected, serialization failure, lock not available
COLLISIONS = {"40P01", "40001", "55P03"}
# and what took too long
STUCK = {*COLLISIONS, "57014"}
TRIES = 3


def patiently(verb):
    """Run `verb` in one transaction and, when two collide in the database, try again.

    Inside a transaction of somebody else the verb just runs: only the outermost can start over.
    Raises the last OperationalError after three tries.
    """

    @wraps(verb)
    def in_turn(*args, **kwargs):
        if connection.in_atomic_block:
            with transaction.atomic():
                return verb(*args, **kwargs)
        for _again in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return verb(*args, **kwargs)
            except OperationalError as error:
                if _code_of(error) not in COLLISIONS:
                    raise
            # Jitter, or the same two collide again at the same step.
            time.sleep(random.uniform(0.01, 0.1))
        with transaction.atomic():
            return verb(*args, **kwargs)

    return in_turn


def is_stuck(error):
    """Whether the database is there, and this could not be done for others or for its length."""
    return _code_of(error) in STUCK


def _code_of(error):
    return getattr(error.__cause__, "sqlstate", None)
