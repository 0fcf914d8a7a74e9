"""All my offers and coffees."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups.history import History, moment_from


@require_safe
def coffees(request):
    """What waits, what is coming, what was."""
    before = moment_from(request.GET.get("before", ""))
    history = History(request.user, timezone.now(), before)
    return render(request, "meetups/coffees.html", {"history": history})
