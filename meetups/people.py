"""Finding the one whose page is asked for."""

from django.shortcuts import get_object_or_404

from members.models import Member


def find(reader, handle):
    """The member of this handle. Raises Http404 for nobody, and for whom a block hides."""
    return get_object_or_404(Member.objects.visible_to(reader), handle=handle)
