"""The door of an evening: the list on a host's phone, and the word on the wall."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import exports, qr, sheet
from meetups.door import OLDEST_TAP, Door, guest_of
from meetups.evenings import find
from meetups.forms.walk_in import WalkIn
from meetups.models import Attendance
from meetups.views.hosting import of_the_evening
from members.errors import NotThere, Refusal
from members.limits import take_a_turn

# What a host may say of somebody; empty takes a tap back.
TAPS = {"", *Attendance.values}


def _address(name, evening):
    return reverse(f"meetups:{name}", args=[evening.series.slug, evening.on])


def _moment_of(request, now):
    """When the finger was on it: the phone says how many milliseconds ago, as its clock may lie."""
    ago = request.POST.get("ago", "")
    if not (ago.isascii() and ago.isdecimal() and len(ago) < 12):
        return now
    return now - min(timedelta(milliseconds=int(ago)), OLDEST_TAP)


def _page(request, evening, now, *, refusal=None, walk_in=None, undo=None):
    door = Door(evening, request.user, now, request.GET.get("q", ""))
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    if walk_in and walk_in.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(
        request,
        "meetups/door.html",
        {
            "door": door,
            "evening": evening,
            "refusal": refusal,
            "walk_in": walk_in or WalkIn(reader=request.user, evening=evening),
            "undo": undo and door.row_of(undo),
        },
        status=status,
    )


def _answer(request, evening, now, said=None):
    """Facts for a script, the list for a reader."""
    if request.accepts("text/html"):
        back = _address("checkin", evening)
        return redirect(f"{back}?{urlencode({'undo': said})}" if said else back)
    return JsonResponse(Door(evening, request.user, now).as_facts())


def _refused(request, evening, now, refusal):
    if request.accepts("text/html"):
        return _page(request, evening, now, refusal=refusal)
    return JsonResponse({"refusal": str(refusal)}, status=HTTPStatus.CONFLICT)


def _uuid_from(text):
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_evening
def checkin(request, evening):
    """The list, and one tap: `guest`, `attendance`, and `ago` from a phone without a network."""
    now = timezone.now()
    if request.method != "POST":
        if not request.accepts("text/html"):
            return JsonResponse(Door(evening, request.user, now).as_facts())
        undo = request.GET.get("undo")
        return _page(request, evening, now, undo=undo)
    attendance = request.POST.get("attendance", "")
    guest = guest_of(evening, _uuid_from(request.POST.get("guest", "")))
    if guest is None or attendance not in TAPS:
        raise Http404
    try:
        evening.mark(guest, attendance, _moment_of(request, now), request.user, now)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _refused(request, evening, now, refusal)
    return _answer(request, evening, now, guest.uuid if attendance else None)


@require_POST
@of_the_evening
def walk_in(request, evening):
    """Somebody who is not on the list: a member by handle, or a visitor by name."""
    now = timezone.now()
    form = WalkIn(request.POST, reader=request.user, evening=evening)
    if not form.is_valid():
        if request.accepts("text/html"):
            return _page(request, evening, now, walk_in=form)
        return JsonResponse({"refusal": form.first_error}, status=HTTPStatus.CONFLICT)
    try:
        guest = form.let_in(evening, _moment_of(request, now), request.user, now)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _refused(request, evening, now, refusal)
    return _answer(request, evening, now, guest.uuid)


@require_POST
@of_the_evening
def close(request, evening):
    """Close the list; `others` is what becomes of those nobody wrote down."""
    now = timezone.now()
    others = request.POST.get("others", "")
    if others not in {"", Attendance.ABSENT}:
        raise Http404
    try:
        evening.close(request.user, now, others=others)
    except Refusal as refusal:
        return _refused(request, evening, now, refusal)
    return _answer(request, evening, now)


@require_POST
@of_the_evening
def open_again(request, evening):
    """Take the closing of the list back."""
    now = timezone.now()
    try:
        evening.open_again(request.user, now)
    except Refusal as refusal:
        return _refused(request, evening, now, refusal)
    return _answer(request, evening, now)


@require_safe
@of_the_evening
def code(request, evening):
    """The evening's word and its code, for the wall."""
    now = timezone.now()
    address = f"{settings.SITE_URL}{_address('here', evening)}?{urlencode({'word': evening.word})}"
    drawn = qr.shown(address, _("A code that opens the page on which one says “I am here”"))
    context = {"evening": evening, "code": drawn, "counts": evening.counts_word(now)}
    return render(request, "meetups/door_code.html", context)


@require_safe
@of_the_evening
def attendance(request, evening):
    """Who was expected and who came, as a file."""
    return HttpResponse(
        list(sheet.lines(exports.attendance(Door(evening, request.user, timezone.now())))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="attendance-{evening.on}.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def here(request, slug, on):
    """I am here: the word on the wall, said by a member."""
    evening = find(slug, on)
    now, refusal, rsvp = timezone.now(), None, evening.rsvp_of(request.user)
    word = request.POST.get("word") or request.GET.get("word", "")
    if request.method == "POST":
        try:
            # Six letters are soon guessed by whoever may guess without end.
            take_a_turn(request, "word")
            rsvp = evening.check_in(request.user, word, now)
        except Refusal as error:
            refusal = error
    context = {
        "evening": evening,
        "rsvp": rsvp,
        "word": word[:6],
        "refusal": refusal,
        "counts": evening.counts_word(now),
        "table": evening.table_of(request.user),
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "meetups/here.html", context, status=status)
