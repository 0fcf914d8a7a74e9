"""What workers are woken for."""

import time

from celery import shared_task
from django.utils import timezone

from members import waking
from members.models import Letter
from members.postman import kept
from members.shift import InShifts, Shift


@shared_task(base=InShifts)
def send_letters():
    """Send what is due, until nothing is; then what came in the same breath as the wake-up."""
    shift = Shift()
    kept().round(shift)
    if not shift.is_cut_short:
        time.sleep(2 * waking.BREATH)
        if Letter.objects.due(timezone.now()).exists():
            kept().round(shift := Shift())
    return shift.is_cut_short
