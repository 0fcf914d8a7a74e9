"""/mailbox/gallery/: a letter of every kind, side by side, drafted from what is on this machine.

For development only. A kind that nothing here could have caused says so.
"""

from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from members.models import Letter
from networkgroup import samples
from networkgroup.mailbox import CONTENT_ID, LETTER_CSP, SHOWN_HEADERS, development_only, picture


class Sample(NamedTuple):
    """One kind and its letter, or no letter where nothing here could have caused it."""

    kind: str
    letter: Letter | None

    @property
    def name(self):
        """What the kind is called."""
        return self.kind.replace("_", " ").capitalize()

    @property
    def headers(self):
        """The headers worth reading."""
        message = self.letter.message
        return [(name, message[name]) for name in SHOWN_HEADERS if message[name]]


@development_only
def gallery(request):
    """Every kind: its headers, its page twin in a frame, its text twin."""
    now = timezone.now()
    found = [Sample(kind, samples.draft(kind, now)) for kind in samples.KINDS]
    return render(request, "mailbox/gallery.html", {"samples": found})


@development_only
@xframe_options_sameorigin
@csp_override(LETTER_CSP)
def page(request, kind):
    """The page twin of one kind alone, as a mail program would draw it."""
    letter = samples.draft(kind, timezone.now()) if kind in samples.KINDS else None
    if letter is None:
        raise Http404(_("Nothing here could have caused it."))
    html = CONTENT_ID.sub(lambda found: picture(letter.message, found[1]), letter.html)
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
