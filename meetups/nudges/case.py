"""A nudge that is due, and what there is to know for the decision about it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType, ModuleType
from typing import NamedTuple

from django.db import models
from django.utils import timezone, translation

from meetups import turns
from meetups.models import Nudge
from members.models import Letter, Preferences, TieSide
from members.quiet_hours import QuietHours

State = Nudge.State
NOTHING = MappingProxyType({})
# What was written longer ago says nothing about how often somebody wants to hear from us.
MEMORY = timedelta(days=400)


class Outcome(NamedTuple):
    """What becomes of a nudge other than a letter: `until` for held and folded ones."""

    state: str
    reason: str
    details: dict = NOTHING
    until: datetime | None = None

    def befall(self, nudge, now):
        """Let it happen to the nudge."""
        match self.state:
            case State.HELD:
                nudge.hold(self.until, self.reason, now, self.details)
            case State.FOLDED:
                nudge.fold(self.until, self.reason, now, self.details)
            case State.DROPPED:
                nudge.drop(self.reason, now, self.details)
            case State.MISSED:
                nudge.miss(self.reason, now, self.details)


class Told(NamedTuple):
    """An encouragement that the reader was told: in a letter of its own, or folded into one.

    `at` is when the letter was written, `on` the reader's date that it counts for: the weekly one
    counts for its own day however late the post was, or it would push the next one away.
    """

    pk: int
    kind: str
    other_id: int | None
    is_letter: bool
    arrived: bool
    at: datetime
    on: date
    used: bool


@dataclass
class Case:
    """Everything is asked once and only when a question wants it; `now` is aware."""

    nudge: Nudge
    subject: models.Model
    letters: ModuleType
    now: datetime

    @property
    def reader(self):
        """The member who would hear it."""
        return self.nudge.recipient

    @property
    def is_the_week(self):
        """Whether it is the weekly letter itself."""
        return self.nudge.kind == Nudge.Kind.THE_WEEK

    @cached_property
    def today(self):
        """The date on the reader's wall."""
        return self.now.astimezone(self.reader.zone).date()

    @cached_property
    def preferences(self):
        """The reader's wishes."""
        return Preferences.objects.of(self.reader)

    @cached_property
    def quiet_hours(self):
        """The reader's own."""
        return QuietHours.of(self.reader, self.preferences)

    @cached_property
    def ends(self):
        """The moment from which its letter could help nobody, or None."""
        return self.letters.useless_after(self.nudge, self.subject)

    @cached_property
    def told(self):
        """The encouragements the reader was told so far, the newest first: [Told].

        Those whose letter was cancelled before it went were never told.
        """
        rows = (
            Nudge.objects.for_member(self.reader)
            .encouragements()
            .filter(due_at__gt=self.now - MEMORY, letter__isnull=False)
            .exclude(letter__state=Letter.State.CANCELLED)
            .order_by("-letter__created_at", "-pk")
        )
        facts = ["pk", "kind", "other_id", "due_at", "state", "letter__state", "letter__created_at"]
        zone = self.reader.zone
        return [
            Told(
                pk=pk,
                kind=kind,
                other_id=other_id,
                is_letter=state == State.SENT,
                arrived=letter == Letter.State.SENT,
                at=at,
                on=(due_at if kind == Nudge.Kind.THE_WEEK else at).astimezone(zone).date(),
                used=heeded_at is not None,
            )
            for pk, kind, other_id, due_at, state, letter, at, heeded_at in rows.values_list(
                *facts, "heeded_at"
            )
        ]

    @cached_property
    def shown_on(self):
        """The reader's date on which a letter last showed whom it is about among others, or None.

        What showed them and never went is none.
        """
        sides = TieSide.objects.of(self.reader).filter(other=self.nudge.other_id)
        shown_at = sides.values_list("shown_at", flat=True).first()
        if shown_at is None or shown_at in turns.moments_of_none(self.reader, self.now):
            return None
        return shown_at.astimezone(self.reader.zone).date()

    # -- what can become of it

    def later(self, until, reason, details=NOTHING):
        """Not before `until` (aware): held, or missed when it could not help any more.

        The weekly letter never wanders to another day, or the next one would have no room on its
        own: it comes with the next one.
        """
        if self.is_the_week:
            return self.folded(reason, details, not_before=until)
        return self._held(until, reason, details)

    def in_the_morning(self, reason, details=NOTHING):
        """When the quiet hours are over, or missed when it could not help any more by then."""
        return self._held(self.now, reason, details)

    def _held(self, until, reason, details):
        awake = self.quiet_hours.over_at(until)
        if self.ends is not None and awake >= self.ends:
            return Outcome(State.MISSED, f"{reason}_too_long", details)
        return Outcome(State.HELD, reason, details, awake)

    def folded(self, reason, details=NOTHING, *, not_before=None):
        """In the next weekly letter, or missed when it could not help any more by then."""
        zone = self.reader.zone
        week = self.preferences.week_after(self.now, zone)
        while not_before and week < not_before:
            week = self.preferences.week_after(week, zone)
        if self.ends is not None and week >= self.ends and not self.is_the_week:
            return Outcome(State.MISSED, f"{reason}_too_long", details)
        return Outcome(State.FOLDED, reason, details, week)

    def begin_of(self, day):
        """The first moment of a date on the reader's wall; aware."""
        return datetime.combine(day, time(0), tzinfo=self.reader.zone)

    def write(self):
        """The letter in the reader's language and on their clock, or None: nothing to say."""
        write = getattr(self.letters, self.nudge.kind)
        with translation.override(self.reader.language), timezone.override(self.reader.zone):
            return write(self.nudge, self.subject, self.now)
