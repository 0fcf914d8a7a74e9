"""Faces, for members to see each other by."""

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from members import faces
from members.models import Member

# A face never changes under its address: a new photo is a new uuid.
KEPT = "private, max-age=31536000, immutable"


@require_safe
def face(request, face, size):
    """One size of the photo of somebody the reader may see."""
    if size not in faces.SIZES:
        raise Http404
    if not Member.objects.visible_to(request.user).filter(face=face).exists():
        raise Http404
    try:
        file = faces.path(face, size).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": KEPT})
