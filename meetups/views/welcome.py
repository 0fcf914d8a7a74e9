"""First steps: face, place, free time, three people. Each can be left for later."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetups.forms.usual_hours import UsualHoursForm
from meetups.models import WeeklyHours
from meetups.newcomers import three_to_follow
from members.errors import Refusal
from members.forms.face import FaceForm
from members.forms.place import PlaceForm
from members.limits import take_a_turn
from members.models import Member

STEPS = ["face", "place", "time", "people"]


def is_done(member, step):
    """Whether a step was taken, asked of what it left behind; the last one ends the welcome."""
    if step == "face":
        return member.face is not None
    if step == "place":
        return bool(member.area_name) or member.latitude is not None
    if step == "time":
        return WeeklyHours.objects.filter(member=member).exists()
    return member.welcomed_at is not None


def next_step(member, after=None):
    """The first step still to be taken, of those behind `after`; the last one if none is."""
    behind = STEPS[STEPS.index(after) + 1 :] if after else STEPS
    return next((step for step in behind if not is_done(member, step)), STEPS[-1])


@require_safe
def welcome(request):
    """On to the step that comes next, or home when all are taken."""
    if request.user.welcomed_at:
        return redirect("meetups:today")
    return redirect("meetups:welcome_step", next_step(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def welcome_step(request, step):
    """One step: what it asks, and what was answered."""
    if step not in STEPS:
        raise Http404
    return {"face": face, "place": place, "time": time, "people": people}[step](request)


def face(request):
    form = FaceForm(*sent(request, with_files=True))
    if form.is_valid():
        form.save(request.user)
        return on(request, "face")
    return page(request, "face", form)


def place(request):
    me = Member.objects.get(pk=request.user.pk)
    form = PlaceForm(*sent(request), instance=me)
    if form.is_valid():
        form.save()
        return on(request, "place")
    return page(request, "place", form)


def time(request):
    form = UsualHoursForm(request.user, *sent(request))
    if form.is_valid():
        form.save(timezone.now())
        return on(request, "time")
    return page(request, "time", form)


def people(request):
    now, suggestions = timezone.now(), three_to_follow(request.user)
    if request.method != "POST":
        return page(request, "people", suggestions=suggestions)
    if "skip" not in request.POST:
        chosen = set(request.POST.getlist("follow"))
        for suggestion in suggestions:
            if suggestion.member.handle in chosen:
                try:
                    take_a_turn(request, "follow")
                    request.user.follow(suggestion.member, now)
                except Refusal as refusal:
                    messages.error(request, str(refusal))
    request.user.be_welcomed(now)
    messages.success(request, _("That is all we ask. Good to have you here."))
    return redirect("meetups:today")


def sent(request, with_files=False):
    """What a form is made of: what was sent, be it nothing at all, or nothing for a GET."""
    if request.method != "POST":
        return ()
    return (request.POST, request.FILES) if with_files else (request.POST,)


def on(request, step):
    """To the step behind this one that is still to be taken."""
    member = Member.objects.get(pk=request.user.pk)
    return redirect("meetups:welcome_step", next_step(member, after=step))


def page(request, step, form=None, **context):
    """The page of one step; skipping it is a plain link to the next."""
    number = STEPS.index(step) + 1
    context |= {"form": form, "step": step, "number": number, "steps": len(STEPS)}
    if step != STEPS[-1]:
        context["skip_to"] = STEPS[number]
    if number > 1:
        context["back_to"] = STEPS[number - 2]
    status = 422 if form is not None and form.errors else 200
    return render(request, f"meetups/welcome_{step}.html", context, status=status)
