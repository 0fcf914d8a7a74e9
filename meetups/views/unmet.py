"""Everybody whose hand I hold, or who holds mine, and whom I have not met."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups import matching
from meetups.introductions import introductions_to
from members.models import Tie


@require_safe
def unmet(request):
    """A page of them, the most promising first, each with one reason."""
    now, after = timezone.now(), request.GET.get("after", "")
    page = matching.unmet(request.user, now, after=after)
    context = {"page": page, "after": after}
    if not after:
        context["introductions"] = introductions_to(request.user, now)
    if not (page.people or after):
        context["has_met"] = Tie.objects.of(request.user).filter(times_met__gt=0).exists()
    return render(request, "meetups/unmet.html", context)
