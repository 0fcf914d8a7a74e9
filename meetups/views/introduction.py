"""What one can do about an introduction."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from meetups.models import Introduction
from members.models import Follow
from members.views.handshakes import hold_out_a_hand


@require_POST
def follow(request, uuid):
    """Hold out a hand to the one I was introduced to."""
    introductions = Introduction.objects.of(request.user).select_related("newcomer", "member")
    introduction = get_object_or_404(introductions, uuid=uuid)
    other = introduction.other(request.user)
    return hold_out_a_hand(request, other, Follow.Origin.INTRODUCTION)
