"""Organizers only: every series, and the coming evenings at a glance."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups import gatherings
from members.views.organizing import organizers_only


@organizers_only
@require_safe
def sessions(request):
    """Which series there are, and how the coming evenings fill."""
    series, evenings = gatherings.at_a_glance(request.user, timezone.now())
    context = {"series": series, "evenings": evenings}
    return render(request, "meetups/organize_sessions.html", context)
