"""What workers are woken for. Each asks what is due and not yet done, and may come twice."""

from celery import shared_task
from django.utils import timezone

from meetups.models import Coffee, Proposal, ReadyTime
from meetups.nudges import governor
from members.models import Sweep


@shared_task
def govern_nudges():
    """Decide about the nudges that are due, and write their letters."""
    now = timezone.now()
    governor.sweep(now)
    Sweep.objects.finished("nudges", now)


@shared_task
def lapse_proposals():
    """Let offers end whose time is up."""
    now = timezone.now()
    Proposal.objects.lapse_old(now)
    Sweep.objects.finished("proposals", now)


@shared_task
def settle_coffees():
    """Count the answers about coffees of two weeks ago."""
    now = timezone.now()
    Coffee.objects.settle_old(now)
    Sweep.objects.finished("coffees", now)


@shared_task
def renew_free_time():
    """Work out the free times that soon run short."""
    now = timezone.now()
    ReadyTime.objects.renew_old(now)
    Sweep.objects.finished("free time", now)
