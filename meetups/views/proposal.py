"""An offer, as the one who got it and the one who made it see it, and the answers to it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import offers
from meetups.errors import AlreadyOpen
from meetups.models import Proposal
from meetups.views.offering import OfferPage
from members.errors import NotThere, Refusal


def _found(request, proposals, uuid):
    """One of these offers, unless a block parts the two or the other is gone."""
    proposal = get_object_or_404(proposals.with_people().select_related("tie"), uuid=uuid)
    if not request.user.can_see(proposal.other(request.user)):
        raise Http404
    return proposal


def _received(request, uuid):
    return _found(request, Proposal.objects.received_by(request.user), uuid)


@require_safe
def proposal(request, uuid):
    """What was offered, and what can be answered."""
    return _page(request, uuid)


def _page(request, uuid, refusal=None):
    """The offer as it is now, with what could not be done on top."""
    reader, now = request.user, timezone.now()
    proposal = _found(request, Proposal.objects.of(reader), uuid)
    context = {
        "offer": offers.Offer(proposal, reader, now, tells_free_hours=True),
        "refusal": refusal,
    }
    page = "received" if proposal.invitee_id == reader.pk else "sent"
    return render(request, f"meetups/proposal_{page}.html", context, status=409 if refusal else 200)


@require_POST
def accept(request, uuid):
    """Say yes to one of the times."""
    proposal = _received(request, uuid)
    wish = request.POST.get("time", "")
    time = next((time for time in proposal.times.all() if str(time.pk) == wish), None)
    if time is None:
        return _page(request, uuid, Refusal(_("Pick one of the times below.")))
    try:
        coffee = proposal.accept(request.user, time, timezone.now())
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _page(request, uuid, refusal)
    name = {"name": proposal.proposer.short_name}
    messages.success(request, _("It is on the calendar. %(name)s hears at once.") % name)
    return redirect(coffee)


@require_POST
def decline(request, uuid):
    """Not this time."""
    proposal = _received(request, uuid)
    said = _("Not this time, then. %(name)s reads your thanks for asking.")
    return _end(request, proposal, proposal.decline, said)


@require_POST
def withdraw(request, uuid):
    """Take the offer back."""
    proposal = _found(request, Proposal.objects.sent_by(request.user), uuid)
    said = _("Taken back. %(name)s hears that nothing is expected.")
    return _end(request, proposal, proposal.withdraw, said)


def _end(request, proposal, verb, said):
    try:
        verb(timezone.now())
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _page(request, proposal.uuid, refusal)
    messages.success(request, said % {"name": proposal.other(request.user).short_name})
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
def counter(request, uuid):
    """Answer with other times."""
    proposal, now = _received(request, uuid), timezone.now()
    if not proposal.is_open or proposal.is_due(now):
        return _page(request, uuid, offers.closed(proposal, now))
    other = proposal.proposer
    page = OfferPage(
        request,
        other,
        initial=offers.wishes_of(proposal),
        only_times=proposal.moves_id is not None,
        countered=proposal,
        plan=proposal,
    )
    if request.method != "POST" or page.wants_to_look:
        return page.render()
    try:
        offer = page.offer(lambda starts, **wishes: proposal.counter(starts, page.now, **wishes))
    except AlreadyOpen as refusal:
        return redirect(refusal.proposal)
    except Refusal as refusal:
        return _page(request, uuid, refusal)
    if offer is None:
        return page.render(status=422)
    messages.success(
        request, _("Your times are on the way to %(name)s.") % {"name": other.short_name}
    )
    return redirect(offer)
