"""What those who run a series do with it. For everybody else there are no such pages."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetups.errors import NotGathering
from meetups.evenings import find
from meetups.forms.evening import EveningForm, ReasonForm
from meetups.forms.series import EndForm, HostsForm, SeriesForm, SkipForm
from meetups.gatherings import Gathering
from meetups.models import WeeklySession
from meetups.views.evening import evening_page
from meetups.views.sessions import find_series, may_host, runs, series_page
from members.errors import Refusal


def of_the_series(view):
    """Hand the view its series, if the one who asks runs it."""

    @wraps(view)
    def guarded(request, slug):
        series = find_series(slug)
        if not runs(request.user, series):
            raise Http404
        return view(request, series)

    return guarded


def of_the_evening(view):
    """Hand the view its evening, if the one who asks runs it."""

    @wraps(view)
    def guarded(request, slug, on, **more):
        session = find(slug, on)
        if not runs(request.user, session.series):
            raise Http404
        return view(request, session, **more)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request):
    """Begin a series."""
    if not may_host(request.user):
        raise Http404
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    form = SeriesForm(data, maker=request.user, now=now, initial={"takes_strangers": True})
    series = form.save() if form.is_valid() else None
    if series:
        messages.success(request, _("There it is, with its evenings of the coming weeks."))
        return redirect(series)
    status = 200 if data is None else 422
    return render(request, "meetups/series_new.html", {"form": form}, status=status)


@require_POST
@of_the_series
def hosts(request, series):
    """Choose who hosts it."""
    form = HostsForm(request.POST, series=series, reader=request.user)
    if not form.is_valid():
        return series_page(request, series, hosts_form=form)
    return _say(request, series, form.save, _("Kept. These host it from now on."))


@require_POST
@of_the_series
def skip_date(request, series):
    """Do not gather on one date, for a reason."""
    now = timezone.now()
    form = SkipForm(request.POST, today=Gathering(series, request.user, now).today)
    if not form.is_valid():
        return series_page(request, series, skip_form=form)
    return _say(
        request,
        series,
        lambda: series.skip(form.cleaned_data["day"], form.cleaned_data["reason"], now),
        _("Kept. Whoever wanted to come that day hears why not."),
    )


@require_POST
@of_the_series
def end_series(request, series):
    """Gather no more after a date, for a reason."""
    now = timezone.now()
    form = EndForm(request.POST, today=Gathering(series, request.user, now).today, prefix="end")
    if not form.is_valid():
        return series_page(request, series, end_form=form)
    return _say(
        request,
        series,
        lambda: series.end(form.cleaned_data["day"], now, form.cleaned_data["reason"]),
        _("Kept. Whoever wanted to come after that day hears why not."),
    )


def _say(request, series, verb, said):
    try:
        verb()
    except Refusal as refusal:
        return series_page(request, find_series(series.slug), refusal)
    messages.success(request, said)
    return redirect(series)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_evening
def edit(request, session):
    """Change this evening, or this one and all that follow."""
    now = timezone.now()
    if not session.is_ahead(now):
        return evening_page(request, session, NotGathering(session, now))
    data = request.POST if request.method == "POST" else None
    form = EveningForm(data, session=session, now=now)
    changed = form.save() if form.is_valid() else None
    if changed:
        messages.success(request, _("Changed. Whoever comes hears of another time or place."))
        return redirect(changed)
    # What the verb had changed before it refused was taken back.
    session = WeeklySession.objects.with_place().get(pk=session.pk)
    return _edit_page(request, session, form, status=200 if data is None else 422)


def _edit_page(request, session, form, reason_form=None, status=200):
    context = {"form": form, "session": session, "reason_form": reason_form or ReasonForm()}
    return render(request, "meetups/evening_edit.html", context, status=status)


@require_POST
@of_the_evening
def call_off(request, session):
    """It does not take place, and why."""
    now, form = timezone.now(), ReasonForm(request.POST)
    if session.is_cancelled or session.is_over(now):
        return evening_page(request, session, NotGathering(session, now))
    if not form.is_valid():
        edit_form = EveningForm(session=session, now=now)
        return _edit_page(request, session, edit_form, form, status=422)
    try:
        session.call_off(form.cleaned_data["reason"], now)
    except Refusal as refusal:
        return evening_page(request, find(session.series.slug, session.on), refusal)
    messages.success(request, _("Called off. Whoever wanted to come hears why."))
    return redirect(session)


@require_POST
@of_the_evening
def remove(request, session, handle):
    """Take somebody off the list; the seat goes to the next in line."""
    rsvp = get_object_or_404(session.rsvps.select_related("member"), member__handle=handle)
    member, now = rsvp.member, timezone.now()
    try:
        hears = session.remove(member, now)
    except Refusal as refusal:
        return evening_page(request, find(session.series.slug, session.on), refusal)
    words = {"name": member.short_name}
    said = (
        _("%(name)s is off the list and hears of it.") if hears else _("%(name)s is off the list.")
    )
    messages.success(request, said % words)
    return redirect("meetups:coming", session.series.slug, session.on)
