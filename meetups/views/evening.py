"""One evening: what it is, who comes, and what I say to it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import guest_list, guests, telling
from meetups.errors import AlreadyOpen, NotGathering
from meetups.evenings import SHORT_COFFEE, Evening, Facts, find, shown_at
from meetups.models import BESIDE_AN_EVENING, Proposal
from meetups.views.refused import refused
from meetups.views.sessions import may_host, runs
from members.errors import NotThere, Refusal
from members.folding import clean_line
from members.limits import take_a_turn


@login_not_required
@require_safe
def evening(request, slug, on):
    """When, where, who comes and what I said; to a visitor only when and where."""
    session, now = find(slug, on), timezone.now()
    if session.series.slug != slug:
        return redirect(session)
    if not request.user.is_authenticated:
        door = guests.door(session, now)
        later = None if door else guests.later_door(session, now)
        context = {"evening": Facts(session, now), "door": door, "later": later}
        return render(request, "meetups/evening_public.html", context)
    return evening_page(request, session)


def evening_page(request, session, refusal=None):
    """The evening as it is now, with what could not be done on top."""
    told = Evening(session, request.user, timezone.now())
    # Its hosts are asked for anyway.
    is_mine = request.user.is_organizer or request.user in told.hosts
    context = {
        "evening": told,
        "runs": is_mine and may_host(request.user),
        "refusal": refusal,
    }
    return render(request, "meetups/evening.html", context, status=409 if refusal else 200)


@require_POST
def rsvp(request, slug, on):
    """I come, I can't, or not this time."""
    session, now = find(slug, on), timezone.now()
    say = {
        "going": partial(_say_going, request),
        "cant": partial(_say_cant, request),
        "skip": partial(_say_cant, request),
    }.get(request.POST.get("answer"))
    try:
        if say is None:
            raise Refusal(_("Say whether you come."))
        say(session, now)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return evening_page(request, find(slug, on), refusal)
    return redirect(session)


def _say_going(request, session, now):
    me = request.user
    takes_any, is_shown = _wish(request, "takes_any"), _wish(request, "shown")
    rsvp = session.say_going(me, now, takes_any=takes_any, is_shown=is_shown)
    if "shown" in request.POST:
        hidden = _("Only the hosts see that you come, until you are there.")
        said = _("Others see that you come.") if rsvp.is_shown else hidden
    elif rsvp.is_waiting:
        said = _("%(place)s. You hear from us when a seat comes free.")
        said %= {"place": Evening(session, me, now).place_in_line}
    else:
        said = _("You have a seat. See you on %(day)s.")
        said %= {"day": telling.long_day(session.starts_at, session.zone)}
    messages.success(request, said)


def _say_cant(request, session, now):
    session.say_cant(request.user, now)
    if request.POST["answer"] == "skip":
        messages.success(request, _("Not this time, then. The next one is still yours."))
    else:
        messages.success(request, _("Noted. Thank you for saying so."))


def _wish(request, name):
    """What a box or a button says; None where the form had none."""
    return {"yes": True, "no": False}.get(request.POST.get(name))


@require_safe
def people(request, slug, on):
    """Who comes, by name, a page at a time; for those who run it also who waits."""
    session = find(slug, on)
    runs_it = runs(request.user, session.series)
    after = request.GET.get("after", "")
    context = {
        "session": session,
        "facts": Facts(session, timezone.now()),
        "runs": runs_it,
        "page": guest_list.page(session, request.user, clean_line(after), runs_it),
        "line": guest_list.line(session, request.user) if runs_it and not after else [],
        "after": after,
    }
    return render(request, "meetups/evening_people.html", context)


@require_POST
def meet_there(request, slug, on, handle):
    """Propose a short coffee before or after it, at the venue, to somebody who comes."""
    session, now = find(slug, on), timezone.now()
    if not session.is_ahead(now):
        return evening_page(request, session, NotGathering(session, now))
    other = get_object_or_404(
        shown_at(session, request.user).exclude(pk=request.user.pk), handle=handle
    )
    starts = {"before": session.starts_at - SHORT_COFFEE, "after": session.ends_at}
    try:
        start = starts.get(request.POST.get("when"))
        if start is None:
            raise Refusal(_("Say whether before or after it."))
        take_a_turn(request, "propose")
        proposal = Proposal.objects.propose(
            request.user,
            other,
            [start],
            BESIDE_AN_EVENING,
            "coffee",
            now=now,
            venue=session.venue,
        )
    except NotThere as error:
        raise Http404 from error
    except AlreadyOpen as refusal:
        messages.info(request, str(refusal))
        return redirect(refusal.proposal)
    except Refusal as refusal:
        return refused(request, refusal, other)
    messages.success(request, _("Sent to %(name)s.") % {"name": other.short_name})
    return redirect(proposal)
