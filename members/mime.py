"""The bytes of a letter: its parts in the right order, its headers clean."""

import io
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image

from members.folding import LINE_BREAK, UNKEEPABLE, clean_line

# Seven bits pass every relay on the way unchanged.
POLICY = SMTP.clone(cte_type="7bit")
# What needs no quoting, encoding or folding on one To line.
PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?:[ '-][A-Za-z0-9]+)*")
PLAIN_MAILBOX = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
LONGEST_LINE = 78  # characters, as RFC 5322 would have it
FACE = "faces/{}-96.webp"
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
    """Whom a letter comes from: the group, or a member through the group."""
    name = f"{sender.name} via {settings.GROUP_NAME}" if sender else settings.GROUP_NAME
    return address(name, settings.GROUP_ADDRESS)


@lru_cache(maxsize=256)
def face_of(uuid):
    """A 96 px face as JPEG, which every mail program draws; None when the file is gone.

    A face's file never changes under its name, so it may be kept.
    """
    try:
        with default_storage.open(FACE.format(uuid)) as file, Image.open(file) as image:
            drawn = io.BytesIO()
            image.convert("RGB").save(drawn, "JPEG", quality=88)
    except OSError:
        return None
    return drawn.getvalue()


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
    message = EmailMessage(policy=POLICY)
    message["From"] = group_mailbox(letter.caused_by)
    message["Reply-To"] = address("", settings.GROUP_REPLY_TO)
    message["Subject"] = subject
    message["Date"] = letter.dated_at
    message["Message-ID"] = letter.message_id
    # Keeps out-of-office answers away from the people who read replies.
    message["Auto-Submitted"] = "auto-generated"
    if urlsplit(unsubscribe).scheme.startswith("http"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    page = message.get_payload()[1]
    for content_id, jpeg in [*([(FACE_ID, face)] if face else []), *faces]:
        page.add_related(jpeg, "image", "jpeg", cid=f"<{content_id}>", disposition="inline")
    if calendar:
        message.add_alternative(
            calendar.decode(), subtype="calendar", params={"method": method}, cte="base64"
        )
    # Written by hand: a long address would be broken up into encoded words, which nobody who looks
    # for this header puts together again.
    leave = f"List-Unsubscribe: <{unsubscribe}>\r\n".encode() if unsubscribe else b""
    return leave + message.as_bytes()


def to_line(name, mailbox):
    """The one line still missing, as bytes with its CRLF."""
    if PLAIN_NAME.fullmatch(name) and PLAIN_MAILBOX.fullmatch(mailbox):
        # Most people's: the same as below, in a hundredth of the time.
        line = f"To: {name} <{mailbox}>"
        if len(line) <= LONGEST_LINE:
            return f"{line}\r\n".encode()
    message = EmailMessage(policy=SMTP)
    message["To"] = address(name, mailbox)
    ascii_only = mailbox.rpartition("@")[0].isascii()
    policy = POLICY if ascii_only else SMTP.clone(utf8=True)
    return re.sub(rb"(\r\n)+\Z", b"\r\n", message.as_bytes(policy=policy))
