"""How long a worker goes on before others have their turn."""

import time

# Somebody may be waiting for a code meanwhile. In seconds.
SHORT = 2.0


class Shift:
    """A stretch of work, which begins with the first piece of it and lasts so many seconds.

    Whoever has more to do asks before each piece, and so always gets one done.
    """

    def __init__(self, lasts=SHORT):
        self.lasts, self.ends = lasts, None
        self.is_cut_short = False

    def goes_on(self):
        """Whether there is time for one more piece. If not, the shift was cut short."""
        if self.ends is None:
            self.ends = time.monotonic() + self.lasts
        elif time.monotonic() >= self.ends:
            self.is_cut_short = True
        return not self.is_cut_short
