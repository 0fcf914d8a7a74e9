"""The only door for e-mail: a letter is composed here, in its reader's language and time zone."""

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from members import links, mime, waking
from members.folding import clean_line, clean_text
from members.models import Letter, Member
from members.models.letter import new_message_id

log = logging.getLogger(__name__)

# Letters lie in mailboxes for a long time, and whoever has had enough must be heard even then.
UNSUBSCRIBE_LASTS = timedelta(days=730)

# The style sheet goes onto the elements; what cannot (dark, narrow) stays in the head.
inliner = css_inline.CSSInliner(
    keep_at_rules=True, load_remote_stylesheets=False, apply_width_attributes=True
)


def compose(
    kind,
    to,
    context,
    *,
    key,
    now,
    calendar=None,
    method="REQUEST",
    faces=(),
    named=(),
    is_written_again=False,
    **more,
):
    """Write a letter and leave it waiting, in the caller's transaction. Wakes a worker on commit.

    `to` is a Member, or the bare address of somebody who is none. `context` is what the templates
    letters/<kind>.txt (subject on its first line) and .html are told. `calendar` is the bytes of
    an iCalendar entry with this `method`. `faces` are members whose pictures the page shows where
    there is no sender; a single one stands above it; `named` are those it only names. `more` is
    what blank() takes besides. All moments are aware UTC.

    Returns the Letter, or None when its key names a fact already written about. A letter that
    cannot be built is kept as failed and stops nobody else's; with `is_written_again` the error is
    for the caller, who will have it written another time.
    """
    shows = list({one.pk: one for one in [*faces, *named]})
    letter = blank(kind, to, key=key, now=now, shows=shows, **more)
    try:
        with transaction.atomic():
            write(letter, context, now, calendar=calendar, method=method, faces=faces)
    except (OperationalError, InterfaceError):
        # The database, not the letter: the verb that owes it is tried again, or undone whole.
        raise
    except Exception as error:
        if is_written_again:
            raise
        # The words of the error may be a member's words: its name and place must do.
        letter.state, letter.settled_at = Letter.State.FAILED, now
        letter.subject, letter.mime = "", b""
        letter.reason = f"could not be written: {place_of(error)}"[:200]
        log.error("letter %s %s", kind, letter.reason)
    if not Letter.objects.keep(letter):
        # It was written before.
        return None
    waking.wake_on_commit()
    return letter


def draft(kind, to, context, *, now, calendar=None, method="REQUEST", faces=(), named=(), **more):
    """The letter that compose() would leave, kept nowhere."""
    letter = blank(kind, to, now=now, **more)
    write(letter, context, now, calendar=calendar, method=method, faces=faces)
    return letter


def blank(
    kind,
    to,
    *,
    key,
    klass,
    queue,
    now,
    about=None,
    useless_after=None,
    caused_by=None,
    address="",
    shows=(),
    is_last_word=False,
):
    """A Letter without words, kept nowhere.

    `address` sends a Member's letter there instead of to the verified one; after `useless_after`
    it helps nobody. It comes from `caused_by`, else from the group; then `shows` has the ids of
    those who stand in it.
    """
    recipient = to if isinstance(to, Member) else None
    return Letter(
        key=key,
        klass=klass,
        kind=kind,
        recipient=recipient,
        address=address or ("" if recipient else to),
        caused_by=caused_by,
        shows=list(shows),
        is_last_word=is_last_word,
        about=about,
        queue=queue,
        message_id=new_message_id(),
        dated_at=now,
        due_at=now,
        useless_after=useless_after,
        created_at=now,
    )


def write(letter, context, now, *, calendar=None, method=None, faces=()):
    """Give the letter its subject and its finished bytes."""
    recipient, sender = letter.recipient, letter.caused_by
    zone = recipient.zone if recipient else ZoneInfo(settings.GROUP_TIME_ZONE)
    language = recipient.language if recipient else settings.LANGUAGE_CODE
    portrait = sender or (faces[0] if len(faces) == 1 else None)
    face = _face_of(portrait) if portrait else None
    drawn = {} if portrait else {one.pk: jpeg for one in faces if (jpeg := _face_of(one))}
    unsubscribe = "" if letter.is_account else unsubscribe_address(letter, now)
    with translation.override(language), timezone.override(zone):
        context = {
            "group_name": settings.GROUP_NAME,
            "site_url": settings.SITE_URL,
            "site_host": urlsplit(settings.SITE_URL).netloc,
            "language": language,
            "kind": letter.kind,
            "is_account": letter.is_account,
            "reader": recipient,
            "sender": sender,
            "face_id": mime.FACE_ID if face else "",
            "portrait": portrait,
            "faces": {pk: mime.FACE_IDS.format(pk) for pk in drawn},
            "unsubscribe_url": unsubscribe,
            "preferences_url": f"{settings.SITE_URL}/settings/nudges/",
            "now": now,
            **context,
        }
        template = engines["text"].get_template(f"letters/{letter.kind}.txt")
        first, _newline, rest = template.render(context).strip().partition("\n")
        letter.subject = clean_line(first)[:300]
        page = render_to_string(
            f"letters/{letter.kind}.html", {"subject": letter.subject, **context}
        )
    letter.content = mime.build(
        letter,
        letter.subject,
        clean_text(rest) + "\n",
        mime.clean_lines(inliner.inline(page)),
        unsubscribe=unsubscribe,
        face=face,
        faces=[(mime.FACE_IDS.format(pk), jpeg) for pk, jpeg in drawn.items()],
        calendar=calendar,
        method=method,
    )
    if letter.is_account:
        # A code may stand in a subject one day; what is sealed is sealed whole.
        letter.subject = ""


def _face_of(member):
    return mime.face_of(member.face) if member.face else None


def unsubscribe_address(letter, now):
    """Where one click stops letters of this kind, or for a guest all they have not asked for."""
    if letter.recipient is None:
        token = links.make_stop(letter.address, letter.kind)
    else:
        token = links.make(
            letter.recipient, "unsubscribe", None, now + UNSUBSCRIBE_LASTS, kind=letter.kind
        )
    return settings.SITE_URL + reverse("members:unsubscribe", args=[token])


def place_of(error):
    """The error's name and where it was raised: enough to find it, and nobody's words."""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    file = Path(trace.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__} at {file}:{trace.tb_lineno}"
