"""What a tie makes its two members hear, and for how long it stays true."""

from datetime import timedelta

# A hand shaken three days ago, and still no offer, may need a word.
SHYNESS = timedelta(days=3)
# Whoever looks within five minutes needs no letter.
UNSEEN = timedelta(minutes=5)
# The shortest interval anybody can wish to be kept in touch by, whatever the month.
A_MONTH = timedelta(days=28)


class TieLetters:
    """The part of a tie that speaks up: spoken by Tie."""

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this pair is still true for `member`."""
        if member.pk not in (self.low_id, self.high_id):
            return False
        other = self.other(member)
        if not (member.is_present and member.can_see(other)):
            return False
        match kind:
            case "unread_words":
                first = self.first_unread(member)
                return first is not None and first.at + UNSEEN <= now
            case "have_the_coffee":
                return self.is_shy(now) and other.openness != other.Openness.RESTING
            case "take_it_offline":
                return self.is_due_offline(now) and other.openness != other.Openness.RESTING
            case "next_coffee":
                return self.is_losing_touch(now)
        return False

    def is_shy(self, now):
        """Both follow each other, and no coffee was had, planned or waved away for days."""
        return bool(
            self.mutual_since
            and self.mutual_since + SHYNESS <= now
            and not (self.times_met or self.has_plans or self.writing_liked_at)
        )

    def is_losing_touch(self, now):
        """They met, not just now, and have no plans to meet again."""
        return bool(
            self.mutual_since
            and self.times_met
            and self.last_met_at + A_MONTH <= now
            and not self.has_plans
        )

    def first_unread(self, member):
        """The first of the other's messages that `member` has not seen, or None."""
        theirs, seen = self.messages.filter(author=self.other_id(member)), self.seen_at(member)
        if seen:
            theirs = theirs.filter(at__gt=seen)
        return theirs.order_by("pk").first()

    def unread_count(self, member):
        """How many of the other's messages `member` has not seen."""
        theirs, seen = self.messages.filter(author=self.other_id(member)), self.seen_at(member)
        return (theirs.filter(at__gt=seen) if seen else theirs).count()
