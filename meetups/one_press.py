"""The usual plan, proposed in one press: who presses has read the times and the place."""

from typing import NamedTuple

from meetups import places
from meetups.errors import NoPlace
from meetups.models import USUAL_LENGTH, Kind, Proposal, Venue
from members.models import Member


class UsualPlan(NamedTuple):
    """What two people would do, for how long, and where; `venue` is None where nobody needs one."""

    kind: Kind
    minutes: int
    venue: Venue | None

    @property
    def is_possible(self):
        """Whether one press is enough: in person somebody has to say where."""
        return self.kind == Kind.CALL or self.venue is not None


def usual_plan(proposer, invitee):
    """A coffee at the place that suits the two best; a call with whoever wants that first."""
    if invitee.openness == Member.Openness.CALL_FIRST:
        return UsualPlan(Kind.CALL, USUAL_LENGTH, None)
    return UsualPlan(Kind.COFFEE, USUAL_LENGTH, places.best(proposer, invitee, Kind.COFFEE))


def propose_usual(proposer, invitee, starts, now, note=""):
    """Offer these 1-5 times (aware datetimes) for the usual plan. Returns the open Proposal.

    Raises NoPlace where no venue of the catalogue suits, and whatever `propose` raises.
    """
    plan = usual_plan(proposer, invitee)
    if not plan.is_possible:
        raise NoPlace
    return Proposal.objects.propose(proposer, invitee, starts, now=now, note=note, **plan._asdict())
