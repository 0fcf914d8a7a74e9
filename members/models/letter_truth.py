"""Whether a letter is still owed: what was true when it was written may have changed since."""

from functools import cached_property

from members.endings import HELD_BACK, HELD_TOO_LONG, NOT_HERE, TOO_LATE, UNWANTED
from members.kinds import GUESTS_CAN_SPARE
from members.models.member import Member
from members.models.stop import Stop
from members.quiet_hours import QuietHours

# They keep to their reader's quiet hours.
MAY_WAIT = ("appointment", "encouragement")


class LetterTruth:
    """The part of a Letter that asks its people and its subject, just before it is sent."""

    def why_not(self, now):
        """Why it must not go any more, in a few words, or "" when it is still owed."""
        if self.gives_up_at(now) <= now:
            return HELD_TOO_LONG if self.reason == HELD_BACK and not self.tries else TOO_LATE
        if self.is_account:
            return ""
        if self.recipient is not None:
            if not (self.recipient.is_present or self.is_last_word):
                return "the recipient is not here"
            if self.kind in self.recipient.unwanted:
                return UNWANTED
            people = {self.caused_by_id, *self.shows}
            if not (self.is_last_word or people.isdisjoint(self.recipient.parted_from)):
                return "the two are parted"
        elif self.can_be_spared and Stop.objects.at(self.address).exists():
            return UNWANTED
        if self.about_id is not None:
            about = self.about
            if about is None or not about.still_owes(self.kind, self.recipient, now):
                return "no longer true"
        if self.recipient is not None and not self._shows_whoever_is_here():
            return NOT_HERE
        return ""

    def quiet_until(self, now):
        """When its reader's quiet hours end, where it waits for that; None where it goes now.

        What somebody did or waits for goes at any hour.
        """
        if self.klass not in MAY_WAIT or self.recipient is None:
            return None
        until = QuietHours(*self.recipient.quiet_between, self.recipient.zone).over_at(now)
        return None if until == now else until

    @property
    def can_be_spared(self):
        """Whether a guest has not asked for it: a reminder, thanks, or what a member's deed sends.

        LetterQuerySet.can_be_spared() finds the same.
        """
        return self.kind in GUESTS_CAN_SPARE or self.caused_by_id is not None

    @property
    def people_ids(self):
        """The ids of its reader, of whoever caused it and of those who stand in it."""
        return {self.recipient_id, self.caused_by_id, *self.shows} - {None}

    def meet(self, people):
        """Know its people from {id: member}, where all of them are who are left."""
        if self.recipient_id is not None:
            self.recipient = people[self.recipient_id]
        self.shown = [people[pk] for pk in self.shows if pk in people]

    @cached_property
    def shown(self):
        """Those members who stand in it without having caused it, as far as they are left."""
        return list(Member.objects.filter(pk__in=self.shows)) if self.shows else []

    def _shows_whoever_is_here(self):
        return len(self.shown) == len(self.shows) and all(one.is_present for one in self.shown)
