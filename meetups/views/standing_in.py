"""Stands in for the pages of evenings, so that their addresses can be written out."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe


@require_safe
def page(request, **kwargs):
    """Nothing yet."""
    return HttpResponse("", content_type="text/plain")


@require_POST
def verb(request, **kwargs):
    """Nothing yet."""
    return HttpResponse("", content_type="text/plain")
