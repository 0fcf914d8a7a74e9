"""How things stand with everybody's letters, for organizers: counts, codes and names.

No address and no word of a letter passes here.
"""

from datetime import datetime
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Count, Min, Q
from django.db.models.functions import Upper

from members.models import Letter, Sweep, Unreachable

# Letters to a page, and paused addresses shown at once.
PAGE = 20
MOST_PAUSED = 50


class Queue(NamedTuple):
    """What waits in one queue: how many have their turn, since when, and how many wait for it."""

    queue: str
    due: int
    due_since: datetime | None
    later: int
    share: int  # of the longest queue, in percent

    @property
    def name(self):
        """The queue in a word."""
        return Letter.Queue(self.queue).label


class Paused(NamedTuple):
    """An address that is left in peace, by the name of its owner or "" for a stranger's."""

    row: Unreachable
    name: str


class Troubled(NamedTuple):
    """One page of letters that failed; `after` is where the next page starts behind, or 0."""

    letters: list
    after: int


def queues(now):
    """All three queues, the most urgent first."""
    due = Q(due_at__lte=now)
    rows = Letter.objects.waiting().values("queue")
    rows = rows.annotate(
        due=Count("pk", filter=due),
        later=Count("pk", filter=~due),
        due_since=Min("due_at", filter=due),
    )
    found = {row["queue"]: row for row in rows}
    most = max([row["due"] for row in found.values()], default=0) or 1
    nothing = {"due": 0, "later": 0, "due_since": None}
    return [
        Queue(
            queue,
            row["due"],
            row["due_since"],
            row["later"],
            max(100 * row["due"] // most, 1 if row["due"] else 0),
        )
        for queue in Letter.Queue.values
        for row in [found.get(queue, nothing)]
    ]


def troubled(after=0):
    """The page behind the letter with this id of those that failed or may have, latest first.

    Keyset, not offset: the thousandth page costs what the first one does.
    """
    letters = Letter.objects.in_trouble().select_related("recipient").defer("mime")
    last = after and Letter.objects.filter(pk=after).only("settled_at").first()
    if last and last.settled_at:
        letters = letters.filter(
            Q(settled_at__lt=last.settled_at) | Q(settled_at=last.settled_at, pk__lt=last.pk)
        )
    found = list(letters[: PAGE + 1])
    return Troubled(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def paused(now):
    """The addresses left in peace, the longest pause first, and whether there are more."""
    rows = list(Unreachable.objects.paused(now)[: MOST_PAUSED + 1])
    folded = [row.address.upper() for row in rows]
    # allauth keeps an index over capitals.
    owners = EmailAddress.objects.annotate(folded=Upper("email")).filter(folded__in=folded)
    names = dict(owners.values_list("folded", "user__name"))
    shown = [Paused(row, names.get(row.address.upper(), "")) for row in rows[:MOST_PAUSED]]
    return shown, len(rows) > MOST_PAUSED


def sweeps():
    """When each round last came to its end, the longest ago first."""
    return Sweep.objects.order_by("finished_at")
