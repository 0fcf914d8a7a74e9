"""Two members of a town, and what stands between them."""

from dataclasses import dataclass, field

from members.models import Member


@dataclass
class Pair:
    """Two members and what is between them: an offer open, a coffee agreed; ids of both."""

    low: Member
    high: Member
    proposal: int | None = None
    coffee: int | None = None
    # Kinds of letters that hope for a coffee of theirs, or for another.
    hopes: list = field(default_factory=list)
    # What was done once and is not done again, or two facts would read the same.
    done: set = field(default_factory=set)

    @property
    def each(self):
        """Reader and other, both ways round."""
        return [(self.low, self.high), (self.high, self.low)]
