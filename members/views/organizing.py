"""Organizers only: how the letters fare, and the two things they can do about it."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members import outbox
from members.errors import Refusal
from members.models import Letter, Unreachable


def organizers_only(view):
    """For everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_organizer:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@organizers_only
@require_safe
def letters(request):
    """What waits, what failed, and where we do not write for now."""
    now = timezone.now()
    after = request.GET.get("after", "")
    paused, are_more = outbox.paused(now)
    context = {
        "queues": outbox.queues(now),
        "troubled": outbox.troubled(int(after) if after.isdecimal() and len(after) < 19 else 0),
        "paused": paused,
        "are_more_paused": are_more,
        "sweeps": outbox.sweeps(),
        "after": after,
    }
    return render(request, "members/organize_letters.html", context)


@organizers_only
@require_POST
def send_again(request, pk):
    """Send one letter again that failed, if it is still owed."""
    letter = get_object_or_404(Letter.objects.in_trouble(), pk=pk)
    try:
        letter.send_again(timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is on its way again."))
    return redirect("members:organize_letters")


@organizers_only
@require_POST
def write_again(request, pk):
    """Write to a paused address again."""
    now = timezone.now()
    get_object_or_404(Unreachable.objects.paused(now), pk=pk).lift(now)
    messages.success(request, _("We write there again, and what waited is on its way."))
    return redirect("members:organize_letters")
