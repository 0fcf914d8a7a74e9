"""A button at /mailbox/ for those who develop: let time pass."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetups import passing


@login_not_required
@require_POST
def pass_time(request):
    """Move all that is stored back by `duration` (1d, 2h, 90m)."""
    if not settings.DEBUG:
        raise Http404
    try:
        duration = passing.duration_from(request.POST.get("duration", ""))
    except passing.BadDuration as refusal:
        messages.error(request, str(refusal))
        return redirect("/mailbox/")
    passing.pass_time(duration, timezone.now())
    messages.success(request, _("Time has passed. What fell due is on its way."))
    return redirect("/mailbox/")
