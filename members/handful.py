"""Letters leased together, and what was so when they were looked at."""

from collections import deque
from datetime import timedelta

from members.models import Letter, Unreachable

# What was so a blink ago may be acted on. Anything older is asked for again, so that a letter goes
# by what its people did last, even while a slow server keeps the rest of its handful waiting.
BLINK = timedelta(milliseconds=100)


class Handful:
    """Some leased letters in the order of sending, the next of them with all that decides."""

    def __init__(self, token, ids):
        self.token, self.ids = token, ids
        self.letters, self.places, self.seen_at = deque(), {}, None
        # How many to look at together: a handful lasts about two blinks.
        self.reach, self.gone = (len(ids) + 1) // 2, 0

    @classmethod
    def claim(cls, now, how_many):
        """Lease up to so many letters that are due at `now` (aware)."""
        return cls(*Letter.objects.lease(now, how_many))

    def first(self, now, ahead=timedelta()):
        """The letter whose turn it is, or None at the end.

        Looked at within a blink before `now + ahead`, the moment when it is expected to go.
        """
        if self.letters and self.is_stale(now + ahead):
            self._look(now)
        while self.ids and not self.letters:
            self._look(now)
        return self.letters[0] if self.letters else None

    def place_of(self, letter):
        """(address, paused until) of one that was looked at; "" where none is verified."""
        return self.places[letter.pk]

    def pop(self):
        """Take the first one out."""
        self.gone += 1
        self.ids.pop(0)
        return self.letters.popleft()

    def is_stale(self, now):
        """Whether the facts are too old to act on at `now`."""
        return now - self.seen_at > BLINK

    def give_back(self):
        """Let go of those that are left."""
        if self.ids:
            Letter.objects.give_back(self.token, self.ids)
        self.ids.clear()
        self.letters.clear()

    def _look(self, now):
        """Ask about the next ones: as many as went since the last look, or more if all did."""
        if self.seen_at:
            self.reach = max(1, self.gone if self.letters else 2 * self.gone)
        found = [
            letter
            for letter in Letter.objects.to_send(self.ids[: self.reach])
            # Where the lease ran out somebody else may hold it by now, and it is theirs to end.
            if letter.state == Letter.State.LEASED and letter.lease_token == self.token
        ]
        self.places = Unreachable.objects.where_to(found)
        self.ids[: self.reach] = [letter.pk for letter in found]
        self.letters, self.seen_at, self.gone = deque(found), now, 0
