"""Let time pass on this machine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meetups import passing


class Command(BaseCommand):
    help = (
        "Moves every stored moment and range back by 1d, 2h, 90m or the like, so that what falls"
        " due is done by the running workers. Only with DEBUG on."
    )

    def add_arguments(self, parser):
        parser.add_argument("duration", help="for example 1d, 2h or 90m")

    def handle(self, *args, duration, **options):
        if not settings.DEBUG:
            raise CommandError("pass_time is for development: it needs DEBUG=1.")
        now = timezone.now()
        try:
            passing.pass_time(passing.duration_from(duration), now)
        except passing.BadDuration as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{duration} passed. Due now: {passing.due_now(now)} nudges.")
