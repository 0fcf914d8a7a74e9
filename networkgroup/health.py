"""Is the process alive, and can it do its work?"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse


@login_not_required
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request):
    """The process can do its work."""
    return HttpResponse("ok\n", content_type="text/plain")
