"""One of us."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups.profiles import Profile
from members.models import Member


@require_safe
def member(request, handle):
    """Who they are, where we stand, and the way to the coffee."""
    person = get_object_or_404(Member.objects.visible_to(request.user), handle=handle)
    profile = Profile(person, request.user, timezone.now())
    return render(request, "meetups/member.html", {"profile": profile, "person": person})
