"""How a sweep goes over what is due."""

import logging

logger = logging.getLogger(__name__)

# One sweep takes this many; the next comes in a minute.
MOST = 5000


def one_by_one(due, verb):
    """Say the verb of each row in a transaction of its own.

    A row that fails is logged and tried again by the next sweep; it never stops the others.
    Returns how many it went over well.
    """
    # Mostly nothing is due, and to ask for that alone takes a part of the time.
    if not due.exists():
        return 0
    done = 0
    for row in due[:MOST]:
        try:
            verb(row)
            done += 1
        except Exception:
            logger.exception("A sweep stumbled over %s %s", type(row).__name__, row.pk)
    return done
