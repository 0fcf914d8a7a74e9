"""What two of us say to each other."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetups.conversations import Conversation
from meetups.forms.words import HIGHEST, WordsForm
from meetups.people import find
from members.errors import NotThere, Refusal
from members.limits import take_a_turn


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request, handle):
    """Read the words, newest at the end, and add some."""
    other = _find_other(request, handle)
    if request.method != "POST":
        return _page(request, other, before=_number(request.GET.get("before")))
    form = WordsForm(request.POST)
    if not _was_said(request, other, form):
        return _page(request, other, form=form, status=422)
    if request.htmx:
        return _page(request, other, said=_("Sent to %(name)s.") % {"name": other.short_name})
    return _to_the_latest(other)


@require_POST
def seen(request, handle):
    """What was on the page has been read."""
    other = _find_other(request, handle)
    try:
        request.user.see_words_of(other, timezone.now(), _number(request.POST.get("up_to")))
    except NotThere as error:
        raise Http404 from error
    # With scripts the button that was there goes away, and nothing else moves.
    return HttpResponse() if request.htmx else _to_the_latest(other)


@require_POST
def like_writing(request, handle):
    """No reminders to meet, for these two."""
    other = _find_other(request, handle)
    try:
        request.user.like_writing(other, timezone.now())
    except NotThere as error:
        raise Http404 from error
    messages.success(
        request, _("Then write. We will not bring it up again; a coffee stays one press away.")
    )
    return _to_the_latest(other)


def _find_other(request, handle):
    other = find(request.user, handle)
    if other == request.user:
        raise Http404
    return other


def _was_said(request, other, form):
    """Whether the words went out; else the form says why not."""
    if not form.is_valid():
        return False
    kept, me = form.cleaned_data, request.user
    try:
        if kept["up_to"]:
            me.see_words_of(other, timezone.now(), kept["up_to"])
        take_a_turn(request, "message")
        me.write_to(other, kept["words"], timezone.now(), uuid=kept["uuid"])
    except NotThere as error:
        raise Http404 from error
    except Refusal as refusal:
        form.add_error("words", str(refusal))
        return False
    return True


def _page(request, other, before=None, form=None, said="", status=200):
    page = Conversation(request.user, other, timezone.now(), before)
    form = form or WordsForm(initial={"up_to": page.up_to})
    # Only the part that changed; somebody who types goes on typing.
    part = "#conversation" if request.htmx and request.method == "POST" else ""
    if part:
        form.fields["words"].widget.attrs["autofocus"] = True
    context = {"page": page, "other": other, "form": form, "said": said, "part": part}
    return render(request, f"meetups/conversation.html{part}", context, status=status)


def _to_the_latest(other):
    address = reverse("meetups:conversation", args=[other.handle])
    return redirect(f"{address}#latest")


def _number(text):
    """The id that a page of ours wrote into an address or a form, or None."""
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if 0 < number <= HIGHEST else None
