"""Organizers only: the group as it stands, its members, and how far a follow gets."""

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import exports, gatherings, introducing, other_way, roll, sheet
from meetups.first_coffees import months
from meetups.funnel import Funnel
from meetups.models import Introduction, Nudge
from members.errors import NotThere, Refusal
from members.folding import clean_line
from members.models import Member
from members.views.directory import LONGEST_SEARCH
from members.views.organizing import organizers_only


@organizers_only
@require_safe
def organize(request):
    """The coming evening, the parts there are, and newcomers nobody has met yet."""
    now, after = timezone.now(), _line(request, "after")
    page = introducing.arrivals(request.user, now, after)
    context = {"evening": gatherings.next_evening(now), "page": page, "after": after}
    return render(request, "meetups/organize.html", context)


@organizers_only
@require_POST
def introduce(request, handle):
    """Bring a newcomer together with the member that the form names."""
    others = Member.objects.visible_to(request.user)
    newcomer = get_object_or_404(others, handle=handle)
    member = get_object_or_404(others, handle=clean_line(request.POST.get("to", "")))
    try:
        Introduction.objects.introduce(newcomer, member, request.user, timezone.now())
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(newcomer)s and %(member)s are introduced. Each finds the other on Today.")
        names = {"newcomer": newcomer.name, "member": member.name}
        messages.success(request, said % names)
    return redirect("meetups:organize")


@organizers_only
@require_safe
def members(request):
    """Everybody by name: since when, whom they met last, and how they stand."""
    words, after = _line(request, "q"), _line(request, "after")
    met_nobody = request.GET.get("met") == "nobody"
    context = {
        "words": words,
        "after": after,
        "met_nobody": met_nobody,
        "page": roll.page(words, after, met_nobody),
    }
    # While one types, only the list comes again.
    part = "#roll" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, f"meetups/organize_members.html{part}", context)


@organizers_only
@require_safe
def members_csv(request):
    """The whole roll as a file."""
    return _file("members.csv", sheet.lines(exports.members()))


@organizers_only
@require_safe
def funnel(request):
    """From follow to met, in figures."""
    now = timezone.now()
    context = {"funnel": Funnel(now), "months": months(now), "other_way": other_way.months(now)}
    return render(request, "meetups/organize_funnel.html", context)


@organizers_only
@require_safe
def funnel_csv(request):
    """The same figures as a file."""
    now = timezone.now()
    rows = exports.funnel(Funnel(now), months(now), other_way.months(now))
    return _file("funnel.csv", list(sheet.lines(rows)))


def _line(request, name):
    return clean_line(request.GET.get(name, ""))[:LONGEST_SEARCH]


def _file(name, lines):
    """Lines as a file to keep, sent as they are made."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@organizers_only
@require_POST
def try_again(request, pk):
    """Have one letter written that could not be written."""
    get_object_or_404(Nudge.objects.in_trouble(), pk=pk).try_again(timezone.now())
    messages.success(
        request, _("We try again at once. What still fails is here again in a minute.")
    )
    return redirect("members:organize_letters")


@organizers_only
@require_safe
def sessions(request):
    """Which series there are, and how the coming evenings fill."""
    series, evenings = gatherings.at_a_glance(request.user, timezone.now())
    context = {"series": series, "evenings": evenings}
    return render(request, "meetups/organize_sessions.html", context)
