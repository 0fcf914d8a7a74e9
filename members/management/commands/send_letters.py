"""Send what is due, with no broker in sight."""

import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from members.postman import Postman

PAUSE = 1.0  # seconds between two looks
SLICE = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds, while the database is away


class Command(BaseCommand):
    help = "Sends the letters that are due. With --loop it stays and keeps sending until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="stay until SIGTERM or Ctrl-C")

    def handle(self, *args, loop, **options):
        postman = Postman()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: postman.stop())
        if not loop:
            ends = postman.round()
            self.stdout.write(f"sent {ends['sent']}, to be tried again {ends['retry']}")
            postman.relay.close()
            return
        pause = FIRST_PAUSE
        while not postman.is_stopping:
            try:
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
