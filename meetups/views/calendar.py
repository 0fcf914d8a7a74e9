"""My plans in my own calendar: the address it reads, and one evening as a file."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetups import feeds, ical
from meetups.models import CalendarFeed, Rsvp


@login_not_required
@require_safe
def feed(request, token):
    """Everything I have agreed on, for a calendar that holds the address and knows no password."""
    feed = get_object_or_404(CalendarFeed.objects.select_related("member"), token=token)
    member = feed.member
    if not member.is_present:
        raise Http404
    with translation.override(member.language):
        content = ical.feed(settings.GROUP_NAME, feeds.entries_of(member, timezone.now()))
    response = HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={
            "Content-Disposition": 'inline; filename="calendar.ics"',
            # Kept by the reader alone, who asks each time whether it is still so.
            "Cache-Control": "private, no-cache",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_settings(request):
    """The address of my feed, how to subscribe to it, and a press for a new one."""
    if request.method == "POST":
        return _press(request)
    feed = CalendarFeed.objects.of(request.user)
    path = reverse("meetups:feed", args=[feed.token]) if feed else ""
    context = {
        "feed": feed,
        "address": settings.SITE_URL + path,
        # What calendars on phones and desks take as "subscribe to this".
        "subscribe": urlsplit(settings.SITE_URL + path)._replace(scheme="webcal").geturl(),
    }
    return render(request, "meetups/calendar_settings.html", context)


def _press(request):
    if "close" in request.POST:
        CalendarFeed.objects.close(request.user)
        messages.success(request, _("The address is closed. Nothing can be read there any more."))
    else:
        had_one = CalendarFeed.objects.of(request.user)
        CalendarFeed.objects.renew(request.user, timezone.now())
        messages.success(
            request,
            _("Here is a new address. The old one has stopped working.")
            if had_one
            else _("Here is your address."),
        )
    return redirect("meetups:calendar_settings")


@require_safe
def evening_invite(request, slug, on):
    """An evening I go to as a calendar file."""
    seats = Rsvp.objects.of(request.user).going().holding()
    seats = seats.select_related("session__series", "session__venue")
    rsvp = get_object_or_404(seats, session__series__slug=slug, session__on=on)
    if rsvp.session.is_cancelled:
        raise Http404
    link = request.build_absolute_uri(rsvp.get_absolute_url())
    entry = ical.entry_for_evening(rsvp, link)
    calendar = ical.invitation(entry, request.user, timezone.now(), "PUBLISH")
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="evening.ics"'},
    )
