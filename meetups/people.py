"""Finding the one whose page is asked for, and who can be named and shown to whom."""

from django.shortcuts import get_object_or_404

from members.models import Member


def find(reader, handle):
    """The member of this handle. Raises Http404 for nobody, and for whom a block hides."""
    return get_object_or_404(Member.objects.visible_to(reader), handle=handle)


def as_hosts_see(reader, member):
    """A member of a list that its host needs whole: initials for a picture a block hides.

    What is changed of the row is never saved.
    """
    if not reader.can_see(member):
        member.face = None
    return member


def named_to(reader, member):
    """The member, or None for nobody and for whom the reader cannot see."""
    return member if member and reader.can_see(member) else None
