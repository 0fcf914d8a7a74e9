"""Holding out a hand, taking it back, and closing the door."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.errors import NotThere, Refusal
from members.limits import take_a_turn
from members.models import Follow, Member

# What a page may say of where the two came across each other.
ORIGINS = {Follow.Origin.SESSION}


def back(request, other):
    """To the page of ours that the form named, else to the other's profile."""
    wish = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wish, {request.get_host()}, require_https=request.is_secure()
    )
    # Not redirect(wish): that would take a bare word for the name of a page.
    return HttpResponseRedirect(wish) if ours else redirect(other)


@require_POST
def follow(request, handle):
    """Hold out a hand, or shake the one that is held out."""
    other = get_object_or_404(Member.objects.visible_to(request.user), handle=handle)
    origin = request.POST.get("origin")
    known = origin if origin in ORIGINS else Follow.Origin.PROFILE
    return hold_out_a_hand(request, other, known)


def hold_out_a_hand(request, other, origin):
    """Let the reader follow the other, say what came of it, and go back."""
    try:
        take_a_turn(request, "follow")
        request.user.follow(other, timezone.now(), origin)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return back(request, other)
    if request.user.is_mutual_with(other):
        said = _("You and %(name)s shook hands. Next comes the coffee.")
    else:
        said = _("You held out a hand to %(name)s.")
    messages.success(request, said % {"name": other.name})
    return back(request, other)


@require_POST
def unfollow(request, handle):
    """Take the hand back. Nobody is told."""
    other = get_object_or_404(Member.objects.visible_to(request.user), handle=handle)
    request.user.unfollow(other, timezone.now())
    messages.info(
        request,
        _("You no longer follow %(name)s. We told nobody.") % {"name": other.name},
    )
    return back(request, other)


@require_POST
def block(request, handle):
    """Part the two for good, silently. Their pages are gone for each other, so on to one's own."""
    other = get_object_or_404(Member.objects.visible_to(request.user), handle=handle)
    try:
        request.user.block(other, timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("members:settings")
    messages.info(
        request,
        _("You and %(name)s will not see each other here any more. We told nobody.")
        % {"name": other.name},
    )
    return redirect("members:privacy")


@require_POST
def unblock(request, handle):
    """Lift one's own block; what it ended stays ended."""
    other = get_object_or_404(
        Member.objects.filter(blocks_met__blocker=request.user), handle=handle
    )
    request.user.unblock(other, timezone.now())
    messages.info(
        request,
        _("You unblocked %(name)s. You begin as strangers again.") % {"name": other.name},
    )
    return redirect("members:privacy")
