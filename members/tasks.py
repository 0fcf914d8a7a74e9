"""What workers are woken for."""

import logging
import time

from celery import Task, shared_task
from django.utils import timezone

from members import waking
from members.mail import place_of
from members.models import Letter
from members.postman import kept
from members.shift import Shift

log = logging.getLogger(__name__)

# Seconds in which the next shift begins, or is nobody's: of many that were asked for, few are left.
NEXT = 15


class InShifts(Task):
    """A task that returns whether its shift was cut short, and is woken for the next one then.

    In between the letters have their turn, the urgent ones first: whoever works the whole queue of
    wake-ups off may come to theirs very late. Whoever calls it as a function sees to all that
    themselves.
    """

    def on_success(self, retval, task_id, args, kwargs):
        """What a worker does after it."""
        if not retval:
            return
        waking.wake(self.name, NEXT)
        try:
            # Just as many as are taken in hand at once.
            kept().round(Shift(0))
        except Exception as error:
            log.error("letters between two shifts broke: %s", place_of(error))


@shared_task(base=InShifts)
def send_letters():
    """Send what is due until nothing is, or the shift ends; see InShifts for what is left.

    Where nothing is, also what comes in the same breath as the wake-up.
    """
    shift = Shift()
    kept().round(shift)
    if not shift.is_cut_short:
        time.sleep(2 * waking.BREATH)
        if Letter.objects.due(timezone.now()).exists():
            kept().round(shift := Shift())
    return shift.is_cut_short
