"""What an answer to an evening makes its member hear, and for how long it stays true."""

from datetime import timedelta

from meetups.models.nudge import Nudge
from members.models import Letter, Preferences

EVE = timedelta(hours=24)
# What puts the evening into the member's own calendar, once it may have gone.
INVITING = [
    Nudge.Kind.SESSION_GOING,
    Nudge.Kind.SESSION_MOVED,
    Nudge.Kind.SESSION_TOMORROW,
]
GONE = [Letter.State.SENDING, Letter.State.SENT, Letter.State.UNSURE]


def invites_last(answer):
    """Whether the last calendar entry that may have gone to a member or guest is an invitation.

    Asked where it must be the last: they may have had a seat before, and given it back.
    """
    gone = Letter.objects.about(answer).filter(state__in=GONE).order_by("-pk")
    entries = (letter.calendar for letter in gone)
    return "METHOD:REQUEST" in next(filter(None, entries), "")


class RsvpLetters:
    """The part of an answer that speaks up: spoken by Rsvp."""

    def tell(self, kind, now, details=None):
        """Let the member hear at once what has just become of their seat, and ask the day before.

        Only who has a seat is asked. `details` is what the letter tells besides.
        """
        Nudge.objects.tell([self._nudge(kind, now, details), *self._question(now)])

    def tell_as_if_unmoved(self, now):
        """Let the member hear what the letter about a move has kept from going, if anything."""
        if self.is_offered:
            # The link of the one before no longer counts.
            self.tell(Nudge.Kind.SEAT_OFFERED, now)
        elif self.is_going and self.hears_of_each(now) and not invites_last(self):
            self.tell(Nudge.Kind.SESSION_GOING, now)
        else:
            self.leave_question(now)

    def leave_question(self, now):
        """Leave the question of the day before, for one who need not hear of the seat itself."""
        Nudge.objects.leave_all(self._question(now))

    def drop_letters(self, now):
        """Take back what was to be said about an earlier state: newer words follow."""
        Nudge.objects.about(self).drop("untrue", now)
        Letter.objects.about(self).take_back("no longer true", now)

    def drop_question(self, now):
        """Take back the question of the day before, written or not: it has its answer."""
        asked = {"kind": Nudge.Kind.SESSION_TOMORROW}
        Nudge.objects.about(self).filter(**asked).drop("answered", now)
        Letter.objects.about(self).filter(**asked).take_back("no longer true", now)

    @property
    def is_in_diary(self):
        """Whether a letter has put the evening into the member's calendar."""
        invitations = Letter.objects.about(self).filter(kind__in=INVITING, state__in=GONE)
        return invitations.exists()

    def hears_of_each(self, now):
        """Whether the member hears of this evening, also where they hear of the series.

        They answered for it, or it is in their diary, or so near that nothing else will be said.
        """
        is_near = self.session.starts_at - EVE <= now
        return not self.is_standing or self.is_offered or is_near or self.is_in_diary

    @property
    def move_untold(self):
        """What a letter about a move would tell that has not gone yet, or {}."""
        moves = Nudge.objects.about(self).filter(kind=Nudge.Kind.SESSION_MOVED)
        return moves.not_gone().order_by("-pk").values_list("details", flat=True).first() or {}

    def will_be_asked(self, now):
        """Whether the question of the day before is left, wanted and still to come."""
        kind = Nudge.Kind.SESSION_TOMORROW
        question = Nudge.objects.about(self).filter(kind=kind, due_at__gt=now).waiting()
        return Preferences.objects.of(self.member).wants(kind) and question.exists()

    @property
    def sequence(self):
        """What calendars count this answer by: it rises with the evening's changes and its own."""
        return self.session.sequence + self.changes

    def _question(self, now):
        """The question of the day before; whoever takes a seat later than that knows."""
        asked_at = self.session.starts_at - EVE
        is_asked = self.is_going and not self.session.is_cancelled and asked_at > now
        return [self._nudge(Nudge.Kind.SESSION_TOMORROW, asked_at)] if is_asked else []

    def _nudge(self, kind, due_at, details=None):
        return Nudge(
            recipient=self.member,
            kind=kind,
            about=self,
            key=f"{kind}:{self.uuid}:{self.session.sequence}:{self.changes}",
            due_at=due_at,
            details=details or {},
        )

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this answer is still true for `member`."""
        session = self.session
        if member.pk != self.member_id or not member.is_present or session.is_over(now):
            return False
        if kind == Nudge.Kind.SESSION_OFF:
            return session.is_cancelled
        if kind == Nudge.Kind.SESSION_LEFT:
            # Whoever has left hears nothing when it is called off: this takes it off their diary.
            return self.state in self.OUT
        if session.is_cancelled:
            return False
        match kind:
            case Nudge.Kind.SESSION_GOING:
                return self.is_coming
            case Nudge.Kind.SEAT_OFFERED:
                return self.is_offered and now < self.offered_until
            case Nudge.Kind.SESSION_MOVED:
                # Whoever is excused hears of the plan as it is then, when they come after all.
                return self.state not in self.OUT and not self.is_excused
            case Nudge.Kind.SESSION_TOMORROW:
                return self.is_coming and now < session.starts_at and not self.still_on_at
        return False
