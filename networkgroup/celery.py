"""Celery: the app and the whole timetable.

The database is the truth and Celery only the waker: every task asks "what is due and not yet
done?", so a lost, late or doubled message costs a minute and never a letter.
"""

import os

from celery import Celery
from celery.schedules import crontab
from kombu.transport import redis

from networkgroup.broker import Hands

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networkgroup.settings")

MINUTE = 60.0

app = Celery("networkgroup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
redis.Channel.QoS = Hands

app.conf.beat_schedule = {
    "letters": {"task": "members.tasks.send_letters", "schedule": MINUTE},
    "looks": {"task": "meetups.tasks.look_around", "schedule": MINUTE},
    "nudges": {"task": "meetups.tasks.govern_nudges", "schedule": MINUTE},
    "proposals": {"task": "meetups.tasks.lapse_proposals", "schedule": MINUTE},
    "evenings": {"task": "meetups.tasks.keep_evenings", "schedule": MINUTE},
    "visitors": {"task": "meetups.tasks.write_to_visitors", "schedule": MINUTE},
    "coffees": {"task": "meetups.tasks.settle_coffees", "schedule": 5 * MINUTE},
    "free time": {"task": "meetups.tasks.renew_free_time", "schedule": crontab(hour=2, minute=30)},
}
