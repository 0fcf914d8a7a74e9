"""When the group gathers: the coming evenings, and one series of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import gatherings
from meetups.days import day_of
from meetups.errors import BadEvening
from meetups.forms.series import EndForm, HostsForm, SkipForm
from meetups.models import Series
from members.errors import NotThere, Refusal


def find_series(slug):
    """The series of this address. Raises Http404 for none."""
    return get_object_or_404(Series.objects.select_related("venue"), slug=slug)


def may_host(member):
    """Whether the member is somebody who can run a series."""
    return member.is_authenticated and (member.is_organizer or member.is_host)


def runs(member, series):
    """Whether the member runs this one."""
    return member.is_authenticated and series.is_run_by(member)


@login_not_required
@require_safe
def sessions(request):
    """The coming evenings, the next of each series first, and what I answered."""
    first, after = gatherings.coming(request.user, timezone.now())
    context = {"first": first, "after": after, "may_host": may_host(request.user)}
    return render(request, "meetups/sessions.html", context)


@login_not_required
@require_safe
def series(request, slug):
    """What it is, how often, where, who hosts it, and its coming evenings."""
    return series_page(request, find_series(slug))


def series_page(request, series, refusal=None, **forms):
    """The series as it is now, with what could not be done on top."""
    now = timezone.now()
    gathering = gatherings.Gathering(series, request.user, now)
    context = {"gathering": gathering, "series": series, "refusal": refusal}
    if runs(request.user, series):
        blank = {
            "hosts_form": HostsForm(series=series, reader=request.user),
            "skip_form": SkipForm(today=gathering.today),
            "end_form": EndForm(
                today=gathering.today, prefix="end", initial={"day": gathering.today}
            ),
        }
        context |= blank | forms
    status = 409 if refusal else 422 if forms else 200
    return render(request, "meetups/series.html", context, status=status)


@require_POST
def stand(request, slug):
    """Come every time, or no more; `keep` is the date of an evening that is kept all the same."""
    series, now = find_series(slug), timezone.now()
    wish = request.POST.get("every")
    evening = series.evenings.with_place().filter(on=day_of(request.POST.get("keep"))).first()
    try:
        match wish:
            case "yes":
                if gatherings.Gathering(series, request.user, now).has_ended:
                    raise BadEvening(_("That series has ended."))
                mine = evening and evening.rsvp_of(request.user)
                series.stand(request.user, now, is_shown=mine.is_shown if mine else None)
                messages.success(request, _("Your seat is kept every time, until you say so."))
            case "no":
                if evening:
                    evening.say_going(request.user, now)
                series.stand_no_more(request.user, now)
                messages.success(request, _("From now on we ask you each time."))
            case _:
                raise Refusal(_("Say whether you come every time."))
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        return series_page(request, series, refusal)
    return redirect(evening or series)
