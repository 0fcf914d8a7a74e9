"""Offering somebody a coffee."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups import offers
from meetups.errors import AlreadyOpen
from meetups.models import Proposal
from meetups.people import find
from meetups.views.offering import OfferPage
from meetups.views.refused import refused
from members.errors import Refusal
from members.limits import take_a_turn
from members.models import Member, Tie


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, handle):
    """One to five times and a place for somebody who follows me back."""
    other = find(request.user, handle)
    if other == request.user:
        raise Http404
    try:
        tie = Tie.objects.between(request.user, other)
        offers.refuse_what_is_open(request.user, tie, timezone.now())
        page = OfferPage(request, other, initial=_wish_of(other))
        if request.method != "POST" or page.wants_to_look:
            return page.render()
        proposal = page.offer(partial(_send, request, other, page.now))
    except AlreadyOpen as refusal:
        messages.info(request, str(refusal))
        return redirect(refusal.proposal)
    except Refusal as refusal:
        return refused(request, refusal, other)
    if proposal is None:
        return page.render(status=422)
    messages.success(request, _("Sent to %(name)s.") % {"name": other.short_name})
    return redirect(proposal)


def _send(request, other, now, starts, **wishes):
    take_a_turn(request, "propose")
    return Proposal.objects.propose(request.user, other, starts, now=now, **wishes)


def _wish_of(other):
    """How the other would rather begin."""
    return {"kind": "call"} if other.openness == Member.Openness.CALL_FIRST else {}
