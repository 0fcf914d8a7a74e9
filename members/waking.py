"""Tell a worker that there is something to do, and never wait for the answer.

Redis may be gone, hung or emptied: whatever a wake-up is about stands in the database, and the
next sweep finds it within the minute. So a failure here is a count, a line and nothing more.
"""

import logging
import threading
import time
from contextlib import contextmanager

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from kombu import Connection

log = logging.getLogger(__name__)

LETTERS = "members.tasks.send_letters"
PATIENCE = 0.25  # seconds, each for connecting and for answering
REST = 30.0  # seconds without another try after a failure
# Seconds in which one wake-up for letters does for all: whoever is woken looks twice, the second
# time when at least two of these are over.
BREATH = 0.1
STALE = 60  # seconds after which the minutely sweep has done it anyway

_kept = threading.local()
_asleep_until = 0.0
_woken_at = float("-inf")


def wake_on_commit(how=None):
    """Wake a worker once the transaction stands; once, however many rows it leaves.

    `how` is a function like wake(), which sends what is due.
    """
    how = how or wake
    if all(hook[1] is not how for hook in connection.run_on_commit):
        transaction.on_commit(how, robust=True)


@contextmanager
def once():
    """Inside, letters that are left wake nobody; in the end all of them wake one worker.

    Wake-ups that nobody can keep up with grow stale before their turn, and none is heard any more.
    """
    _kept.are_left = False
    try:
        yield
    finally:
        are_left = _kept.are_left
        del _kept.are_left
        if are_left:
            wake()


def wake(task=LETTERS, within=STALE):
    """Ask for a sweep now, or not at all when nobody comes to it `within` so many seconds.

    Returns whether the broker has the message; raises nothing.
    """
    global _asleep_until, _woken_at
    if task == LETTERS and hasattr(_kept, "are_left"):
        _kept.are_left = True
        return True
    now = time.monotonic()
    if now < _asleep_until:
        return False
    if task == LETTERS and now - _woken_at < BREATH:
        return True
    try:
        current_app.send_task(
            task, connection=publisher(), retry=False, ignore_result=True, expires=within
        )
    except Exception as error:
        # Whatever it was, the page that wanted to wake somebody must not hear of it.
        _asleep_until = time.monotonic() + REST
        forget_publisher()
        log.warning("no worker woken (%s), next try in %d s", type(error).__name__, REST)
        _count_the_failure()
        return False
    if task == LETTERS:
        _woken_at = now
    return True


def _count_the_failure():
    try:
        with transaction.atomic():
            apps.get_model("members.Tally").objects.add("publish_failures")
    except DatabaseError as error:
        log.warning("nor could that be counted (%s)", type(error).__name__)


def publisher():
    """This thread's connection for publishing: impatient, unlike the workers' own blocking one."""
    if getattr(_kept, "connection", None) is None:
        _kept.connection = Connection(
            settings.CELERY_BROKER_URL,
            connect_timeout=PATIENCE,
            transport_options={
                "socket_timeout": PATIENCE,
                "socket_connect_timeout": PATIENCE,
                "max_retries": 0,
            },
        )
    return _kept.connection


def forget_publisher():
    """Start with a fresh connection next time; the old one is dropped without a goodbye."""
    kept, _kept.connection = getattr(_kept, "connection", None), None
    if kept is not None:
        try:
            kept.collect(socket_timeout=PATIENCE)
        except Exception as error:
            log.debug("an old connection did not close: %s", type(error).__name__)
