"""What a block or an unfollow ends here.

The receivers run inside the verb of members, with both members locked; a suspension speaks as a
block, once for each pair that has plans.
"""

from django.dispatch import receiver

from meetups.models import Coffee, Introduction, Nudge, Proposal
from members.models import Letter, Tie
from members.signals import blocked, unfollowed


@receiver(blocked)
def end_everything(sender, one, other, now, **kwargs):
    """Call off the coffee that is coming, let an open offer lapse without a word, and be silent.

    What is past stays with each of them.
    """
    Introduction.objects.between(one, other).end(now)
    Nudge.objects.showing_others().write_anew_without(one, other, "the two are parted", now)
    tie = Tie.objects.between(one, other)
    if tie is None:
        return
    coming = Coffee.objects.scheduled().ahead(now).filter(tie=tie).order_by("pk")
    for coffee in coming.select_for_update(no_key=True):
        coffee.tie = tie
        coffee.call_off(one, now)
    _let_open_offer_lapse(tie, now)
    silent = "parted"
    Nudge.objects.about(tie).drop(silent, now)
    Letter.objects.about(tie).take_back("the two are parted", now)
    _waiting_about(Nudge, Proposal, tie).drop(silent, now)
    _waiting_about(Nudge, Coffee, tie).exclude(kind=Nudge.Kind.CANCELLED).drop(silent, now)
    for subject in (Proposal, Coffee):
        letters = _waiting_about(Letter, subject, tie).exclude(is_last_word=True)
        letters.take_back("the two are parted", now)


@receiver(unfollowed)
def end_open_offer(sender, one, other, now, **kwargs):
    """Let an open offer lapse; an agreed coffee stands."""
    Nudge.objects.of_several().write_anew_without(one, other, "a hand was taken back", now)
    tie = Tie.objects.between(one, other)
    if tie is None:
        return
    _let_open_offer_lapse(tie, now)
    # Its days are counted from this handshake; after the next one it is left again.
    Nudge.objects.about(tie).filter(kind=Nudge.Kind.HAVE_THE_COFFEE).drop("parted", now)


def _let_open_offer_lapse(tie, now):
    for proposal in Proposal.objects.open().filter(tie=tie):
        proposal.end_as_lapsed(now)


def _waiting_about(model, subject, tie):
    """The nudges, or the letters, about any proposal or any coffee of the pair."""
    subjects = subject.objects.filter(tie=tie).values("pk")
    return model.objects.about_any(subject, subjects)
