"""What an evening's host does with it: change it, call it off."""

from datetime import UTC

from meetups import moves, recurrence
from meetups.errors import BadEvening, NotGathering
from members.folding import clean_line
from members.patience import patiently

# What every diary must hear of.
TOLD = ["starts_at", "ends_at", "venue"]
CHANGEABLE = [*TOLD, "capacity", "agenda", "note"]
LONGEST_REASON = 200


class Calling:
    """The verbs of a host, spoken by WeeklySession. Each locks the evening and reads it afresh."""

    @patiently
    def change(self, now, *, why="", is_alone=True, **changes):
        """Change this evening alone: starts_at, ends_at (aware), venue, capacity, agenda, note.

        With another time or place everybody who comes or waits hears of it, of what it was and, in
        the host's words, why. Unless it `is_alone`: of a series that moves as a whole whoever comes
        every time hears once. A smaller room removes nobody; a larger one lets the next in line
        have a seat. Who was written down as here is so no more once the door opens only later.
        Raises NotGathering once it has begun, BadEvening for a time that has passed or an end
        before the start.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        starts_at = changes.get("starts_at", self.starts_at)
        if starts_at <= now or changes.get("ends_at", self.ends_at) <= starts_at:
            raise BadEvening
        is_news = any(getattr(self, name) != changes[name] for name in TOLD if name in changes)
        is_earlier, was = starts_at < self.starts_at, moves.plan_of(self)
        for name in CHANGEABLE:
            setattr(self, name, changes.get(name, getattr(self, name)))
        self.sequence += is_news
        self.save(update_fields=[*CHANGEABLE, "sequence"])
        self._forget_who_came(now)
        if is_earlier:
            self._shorten_offers(now)
        if is_news:
            news = {"was": was, "why": clean_line(why)[:LONGEST_REASON]}
            self.tell_of_the_move(news, now, is_alone=is_alone)
        self._promote(now)

    @patiently
    def call_off(self, reason, now, *, is_alone=True):
        """It does not take place, and `reason` says why. Everybody who comes or waits hears of it.

        `is_alone` as for change(). Raises NotGathering when it is over or was called off before,
        BadEvening for no reason.
        """
        self._take_turn()
        reason = clean_line(reason)[:LONGEST_REASON]
        if self.is_cancelled or self.is_over(now):
            raise NotGathering(self, now)
        if not reason:
            raise BadEvening
        self.state, self.reason = self.State.CANCELLED, reason
        self.sequence += 1
        self.save(update_fields=["state", "reason", "sequence"])
        self.tell_of_the_end(now, is_alone=is_alone)

    @patiently
    def follow(self, before, after, now, why="", *, is_alone=True):
        """Belong to the series `after` now, whose usual time, place and seats it takes over.

        `why` and `is_alone` as for change().
        What was changed for this evening alone stays: it differs from what was usual `before`. One
        that was called off or has begun changes in nothing else.
        """
        self._take_turn()
        usual = recurrence.on_the_wall(self.on, before.clock, before.zone).astimezone(UTC)
        starts_at = recurrence.on_the_wall(self.on, after.clock, after.zone).astimezone(UTC)
        changes = {
            name: getattr(after, name)
            for name in ("venue", "capacity", "agenda")
            if getattr(self, name) == getattr(before, name)
        }
        if (self.starts_at, self.ends_at) == (usual, usual + before.length):
            changes |= {"starts_at": starts_at, "ends_at": starts_at + after.length}
        self.series = after
        self.save(update_fields=["series"])
        if self.is_ahead(now):
            self.change(now, why=why, is_alone=is_alone, **changes)
