"""Takes letters out: claims what is due, looks whether it still holds, hands it over, notes it."""

import logging
import random
import threading
import time
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from members.endings import GIVEN_UP, HELD_BACK, QUIET, TOO_LATE
from members.handful import BLINK, Handful
from members.lines import about_letter
from members.mail import place_of
from members.mime import to_line
from members.models import Letter, Sweep, Unreachable
from members.models.letter import GiveWay, LeaseLost
from members.relay import Relay
from members.shift import Shift
from members.trouble import Away, Postponed, Refused, Unknown

log = logging.getLogger(__name__)

# Few enough that the last of them is still in time for its lease, and that another worker finds
# some too: as many as go in a moment, by how long the last one took.
FIRST_HANDFUL, LARGEST_HANDFUL, MOMENT = 20, 100, 2 * BLINK
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
LONGEST = 300.0  # seconds of one round
SETTLE_PAUSE = 0.5  # seconds between two tries to note what happened


class Ready(NamedTuple):
    """A letter that is to go, with its whole bytes."""

    letter: Letter
    content: bytes
    address: str


class Postman:
    """One round after another over one kept connection. `clock` returns aware UTC moments."""

    def __init__(self, relay=None, clock=timezone.now):
        self.relay = relay or way_out()
        self.clock = clock
        self.is_stopping = False
        # A letter whose answer is still to come, and then one that the relay has taken and whose
        # end is still to be noted; each with the seconds it took so far.
        self.on_its_way = self.arrived = None
        self.usual = timedelta()  # what the last letter took at the relay

    def stop(self):
        """Finish the letter in hand and leave the rest where it is."""
        self.is_stopping = True

    def round(self, shift=None):
        """Send what is due until nothing is, or the shift is over. Returns a Counter of ends."""
        shift = shift or Shift(LONGEST)
        with Sweep.objects.round("letters", self.clock()) as ends:
            begun = self.clock()
            any_left_lying, any_too_late, any_due = Letter.objects.at_hand(begun)
            if any_left_lying:
                ends["recovered"] += Letter.objects.recover(begun)
            if any_too_late:
                cancelled, failed = Letter.objects.drop_useless(begun)
                ends.update(cancelled=cancelled, failed=failed)
            any_due = any_due or any_left_lying
            while any_due and not self.is_stopping:
                if not shift.goes_on():
                    break
                try:
                    # Before a letter is touched, so that a relay that is away costs none a try.
                    self.relay.open()
                except Away:
                    break
                handful = Handful.claim(self.clock(), self._how_many())
                if not handful.ids:
                    break
                self._take_out(handful, ends)
            self.relay.close_if_idle()
        return ends

    def _how_many(self):
        if not self.usual:
            return FIRST_HANDFUL
        return min(max(MOMENT // self.usual, 1), LARGEST_HANDFUL)

    def _take_out(self, handful, ends):
        """Hand over one letter after another, and look at the next while one is on its way."""
        try:
            while ready := self._next(handful, ends):
                has_waited = self._hear(ends)
                if self.is_stopping or self.relay.is_resting:
                    break
                if has_waited and handful.is_stale(self.clock()):
                    # The answer took its time: who knows what has happened since.
                    self._note_arrival(ends)
                    continue
                self._hand_over(handful, ready, ends)
        except GiveWay:
            # A code is waited for. The next claim begins with it.
            log.debug("something urgent goes first")
        finally:
            self._hear(ends)
            self._note_arrival(ends)
            handful.give_back()

    def _next(self, handful, ends):
        """The next letter that is to go, with its bytes; those that are not, end here."""
        while letter := handful.first(self.clock(), self.usual):
            try:
                content, address = self._prepare(letter, *handful.place_of(letter))
            except LeaseLost:
                ends["lost"] += 1
            except (OperationalError, InterfaceError):
                # The database, not the letter: the lease runs out and it waits again.
                raise
            except Exception as error:
                # Whatever is wrong with this one must not stop the next.
                self._settle(letter, letter.fail, f"could not be sent: {place_of(error)}")
                self._note(letter, ends)
            else:
                if content:
                    return Ready(letter, content, address)
                self._note(letter, ends)
            handful.pop()
        return None

    def _hand_over(self, handful, ready, ends):
        # The server thinks about it while the database takes the fence, and notes in one go that
        # the letter before has arrived.
        self.relay.announce(ready.address)
        try:
            ready.letter.take_up(self.clock(), self.arrived and self.arrived[0])
        except LeaseLost:
            ends["lost"] += 1
            handful.pop()
        else:
            handful.pop()
            begun, trouble = time.monotonic(), None
            try:
                self.relay.deliver(ready.address, ready.content)
            except Exception as error:
                trouble = error
            self.on_its_way = ready, trouble, time.monotonic() - begun
        # By now the server has something to do.
        self._note_arrival(ends)

    def _hear(self, ends):
        """Wait for the answer about the letter on its way. False when there is none.

        Its end is noted, but for the usual one, which is noted together with the next fence.
        """
        if self.on_its_way is None:
            return False
        (ready, trouble, took), self.on_its_way = self.on_its_way, None
        letter, begun = ready.letter, time.monotonic()
        try:
            self._end(letter, ready.address, trouble)
        except LeaseLost:
            ends["lost"] += 1
            return True
        took += time.monotonic() - begun
        self.usual = timedelta(seconds=took)
        if letter.state == Letter.State.SENDING:
            self.arrived = letter, took
        else:
            self._note(letter, ends, took)
        return True

    def _note_arrival(self, ends):
        """Note the end of the letter that has arrived, unless a fence has done it."""
        if self.arrived is None:
            return
        (letter, took), self.arrived = self.arrived, None
        try:
            if letter.state != Letter.State.SENT:
                self._settle(letter, letter.arrive)
        except LeaseLost:
            ends["lost"] += 1
        else:
            self._note(letter, ends, took)

    def _end(self, letter, address, trouble):
        """Bring one letter that did not arrive to its end, or back to waiting."""
        try:
            if trouble is not None:
                raise trouble
            self.relay.answer()
        except Away:
            # Certainly unsent, and not the letter's doing: no try is counted.
            self._settle(letter, letter.let_wait)
        except Postponed as trouble:
            self._try_later(letter, str(trouble))
        except Refused as trouble:
            self._settle(letter, letter.fail, str(trouble))
            if trouble.is_about_the_address:
                Unreachable.objects.refused(address, self.clock())
        except Unknown as trouble:
            if letter.may_be_doubted_again:
                self._try_later(letter, str(trouble), in_doubt=True)
            else:
                self._settle(letter, letter.doubt, str(trouble))
        except Exception as error:
            # Raised while the envelope was written, so before anything had gone.
            self.relay.close()
            self._settle(letter, letter.fail, f"could not be sent: {place_of(error)}")
        else:
            if letter.is_account:
                # Its words go at once.
                self._settle(letter, letter.arrive)

    def _note(self, letter, ends, seconds=0.0):
        ends[letter.state] += 1
        log.info(about_letter(letter, letter.state, seconds))

    def _prepare(self, letter, address, paused_until):
        """The bytes and the address, or nothing when the letter ended or was held back instead."""
        now = self.clock()
        why_not = letter.why_not(now) or ("" if address else "no verified address")
        if why_not == TOO_LATE and letter.tries:
            letter.fail(f"{GIVEN_UP}: {letter.reason}", now)
            return None, None
        if why_not:
            letter.cancel(why_not, now)
            return None, None
        if paused_until and paused_until > now and not letter.is_account:
            until = min(paused_until, letter.gives_up_at(paused_until))
            letter.hold_back(until, HELD_BACK, now)
            return None, None
        if quiet_until := letter.quiet_until(now):
            letter.hold_back(quiet_until, QUIET, now)
            return None, None
        name = letter.recipient.name if letter.recipient else ""
        return to_line(name, address) + letter.content, address

    def _try_later(self, letter, reason, *, in_doubt=False):
        now = self.clock()
        left = letter.gives_up_at(now) - now
        if left <= FIRST_WAIT:
            self._settle(letter, letter.fail, f"{GIVEN_UP}: {reason}")
            return
        wait = min(FIRST_WAIT * 2 ** min(letter.tries, 12), LONGEST_WAIT)
        # Near its end a letter is tried more often: the last try is not one that comes too late.
        wait = min(wait * random.uniform(0.75, 1.25), max(left / 2, FIRST_WAIT))
        self._settle(
            letter,
            lambda reason, now: letter.wait(reason, now + wait, now, in_doubt=in_doubt),
            reason,
        )

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


def way_out():
    """A line to whoever EMAIL_URL names: a mail server, or a provider's API."""
    if settings.MAILERS["default"].get("BACKEND", "").startswith("anymail."):
        # Only here, so that a site that speaks SMTP never loads it.
        from members.provider import Provider

        return Provider()
    return Relay()


_kept = threading.local()


def kept():
    """This thread's own postman, whose connection outlives the round."""
    if getattr(_kept, "postman", None) is None:
        _kept.postman = Postman()
    return _kept.postman
