"""What one member can choose from when offering another times and a place."""

from functools import cached_property

from meetups import scheduling, telling, weeks
from meetups.models import ReadyTime


class Choices:
    """Common times of two members for `minutes`, told in the proposer's zone."""

    def __init__(self, proposer, invitee, minutes, now):
        self.proposer, self.invitee, self.minutes, self.now = proposer, invitee, minutes, now
        self.zone = proposer.zone

    @cached_property
    def _lines(self):
        lines = ReadyTime.objects.lines_of([self.proposer, self.invitee], self.now)
        return lines[self.proposer.pk], lines[self.invitee.pk]

    @cached_property
    def suggested(self):
        """Up to three starts on different days."""
        return scheduling.suggest(*self._lines, self.minutes, self.now, self.zone)

    @cached_property
    def starts(self):
        """Every start worth showing in the coming weeks."""
        shared = scheduling.common_stretches(*self._lines)
        return weeks.starts_in(shared, self.minutes, self.now, self.zone)

    def week(self, number, without):
        """One week of starts; with None for its number, the first that offers something."""
        left = [start for start in self.starts if start not in without]
        if number is None:
            first = min(left or self.suggested, default=self.now)
            number = weeks.number_of(first, self.now, self.zone)
        return weeks.week(left, number, self.now, self.zone)

    @property
    def zone_name(self):
        """The zone all of this is told in, named because the two differ; else empty."""
        return self.zone_beside(self.invitee.zone)

    def zone_beside(self, *others):
        """The same, named because of any of these zones."""
        # Two zones that agree today may differ behind a clock change.
        ends = self.now, self.now + scheduling.HORIZON
        for other in others:
            if named := telling.zone_beside(self.zone, other, *ends):
                return named
        return ""
