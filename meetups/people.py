"""Finding the one whose page is asked for."""

from django.http import Http404

from members.models import Member
from members.prepared import Question


@Question
def seen_by(reader, handle):
    """The member of this handle, if that reader may see them."""
    return Member.objects.visible_to(reader).filter(handle=handle)


def find(reader, handle):
    """The member of this handle. Raises Http404 for nobody, and for whom a block hides."""
    found = seen_by(reader.pk, handle)
    if not found:
        raise Http404
    return found[0]
