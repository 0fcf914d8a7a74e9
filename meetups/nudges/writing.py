"""How a nudge becomes a letter: its class, its queue and its signed links."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse

from members import links, mail
from members.models import Letter

# A letter may lie for a while. Where its link names times and they have passed, it asks for others.
LINK_LASTS = timedelta(days=35)
QUEUES = {
    Letter.Class.AGREED: Letter.Queue.URGENT,
    Letter.Class.APPOINTMENT: Letter.Queue.NORMAL,
    Letter.Class.ENCOURAGEMENT: Letter.Queue.BULK,
}


def write(nudge, about, context, now, **more):
    """Compose the letter of a nudge, once. -> Letter

    A nudge that nobody left is only drafted, and nothing is kept. `more` is what mail.compose()
    takes besides.
    """
    how = partial(mail.compose, is_written_again=True) if nudge.pk else mail.draft
    letter = how(
        nudge.kind,
        nudge.recipient,
        context,
        key=nudge.key,
        klass=nudge.klass,
        queue=QUEUES[nudge.klass],
        now=now,
        about=about,
        **more,
    )
    return letter or Letter.objects.get(key=nudge.key)


def signed(member, purpose, about, expires_at, **extra):
    """The absolute address under which `member` alone may do `purpose` until `expires_at`."""
    token = links.make(member, purpose, about, expires_at, **extra)
    return settings.SITE_URL + reverse("meetups:letter_link", args=[token])


def signed_for(nudge, purpose, about, expires_at, **extra):
    """The same for whom a nudge is for; whoever uses it has heeded the nudge."""
    return signed(nudge.recipient, purpose, about, expires_at, n=nudge.pk, **extra)


def on_site(record):
    """The absolute address of a record's page, for which one signs in."""
    return settings.SITE_URL + record.get_absolute_url()
