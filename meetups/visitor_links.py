"""Signed links of guests, who are no members: what `members.links` is to those.

A link is bound to one guest and one purpose, and it ends. Its salt is its own, so that no token of
a member opens a guest's page, nor the other way round.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.urls import reverse

from members.links import Bad, Spent

SIGNER = {"salt": "meetups.visitor_links"}


@dataclass(frozen=True)
class VisitorLink:
    """Which guest a link was written to, for what, and until when (aware UTC)."""

    uuid: UUID
    purpose: str
    expires_at: datetime

    @cached_property
    def visitor(self):
        """The guest with evening and inviter, fresh from the database, or None."""
        visitors = apps.get_model("meetups.visitor").objects.with_evening()
        return visitors.filter(uuid=self.uuid).first()


def make(visitor, purpose, expires_at):
    """A token for a guest to do `purpose` ("come", "cant") before `expires_at` (aware)."""
    content = [visitor.uuid.hex, purpose, int(expires_at.timestamp())]
    return signing.Signer(**SIGNER).sign_object(content)


def address(visitor, purpose, expires_at):
    """The absolute address of such a link."""
    token = make(visitor, purpose, expires_at)
    return settings.SITE_URL + reverse("meetups:letter_link", args=[token])


def read(token, now):
    """The VisitorLink in a token. Raises Bad for one that is no guest's, Spent for one too old."""
    try:
        uuid, purpose, expires = signing.Signer(**SIGNER).unsign_object(token)
        link = VisitorLink(UUID(uuid), purpose, datetime.fromtimestamp(expires, UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Bad from error
    if link.visitor is None:
        raise Bad
    if now >= link.expires_at:
        raise Spent(link)
    return link


def read_again(link):
    """The same link, whose guest is fresh from the database once more."""
    return replace(link)
