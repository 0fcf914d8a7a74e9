"""What can go wrong between us and whoever takes our letters, and how long to leave them alone."""

import logging
from datetime import timedelta

log = logging.getLogger(__name__)

# How long to leave a relay alone that cannot be reached, or that refuses our login.
FIRST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)
FIRST_LOCKOUT, LONGEST_LOCKOUT = timedelta(minutes=1), timedelta(minutes=15)


class Trouble(Exception):
    """A letter did not arrive; `str()` is a code or the name of an error, fit for a log."""


class Postponed(Trouble):
    """Certainly not delivered, and worth another try later."""


class Refused(Trouble):
    """Certainly not delivered, and it never will be."""

    def __init__(self, said, *, is_about_the_address=True):
        super().__init__(said)
        self.is_about_the_address = is_about_the_address


class Unknown(Trouble):
    """The payload was handed over and no answer came back."""


class Away(Trouble):
    """The relay cannot be used just now; no letter is to blame."""


class Resting:
    """A breaker: rests for a growing while after each failure in a row.

    `clock` returns seconds; whoever inherits says in `close()` how to hang up.
    """

    def __init__(self, clock):
        self.clock = clock
        self.resting_until = 0.0
        self.failures = 0

    @property
    def is_resting(self):
        """Whether the last failure is too recent to knock again."""
        return self.clock() < self.resting_until

    def close(self):
        """Hang up, if there is a line."""

    def _rest(self, first, longest, why):
        rest = min(first * 2**self.failures, longest).total_seconds()
        # Beyond that the shift alone would overflow.
        self.failures = min(self.failures + 1, 16)
        self.resting_until = self.clock() + rest
        self.close()
        log.warning("relay away: %s; next try in %d s", why, rest)
