"""How a nudge becomes a letter: its class, its queue and its signed links."""

from django.conf import settings
from django.urls import reverse

from meetups.models import Nudge
from members import links, mail
from members.models import Letter

Kind = Nudge.Kind

# A member's own business, asked by the site. All others pass on what two agreed or said.
APPOINTMENTS = {
    Kind.ANSWER_PROPOSAL,
    Kind.COFFEE_TOMORROW,
    Kind.COFFEE_SOON,
    Kind.DID_YOU_MEET,
}


def is_agreed(kind):
    """Whether a letter of this kind passes quiet hours and pauses."""
    return kind not in APPOINTMENTS


def write(nudge, about, context, now, **more):
    """Compose the letter of a nudge, once. -> Letter

    `more` is what mail.compose() takes besides.
    """
    agreed = is_agreed(nudge.kind)
    letter = mail.compose(
        nudge.kind,
        nudge.recipient,
        context,
        key=nudge.key,
        klass=Letter.Class.AGREED if agreed else Letter.Class.APPOINTMENT,
        queue=Letter.Queue.URGENT if agreed else Letter.Queue.NORMAL,
        now=now,
        about=about,
        **more,
    )
    return letter or Letter.objects.get(key=nudge.key)


def signed(member, purpose, about, expires_at, **extra):
    """The absolute address under which `member` alone may do `purpose` until `expires_at`."""
    token = links.make(member, purpose, about, expires_at, **extra)
    return settings.SITE_URL + reverse("meetups:letter_link", args=[token])


def on_site(record):
    """The absolute address of a record's page, for which one signs in."""
    return settings.SITE_URL + record.get_absolute_url()
