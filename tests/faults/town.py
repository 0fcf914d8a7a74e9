"""A town: servers, workers and beats of its own, and people whose letters must come through."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from networkgroup.local.place import CLONE
from networkgroup.local.ports import any_free
from networkgroup.local.postgres import NAME, Postgres, passing_folder
from networkgroup.local.valkey import Valkey
from tests.faults.crew import EVERYBODY, Crew

SETTINGS = "tests.faults.settings"
# A crash of the server loses nothing that was committed; only a crash of the machine would.
LIKE_A_DISK = ["fsync = off", "full_page_writes = off", "synchronous_commit = on"]
# What letters wait for that nobody here can hurry: an address that is paused, and the morning.
THEIR_OWN = ["the address is paused", "the reader's quiet hours"]
# A sweep that leaves a nudge, or has decided about one and written its letter, waits here.
HOLD_SWEEPS = "LOCK TABLE meetups_nudge IN SHARE MODE"
HELD_SWEEPS = """
SELECT count(*) FROM pg_locks WHERE relation = 'meetups_nudge'::regclass AND NOT granted
"""
QUEUES = ["celery", "letters"]
PAUSE = 0.2  # seconds between two looks
# Seconds without any progress until the workers change shifts, and twice as long each next time:
# on a busy machine they are slow to begin.
STUCK = 6.0


class Servers:
    """PostgreSQL with an empty site in it, and Valkey: started once for several days."""

    def __init__(self):
        self.postgres = Postgres(passing_folder(), any_free())
        self.valkey = Valkey(passing_folder(), any_free(), durable=False)
        self.days = 0

    def __enter__(self):
        self.postgres.start()
        self._run_outside(*(f"ALTER SYSTEM SET {how}" for how in LIKE_A_DISK))
        self._run_outside("SELECT pg_reload_conf()")
        self.valkey.start()
        os.environ.update(
            DJANGO_SETTINGS_MODULE=SETTINGS,
            DEBUG="1",
            PYTHONTZPATH="",
            DATABASE_URL=self.postgres.url,
            REDIS_URL=self.valkey.url,
        )
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=CLONE, check=True
        )
        return self

    def __exit__(self, *_what):
        self.postgres.remove()
        self.valkey.remove()

    def new_day(self):
        """Another empty site; the environment names it from now on. Returns its database's name."""
        self.days += 1
        name = f"day{self.days}"
        self._run_outside(f"CREATE DATABASE {name} TEMPLATE {NAME}")
        os.environ["DATABASE_URL"] = self.postgres.url.removesuffix(NAME) + name
        return name

    def _run_outside(self, *statements):
        whole = self.postgres.url.removesuffix(NAME) + "postgres"
        with psycopg.connect(whole, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class Town:
    """One day: `with Town(servers, 40) as town: ...`, and in the end `town.verdict()`.

    `names` are of whoever works there. `seen` counts what a trouble is proved to have hit.
    """

    def __init__(self, servers, members, names=EVERYBODY):
        self.servers, self.size = servers, members
        self.folder = Path(passing_folder())
        self.crew = Crew(self.folder, names)
        self.restarts = 0  # of servers
        self.shifts = 0  # that had to change, because nothing moved
        self.seen = Counter()

    def __enter__(self):
        from django.db import connection

        from tests.faults import records
        from tests.faults.people import People
        from tests.faults.postbox import Postbox

        connection.close()
        connection.settings_dict["NAME"] = self.servers.new_day()
        records.watch()
        self.people = People(self.size)
        self.postbox = Postbox(self.folder)
        self.postbox.start()
        os.environ["EMAIL_URL"] = self.postbox.url
        self.crew.start()
        return self

    def __exit__(self, *_what):
        from django.db import connection

        self.crew.stop()
        self.postbox.stop()
        connection.close()
        subprocess.run(["rm", "-rf", self.folder], check=True)

    # -- what can be taken away

    def restart_postgres(self, *, crash):
        """Stop the database, by a crash or in a fast but orderly way, and start it again."""
        from django.db import connection

        connection.close()
        postgres = self.servers.postgres
        if crash:
            postgres.process.send_signal(signal.SIGQUIT)
            postgres.process.wait()
        postgres.stop()
        postgres.start()
        self.restarts += 1

    @contextmanager
    def sweep_held(self, patience=5):
        """Somebody is in the middle of a sweep for as long as this lasts."""
        with suppress(psycopg.OperationalError), psycopg.connect(os.environ["DATABASE_URL"]) as own:
            own.execute(HOLD_SWEEPS)
            until = time.monotonic() + patience
            while not (held := own.execute(HELD_SWEEPS).fetchone()[0]):
                if time.monotonic() > until:
                    break
                time.sleep(0.01)
            self.seen["sweeps"] += bool(held)
            yield

    def restart_valkey(self, pause=0.5):
        """Take the broker away for a moment; what it held is gone."""
        self.servers.valkey.stop()
        time.sleep(pause)
        self.servers.valkey.start()
        self.restarts += 1

    def restart_postbox(self, pause):
        """Another mail server on the same port, after a moment without any."""
        self.postbox.stop()
        # Nothing is written between what it keeps and the answer to that.
        last = self.postbox.lines()[-1:]
        self.seen["answers"] += any(line.event == "kept" for line in last)
        time.sleep(pause)
        self.postbox.start()
        self.restarts += 1

    def flush_valkey(self, patience=0.0):
        """FLUSHALL, as soon as there are tasks in the queues or there was enough time."""
        with self._client() as client:
            self.seen["queues"] += self._among_tasks(client, patience, "FLUSHALL")

    @contextmanager
    def hung_valkey(self):
        """The broker takes connections, and says nothing."""
        process = self.servers.valkey.process
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    @contextmanager
    def full_valkey(self, patience):
        """The broker has no room for another task, nor to note who has taken one."""
        with self._client() as client:
            self._among_tasks(client, patience, "CONFIG SET maxmemory 1")
            try:
                yield
            finally:
                client.config_set("maxmemory", 0)
        logs = [slot.log for slot in self.crew.workers.values()]
        self.seen["refusals"] += any("OutOfMemoryError" in log for log in logs)

    def _among_tasks(self, client, patience, command):
        """Have it done while tasks lie in the queues, if that comes. Returns whether they did."""
        until = time.monotonic() + patience
        while not any(map(client.llen, QUEUES)) and time.monotonic() < until:
            time.sleep(0.001)
        together = client.pipeline()
        for queue in QUEUES:
            together.llen(queue)
        together.execute_command(*command.split())
        *queued, _done = together.execute()
        return any(queued)

    def _client(self):
        import redis

        return redis.Redis.from_url(self.servers.valkey.url, socket_timeout=5)

    def wait_for_everybody(self, patience=120):
        """Until every worker of Celery has said that it is there. Raises TimeoutError."""
        from networkgroup.celery import app

        until, missing = time.monotonic() + patience, set(self.crew.workers) - {"loop"}
        # One of this day: the broker may have been restarted since the last.
        with app.connection_for_write() as line:
            while missing:
                if time.monotonic() > until:
                    raise TimeoutError(f"{missing} never came")
                for answer in app.control.ping(timeout=1, connection=line):
                    missing -= {name.partition("@")[0] for name in answer}

    def wait_until_kept(self, how_many, patience=60):
        """Until the mail server has kept so many letters, or has had enough time."""
        until = time.monotonic() + patience
        while time.monotonic() < until and self.kept() < how_many:
            self.hurry()
            time.sleep(PAUSE)

    def wait_until_decided(self, patience=60):
        """Until nothing is due that somebody has to decide about, or there was enough time."""
        until = time.monotonic() + patience
        while time.monotonic() < until and self.progress()[0]:
            time.sleep(PAUSE)

    def kept(self):
        """How many letters the mail server has kept so far."""
        return sum(line.event == "kept" for line in self.postbox.lines())

    def kept_in_bulk(self):
        """The ids of letters kept that no worker has decided about or written."""
        kept = {line.id for line in self.postbox.lines() if line.event == "kept"}
        return kept & self.people.in_bulk

    # -- the end of the day

    def progress(self):
        """(nudges due and what is still to leave some, letters that wait, letters in a hand)

        One that is to go later waits as well: it may have been put off since it was hurried.
        """
        from django.db.models import Count, Q
        from django.utils import timezone

        from meetups.models import Nudge, StandingSeat, Visitor, WeeklySession
        from meetups.models.planning import MOST_MISSES
        from members.models import Letter, Member, Tie

        now = timezone.now()
        # First what leaves nudges, then those, which become letters, and then all letters in one
        # look.
        undone = [
            Tie.objects.filter(look_at__lte=now),
            Member.objects.filter(look_at__lte=now),
            WeeklySession.objects.with_offers_over(now),
            StandingSeat.objects.kept().filter(misses__gte=MOST_MISSES),
            Visitor.objects.due(now),
            Nudge.objects.due(now),
        ]
        due = sum(rows.count() for rows in undone)
        waits = Q(state__in=["waiting", "retry"])
        waits &= Q(due_at__lte=now) | ~Q(reason__in=THEIR_OWN)
        held = Q(state__in=["leased", "sending"])
        letters = Letter.objects.filter(settled_at=None).aggregate(
            waiting=Count("pk", filter=waits), held=Count("pk", filter=held)
        )
        return due, letters["waiting"], letters["held"]

    def hurry(self):
        """What is to go later is to go now, and no lease outlives its holder.

        Later is after a failed try, or apart from others after a worker died over it.
        """
        from django.utils import timezone

        from members.models import Letter
        from tests.faults import records

        records.free_leases_of_the_dead()
        now = timezone.now()
        later = Letter.objects.waiting().filter(due_at__gt=now)
        later.exclude(reason__in=THEIR_OWN).update(due_at=now)

    def change_shifts(self):
        """Everybody goes home, and what they left in hand is as if its lease had run out."""
        from django.utils import timezone

        from members.models import Letter

        self.shifts += 1
        self.crew.send_home()
        Letter.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())
        self.crew.start()

    def come_to_rest(self, patience, say=lambda words: None):
        """Wait until nothing is due and nobody holds a letter. False when it never came."""
        self.postbox.forget()
        before, since, stuck = None, time.monotonic(), STUCK
        until = since + patience
        while time.monotonic() < until:
            self.crew.look_around()
            self.hurry()
            now = self.progress()
            if not any(now):
                return True
            if now != before:
                before, since = now, time.monotonic()
                say(now)
            elif time.monotonic() - since > stuck:
                say("the shifts change")
                self.change_shifts()
                since, stuck = time.monotonic(), stuck * 2
            time.sleep(PAUSE)
        return False

    def verdict(self, patience=120, say=lambda words: None):
        """Let the town come to rest, and have it judged. -> Verdict"""
        from tests.faults import records
        from tests.faults.referee import Referee

        rested = self.come_to_rest(patience, say)
        now = time.time()
        referee = Referee(
            self.people.facts,
            self.postbox.lines(),
            self.crew.kills,
            records.fences(),
            records.records(self.people),
            now,
        )
        verdict = referee.judge()
        if not rested:
            verdict.complaints.append(f"the town never came to rest: {self.progress()}")
        verdict.complaints += [f"{who} died by itself" for who in self.crew.found_dead]
        verdict.complaints += records.broken_promises()
        return verdict
