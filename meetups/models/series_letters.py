"""What whoever comes every time is told of a series as a whole."""

from meetups import recurrence, rhythm
from meetups.models.nudge import Nudge
from members.models import Letter


class SeriesLetters:
    """The part of a series that speaks up: spoken by Series, with its line locked.

    One letter to each standing seat, instead of one about each evening.
    """

    # -- questions

    @property
    def first_on(self):
        """The first date on which it gathers."""
        last = self.starts_on + recurrence.PATIENCE
        left_out = set(self.holidays.values_list("on", flat=True))
        days = (day for day in self._dates(self.starts_on, last) if day not in left_out)
        return next(days, self.starts_on)

    @property
    def usual(self):
        """When and where it gathers, as far as diaries care, such as a nudge can keep it."""
        known = rhythm.rhythm_of(self.rule)
        return {
            "rule": known.rule if known else "",
            "clock": self.clock.isoformat(),
            "minutes": self.minutes,
            "venue": self.venue_id,
        }

    # -- verbs

    def tell_of_the_change(self, why, now):
        """It goes on from another one, perhaps elsewhere or at another time.

        Whoever has yet to hear of the one before reads of the plan they know instead, and nothing
        where that is how it goes on. `why` is in the host's words; of several, the last ones.
        """
        before = self.split_from
        untold = {} if before._is_to_come(now) else before._unsay_the_move(now)
        known = {"was": before.usual, "why": ""}
        told = [(seat, known | untold.get(seat.member_id, {})) for seat in self._seats()]
        self._tell(
            Nudge.Kind.SERIES_MOVED,
            now,
            [
                (seat, details | {"why": why or details["why"]})
                for seat, details in told
                if details["was"] != self.usual
            ],
        )

    def tell_of_the_end(self, last, why, now):
        """Its line gathers no more after `last` (a date)."""
        kind = Nudge.Kind.SERIES_ENDS
        # Whichever part went on after all others when an earlier end was said.
        line = [type(self), [part.pk for part in self._line()]]
        Nudge.objects.about_any(*line).filter(kind=kind).drop("untrue", now)
        Letter.objects.about_any(*line).filter(kind=kind).take_back("no longer true", now)
        details = {"last": last.isoformat(), "why": why}
        self._tell(kind, now, [(seat, details) for seat in self._seats()])

    def _seats(self):
        return self._standing().kept().select_related("member").order_by("pk")

    def _unsay_the_move(self, now):
        """Take back what was to be said of how it came to be. -> {id of its reader: details}"""
        kind = Nudge.Kind.SERIES_MOVED
        moves = Nudge.objects.about(self).filter(kind=kind)
        untold = dict(moves.not_gone().order_by("pk").values_list("recipient", "details"))
        moves.drop("untrue", now)
        Letter.objects.about(self).filter(kind=kind).take_back("no longer true", now)
        return untold

    def _tell(self, kind, now, told):
        """`told` is a list of (seat, what its letter tells besides)."""
        Nudge.objects.tell(
            Nudge(
                recipient=seat.member,
                kind=kind,
                about=self,
                key=f"{kind}:{self.uuid}:{seat.pk}:{now.isoformat()}",
                due_at=now,
                details=details,
            )
            for seat, details in told
        )

    # -- truth

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this series is still true for `member`."""
        if not member.is_present or not self._standing().kept().of(member).exists():
            return False
        match kind:
            case Nudge.Kind.SERIES_MOVED:
                return self._is_to_come(now)
            case Nudge.Kind.SERIES_ENDS:
                return self.ends_on is not None
        return False

    def _is_to_come(self, now):
        # Changed again from its first evening on, it never was.
        today = now.astimezone(self.zone).date()
        return self.ends_on is None or self.ends_on >= max(today, self.first_on)
