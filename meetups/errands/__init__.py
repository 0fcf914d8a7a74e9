"""What a signed letter link can do: an errand per purpose, done without signing in."""

from meetups.errands import (
    afterwards,
    coffees,
    evenings,
    introductions,
    letters,
    proposals,
    ties,
)
from meetups.models import Coffee, Introduction, Proposal, WeeklySession
from members.models import Member, Tie

ERRANDS = {
    Proposal: {
        "accept": proposals.Accept,
        "counter": proposals.Counter,
        "decline": proposals.Decline,
        "offer_again": proposals.OfferAgain,
        "withdraw": proposals.Withdraw,
    },
    Coffee: {
        "still_on": coffees.StillOn,
        "change": coffees.Change,
        "move": coffees.Move,
        "cancel": coffees.Cancel,
        "late": coffees.Late,
        "answer": afterwards.Answer,
        "propose_again": afterwards.ProposeAgain,
        "thank": afterwards.Thank,
    },
    Tie: {
        "propose": ties.Propose,
        "shake_back": ties.ShakeBack,
        "like_writing": ties.LikeWriting,
    },
    Introduction: {
        "hold_out": introductions.HoldOut,
    },
    Member: {
        "write_again": letters.WriteAgain,
    },
    WeeklySession: {
        "come": evenings.Come,
        "cant": evenings.Cant,
        "still_coming": evenings.StillComing,
    },
}


def errand_of(link, now, count=None):
    """The errand that a link stands for, or None for a link to something else or to nothing.

    `count("propose")` counts one deed of the member's, and raises when it is too often.
    """
    subject = link.about
    kind = ERRANDS.get(type(subject), {}).get(link.purpose)
    return kind(link, subject, now, count) if kind else None
