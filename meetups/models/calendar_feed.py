import secrets

from django.conf import settings
from django.db import models

from members.patience import patiently


def new_token():
    """What nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class CalendarFeedQuerySet(models.QuerySet):
    def of(self, member):
        """The member's feed, or None while they have none."""
        return self.filter(member=member).first()

    @patiently
    def renew(self, member, now):
        """A feed at a new address; the old one is nobody's from this moment on. -> CalendarFeed"""
        new = {"token": new_token(), "made_at": now}
        feed, _is_first = self.update_or_create(member=member, defaults=new)
        return feed

    def close(self, member):
        """No feed any more."""
        self.filter(member=member).delete()


class CalendarFeed(models.Model):
    """The secret address under which calendars read a member's coffees and evenings.

    Kept as it is, because its page shows it again: it opens a member's own plans to read, and
    nothing else.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self):
        return f"feed of {self.member_id}"
