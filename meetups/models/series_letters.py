"""What whoever comes every time is told of a series as a whole."""

from datetime import timedelta

from meetups import recurrence, rhythm
from meetups.models.nudge import Nudge
from members.models import Letter

# Every rule names a date within it.
PATIENCE = timedelta(days=2 * 366)


class SeriesLetters:
    """The part of a series that speaks up: spoken by Series, with its line locked.

    One letter to each standing seat, instead of one about each evening.
    """

    # -- questions

    @property
    def first_on(self):
        """The first date on which it gathers."""
        days = recurrence.dates(
            self.rule, self.starts_on, self.starts_on, self.starts_on + PATIENCE
        )
        return next(days, self.starts_on)

    @property
    def usual(self):
        """When and where it gathers, as far as diaries care."""
        return rhythm.told(self), self.clock, self.minutes, self.venue_id

    # -- verbs

    def tell_of_the_change(self, why, now):
        """It goes on from another one, at another time or place; `why` in the host's words."""
        self._tell(Nudge.Kind.SERIES_MOVED, now, {"why": why})

    def tell_of_the_end(self, last, why, now):
        """Its line gathers no more after `last` (a date)."""
        kind = Nudge.Kind.SERIES_ENDS
        Nudge.objects.about(self).filter(kind=kind).drop("untrue", now)
        Letter.objects.about(self).filter(kind=kind).take_back("no longer true", now)
        self._tell(kind, now, {"last": last.isoformat(), "why": why})

    def _tell(self, kind, now, details):
        seats = self._standing().kept().select_related("member").order_by("pk")
        Nudge.objects.tell(
            Nudge(
                recipient=seat.member,
                kind=kind,
                about=self,
                key=f"{kind}:{self.uuid}:{seat.pk}:{now.isoformat()}",
                due_at=now,
                details=details,
            )
            for seat in seats
        )

    # -- truth

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this series is still true for `member`."""
        if not member.is_present or not self._standing().kept().of(member).exists():
            return False
        match kind:
            case Nudge.Kind.SERIES_MOVED:
                # Changed again from its first evening on, it never was.
                today = now.astimezone(self.zone).date()
                return self.ends_on is None or self.ends_on >= max(today, self.starts_on)
            case Nudge.Kind.SERIES_ENDS:
                return self.ends_on is not None
        return False
