"""The least a page of this site could be: what the real pages are measured against.

Same middleware, signed in, three ORM queries of 20 rows each rendered in a plain loop, the answer
padded to the bytes of the page it stands beside.
"""

from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from members.models import Follow, Member, Tie

ROWS = 20
LOOP = engines["django"].from_string(
    "<!doctype html><title>floor</title>"
    "{% for member in members %}<p>{{ member.name }}, {{ member.headline }}</p>{% endfor %}"
    "{% for follow in follows %}<p>{{ follow.at }}</p>{% endfor %}"
    "{% for tie in ties %}<p>{{ tie.stage }}</p>{% endfor %}"
)


def floor(request):
    """Three lists, and blanks up to `?bytes=`."""
    page = LOOP.render(
        {
            "members": Member.objects.order_by("pk")[:ROWS],
            "follows": Follow.objects.order_by("pk")[:ROWS],
            "ties": Tie.objects.order_by("pk")[:ROWS],
        },
        request,
    )
    return HttpResponse(page.ljust(int(request.GET["bytes"])))


urlpatterns = [path("floor/", floor), path("", include("networkgroup.urls"))]
