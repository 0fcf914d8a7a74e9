"""/mailbox/: the letters that the local mail server took in, to be read in a browser.

For development only: with DEBUG off there is no such address.
"""

import base64
import re
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from functools import wraps
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

FOLDER = settings.LOCAL_DATA / "mail"
A_PAGE = 50
SHOWN_HEADERS = ("From", "To", "Reply-To", "Date", "Message-ID", "List-Unsubscribe")
CONTENT_ID = re.compile(r"cid:([^\"'\s)>]+)")

# Letters carry their styles and pictures in themselves, and nothing in them may run.
LETTER_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}


class Received(NamedTuple):
    """One letter in the Maildir."""

    key: str
    at: datetime
    message: object

    @property
    def to(self):
        """Whom it was delivered to, whatever its To line says."""
        return self.message["X-Envelope-To"] or self.message["To"]


def development_only(view):
    """No such address with DEBUG off."""

    @login_not_required
    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@development_only
def letters(request):
    """All letters, the newest first."""
    page = Paginator(newest_first(), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "mailbox/letters.html", {"page": page, "letters": [read(path) for path in page]}
    )


@development_only
def letter(request, key):
    """One letter: its headers, its page twin in a frame, its text twin, its calendar entry."""
    received = find(key)
    context = {
        "received": received,
        "subject": received.message["Subject"],
        "headers": [
            (name, received.message[name]) for name in SHOWN_HEADERS if received.message[name]
        ],
        "text": words(received.message, "text/plain"),
        "has_page": bool(words(received.message, "text/html")),
        "calendar": words(received.message, "text/calendar"),
    }
    return render(request, "mailbox/letter.html", context)


@development_only
@xframe_options_sameorigin
@csp_override(LETTER_CSP)
def page(request, key):
    """The page twin alone, as a mail program would draw it; links open outside the frame."""
    message = find(key).message
    html = CONTENT_ID.sub(lambda found: picture(message, found[1]), words(message, "text/html"))
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


def newest_first():
    """The files of the Maildir, without touching it: looking moves nothing from new to cur."""
    paths = [path for name in ("new", "cur") for path in (FOLDER / name).glob("*")]
    return sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def find(key):
    """The letter of this key, which is a name out of the list and no path. Raises Http404."""
    for path in newest_first():
        if path.name == key:
            return read(path)
    raise Http404


def read(path):
    """The letter in a file of the Maildir."""
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    return Received(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)


def words(message, content_type):
    """The first part of this type as text, or ""."""
    for part in message.walk():
        if part.get_content_type() == content_type:
            return part.get_content()
    return ""


def picture(message, content_id):
    """The embedded picture of this Content-ID as a data: address, or nothing."""
    for part in message.walk():
        if part["Content-ID"] == f"<{content_id}>" and part.get_content_maintype() == "image":
            data = base64.b64encode(part.get_content()).decode()
            return f"data:{part.get_content_type()};base64,{data}"
    return ""
