"""Tables, cards and badges of one evening, for its hosts."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import badges as printed
from meetups.forms.tables import Tables
from meetups.models import Rsvp
from meetups.people import as_hosts_see, named_to
from meetups.printing import PAPERS
from meetups.table_cards import Table, place_cards, table_cards
from meetups.table_plan import TablePlan, name_of
from meetups.views.hosting import of_the_evening
from members.errors import Refusal

CARDS = {"tables": table_cards, "places": place_cards}


def _back(evening):
    return redirect(reverse("meetups:seating", args=[evening.series.slug, evening.on]))


def _as_drawn(plan):
    """The form, saying what was wished for last."""
    return Tables(initial={"size": plan.size, "rounds": len(plan.rounds)})


def _page(request, plan, form, refusal=None):
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"evening": plan.evening, "plan": plan, "form": form, "refusal": refusal}
    return render(request, "meetups/seating.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_evening
def seating(request, evening):
    """Who sits where; drawn anew by a POST."""
    now = timezone.now()
    plan = TablePlan(evening, now)
    if request.method != "POST":
        return _page(request, plan, _as_drawn(plan))
    form = Tables(request.POST)
    if not form.is_valid():
        return _page(request, plan, form)
    wish = form.cleaned_data
    try:
        plan.draw(wish["size"], wish["rounds"], request.user, only_here=wish["only_here"])
    except Refusal as refusal:
        return _page(request, plan, form, refusal)
    return _back(evening)


@require_POST
@of_the_evening
def seat_late(request, evening):
    """Find seats for those who came since the tables were drawn."""
    now = timezone.now()
    plan = TablePlan(evening, now)
    try:
        moved = plan.seat_late(request.user)
    except Refusal as refusal:
        return _page(request, plan, _as_drawn(plan), refusal)
    if moved:
        said = ngettext(
            "Everybody sits. %(moved)d person changed tables.",
            "Everybody sits. %(moved)d people changed tables.",
            moved,
        )
        messages.info(request, said % {"moved": moved})
    else:
        messages.success(request, _("There was a chair for everybody."))
    return _back(evening)


@require_safe
@of_the_evening
def cards(request, evening, what):
    """Table cards or place cards as PDF."""
    plan = TablePlan(evening, timezone.now())
    tables = [Table(number, [name_of(one) for one in guests]) for number, guests in plan.tables]
    make = CARDS.get(what)
    if make is None:
        raise Http404
    return _pdf(make(tables, _paper(request)), f"{what}-{evening.on}.pdf")


@require_safe
@of_the_evening
def badges(request, evening):
    """A badge for everybody with a seat, as PDF."""
    plan = TablePlan(evening, timezone.now())
    hosts = set(evening.series.hosts.values_list("pk", flat=True))
    newcomers = plan.company.newcomers
    worn = [
        printed.of_member(
            as_hosts_see(request.user, guest.member), guest.member_id in hosts, pk in newcomers
        )
        if isinstance(guest, Rsvp)
        else printed.of_guest(guest.name, guest.about, named_to(request.user, guest.invited_by))
        for pk, guest in sorted(plan.guests.items(), key=lambda pair: name_of(pair[1]))
    ]
    return _pdf(printed.badges(worn, _paper(request)), f"badges-{evening.on}.pdf")


def _paper(request):
    paper = request.GET.get("paper", "a4")
    if paper not in PAPERS:
        raise Http404
    return paper


def _pdf(content, name):
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
