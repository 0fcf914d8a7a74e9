"""Keep time and send what is due, with no broker in sight."""

import logging
import signal
import threading
import time
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection

from meetups import tasks
from members.mail import place_of
from members.postman import Postman
from members.shift import Shift

log = logging.getLogger(__name__)

MINUTE = 60.0
# Seconds between two rounds of each sweep.
TIMETABLE = {
    tasks.look_around: 1,
    tasks.govern_nudges: 1,
    tasks.lapse_proposals: MINUTE,
    tasks.keep_evenings: MINUTE,
    tasks.write_to_visitors: MINUTE,
    tasks.settle_coffees: 5 * MINUTE,
    tasks.renew_free_time: 24 * 60 * MINUTE,
}
PAUSE = 1.0  # seconds between two looks
LONGEST_PAUSE = 30.0  # seconds, while the post cannot be taken out
SLICE = 0.1


class Command(BaseCommand):
    help = (
        "Decides about the nudges that are due and sends the letters. With --loop it stays and"
        " does all that worker and beat would do, until stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="stay until SIGTERM or Ctrl-C")

    def handle(self, *args, loop, **options):
        self.postman, self.ends, self.pause = Postman(), Counter(), PAUSE
        self.turns = dict.fromkeys(TIMETABLE, float("-inf"))  # when each is to be made next
        self.broken = set()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: self.postman.stop())
        while True:
            self.is_post_broken = False
            is_left = self.go_round()
            self.pause = min(self.pause * 2, LONGEST_PAUSE) if self.is_post_broken else PAUSE
            if self.postman.is_stopping or not (loop or is_left):
                break
            if not is_left:
                self.sleep()
        self.postman.relay.close()
        if not loop:
            self.stdout.write(f"sent {self.ends['sent']}, to be tried again {self.ends['retry']}")
            if self.broken:
                raise CommandError(f"broke: {', '.join(sorted(self.broken))}")

    def go_round(self):
        """Each sweep whose turn it is, and the post after each. Whether any is to go on at once.

        Those that may have much to do work in short shifts, so that a code never waits until a
        backlog of something else is done.
        """
        is_left = False
        due = [sweep for sweep, at in self.turns.items() if at <= time.monotonic()]
        for sweep in due or [None]:
            if sweep is not None:
                is_left |= self.make(sweep)
            is_left |= self.take_out()
            if self.postman.is_stopping:
                break
        return is_left

    def make(self, sweep):
        """One round of a sweep. Whether it is to go on at once."""
        seconds, is_left = TIMETABLE[sweep], False
        try:
            is_left = bool(sweep())
        except Exception as error:
            self.tell(sweep.name.rpartition(".")[2], error)
            # In a minute, whatever the timetable says; but the database may be back any moment.
            is_away = isinstance(error, OperationalError | InterfaceError)
            seconds = min(seconds, MINUTE) if is_away else MINUTE
        self.turns[sweep] = time.monotonic() + (0 if is_left else seconds)
        return is_left

    def take_out(self):
        """One round of the postman. Whether he is to go on at once."""
        shift = Shift()
        try:
            self.ends.update(self.postman.round(shift))
        except Exception as error:
            self.tell("letters", error)
            self.is_post_broken = True
            return False
        return shift.is_cut_short

    def tell(self, name, error):
        """Say what broke; whatever it was, the others and the post go on."""
        self.broken.add(name)
        if isinstance(error, OperationalError | InterfaceError):
            connection.close()
            log.error("%s: the database does not answer (%s)", name, type(error).__name__)
        else:
            log.error("%s broke: %s", name, place_of(error))

    def sleep(self):
        """Until the next look, in slices, so that a signal is heard at once."""
        awake_at = time.monotonic() + self.pause
        while not self.postman.is_stopping and time.monotonic() < awake_at:
            time.sleep(SLICE)
