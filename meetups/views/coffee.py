"""An agreed coffee: before, during and after it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import ical
from meetups.errors import AlreadyOpen, NoLongerOn, NotMutual
from meetups.models import Coffee
from meetups.models.keep_in_touch import MONTHS
from meetups.tables import Table
from meetups.views.offering import OfferPage
from members.errors import NotThere, Refusal
from members.limits import take_a_turn


def _mine(request, uuid):
    mine = Coffee.objects.with_member(request.user).with_people()
    return get_object_or_404(mine, uuid=uuid)


def _page(request, coffee, refusal=None):
    """The coffee as it is now, with what could not be done on top."""
    table = Table(coffee, request.user, timezone.now())
    page = {
        "plan": "coffee",
        "cancelled": "coffee_cancelled",
        "question": "coffee_question",
        "met": "coffee_met",
        "not_met": "coffee_not_met",
        "unsaid": "coffee_not_met",
    }[table.page]
    return render(
        request,
        f"meetups/{page}.html",
        {"table": table, "refusal": refusal},
        status=409 if refusal else 200,
    )


def _say(request, uuid, verb, said):
    """Let the verb happen and come back to the coffee with a word about it."""
    coffee = _mine(request, uuid)
    try:
        verb(coffee)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _page(request, _mine(request, uuid), refusal)
    messages.success(request, said % {"name": coffee.other(request.user).short_name})
    return redirect(coffee)


@require_safe
def coffee(request, uuid):
    """When, where, what to know, and what can be said about it now."""
    return _page(request, _mine(request, uuid))


@require_POST
def confirm(request, uuid):
    """Still on."""
    now = timezone.now()
    said = _("Good. %(name)s can see that you will be there.")
    return _say(request, uuid, lambda coffee: coffee.still_on(request.user, now), said)


@require_POST
def cancel(request, uuid):
    """Call it off."""
    now = timezone.now()
    said = _("Cancelled. %(name)s hears at once, and no reason is given.")
    return _say(request, uuid, lambda coffee: coffee.cancel(request.user, now), said)


@require_POST
def late(request, uuid):
    """Running late."""
    wish, now = request.POST.get("minutes", ""), timezone.now()
    minutes = int(wish) if wish in {"5", "10", "15"} else 0
    said = _("%(name)s gets one short line.")
    return _say(request, uuid, lambda coffee: coffee.late(request.user, minutes, now), said)


@require_POST
def answer(request, uuid):
    """Did you meet?"""
    met, now = request.POST.get("met"), timezone.now()
    if met not in {"yes", "no"}:
        refusal = Refusal(_("Say yes, or not this time."))
        return _page(request, _mine(request, uuid), refusal)
    said = _("Thank you for telling us.")
    return _say(request, uuid, lambda coffee: coffee.answer(request.user, met == "yes", now), said)


@require_POST
def thanks(request, uuid):
    """A line for the other's eyes."""
    words, now = request.POST.get("words", ""), timezone.now()
    said = _("Sent. Only %(name)s reads it.")
    return _say(request, uuid, lambda coffee: coffee.thank(request.user, words, now), said)


@require_POST
def keep(request, uuid):
    """Every so many months, counted from the last time; empty for not at all."""
    wish, now = request.POST.get("months", ""), timezone.now()
    # What is no interval of ours is refused by the verb, in its own words.
    months = next((months for months in MONTHS if wish == str(months)), -1) if wish else None
    said = _("Kept. We say a word when it is time to see %(name)s again.")
    if months is None:
        said = _("Kept. We leave it to you and %(name)s.")
    return _say(request, uuid, lambda coffee: coffee.keep_in_touch(request.user, months, now), said)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, uuid):
    """Offer new times for an agreed coffee, which stands until one is accepted."""
    coffee, now = _mine(request, uuid), timezone.now()
    table = Table(coffee, request.user, now)
    if not coffee.can_move(now):
        return _page(request, coffee, NoLongerOn(coffee))
    if not table.other_is_visible:
        raise Http404
    if not coffee.tie.mutual_since:
        return _page(request, coffee, NotMutual())
    if table.offer_to_move:
        return redirect(table.offer_to_move)
    page = OfferPage(
        request,
        table.other,
        initial={"minutes": coffee.minutes, "kind": coffee.kind},
        only_times=not coffee.has_lost_its_place,
        moved=table,
        plan=coffee,
    )
    if request.method != "POST" or page.wants_to_look:
        return page.render()
    try:
        offer = page.offer(partial(_send, request, coffee, page.now))
    except AlreadyOpen as refusal:
        return redirect(refusal.proposal)
    except Refusal as refusal:
        return _page(request, _mine(request, uuid), refusal)
    if offer is None:
        return page.render(status=422)
    messages.success(
        request,
        _("Your times are on the way to %(name)s. Until then the coffee stands as it was.")
        % {"name": table.other.short_name},
    )
    return redirect(coffee)


def _send(request, coffee, now, starts, **wishes):
    take_a_turn(request, "propose")
    return coffee.move(request.user, starts, now, **wishes)


@require_safe
def invite(request, uuid):
    """The coffee as a calendar file."""
    coffee = _mine(request, uuid)
    if not coffee.is_scheduled:
        raise Http404
    link = request.build_absolute_uri(coffee.get_absolute_url())
    entry = ical.entry_for(coffee, request.user, link)
    calendar = ical.invitation(entry, request.user, timezone.now(), "PUBLISH")
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="coffee.ics"'},
    )
