"""What a coffee makes its two members hear, and for how long it stays true."""

from datetime import datetime, time, timedelta

from meetups.models.nudge import Nudge
from members.models import Letter, Preferences
from members.quiet_hours import QuietHours

EVE = timedelta(hours=24)
SOON = timedelta(hours=2)
# A word about an early coffee comes before the quiet hours, however long somebody set them.
EARLIEST = timedelta(hours=36)
# Nobody is asked about a coffee they may still be drinking.
AFTERWARDS = timedelta(hours=2)
EVENING = time(18, 30)
ASK_AGAIN = [timedelta(days=3), timedelta(days=10)]
# Whom a coffee fell through with, one asks again the next day; thanks are for the next morning.
SLEEP_ON_IT = timedelta(days=1)
MORNING = time(8)
# A no against a yes may be a slip of the finger: one more question, a day later.
ASK_ONCE_MORE = timedelta(days=1)

REMINDERS = [Nudge.Kind.COFFEE_TOMORROW, Nudge.Kind.COFFEE_SOON, Nudge.Kind.DID_YOU_MEET]
# What is untrue once there is another time, or none.
OLD_PLAN = [*REMINDERS, Nudge.Kind.ACCEPTED, Nudge.Kind.MOVED, Nudge.Kind.LATE]


class CoffeeLetters:
    """The part of a coffee that speaks up: spoken by Coffee."""

    def evening_for(self, member):
        """When `member` is first asked whether they met: that evening on their own clock."""
        that_day = self.starts_at.astimezone(member.zone).date()
        evening = datetime.combine(that_day, EVENING, tzinfo=member.zone)
        return max(evening, self.ends_at + AFTERWARDS)

    def soon_for(self, member):
        """When `member` hears that it begins soon: two hours ahead, or before the quiet hours."""
        soon = self.starts_at - SOON
        return QuietHours.of(member).before(soon)

    def plan_soon_anew(self, member):
        """The member's quiet hours or zone are others by now, and so is the moment of that word."""
        left = Nudge.objects.about(self).for_member(member).waiting()
        left.filter(kind=Nudge.Kind.COFFEE_SOON).update(due_at=self.soon_for(member))

    def will_be_asked(self, member, now):
        """Whether the question if it is still on is left, wanted and still to come."""
        kind = Nudge.Kind.COFFEE_TOMORROW
        left = Nudge.objects.about(self).for_member(member).filter(kind=kind, due_at__gt=now)
        return Preferences.objects.of(member).wants(kind) and left.waiting().exists()

    def leave_reminders(self, now):
        """Leave both the questions before and after, for the time the coffee has now."""
        for member in self.pair:
            evening = self.evening_for(member)
            wanted = [
                (Nudge.Kind.COFFEE_TOMORROW, "", self.starts_at - EVE),
                (Nudge.Kind.COFFEE_SOON, "", self.soon_for(member)),
                (Nudge.Kind.DID_YOU_MEET, "", evening),
                *(
                    (Nudge.Kind.DID_YOU_MEET, f":{wait.days}d", evening + wait)
                    for wait in ASK_AGAIN
                ),
            ]
            Nudge.objects.leave_all(
                Nudge(
                    recipient=member,
                    kind=kind,
                    about=self,
                    key=f"{kind}:{self.uuid}:{self.sequence}:{member.pk}{step}",
                    due_at=due_at,
                )
                for kind, step, due_at in wanted
                if due_at > now
            )

    def drop_reminders(self, reason, now, *members, kinds=REMINDERS):
        """Take back what waits, written or not; for both where no member is named."""
        nudges = Nudge.objects.about(self).filter(kind__in=kinds)
        # Whoever is about to send one finds it gone: asking before it goes would be a blink too
        # early.
        letters = Letter.objects.about(self).filter(kind__in=kinds)
        if members:
            nudges = nudges.filter(recipient__in=members)
            letters = letters.filter(recipient__in=members)
        nudges.drop(reason, now)
        letters.take_back("no longer true", now)

    def forget_the_old_plan(self, reason, now):
        """Take back all that speaks of the time it had: newer words follow."""
        self.drop_reminders(reason, now, kinds=OLD_PLAN)

    def tell(self, kind, now, *members, step=""):
        """Let these members hear at once what has just been agreed about the coffee."""
        Nudge.objects.tell(
            Nudge(
                recipient=member,
                kind=kind,
                about=self,
                key=f"{kind}:{self.uuid}{step}:{member.pk}",
                due_at=now,
            )
            for member in members
        )

    def ask_once_more(self, member, now):
        """Ask the one who said no, while the other said yes, one last time."""
        Nudge.objects.leave(
            member,
            Nudge.Kind.DID_YOU_MEET,
            self,
            key=f"{Nudge.Kind.DID_YOU_MEET}:{self.uuid}:{self.sequence}:{member.pk}:once_more",
            due_at=max(now + ASK_ONCE_MORE, self.evening_for(member)),
        )

    def leave_rain_check(self, now):
        """It fell through: leave both a word a day later, with times for another try."""
        Nudge.objects.leave_all(
            Nudge(
                recipient=member,
                kind=Nudge.Kind.RAIN_CHECK,
                about=self,
                key=f"{Nudge.Kind.RAIN_CHECK}:{self.uuid}:{member.pk}",
                due_at=now + SLEEP_ON_IT,
            )
            for member in self.pair
        )

    def leave_thank_you(self, member, now):
        """`member` says they met: leave a word about thanks for the next morning on their clock."""
        that_day = max(self.ends_at, now).astimezone(member.zone).date()
        morning = datetime.combine(that_day + timedelta(days=1), MORNING, tzinfo=member.zone)
        Nudge.objects.leave(
            member,
            Nudge.Kind.THANK_YOU,
            self,
            key=f"{Nudge.Kind.THANK_YOU}:{self.uuid}:{member.pk}",
            due_at=morning,
        )

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind about this coffee is still true for `member`."""
        if member.pk not in (self.tie.low_id, self.tie.high_id):
            return False
        if kind == Nudge.Kind.CANCELLED:
            # The one letter that passes a block: both must know not to come.
            return self.state == self.State.CANCELLED
        if not self._may_hear(member):
            return False
        if kind == Nudge.Kind.RAIN_CHECK:
            return self._fell_through()
        if kind == Nudge.Kind.THANK_YOU:
            return self.is_owed_thanks(member, now)
        if self.state != self.State.SCHEDULED:
            return False
        until_start = self.starts_at - now
        match kind:
            case Nudge.Kind.ACCEPTED | Nudge.Kind.MOVED | Nudge.Kind.LATE:
                return now < self.ends_at
            case Nudge.Kind.COFFEE_TOMORROW:
                asked = timedelta() < until_start <= EARLIEST
                return (
                    asked
                    and not self.seats.filter(member=member, still_on_at__isnull=False).exists()
                )
            case Nudge.Kind.COFFEE_SOON:
                return timedelta() < until_start <= EARLIEST
            case Nudge.Kind.DID_YOU_MEET:
                return self.ends_at <= now < self.settles_at and self._is_owed_an_answer(member)
        return False

    def _may_hear(self, member):
        other = self.other(member)
        return member.is_present and member.can_see(other)

    def _fell_through(self):
        """Whether it came to nothing, and nothing has come in its place."""
        tie = self.tie
        return bool(
            self.state in (self.State.CANCELLED, self.State.MISSED)
            and tie.mutual_since
            and not tie.has_plans
            and not type(self).objects.filter(tie=tie, created_at__gt=self.created_at).exists()
        )

    def is_owed_thanks(self, member, now):
        """Whether `member` says they met, and has not said thank you."""
        happened = self.state in (self.State.SCHEDULED, self.State.MET) and self.ends_at <= now
        return bool(
            happened and self.answer_of(member) and not self.thanks.filter(giver=member).exists()
        )

    def _is_owed_an_answer(self, member):
        answers = {answer.member_id: answer.met for answer in self.answers.all()}
        mine, theirs = answers.get(member.pk), answers.get(self.other(member).pk)
        return mine is None or (mine is False and theirs is True)
