"""Everybody whose hand I hold, or who holds mine, and whom I have not met."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups import matching
from members.models import Tie


@require_safe
def unmet(request):
    """A page of them, the most promising first, each with one reason."""
    after = request.GET.get("after", "")
    page = matching.unmet(request.user, timezone.now(), after=after)
    context = {"page": page, "after": after}
    if not (page.people or after):
        context["has_met"] = Tie.objects.of(request.user).filter(times_met__gt=0).exists()
    return render(request, "meetups/unmet.html", context)
