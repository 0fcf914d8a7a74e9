"""One click stops letters, without signing in: of one kind, or for a guest all but a few."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members import links
from members.kinds import name_of
from members.models import Letter, Preferences, Stop


@csrf_exempt  # RFC 8058: mail programs post here, with no cookie and nothing but the token.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Ask before, or say after, that letters of the link's kind stop."""
    try:
        link = links.read(token, timezone.now())
    except links.Spent as spent:
        # Whoever has had enough is heard, however old the letter.
        link = spent.link
    except links.Bad:
        return _of_a_guest(request, token)
    kind = link.extra.get("kind", "")
    if link.purpose != "unsubscribe" or not kind:
        return _bad(request, links.Bad())
    if request.method == "POST":
        Preferences.objects.of(link.member).stop(kind)
    wanted = Preferences.objects.of(link.member).wants(kind)
    return render(request, "members/unsubscribe.html", {"wanted": wanted, "kind": name_of(kind)})


def _of_a_guest(request, token):
    """The same for an address without an account; without settings, the way back is here."""
    try:
        address, _kind = links.read_stop(token)
    except links.Bad as refusal:
        return _bad(request, refusal)
    if request.method == "POST" and "again" in request.POST:
        Stop.objects.at(address).delete()
    elif request.method == "POST":
        Letter.objects.stop(address, timezone.now())
    wanted = not Stop.objects.at(address).exists()
    return render(request, "members/unsubscribe_guest.html", {"wanted": wanted})


def _bad(request, refusal):
    return render(request, "members/unsubscribe.html", {"refusal": refusal}, status=404)
