"""The guests of one evening: whom I bring, whom I give my seat to, and who comes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups.errors import NotGathering
from meetups.evenings import find
from meetups.forms.guest import GuestForm
from meetups.guests import GuestList
from members.errors import NotThere, Refusal
from members.limits import take_a_turn

# The two forms of the page are told apart by this.
SEAT = "seat"


@require_http_methods(["GET", "HEAD", "POST"])
def visitors(request, slug, on):
    """Ask somebody along, give a seat away, or take a guest off the list."""
    evening = find(slug, on)
    if request.method != "POST":
        return _page(request, evening)
    try:
        if "take_off" in request.POST:
            said = _take_off(request, evening)
        elif "give_seat" in request.POST:
            said = _ask_along(request, evening, evening.give_seat_to, SEAT)
        else:
            said = _ask_along(request, evening, evening.invite)
    except NotThere as gone:
        raise Http404 from gone
    except NotGathering as refusal:
        return _page(request, find(slug, on), refusal=refusal, status=409)
    except _Again as again:
        return _page(request, evening, again.form, status=422)
    messages.success(request, said)
    return redirect(reverse("meetups:visitors", args=[slug, on]))


class _Again(Exception):
    """The form needs another look."""

    def __init__(self, form):
        self.form = form


def _ask_along(request, evening, verb, prefix=None):
    form = GuestForm(request.POST, prefix=prefix)
    if not form.is_valid():
        raise _Again(form)
    try:
        take_a_turn(request, "invite")
        guest = verb(request.user, **form.cleaned_data, now=timezone.now())
    except (NotThere, NotGathering):
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        raise _Again(form) from refusal
    name = {"name": guest.name}
    if prefix == SEAT:
        return _("Your seat is kept for %(name)s, who is asked by letter.") % name
    return _("A letter is on its way to %(name)s. Here you see what becomes of it.") % name


def _take_off(request, evening):
    try:
        uuid = UUID(request.POST["take_off"])
    except ValueError as error:
        raise NotThere from error
    guest = get_object_or_404(evening.visitors, uuid=uuid)
    evening.take_off(guest, request.user, timezone.now())
    return _("%(name)s is off the list.") % {"name": guest.name}


def _page(request, evening, form=None, refusal=None, status=200):
    asks_for_seat = form is not None and form.prefix == SEAT
    context = {
        "evening": evening,
        "list": GuestList(evening, request.user, timezone.now()),
        "form": GuestForm() if form is None or asks_for_seat else form,
        "seat_form": form if asks_for_seat else GuestForm(prefix=SEAT),
        "refusal": refusal,
    }
    return render(request, "meetups/visitors.html", context, status=status)
