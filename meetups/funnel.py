"""From follow to met, in figures: of pairs, never of persons.

The funnel follows pairs from their first hand that is still held out. A pair that skipped a stage,
as one that proposes without a word before, has passed it when it came to the next. Pairs that met
or had agreed to before that hand are no part of it, because they went the other way. A met pair sat
at one table, or both say that they talked at a session: a call is a vehicle, and no meeting.
"""

from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from meetups.few import FEW, is_told, told, told_apart
from meetups.models import Kind
from meetups.pairs import BY_ORIGIN, BY_VEHICLE, BY_WEEK, IN_ALL, PAIRS
from members.ladder import STATIONS
from members.models import Follow

WEEK = timedelta(weeks=1)
# The weeks that are told one by one, the current one included.
WEEKS = 12
# The weeks whose follows have had time to come to something: eight, that ended eight weeks ago. Not
# the same as those told one by one, so that no week can be worked out from them.
RIPE_FROM, RIPE_TO = 16 * WEEK, 8 * WEEK
# Where a first proposal stands in STATIONS: from there on pairs have a vehicle.
PROPOSED = 3

ORIGINS = {
    Follow.Origin.PROFILE: _("A profile"),
    Follow.Origin.SESSION: _("At a session"),
    Follow.Origin.IMPORT: _("Imported"),
    Follow.Origin.INTRODUCTION: _("Introduced"),
}
# What a pair meets over, by its name in PAIRS: what was proposed first, or a session.
SESSION = "session"
VEHICLES = {**{kind.value: kind.label for kind in Kind}, SESSION: _("At a session")}
# Whoever has that one has met, so that its number is the same from the proposal to the table.
LEVEL = (2, list(VEHICLES).index(SESSION))


class Step(NamedTuple):
    """One stage of a Cohort: how many came so far, and what share of those who began.

    `days` is the middle number of days from the hand, `after` from the stage before. A number that
    is hidden is words, and None is one that there is not.
    """

    stage: object
    count: object
    percent: int | None
    days: float | None
    after: float | None

    @property
    def word(self):
        """The stage in a word."""
        return self.stage.label


class Cohort(NamedTuple):
    """Pairs counted together, by the stages they came to."""

    name: object
    steps: list

    @property
    def begun(self):
        """The first stage they are counted at."""
        return next(step for step in self.steps if step.count is not None)

    @property
    def met(self):
        """The last stage."""
        return self.steps[-1]


class Funnel:
    """What organizers see of it at `now` (aware), in one statement."""

    def __init__(self, now):
        self.zone = ZoneInfo(settings.GROUP_TIME_ZONE)
        self.today = now.astimezone(self.zone).date()

    @property
    def monday(self):
        """The first day of the current week."""
        return self.today - timedelta(days=self.today.weekday())

    @property
    def ripe_days(self):
        """The first and the last day whose follows are ripe."""
        return self.monday - RIPE_FROM, self.monday - RIPE_TO - timedelta(days=1)

    @property
    def widest_gap(self):
        """Once both hands are out, the (Step, how many did not come to it) most are lost before.

        None while too little can be told.
        """
        gaps = [
            (before.count - step.count, before.count, step)
            for before, step in pairwise(self.ripe.steps[1:])
            if is_told(before.count) and is_told(step.count)
        ]
        gaps = [gap for gap in gaps if gap[0] >= FEW]
        if not gaps:
            return None
        lost, _of, step = max(gaps, key=lambda gap: gap[0] / gap[1])
        return step, lost

    @cached_property
    def weeks(self):
        """A Cohort for each week of follows, the latest first."""
        mondays = [self.monday - back * WEEK for back in range(WEEKS)]
        found = self._found(BY_WEEK)
        return [
            _cohort(monday, [told(count) for count in counts], *medians)
            for monday in mondays
            for counts, *medians in [found.get(monday, NOBODY)]
        ]

    @property
    def ripe(self):
        """The Cohort of all ripe follows."""
        return self._ripe[0]

    @property
    def origins(self):
        """Of the ripe follows, a Cohort for each origin."""
        return self._ripe[1]

    @property
    def vehicles(self):
        """Of the ripe follows that came to a proposal or a table, a Cohort for each vehicle."""
        return self._ripe[2]

    @cached_property
    def _ripe(self):
        counts, *medians = self._found(IN_ALL).get(None, NOBODY)
        origins = [self._found(BY_ORIGIN).get(origin, NOBODY) for origin in Follow.Origin.values]
        vehicles = [self._found(BY_VEHICLE).get(name, NOBODY) for name in VEHICLES]
        # Who proposed nothing has no vehicle, so only the later columns add up.
        nothing, later = [None] * PROPOSED, slice(PROPOSED, None)
        kept, by_origin, by_vehicle = told_apart(
            counts,
            [one[0] for one in origins],
            [nothing + one[0][later] for one in vehicles],
            level={LEVEL},
        )
        return (
            _cohort(None, kept, *medians),
            [
                _cohort(ORIGINS[origin], row, *medians)
                for origin, row, (_counts, *medians) in zip(
                    Follow.Origin, by_origin, origins, strict=True
                )
            ],
            [
                _cohort(words, row, *medians)
                for words, row, (_counts, *medians) in zip(
                    VEHICLES.values(), by_vehicle, vehicles, strict=True
                )
            ],
        )

    def _found(self, told_by):
        return self._pairs.get(told_by, {})

    @cached_property
    def _pairs(self):
        """{what it is told by: {name: (counts, days, steps)}}"""
        ripe_from, ripe_to = self.monday - RIPE_FROM, self.monday - RIPE_TO
        wanted = {
            "since": self._midnight(ripe_from),
            "until": self._midnight(self.monday + WEEK),
            "ripe_from": self._midnight(ripe_from),
            "ripe_to": self._midnight(ripe_to),
            "zone": settings.GROUP_TIME_ZONE,
        }
        pairs = {}
        with connection.cursor() as cursor:
            cursor.execute(PAIRS, wanted)
            for told_by, week, origin, vehicle, *figures in cursor.fetchall():
                name = week.astimezone(self.zone).date() if week else origin or vehicle
                pairs.setdefault(told_by, {})[name] = figures
        return pairs

    def _midnight(self, day):
        return datetime.combine(day, time(0), tzinfo=self.zone)


NOBODY = ([0] * len(STATIONS), [None] * (len(STATIONS) - 1), [None] * (len(STATIONS) - 1))


def _cohort(name, counts, days, after):
    begun = next(count for count in counts if count is not None)
    return Cohort(
        name,
        [
            Step(
                stage,
                count,
                round(100 * count / begun) if is_told(count) and is_told(begun) else None,
                _days(median, count),
                _days(since, count),
            )
            for stage, count, median, since in zip(
                STATIONS, counts, [None, *days], [None, *after], strict=True
            )
        ],
    )


def _days(median, count):
    """A median in days, where what it is taken from is told."""
    if median is None or not is_told(count):
        return None
    return round(median / timedelta(days=1), 1)
