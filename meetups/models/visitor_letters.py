"""What a guest is written, when, and for how long it stays true."""

from datetime import UTC, time, timedelta
from enum import StrEnum

from meetups import recurrence
from members.models import Letter, Member
from members.models.letter_ends import NOT_GONE

EVE = timedelta(hours=24)
# A seat that somebody gave to a guest is kept until so long before the start, if that leaves the
# guest the least time to answer.
KEPT_UNTIL = (timedelta(hours=24), timedelta(hours=2))
LEAST_TIME = timedelta(hours=2)
MORNING = time(8)
DAY = timedelta(days=1)
# Some hosts write down who came a day late; thanks that come any later are no thanks.
MORNINGS = 3


class VisitorKind(StrEnum):
    """The letters to a guest; members/kinds.py says what they are called."""

    CONFIRM = "visitor_confirm"
    GOING = "visitor_going"
    TOMORROW = "visitor_tomorrow"
    MOVED = "visitor_moved"
    OFF = "visitor_off"
    THANKS = "visitor_thanks"


class VisitorLetters:
    """The part of a guest that knows what is owed: spoken by Visitor."""

    Kind = VisitorKind

    # -- moments

    @property
    def kept_until(self):
        """When the seat that a member gave them is kept no longer."""
        starts_at = self.session.starts_at
        ends = (starts_at - before for before in KEPT_UNTIL)
        return next((end for end in ends if end - self.asked_at >= LEAST_TIME), starts_at)

    @property
    def mornings_after(self):
        """When thanks could be said: from eight the next morning on the venue's wall."""
        evening = self.session
        day = evening.starts_at.astimezone(evening.zone).date() + DAY
        first = recurrence.on_the_wall(day, MORNING, evening.zone)
        if first < evening.ends_at:
            day += DAY
        days = (day + number * DAY for number in range(MORNINGS))
        return [recurrence.on_the_wall(day, MORNING, evening.zone).astimezone(UTC) for day in days]

    def next_moment(self, now):
        """From when on something is owed next, or None: what `write_at` is set to."""
        evening = self.session
        if not self.email or evening.is_cancelled:
            return None
        if self.is_asked:
            return self.kept_until if self.in_place_of_id else None
        if not self.is_coming:
            return None
        mornings = self.mornings_after
        # Only thanks end it: whoever is said not to have come may be written down as here later.
        if self.came and now >= mornings[0]:
            return None
        moments = [evening.starts_at - EVE, *mornings]
        return next((moment for moment in moments if moment > now), None)

    def due_kind(self, now):
        """The newest letter that is due to somebody who comes, or None: a late one is left out."""
        evening = self.session
        if evening.starts_at - EVE <= now < evening.starts_at:
            return VisitorKind.TOMORROW
        if self.came and now >= self.mornings_after[0]:
            return VisitorKind.THANKS
        return None

    # -- truth

    @property
    def move_untold(self):
        """What a letter about a move tells that has not gone yet, or {}."""
        moves = Letter.objects.about(self).filter(kind=VisitorKind.MOVED, state__in=NOT_GONE)
        return self.move_told if self.move_told and moves.exists() else {}

    def drop_letters(self, now):
        """Take back what was to be said about an earlier state: newer words follow."""
        Letter.objects.about(self).take_back("no longer true", now)

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind to the guest, who is no member, is still true."""
        evening = self.session
        if member is not None:
            return False
        if kind == VisitorKind.THANKS:
            return self.came
        if evening.is_over(now):
            return False
        if kind == VisitorKind.OFF:
            return evening.is_cancelled or self.is_out
        if evening.is_cancelled:
            return False
        match kind:
            case VisitorKind.CONFIRM:
                return self.is_asked and evening.is_ahead(now) and self._may_hear_of_inviter()
            case VisitorKind.GOING | VisitorKind.MOVED:
                return self.has_chair
            case VisitorKind.TOMORROW:
                return self.has_chair and evening.is_ahead(now)
        return False

    @property
    def inviter(self):
        """Who asked them along, where that can be said: present, and parted by no block."""
        return self.invited_by if self.invited_by_id and self._may_hear_of_inviter() else None

    def _may_hear_of_inviter(self):
        """Whether the address belongs to nobody whom a block parts from the inviter.

        The inviter never learns: their guest has just not answered.
        """
        inviter = self.invited_by
        if inviter is None:
            return True
        parted = Member.objects.filter(pk__in=inviter.parted_from)
        return (
            inviter.is_present
            and not parted.filter(emailaddress__email__iexact=self.email).exists()
        )
