import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from meetups.errors import KnowEachOther, LeftInPeace, TakesThree
from members.errors import NotThere
from members.models import Hush, Member, Tie
from members.patience import patiently

# How long one who was introduced is left to it, before the next introduction.
WEEK = timedelta(days=7)


class IntroductionQuerySet(models.QuerySet):
    def of(self, *members):
        """Those that introduce any of these members to somebody."""
        return self.filter(Q(newcomer__in=members) | Q(member__in=members))

    def between(self, one, other):
        """The introduction of a pair, whichever of the two was the newcomer."""
        return self.filter(Q(newcomer=one, member=other) | Q(newcomer=other, member=one))

    def since(self, moment):
        """Those made after an aware moment."""
        return self.filter(at__gt=moment)

    def end(self, now):
        """Let nobody read of these any more; the first ending stands."""
        return self.filter(over_at=None).update(over_at=now)

    @patiently
    def introduce(self, newcomer, member, by, now):
        """`by` brings the two together. Returns the Introduction; nobody gets a letter of it.

        Raises TakesThree unless they are three, NotThere for somebody absent, KnowEachOther for two
        who met, shook hands or were introduced, and LeftInPeace for the rest: which of its reasons
        it was stays unsaid, because a block is silent.
        """
        if len({newcomer.pk, member.pk, by.pk}) < 3:
            raise TakesThree
        newcomer, member = Member.objects.lock_pair(newcomer, member)
        if not (newcomer.is_present and member.is_present):
            raise NotThere
        tie = Tie.objects.between(newcomer, member)
        if self.between(newcomer, member).exists() or (tie and (tie.times_met or tie.mutual_since)):
            raise KnowEachOther
        if (
            newcomer.is_blocked_with(member)
            or Hush.objects.between(newcomer, member).exists()
            or Member.Openness.RESTING in (newcomer.openness, member.openness)
            or self.of(newcomer, member).since(now - WEEK).exists()
        ):
            raise LeftInPeace
        return self.create(newcomer=newcomer, member=member, by=by, at=now)


class Introduction(models.Model):
    """An organizer brings a newcomer together with somebody who knows the group."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    newcomer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # A block came between the two.
    over_at = models.DateTimeField(null=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("newcomer", "member"),
                Greatest("newcomer", "member"),
                name="one_introduction_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(newcomer=F("member")) & ~Q(by=F("newcomer")) & ~Q(by=F("member")),
                name="an_introduction_takes_three",
            ),
        ]

    def __str__(self):
        return f"{self.newcomer_id} to {self.member_id}"

    # -- questions

    def other(self, member):
        """The one of the two who isn't `member`."""
        return self.member if member.pk == self.newcomer_id else self.newcomer
