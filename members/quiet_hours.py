"""Quiet hours on a member's own wall clock, across clock changes. Pure, but for asking wishes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from members.models.preferences import Preferences

# Ahead of the quiet, so that a letter lies there before it begins.
LEAD = timedelta(minutes=30)
DAYS = [timedelta(days=day) for day in (-1, 0, 1, 2)]


@dataclass(frozen=True)
class QuietHours:
    """From one naive time of day until another in `zone`; equal times mean none at all."""

    starts: time
    ends: time
    zone: ZoneInfo

    @classmethod
    def of(cls, member, preferences=None):
        """What a member wished, or the usual."""
        preferences = preferences or Preferences.objects.of(member)
        return cls(preferences.quiet_from, preferences.quiet_to, member.zone)

    def holds(self, moment):
        """Whether it is quiet at an aware moment."""
        clock = moment.astimezone(self.zone).time()
        if self.starts <= self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends

    def over_at(self, moment):
        """When the quiet around an aware moment is over; the moment itself when it isn't quiet."""
        if not self.holds(moment):
            return moment
        # An hour that comes twice is quiet until its second end, one that is skipped until it
        # would have been.
        return min(end for end in self._on_days_around(moment, self.ends, max) if end > moment)

    def before(self, moment):
        """The moment, or when it is quiet then, shortly before the quiet began."""
        if not self.holds(moment):
            return moment
        began = max(
            start for start in self._on_days_around(moment, self.starts, min) if start <= moment
        )
        return began - LEAD

    def _on_days_around(self, moment, clock, which):
        today = moment.astimezone(self.zone).date()
        for day in DAYS:
            walls = [
                datetime.combine(today + day, clock.replace(fold=fold), tzinfo=self.zone)
                for fold in (0, 1)
            ]
            yield which(wall.astimezone(UTC) for wall in walls)
