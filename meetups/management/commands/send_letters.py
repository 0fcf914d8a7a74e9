"""Keep time and send what is due, with no broker in sight."""

import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from meetups import tasks
from members.postman import Postman

PAUSE = 1.0  # seconds between two looks
# Seconds between two rounds of each sweep.
TIMETABLE = {
    tasks.look_around: 1,
    tasks.govern_nudges: 1,
    tasks.lapse_proposals: 60,
    tasks.keep_evenings: 60,
    tasks.write_to_visitors: 60,
    tasks.settle_coffees: 300,
    tasks.renew_free_time: 24 * 60 * 60,
}
SLICE = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds, while the database is away


class Command(BaseCommand):
    help = (
        "Decides about the nudges that are due and sends the letters. With --loop it stays and"
        " does all that worker and beat would do, until stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="stay until SIGTERM or Ctrl-C")

    def handle(self, *args, loop, **options):
        postman = Postman()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: postman.stop())
        if not loop:
            self.keep_time({})
            ends = postman.round()
            self.stdout.write(f"sent {ends['sent']}, to be tried again {ends['retry']}")
            postman.relay.close()
            return
        pause, swept = FIRST_PAUSE, {}
        while not postman.is_stopping:
            try:
                self.keep_time(swept)
                postman.round()
                pause = PAUSE
            except DatabaseError as error:
                connection.close()
                self.stderr.write(f"the database does not answer ({type(error).__name__})")
                pause = min(pause * 2, LONGEST_PAUSE)
            # In slices, so that a signal is heard at once.
            awake_at = time.monotonic() + pause
            while not postman.is_stopping and time.monotonic() < awake_at:
                time.sleep(SLICE)
        postman.relay.close()

    def keep_time(self, swept):
        """Run each sweep whose turn it is; `swept` keeps when each last ran."""
        for sweep, seconds in TIMETABLE.items():
            if time.monotonic() - swept.get(sweep, float("-inf")) >= seconds:
                swept[sweep] = time.monotonic()
                sweep()
