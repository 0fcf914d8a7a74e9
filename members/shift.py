"""How long a worker goes on before others have their turn."""

import time

from celery import Task

from members import waking

# Somebody may be waiting for a code meanwhile. In seconds.
SHORT = 2.0
# Seconds in which the next shift begins, or is nobody's: of many that were asked for, few are left.
NEXT = 15


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


class InShifts(Task):
    """A task that returns whether its shift was cut short, and is woken for the next one then.

    Others who wait for a worker have their turn in between. Whoever calls it as a function sees to
    the next shift themselves.
    """

    def on_success(self, retval, task_id, args, kwargs):
        """What a worker does after it."""
        if retval:
            waking.wake(self.name, NEXT)
