"""What a signed letter link can do: an errand per purpose, done without signing in."""

from meetups.errands import coffees, proposals
from meetups.models import Coffee, Proposal

ERRANDS = {
    Proposal: {
        "accept": proposals.Accept,
        "counter": proposals.Counter,
        "decline": proposals.Decline,
        "withdraw": proposals.Withdraw,
    },
    Coffee: {
        "still_on": coffees.StillOn,
        "change": coffees.Change,
        "move": coffees.Move,
        "cancel": coffees.Cancel,
        "late": coffees.Late,
        "answer": coffees.Answer,
    },
}


def errand_of(link, now):
    """The errand that a link stands for, or None for a link to something else or to nothing."""
    subject = link.about
    kind = ERRANDS.get(type(subject), {}).get(link.purpose)
    return kind(link, subject, now) if kind else None
