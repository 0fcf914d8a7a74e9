"""One of us."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups.people import find
from meetups.profiles import Profile


@require_safe
def member(request, handle):
    """Who they are, where we stand, and the way to the coffee."""
    person = find(request.user, handle)
    profile = Profile(person, request.user, timezone.now())
    return render(request, "meetups/member.html", {"profile": profile, "person": person})
