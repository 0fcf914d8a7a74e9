"""What workers are woken for. Each asks what is due and not yet done, and may come twice."""

from celery import shared_task
from django.utils import timezone

from meetups.models import (
    Coffee,
    Proposal,
    ReadyTime,
    Series,
    StandingSeat,
    Visitor,
    WeeklySession,
)
from meetups.models.admitting import let_offers_end, let_the_gone_go
from meetups.models.closing import close_old
from meetups.models.hosting import see_to_visitors
from meetups.models.planning import let_seats_lapse, make_evenings
from meetups.nudges import governor, looking
from members import waking
from members.models import Sweep
from members.shift import Shift
from members.tasks import InShifts


@shared_task(base=InShifts)
def look_around():
    """Look at the pairs and members whose moment has come, and leave what they should hear."""
    now, shift = timezone.now(), Shift()
    with Sweep.objects.round("looks", now) as counts:
        looking.look(now, counts, shift)
    return shift.is_cut_short


@shared_task(base=InShifts)
def govern_nudges():
    """Decide about the nudges that are due, and write their letters."""
    now, shift = timezone.now(), Shift()
    with waking.once(), Sweep.objects.round("nudges", now) as counts:
        counts.update(governor.sweep(now, shift))
    return shift.is_cut_short


@shared_task
def lapse_proposals():
    """Let offers end whose time is up."""
    now = timezone.now()
    with Sweep.objects.round("proposals", now) as counts:
        counts["lapsed"] = Proposal.objects.lapse_old(now)


@shared_task
def settle_coffees():
    """Count the answers about coffees of two weeks ago."""
    now = timezone.now()
    with Sweep.objects.round("coffees", now) as counts:
        counts["settled"] = Coffee.objects.settle_old(now)


@shared_task
def keep_evenings():
    """Make the evenings of the coming weeks, pass seats on, and close what is over."""
    now = timezone.now()
    with Sweep.objects.round("evenings", now) as counts:
        counts["planned"] = make_evenings(Series.objects, now)
        counts["passed_on"] = let_offers_end(WeeklySession.objects, now)
        counts["closed"] = close_old(WeeklySession.objects, now)
        counts["lapsed"] = let_seats_lapse(StandingSeat.objects, now)
        counts["let_go"] = let_the_gone_go(WeeklySession.objects, now)
        counts["renewed"] = ReadyTime.objects.renew_expired(now)


@shared_task
def write_to_visitors():
    """Ask guests the day before, thank them the morning after, and let go of seats kept in vain."""
    now = timezone.now()
    with Sweep.objects.round("visitors", now) as counts:
        counts["seen_to"] = see_to_visitors(Visitor.objects, now)


@shared_task
def renew_free_time():
    """Work out the free times that soon run short."""
    now = timezone.now()
    with Sweep.objects.round("free time", now) as counts:
        counts["renewed"] = ReadyTime.objects.renew_old(now)
