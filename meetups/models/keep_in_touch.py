from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.models.nudge import Nudge
from members.errors import Refusal
from members.models import Letter, Tie

MONTHS = [1, 3, 6, 12]


class KeepInTouchQuerySet(models.QuerySet):
    def wish_of(self, member, tie):
        """The member's wish about this tie, or None."""
        return self.filter(member=member, tie=tie).first()

    def choose(self, member, tie, months, now):
        """Wish for a coffee every so many MONTHS, or with None for none. The tie is locked.

        Raises Refusal for another interval.
        """
        if months is not None and months not in MONTHS:
            raise Refusal(_("Choose one of these intervals."))
        # Written, and not yet gone: it was about another wish.
        letters = Letter.objects.about(tie).filter(kind=Nudge.Kind.NEXT_COFFEE, recipient=member)
        letters.take_back("the wish has changed", now)
        if months is None:
            self.filter(member=member, tie=tie).delete()
            return
        wish, _is_new = self.update_or_create(member=member, tie=tie, defaults={"months": months})
        wish.leave_reminder(tie)
        tie.wished(now)

    def met_again(self, tie, but):
        """Count from this meeting for everybody who wished it, `but` for these ids."""
        for wish in self.filter(tie=tie).exclude(member__in=but).select_related("member"):
            wish.leave_reminder(tie)


class KeepInTouch(models.Model):
    """One member's private wish not to lose touch: a coffee every so many months."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tie = models.ForeignKey(Tie, models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()

    objects = KeepInTouchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "tie"], name="one_interval_for_somebody"),
            models.CheckConstraint(condition=Q(months__in=MONTHS), name="an_interval_of_the_list"),
        ]

    def __str__(self):
        return f"{self.member_id}: every {self.months} months"

    def key(self, tie):
        """Names the wish and the meeting it counts from: a reminder of any other is a bygone."""
        return f"{Nudge.Kind.NEXT_COFFEE}:{tie.pk}:{self.member_id}:{tie.times_met}:{self.months}"

    def leave_reminder(self, tie):
        """Leave a word for so many months after the last meeting, by the member's own calendar."""
        if not tie.times_met:
            # What they say of the first one is not counted yet.
            return
        last = tie.last_met_at.astimezone(self.member.zone)
        Nudge.objects.leave(
            self.member,
            Nudge.Kind.NEXT_COFFEE,
            tie,
            key=self.key(tie),
            due_at=last + relativedelta(months=self.months),
        )
