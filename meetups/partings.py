"""What a block or an unfollow ends here.

The receivers run inside the verb of members, with both members locked; a suspension speaks as a
block, once for each pair that has something open.
"""

from django.dispatch import receiver

from meetups.models import Coffee, Nudge, Proposal
from members.models import Tie
from members.signals import blocked, unfollowed


@receiver(blocked)
def end_everything(sender, one, other, now, **kwargs):
    """Call off the coffee that is coming, let an open offer lapse without a word, and be silent.

    What is past stays with each of them.
    """
    tie = Tie.objects.between(one, other)
    if tie is None:
        return
    coming = Coffee.objects.scheduled().ahead(now).filter(tie=tie).order_by("pk")
    for coffee in coming.select_for_update(no_key=True):
        coffee.tie = tie
        coffee.call_off(one, now)
    _let_open_offer_lapse(tie, now)
    silent = "parted"
    _waiting_about(Proposal, tie).drop(silent, now)
    _waiting_about(Coffee, tie).exclude(kind=Nudge.Kind.CANCELLED).drop(silent, now)


@receiver(unfollowed)
def end_open_offer(sender, one, other, now, **kwargs):
    """Let an open offer lapse; an agreed coffee stands."""
    tie = Tie.objects.between(one, other)
    if tie is not None:
        _let_open_offer_lapse(tie, now)


def _let_open_offer_lapse(tie, now):
    for proposal in Proposal.objects.open().filter(tie=tie):
        proposal.end_as_lapsed(now)


def _waiting_about(model, tie):
    subjects = model.objects.filter(tie=tie).values("pk")
    return Nudge.objects.about_any(model, subjects)
