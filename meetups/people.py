"""Finding the one whose page is asked for, and who can be named and shown to whom."""

from django.db.models import Q
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


def who_can_be_let_in(reader, evening):
    """The members whom a host finds at the door: all they see, and all who wait in its line.

    These they know from the list of who comes; a block between them is no matter there.
    """
    in_line = evening.rsvps.filter(state__in=["offered", "waiting"]).values("member")
    seen = Q(pk__in=in_line) | ~Q(pk__in=reader.parted_from)
    return Member.objects.present().filter(seen)


def named_to(reader, member):
    """The member, or None for nobody and for whom the reader cannot see."""
    return member if member and reader.can_see(member) else None
