"""Letters claimed together, and what was so when they were looked at."""

from collections import deque
from datetime import timedelta

from members.models import Letter, Unreachable

# What was so a blink ago may be acted on. Anything older is asked for again, so that a letter goes
# by what its people did last, even while a slow server keeps the rest of its handful waiting.
BLINK = timedelta(milliseconds=100)


class Handful:
    """Some leased letters, in the order of sending, with all that decides about each."""

    def __init__(self, letters, now):
        self._take(letters, now)

    @classmethod
    def claim(cls, now, how_many):
        """Lease up to so many letters that are due at `now` (aware)."""
        return cls(Letter.objects.claim(now, how_many), now)

    def place_of(self, letter):
        """(address, paused until) of one of them; "" where none is verified."""
        return self.places[letter.pk]

    def pop(self):
        """Take the first one out."""
        return self.letters.popleft()

    def is_stale(self, now):
        """Whether the facts are too old to act on."""
        return now - self.seen_at > BLINK

    def look_again(self, now):
        """Ask afresh about those that are left."""
        self._take(Letter.objects.to_send([letter.pk for letter in self.letters]), now)

    def give_back(self):
        """Let go of those that are left."""
        Letter.objects.give_back(list(self.letters))
        self.letters.clear()

    def _take(self, letters, now):
        self.letters, self.seen_at = deque(letters), now
        self.places = Unreachable.objects.where_to(letters) if letters else {}
