"""What workers are woken for."""

from celery import shared_task

from members.postman import kept


@shared_task
def send_letters():
    """Send what is due, until nothing is."""
    kept().round()
