"""What we sent, what we held back and why, and what is welcome."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups.forms.nudges import NudgesForm
from meetups.nudges.diary import lines_of
from meetups.quiet_hours import QuietHours
from members.models import Preferences


@require_http_methods(["GET", "HEAD", "POST"])
def nudges(request):
    """The recent ones with their reasons, and one form for all wishes."""
    member, now = request.user, timezone.now()
    preferences = Preferences.objects.of(member)
    data = request.POST if request.method == "POST" else None
    form = NudgesForm(data, preferences=preferences, member=member, now=now)
    if data is not None and form.is_valid():
        form.save()
        messages.success(request, _("Kept. It counts from the next letter on."))
        return redirect("meetups:nudges")
    context = {
        "form": form,
        "lines": lines_of(member, now),
        "quiet": QuietHours.of(member, preferences),
    }
    return render(request, "meetups/nudges.html", context, status=422 if form.errors else 200)
