"""What a tie knows of the words between its two: how many, since when, what is unseen."""

from datetime import timedelta

# When writing has gone on long enough: so many messages in all, or so long since both have written.
SIX = 6
TEN_DAYS = timedelta(days=10)


class Talking:
    """The questions and verbs of a tie about words, spoken by Tie.

    The verbs are called with both members and the row locked.
    """

    # -- questions

    def last_words_at(self, member):
        """When `member` last wrote, or None."""
        return getattr(self, f"{self.side(member)}_last_words_at")

    @property
    def last_words(self):
        """When each last wrote, or None, the low side first."""
        return [self.low_last_words_at, self.high_last_words_at]

    def seen_at(self, member):
        """Up to when `member` has seen the other's words, or None."""
        return getattr(self, f"{self.side(member)}_seen_at")

    def has_unread(self, member):
        """Whether the other wrote something that `member` has not seen."""
        theirs, seen = self.last_words_at(self.other(member)), self.seen_at(member)
        return bool(theirs and (seen is None or seen < theirs))

    @property
    def words(self):
        """How many messages went between them, in both directions."""
        return self.low_words + self.high_words

    @property
    def talking_since(self):
        """When the second of them first wrote, or None until both have."""
        firsts = [self.low_first_words_at, self.high_first_words_at]
        return max(firsts) if all(firsts) else None

    @property
    def only_talks(self):
        """Both write and follow each other, and no coffee was had, planned or waved away."""
        return bool(
            self.mutual_since
            and self.talking_since
            and not (self.times_met or self.has_plans or self.writing_liked_at)
        )

    def is_due_offline(self, now):
        """Whether the two have written for long enough to be asked out to a table."""
        return self.only_talks and (self.words >= SIX or self.talking_since + TEN_DAYS <= now)

    # -- verbs

    def wrote(self, member, at):
        """`member` wrote to the other."""
        side = self.side(member)
        if getattr(self, f"{side}_first_words_at") is None:
            setattr(self, f"{side}_first_words_at", at)
        setattr(self, f"{side}_last_words_at", at)
        setattr(self, f"{side}_words", getattr(self, f"{side}_words") + 1)
        self.look_at = at
        self._keep()

    def saw(self, member, at):
        """`member` has seen all that was written up to `at`."""
        setattr(self, f"{self.side(member)}_seen_at", at)
        if self.has_unread(member):
            # What came after it begins a burst of its own.
            self.look_at = at
        self._keep()

    def liked_writing(self, at):
        """One of the two would rather not be reminded to meet."""
        self.writing_liked_at = self.look_at = at
        self._keep()
        self.take_back(["take_it_offline", "have_the_coffee"], "they would rather write", at)
