"""The site's Celery with a faster clock: its timetable, in which seconds stand for minutes.

celery -A tests.faults.clockwork beat
"""

from datetime import timedelta

from celery.schedules import crontab

from networkgroup.celery import MINUTE, app

SECOND_FOR_A_MINUTE = 1 / MINUTE

for entry in app.conf.beat_schedule.values():
    schedule = entry["schedule"]
    if not isinstance(schedule, crontab):
        seconds = schedule.total_seconds() if isinstance(schedule, timedelta) else schedule
        entry["schedule"] = seconds * SECOND_FOR_A_MINUTE
