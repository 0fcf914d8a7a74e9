from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.endings import UNHEARD
from members.errors import NotThere
from members.models.member import Member
from members.patience import patiently


class HushQuerySet(models.QuerySet):
    def of(self, member):
        """The hushes one member asked for."""
        return self.filter(member=member)

    def between(self, one, other):
        """The hushes of a pair about each other."""
        return self.filter(Q(member=one, other=other) | Q(member=other, other=one))

    def linking(self, some, others):
        """The hushes between one of these members and one of the others, in either direction."""
        return self.filter(
            Q(member__in=some, other__in=others) | Q(member__in=others, other__in=some)
        )

    @patiently
    def hush(self, member, other, now):
        """Tell the member nothing more about the other. Doing it twice is doing it once.

        Raises NotThere for oneself and for somebody the member cannot see.
        """
        if member.pk == other.pk or not member.can_see(other):
            raise NotThere
        # Whoever is just writing to the member has written by then, or sees the wish.
        Member.objects.lock_all([member.pk])
        self.get_or_create(member=member, other=other, defaults={"at": now})
        untold = member.letters.filter(klass="encouragement").showing(other)
        untold.take_back(UNHEARD, now)

    @patiently
    def lift(self, member, other):
        """The member may hear about the other again."""
        self.of(member).filter(other=other).delete()


class Hush(models.Model):
    """A member's wish to hear no encouragement about somebody; the somebody never knows."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hushes")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HushQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "hushes"
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="one_hush_about_somebody"),
            models.CheckConstraint(
                condition=~Q(member=F("other")), name="nobody_hushes_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.member_id} about {self.other_id}"
