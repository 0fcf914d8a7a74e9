"""What is mine to set."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.models import Block


@require_safe
def settings(request):
    """Everything one can set, a line each."""
    return render(request, "members/settings.html")


@require_safe
def privacy(request):
    """Who sees what, and whom I have blocked."""
    blocks = Block.objects.filter(blocker=request.user).select_related("blocked").order_by("-at")
    return render(request, "members/privacy.html", {"blocks": blocks})
