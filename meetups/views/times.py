"""When I am free for coffees."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups import telling
from meetups.forms.hours import TimesForm, with_one_more_row


@require_http_methods(["GET", "HEAD", "POST"])
def times(request):
    """My hours of every week, and the dates that differ."""
    now, me = timezone.now(), request.user
    if request.method != "POST":
        return _page(request, TimesForm.of(me, now))
    if "more" in request.POST:
        data = with_one_more_row(request.POST, request.POST["more"])
        form = TimesForm(me, now, data)
        form.forgive()
        return _page(request, form)
    form = TimesForm(me, now, request.POST)
    if not form.save():
        return _page(request, form, status=422)
    messages.success(request, _("Saved. Common times follow these hours from now on."))
    return redirect("meetups:times")


def _page(request, form, status=200):
    context = {"form": form, "zone_words": telling.zone_name(request.user.zone, timezone.now())}
    return render(request, "meetups/times.html", context, status=status)
