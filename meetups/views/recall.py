"""Who did you talk to?"""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from meetups.recall import Recall, evenings_recalled_by
from meetups.telling import listed
from members.errors import NotThere, Refusal
from members.models import Member


def _mine(request, slug, on):
    return get_object_or_404(evenings_recalled_by(request.user), series__slug=slug, on=on)


def _page(request, evening, refusal=None):
    context = {"evening": evening, "recall": Recall(evening, request.user), "refusal": refusal}
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "meetups/talks.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def talks(request, slug, on):
    """The faces of those who came, to be ticked; ticked, whom of them one could follow."""
    evening, now = _mine(request, slug, on), timezone.now()
    if request.method != "POST":
        return _page(request, evening)
    wishes = request.POST.getlist("talked")
    if not all(wish.isascii() and wish.isdecimal() and len(wish) < 19 for wish in wishes):
        raise Http404
    try:
        met = evening.talked(request.user, {int(wish) for wish in wishes}, now)
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _page(request, evening, refusal)
    if met:
        said = ngettext(
            "%(names)s says so too: you have met.", "%(names)s say so too: you have met.", len(met)
        )
        messages.success(request, said % {"names": listed([one.short_name for one in met])})
    else:
        messages.success(request, _("Kept. Only you see whom you ticked, unless they tick you."))
    return redirect(reverse("meetups:talks", args=[slug, on]))


@require_POST
def answer(request, slug, on, handle):
    """Somebody says that they talked to me: `talked` is yes, or no, which they never hear."""
    evening, now = _mine(request, slug, on), timezone.now()
    other = get_object_or_404(Member.objects.visible_to(request.user), handle=handle)
    if not evening.talks.filter(teller=other, other=request.user).exists():
        raise Http404
    try:
        if request.POST.get("talked") == "yes":
            evening.talked(request.user, {other.pk}, now)
            said = _("Then you have met. It is on your ladder.")
        else:
            evening.deny_talk(request.user, other, now)
            said = _("Kept between us.")
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return _page(request, evening, refusal)
    messages.success(request, said)
    return redirect("meetups:today")
