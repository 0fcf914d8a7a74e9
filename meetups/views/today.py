"""The first page: for members what waits today, for visitors what this is."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups import guests
from meetups.today import Today


@login_not_required
@require_safe
def today(request):
    """What waits for me, this week's coffees, whom to meet."""
    now = timezone.now()
    if not request.user.is_authenticated:
        return render(request, "landing.html", {"door": guests.next_door(now)})
    return render(request, "meetups/today.html", {"today": Today(request.user, now)})
