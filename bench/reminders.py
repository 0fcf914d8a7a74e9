"""What a sweep costs over a long history: a million ties and a million nudges, nothing due."""

import time
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from bench import backlog
from meetups.models import Nudge
from members import waking
from members.models import Tie
from members.postman import Postman
from networkgroup.celery import MINUTE, app

PEOPLE, HISTORY, DUE, ROUNDS = 1_500, 1_000_000, 500, 15
LONGEST = 50.0  # milliseconds for all sweeps of a minute

TIES = """
INSERT INTO members_tie (low_id, high_id, low_followed_at, high_followed_at, mutual_since,
    times_met, low_words, high_words)
SELECT one.id, other.id, now(), now(), now(), 0, 0, 0
FROM members_member one JOIN members_member other ON one.id < other.id
LIMIT %s
"""
NUDGES = """
INSERT INTO meetups_nudge (recipient_id, other_id, kind, about_type_id, about_id, key, due_at,
    state, reason, details, decided_at)
SELECT low_id, high_id, 'have_the_coffee', %s, id, 'history:' || id, now() - interval '90 days',
    'dropped', 'untrue', '{}', now() - interval '90 days'
FROM members_tie
"""


def main():
    """Fill the history and measure. Returns whether a minute's sweeps stay under the limit."""
    backlog.make_members(PEOPLE, timezone.now())
    about = ContentType.objects.get_for_model(Tie).pk
    with connection.cursor() as cursor:
        # A million rows take longer than anything the site itself ever asks.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(TIES, [HISTORY])
        cursor.execute(NUDGES, [about])
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")
    print(f"{'history':22} {Tie.objects.count()} ties, {Nudge.objects.count()} nudges")
    tasks = minutely()
    idle = median(sweeps(tasks) for _round in range(ROUNDS))
    print(f"{'nothing due':22} {idle:6.1f} ms for the sweeps of a minute (under {LONGEST:.0f})")
    ids = list(Tie.objects.order_by("-pk").values_list("pk", flat=True)[:DUE])
    Tie.objects.filter(pk__in=ids).update(look_at=timezone.now())
    busy = sweeps(tasks)
    Nudge.objects.filter(state="waiting").update(due_at=timezone.now())
    found = finding()
    print(f"{'pairs to look at':22} {busy:6.1f} ms for {DUE}, {busy / DUE:.1f} ms each")
    print(f"{'nudges that are due':22} {found:6.1f} ms to find {DUE}")
    return idle < LONGEST


def sweeps(tasks):
    """Milliseconds for all that beat has done every minute, to its end."""
    begun = time.perf_counter()
    for sweep in tasks:
        while sweep():
            # Its shift was cut short.
            pass
    Postman().round()
    return (time.perf_counter() - begun) * 1000


def minutely():
    """The sweeps of a minute, but for the post, whose task waits a breath for more."""
    app.loader.import_default_modules()
    entries = [entry for entry in app.conf.beat_schedule.values() if entry["schedule"] == MINUTE]
    return [app.tasks[entry["task"]] for entry in entries if entry["task"] != waking.LETTERS]


def finding():
    """Milliseconds to list what is due."""
    begun = time.perf_counter()
    list(Nudge.objects.due(timezone.now()).values_list("pk", flat=True)[:DUE])
    return (time.perf_counter() - begun) * 1000
