"""Signed links: what a letter's button carries instead of a login.

A link is bound to one recipient, one purpose and one subject, and it ends. It is a key to one
form, never a session: the page behind it shows its subject and nothing else.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core import signing
from django.utils.translation import gettext_lazy as _

from members import sealing
from members.errors import Refusal
from members.models import Member

SIGNER = {"salt": "members.links"}


class Bad(Refusal):
    """Nobody here signed this, or what it was bound to is gone."""

    sentence = _("This link is not one of ours, or part of it was lost on the way.")


class Spent(Refusal):
    """The link was good once. `link` still tells what it was about."""

    sentence = _("This link has done its work.")

    def __init__(self, link):
        super().__init__()
        self.link = link


@dataclass(frozen=True)
class Link:
    """Whom a link was written to, for what, and until when (aware UTC)."""

    member: Member
    purpose: str
    about_model: str
    about_pk: int | None
    expires_at: datetime
    extra: dict = field(default_factory=dict)

    @cached_property
    def about(self):
        """The subject, fresh from the database, or None when it has none or it is gone."""
        if not self.about_model:
            return None
        return apps.get_model(self.about_model)._default_manager.filter(pk=self.about_pk).first()


# A guest's way to stop our letters has a salt of its own, and opens nothing else.
GUEST_SIGNER = {"salt": "members.links.guest"}


def make_stop(address, kind):
    """A token for whoever reads at a bare address to stop our letters; `kind` is this one's.

    It never ends, and the address is sealed in it: tokens stand in logs of others.
    """
    content = [sealing.seal(address.encode()).decode(), {"kind": kind}]
    return signing.Signer(**GUEST_SIGNER).sign_object(content)


def read_stop(token):
    """(address, kind) of such a token. Raises Bad for any other."""
    try:
        sealed, more = signing.Signer(**GUEST_SIGNER).unsign_object(token)
        return sealing.unseal(sealed.encode()).decode(), more["kind"]
    except (signing.BadSignature, InvalidToken, ValueError, TypeError) as error:
        raise Bad from error


def make(member, purpose, about, expires_at, **extra):
    """A token for `member` to do `purpose` with `about` (a saved record, or None) in time.

    `expires_at` is an aware datetime; `extra` is what JSON can hold, such as time=<id>.
    """
    label, pk = (about._meta.label_lower, about.pk) if about is not None else ("", None)
    content = [member.pk, purpose, label, pk, int(expires_at.timestamp()), extra]
    return signing.Signer(**SIGNER).sign_object(content)


def read(token, now):
    """The Link in a token. Raises Bad for a token that is not ours and Spent for one too old."""
    try:
        content = signing.Signer(**SIGNER).unsign_object(token)
        member_pk, purpose, label, pk, expires, extra = content
        member = Member.objects.get(pk=member_pk)
        expires_at = datetime.fromtimestamp(expires, UTC)
    except (signing.BadSignature, ValueError, TypeError, Member.DoesNotExist) as error:
        raise Bad from error
    link = Link(member, purpose, label, pk, expires_at, extra)
    if now >= expires_at:
        raise Spent(link)
    return link
