"""The bytes of a letter: its parts in the right order, its headers clean."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from django.conf import settings

from members import faces, parts
from members.folding import LINE_BREAK, UNKEEPABLE, clean_line

# Seven bits pass every relay on the way unchanged.
POLICY = SMTP.clone(cte_type="7bit")
# What needs no quoting, encoding or folding on one To line.
PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ '-][A-Za-z0-9]+)*")
PLAIN_MAILBOX = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
PLAIN_VALUE = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
LONGEST_LINE = 78  # characters, as RFC 5322 would have it
FACE_ID = "face@letter"
FACE_IDS = "face-{}@letter"


def clean_lines(text):
    """Several lines without the signs that end a line elsewhere or hide and turn words."""
    return UNKEEPABLE.sub("", LINE_BREAK.sub("\n", text))


def address(name, mailbox):
    """A header's value for one mailbox, whatever the name holds."""
    name = clean_line(name)
    local, _at, domain = mailbox.rpartition("@")
    return Address(name, local, domain.encode("idna").decode() if domain else "")


def group_mailbox(sender=None):
    """Whom a letter comes from, (name, mailbox): the group, or a member through the group."""
    name = f"{sender.name} via {settings.GROUP_NAME}" if sender else settings.GROUP_NAME
    return name, settings.GROUP_ADDRESS


@lru_cache(maxsize=256)
def face_of(uuid):
    """A 96 px face as JPEG, which every mail program draws; None when the file is gone.

    A face's file never changes under its name, so it may be kept.
    """
    return faces.jpeg(uuid, faces.SIZES[0])


def build(
    letter,
    subject,
    text,
    html,
    *,
    unsubscribe="",
    face=None,
    faces=(),
    calendar=None,
    method=None,
):
    """The finished bytes of `letter`, CRLF, without the To line that is written on sending.

    `face` is JPEG bytes shown by the page twin as cid:face@letter, `faces` are pairs of another
    Content-ID and its JPEG bytes; `calendar` is the bytes of an entry whose METHOD is `method`;
    `unsubscribe` is the address of the one-click form.
    """
    headers = [
        mailbox_line("From", *group_mailbox(letter.caused_by)),
        mailbox_line("Reply-To", "", settings.GROUP_REPLY_TO),
        header("Subject", subject),
        header("Date", format_datetime(letter.dated_at)),
        header("Message-ID", letter.message_id),
        # Keeps out-of-office answers away from the people who read replies.
        header("Auto-Submitted", "auto-generated"),
        header("MIME-Version", "1.0"),
    ]
    if unsubscribe:
        # Never folded: a long address would be broken up into encoded words, which nobody who
        # looks for this header puts together again.
        headers.insert(0, f"List-Unsubscribe: <{unsubscribe}>\r\n".encode())
        headers.append(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if settings.EMAIL_WEBHOOK[0] == "brevo":
        # It calls letters by names of its own, and gives this back when it speaks of one.
        headers.append(f'X-Mailin-custom: {{"letter":"{letter.message_id}"}}\r\n'.encode())
    pictures = [*([(FACE_ID, face)] if face else []), *faces]
    page = [parts.words(html, "html"), *(picture(*one) for one in pictures)]
    twins = [parts.words(text, "plain"), parts.together("related", page)]
    if calendar:
        twins.append(parts.packed(f'text/calendar; charset="utf-8"; method="{method}"', calendar))
    return b"".join(headers) + parts.together("alternative", twins)


def picture(content_id, jpeg):
    """The part that a page shows as cid:`content_id`."""
    more = {"Content_ID": f"<{content_id}>", "Content_Disposition": "inline"}
    return parts.packed("image/jpeg", jpeg, **more)


def header(name, value):
    """One header as bytes with its CRLF, encoded and folded where it must be."""
    line = f"{name}: {value}"
    if PLAIN_VALUE.fullmatch(value) and len(line) <= LONGEST_LINE:
        return f"{line}\r\n".encode()
    message = EmailMessage(policy=POLICY)
    message[name] = value
    return without_end(message.as_bytes())


def mailbox_line(name, display_name, mailbox):
    """A header that names one mailbox, as bytes with its CRLF."""
    line = f"{name}: {display_name} <{mailbox}>"
    if (
        len(line) <= LONGEST_LINE
        and PLAIN_NAME.fullmatch(display_name)
        and PLAIN_MAILBOX.fullmatch(mailbox)
    ):
        # Most people's: the same as below, in a hundredth of the time.
        return f"{line}\r\n".encode()
    return folded_mailbox_line(name, display_name, mailbox)


@lru_cache(maxsize=256)
def folded_mailbox_line(name, display_name, mailbox):
    """The same for whatever a name holds and wherever a mailbox is; kept, for letters to many."""
    message = EmailMessage(policy=SMTP)
    message[name] = address(display_name, mailbox)
    ascii_only = mailbox.rpartition("@")[0].isascii()
    policy = POLICY if ascii_only else SMTP.clone(utf8=True)
    return without_end(message.as_bytes(policy=policy))


def without_end(head):
    """The bytes of headers alone, without the empty line after them."""
    return re.sub(rb"(\r\n)+\Z", b"\r\n", head)


def to_line(name, mailbox):
    """The one line still missing, as bytes with its CRLF."""
    return mailbox_line("To", name, mailbox)
