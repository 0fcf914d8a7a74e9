"""Celery: the app and the whole timetable.

The database is the truth and Celery only the waker: every task asks "what is due and not yet
done?", so a lost, late or doubled message costs a minute and never a letter.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networkgroup.settings")

MINUTE = 60.0
HOUR = 60 * MINUTE

app = Celery("networkgroup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "letters": {"task": "members.tasks.send_letters", "schedule": MINUTE},
}
