"""Two members of a town, and what stands between them."""

from dataclasses import dataclass

from members.models import Member


@dataclass
class Pair:
    """Two members with an offer open between them, or a coffee agreed; ids of both."""

    low: Member
    high: Member
    proposal: int | None = None
    coffee: int | None = None

    @property
    def each(self):
        """Reader and other, both ways round."""
        return [(self.low, self.high), (self.high, self.low)]
