"""Two addresses for machines: is the process alive, and can it do its work?"""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Max, Min
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.endings import HELD_BACK
from members.models import Letter, Sweep

# These run every minute; ten missed in a row mean that beat or the workers are gone or stuck.
SWEEPS = ["letters", "looks", "nudges", "proposals", "evenings", "visitors"]
SWEPT_WITHIN = timedelta(minutes=10)
# Somebody is waiting for these: a code, a yes, a coffee called off.
URGENT_WITHIN = timedelta(minutes=10)
BROKER_TIMEOUT = 0.25  # seconds, each for connecting and for answering


@require_safe
@never_cache
@login_not_required
def healthz(request):
    """Alive: says so without asking anybody else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def readyz(request):
    """Ready: 200 with each part "ok", or 503 naming what is wrong with which part."""
    database, now = database_trouble(), timezone.now()
    parts = {
        "database": database,
        "broker": broker_trouble(),
        "sweep": "cannot be read" if database else sweep_trouble(now),
        "letters": "cannot be read" if database else letter_trouble(now),
    }
    answer = {name: trouble or "ok" for name, trouble in parts.items()}
    return JsonResponse(answer, status=503 if any(parts.values()) else 200)


def database_trouble():
    """What is wrong with the database in two or three words, or None."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return None


def broker_trouble():
    """What is wrong with Celery's broker, or None."""
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_connect_timeout=BROKER_TIMEOUT,
            socket_timeout=BROKER_TIMEOUT,
        ) as broker:
            broker.ping()
    except (redis.RedisError, OSError):
        return "does not answer"
    return None


def sweep_trouble(now):
    """Which sweep last ran how long ago, when that is too long; None when all are fresh."""
    try:
        last = dict(Sweep.objects.filter(name__in=SWEEPS).values_list("name", "finished_at"))
    except DatabaseError:
        return "cannot be read"
    for name in SWEEPS:
        if name not in last:
            return f"{name}: never ran"
        if now - last[name] > SWEPT_WITHIN:
            return f"{name}: last ran {int((now - last[name]).total_seconds() // 60)} minutes ago"
    return None


def letter_trouble(now):
    """For how long an urgent letter has waited, when that is too long; else None.

    One that waits for its next try counts only while nothing urgent got through since it was
    written: a mailbox that says "later" is its own affair, a relay that says so to all is ours. A
    paused address never counts.
    """
    urgent = Letter.objects.filter(queue=Letter.Queue.URGENT)
    try:
        longest = urgent.due(now).values_list("due_at", flat=True).first()
        put_off = urgent.waiting().filter(state=Letter.State.RETRY).exclude(reason=HELD_BACK)
        first = put_off_since(urgent, put_off)
    except DatabaseError:
        return "cannot be read"
    waiting = [since for since in (longest, first) if since and now - since > URGENT_WITHIN]
    if not waiting:
        return None
    return f"an urgent one waits for {int((now - min(waiting)).total_seconds() // 60)} minutes"


def put_off_since(urgent, put_off):
    """When the first of those put off was written since an urgent one last got through, or None."""
    first = put_off.aggregate(first=Min("created_at"))["first"]
    if first is None:
        return None
    # What got through before is none of their business, and need not be gone through.
    through = urgent.filter(state=Letter.State.SENT, settled_at__gt=first)
    last = through.aggregate(last=Max("settled_at"))["last"] or first
    return put_off.filter(created_at__gte=last).aggregate(first=Min("created_at"))["first"]
