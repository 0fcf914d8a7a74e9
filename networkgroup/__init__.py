"""The wiring: settings, addresses, the timetable, servers for development."""

from networkgroup.celery import app as celery_app

__all__ = ["celery_app"]
