"""Takes letters out: claims what is due, looks whether it still holds, hands it over, notes it."""

import logging
import random
import threading
import time
from collections import Counter
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from members.mail import place_of
from members.mime import to_line
from members.models import Letter, Sweep, Unreachable
from members.models.letter import LeaseLost
from members.relay import Away, Postponed, Refused, Relay, Unknown

log = logging.getLogger(__name__)

# Few enough that the last of them is still in time for its lease when each takes a second.
HANDFUL = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
SETTLE_PAUSE = 0.5  # seconds between two tries to note what happened


class Postman:
    """One round after another over one kept connection. `clock` returns aware UTC moments."""

    def __init__(self, relay=None, clock=timezone.now):
        self.relay = relay or Relay()
        self.clock = clock
        self.is_stopping = False

    def stop(self):
        """Finish the letter in hand and leave the rest where it is."""
        self.is_stopping = True

    def round(self, longest=timedelta(minutes=5)):
        """Send what is due until nothing is, or `longest` is over. Returns a Counter of ends."""
        begun, started = self.clock(), time.monotonic()
        ends = Counter(recovered=Letter.objects.recover(begun))
        ends["cancelled"] += Letter.objects.drop_useless(begun)
        while not self.is_stopping and time.monotonic() - started < longest.total_seconds():
            if not Letter.objects.due(self.clock()).exists():
                break
            try:
                # Before any letter is touched, so that a relay that is away costs no letter a try.
                self.relay.open()
            except Away:
                break
            letters = Letter.objects.claim(self.clock(), HANDFUL)
            if not letters:
                break
            self._take_out(letters, ends)
        self.relay.close_if_idle()
        Sweep.objects.finished("letters", self.clock())
        if ends.total():
            log.info(
                "letters %s in %d ms",
                " ".join(f"{end} {count}" for end, count in sorted(ends.items()) if count),
                (time.monotonic() - started) * 1000,
            )
        return ends

    def _take_out(self, letters, ends):
        for place, letter in enumerate(letters):
            if self.is_stopping or self.relay.is_resting:
                Letter.objects.give_back(letters[place:])
                return
            started = time.monotonic()
            try:
                end = self._one(letter)
            except LeaseLost:
                end = "lost"
            ends[end] += 1
            log.info(
                "letter %d %s %s tries %d %d ms%s",
                letter.pk,
                letter.kind,
                end,
                letter.tries,
                (time.monotonic() - started) * 1000,
                f" ({letter.reason})" if letter.reason else "",
            )

    def _one(self, letter):
        """Bring one letter to an end, or back to waiting. Returns its new state."""
        try:
            content, address = self._prepare(letter)
        except (OperationalError, InterfaceError):
            # The database, not the letter: the lease runs out and it waits again.
            raise
        except Exception as error:
            # Whatever is wrong with this one must not stop the next.
            self._settle(letter, letter.fail, f"could not be sent: {place_of(error)}")
            return letter.state
        if not content:
            return letter.state
        letter.take_up(self.clock())
        try:
            self.relay.deliver(address, content)
        except Away:
            # Certainly unsent, and not the letter's doing: no try is counted.
            self._settle(letter, letter.let_wait)
        except Postponed as trouble:
            self._try_later(letter, str(trouble))
        except Refused as trouble:
            self._settle(letter, letter.fail, str(trouble))
            Unreachable.objects.refused(address, self.clock())
        except Unknown as trouble:
            if letter.must_arrive:
                self._try_later(letter, str(trouble))
            else:
                self._settle(letter, letter.doubt, str(trouble))
        except Exception as error:
            # Raised while the envelope was written, so before anything had gone.
            self.relay.close()
            self._settle(letter, letter.fail, f"could not be sent: {place_of(error)}")
        else:
            self._settle(letter, letter.arrive)
        return letter.state

    def _prepare(self, letter):
        """The bytes and the address, or nothing when the letter was cancelled instead."""
        now = self.clock()
        address = letter.address_now()
        why_not = letter.why_not(now) or ("" if address else "no verified address")
        if why_not:
            letter.cancel(why_not, now)
            return None, None
        name = letter.recipient.name if letter.recipient else ""
        return to_line(name, address) + letter.content, address

    def _try_later(self, letter, reason):
        now = self.clock()
        if now - letter.created_at > GIVE_UP_AFTER:
            self._settle(letter, letter.fail, f"given up after three days: {reason}")
            return
        wait = min(FIRST_WAIT * 2 ** min(letter.tries, 12), LONGEST_WAIT)
        due = now + wait * random.uniform(0.75, 1.25)
        self._settle(letter, lambda reason, _now: letter.wait(reason, due), reason)

    def _settle(self, letter, verb, *words):
        """Note what happened, and keep trying while the lease lasts: else it may go twice."""
        while True:
            try:
                return verb(*words, self.clock())
            except (OperationalError, InterfaceError):
                connection.close()
                if self.clock() + timedelta(seconds=SETTLE_PAUSE) >= letter.lease_until:
                    log.error("letter %d: its end could not be noted", letter.pk)
                    raise
                time.sleep(SETTLE_PAUSE)


_kept = threading.local()


def kept():
    """This thread's own postman, whose connection outlives the round."""
    if getattr(_kept, "postman", None) is None:
        _kept.postman = Postman()
    return _kept.postman
