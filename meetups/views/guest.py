"""Come as a guest: the one form that somebody nobody here knows can fill in.

Whoever asks sees the same page, whether the address is a member's, has asked before or is new;
what can be said is said in a letter to the address.
"""

from contextlib import suppress
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from meetups.errors import AskedBefore, NotGathering, RoomFull
from meetups.evenings import find
from meetups.forms.guest import StrangerForm
from meetups.guests import door, later_door
from members.errors import NotThere, Refusal
from members.limits import TooOften, take_a_turn


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request, slug, on):
    """Ask for a chair, which is kept once a letter was answered."""
    evening, now = find(slug, on), timezone.now()
    if not evening.series.takes_strangers:
        raise Http404
    if request.method != "POST":
        return _page(request, evening, now)
    form = StrangerForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, evening, now, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        take_a_turn(request, "guest")
        _ask(evening, form, now)
    except NotThere as gone:
        raise Http404 from gone
    except TooOften as refusal:
        form.add_error(None, str(refusal))
        return _page(request, evening, now, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal:
        # It began, was called off or filled up meanwhile: the page says so.
        return _page(request, find(slug, on), now, form, status=HTTPStatus.CONFLICT)
    return render(request, "meetups/guest_asked.html", {"evening": evening})


def _ask(evening, form, now):
    if form.is_by_machine:
        return
    wish = {name: form.cleaned_data[name] for name in ("name", "email", "about")}
    # What was before is between us and the address: whoever asks sees what everybody sees.
    with suppress(AskedBefore):
        evening.ask(**wish, now=now)


def _page(request, evening, now, form=None, status=HTTPStatus.OK):
    found = door(evening, now, form)
    context = {"evening": evening, "door": found}
    if found is None:
        is_ahead = evening.is_ahead(now)
        context["refusal"] = RoomFull() if is_ahead else NotGathering(evening, now, says_why=False)
        context["later"] = later_door(evening, now)
    return render(request, "meetups/guest.html", context, status=status)
