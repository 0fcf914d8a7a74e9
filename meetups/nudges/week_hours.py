"""The hour of the week at which a member gets one letter, on their own wall. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekHour:
    """A day (Monday is 0) and a full hour of every week on the clock of `zone`."""

    day: int
    hour: int
    zone: ZoneInfo

    @classmethod
    def of(cls, member, preferences):
        """The hour a member chose, or the usual one."""
        return cls(preferences.week_day, preferences.week_hour, member.zone)

    def latest(self, now):
        """The last such hour up to an aware moment, itself included; aware UTC."""
        return max(moment for moment in self._around(now) if moment <= now)

    def next(self, now):
        """The first such hour after an aware moment; aware UTC."""
        return min(moment for moment in self._around(now) if moment > now)

    def _around(self, now):
        today = now.astimezone(self.zone).date()
        this_week = today + timedelta(days=self.day - today.weekday())
        for date in (this_week - WEEK, this_week, this_week + WEEK):
            wall = datetime.combine(date, time(self.hour), tzinfo=self.zone)
            # Where the clock skips the hour, it is the moment at which it would have been.
            yield wall.astimezone(UTC)
