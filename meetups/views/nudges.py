"""What we sent, what we held back and why, and what is welcome."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups.forms.nudges import PACES, NudgesForm, QuietForm, be_quiet_until
from meetups.models import Nudge
from meetups.nudges.diary import Diary
from members.kinds import name_of
from members.models import Hush, Member, Preferences

TWO_WEEKS = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
def nudges(request):
    """The diary a page at a time, with a press for each wish; the first names what is wished."""
    preferences, now = Preferences.objects.of(request.user), timezone.now()
    if request.method != "POST":
        return _page(request, preferences, now)
    for name, wish in WISHES.items():
        if name in request.POST:
            return wish(request, preferences, request.POST[name], now)
    return _not_understood(request, preferences, now)


def _not_understood(request, preferences, now):
    messages.error(request, _("That was not understood, and nothing has changed."))
    return _page(request, preferences, now, status=422)


# -- the wishes, by the name of the button that was pressed; each gets the button's value


def _keep(request, preferences, _value, now):
    form = NudgesForm(request.POST, preferences=preferences)
    if not form.is_valid():
        return _page(request, preferences, now, status=422, form=form)
    form.save(now)
    return _done(request, _("Kept. It counts from the next letter on."))


def _pace(request, preferences, pace, now):
    if pace not in Preferences.Pace.values:
        return _not_understood(request, preferences, now)
    preferences.set_pace(pace)
    Nudge.objects.for_member(request.user).ask_again(now)
    return _done(request, _("Kept. It counts from the next letter on."))


def _quiet(request, preferences, _value, now):
    form = QuietForm(request.POST, preferences=preferences, now=now)
    if not form.is_valid():
        return _page(request, preferences, now, status=422, quiet_form=form)
    form.save()
    return _done(request, _("Quiet until then. We tell nobody."))


def _pause(request, preferences, _value, now):
    be_quiet_until(preferences, now.astimezone(request.user.zone).date() + TWO_WEEKS, now)
    return _done(request, _("Quiet for two weeks. We tell nobody."))


def _write_again(request, _preferences, _value, now):
    Nudge.objects.write_again_to(request.user, now)
    return _done(request, _("We write again."))


def _stop(request, preferences, kind, _now):
    _refuse_unknown(kind)
    preferences.stop(kind)
    return _back(request, stopped=kind)


def _resume(request, preferences, kind, _now):
    _refuse_unknown(kind)
    preferences.resume(kind)
    return _done(request, _("We write again about %(kind)s.") % {"kind": name_of(kind)})


def _hush(request, _preferences, handle, now):
    Nudge.objects.hush(request.user, _other(request, handle), now)
    return _back(request, hushed=handle)


def _hear(request, _preferences, handle, _now):
    other = _other(request, handle)
    Hush.objects.lift(request.user, other)
    return _done(request, _("You hear about %(name)s again.") % {"name": other.name})


WISHES = {
    "keep": _keep,
    "pace": _pace,
    "quiet": _quiet,
    "pause": _pause,
    "write_again": _write_again,
    "stop": _stop,
    "resume": _resume,
    "hush": _hush,
    "hear": _hear,
}


def _refuse_unknown(kind):
    if kind not in Nudge.Kind.values:
        raise Http404


def _other(request, handle):
    others = Member.objects.visible_to(request.user).exclude(pk=request.user.pk)
    return get_object_or_404(others, handle=handle)


def _done(request, words):
    messages.success(request, words)
    return _back(request)


def _back(request, **undo):
    """To the page of the diary the button was on, there with a way to undo it."""
    here = {"before": request.GET["before"]} if "before" in request.GET else {}
    query = urlencode(here | undo)
    return redirect(reverse("meetups:nudges") + (f"?{query}" if query else ""))


# -- the page


def _page(request, preferences, now, status=200, form=None, quiet_form=None):
    member, before = request.user, request.GET.get("before", "")
    quiet, paused = preferences.quiet_until, preferences.paused_until
    context = {
        "diary": Diary(member, preferences, now, int(before) if _is_id(before) else None),
        "form": form or NudgesForm(preferences=preferences),
        "paces": PACES,
        "pace": preferences.pace,
        "quiet_form": quiet_form or QuietForm(preferences=preferences, now=now),
        "quiet_until": quiet if quiet and quiet > now else None,
        "paused_until": paused if paused and paused > now else None,
        "hushed": Member.objects.visible_to(member).filter(
            pk__in=Hush.objects.of(member).values("other")
        ),
        "undo": _undo(request, preferences),
    }
    return render(request, "meetups/nudges.html", context, status=status)


def _is_id(text):
    return text.isascii() and text.isdigit() and len(text) <= 18


def _undo(request, preferences):
    """(words, name and value of the button) of what was just stopped or hushed, or None."""
    kind, handle = request.GET.get("stopped"), request.GET.get("hushed")
    if kind in Nudge.Kind.values and not preferences.wants(kind):
        return _("No more letters about %(kind)s.") % {"kind": name_of(kind)}, "resume", kind
    if handle:
        hush = Hush.objects.of(request.user).filter(other__handle=handle)
        for one in hush.select_related("other"):
            if request.user.can_see(one.other):
                words = _("You hear nothing more about %(name)s.") % {"name": one.other.name}
                return words, "hear", handle
    return None
