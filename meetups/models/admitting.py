"""Who has a seat at an evening, and who waits for one."""

from datetime import timedelta

from meetups.errors import NoSeatOffered, NotGathering
from meetups.models import free_time
from meetups.models.attending import UNMARKED
from meetups.models.glance import glance
from meetups.models.nudge import Nudge
from meetups.models.sweeping import one_by_one
from members.errors import NotThere
from members.patience import patiently

# An offered seat is kept for a quarter of the time that is left, but not for longer or shorter.
LONGEST_OFFER, SHORTEST_OFFER = timedelta(hours=24), timedelta(hours=2)
# With less time left than this there is none to ask: the seat goes to whoever takes any.
NO_TIME_TO_ASK = 2 * SHORTEST_OFFER
# Giving a seat back later than this is like staying away, unless somebody takes it.
LATE_NOTICE = timedelta(hours=2)


class Admitting:
    """The verbs about seats, spoken by WeeklySession: the one door that every other leads to.

    Each locks the evening's row and reads it afresh, so that all who want the last seat take turns.
    Nobody else's member row is locked: a promotion is a matter between the evening and its answers.
    """

    # -- questions

    @property
    def taken(self):
        """How many seats count as taken: going, offered, and those of visitors.

        Not those of the excused: somebody else may sit there.
        """
        return glance(self).taken

    @property
    def free(self):
        """How many seats are left; less than none after the room became smaller."""
        return glance(self).free

    @property
    def over_by(self):
        """By how many the room is over its capacity."""
        return max(0, -self.free)

    # -- verbs

    @patiently
    def say_going(self, member, now, *, takes_any=None, is_shown=None):
        """Take a seat, an offered one too, or the next place in line. -> Rsvp

        `takes_any`: when there is no time left to ask, take a seat without being asked. `is_shown`:
        others see that they come. None leaves either as it was wished before. Saying it twice is
        saying it once, and makes an answer of the standing seat the member's own. Whoever was
        excused comes after all, on a seat that is free, or stands in line. Raises NotGathering,
        NoSeatOffered when the offer is over, NotThere for somebody absent.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        if not member.is_present:
            raise NotThere
        seen = glance(self, member)
        rsvp = seen.rsvp
        if takes_any is not None:
            rsvp.takes_any = takes_any
        if is_shown is not None:
            rsvp.is_shown = is_shown
        if rsvp.is_excused:
            self._seat_or_queue(seen, now)
            self._outdate_taps(rsvp, now)
        elif rsvp.is_going or rsvp.is_waiting:
            rsvp.is_standing = False
            rsvp.save(update_fields=["takes_any", "is_shown", "is_standing"])
        elif rsvp.is_offered:
            if rsvp.offered_until <= now:
                raise NoSeatOffered
            self._seat(rsvp, now)
        else:
            self._seat_or_queue(seen, now)
        return rsvp

    @patiently
    def say_cant(self, member, now):
        """Give the seat, the offer or the place in line back, or say that one can't come. -> Rsvp

        Raises NotGathering once it has begun.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        rsvp = glance(self, member).rsvp
        if rsvp.state not in rsvp.OUT:
            self._let_go(rsvp, now)
        return rsvp

    @patiently
    def remove(self, member, now):
        """Take a member off the list; the seat goes to the next. -> whether they hear of it

        Nothing for who isn't on it. Whoever had no seat, or none we ever wrote about, hears
        nothing. Raises NotGathering once it has begun.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        rsvp = self.rsvp_of(member)
        if rsvp is None or rsvp.state in rsvp.OUT:
            return False
        return self._let_go(rsvp, now)

    @patiently
    def still_coming(self, member, now):
        """Answer the question of the day before. Saying it twice is saying it once.

        It takes an excuse back, too. Raises NotGathering once it has begun, NotThere for somebody
        without a seat, or who was excused from one that somebody else has now.
        """
        self._take_turn()
        self._refuse_unless_ahead(now)
        seen = glance(self, member)
        mine = seen.rsvp
        if not mine.is_going or (mine.is_excused and not seen.has_room):
            raise NotThere
        if mine.is_excused:
            self._seat(mine, now)
            self._outdate_taps(mine, now)
        if mine.still_on_at is None:
            mine.still_on_at = now
            mine.save(update_fields=["still_on_at"])
            mine.drop_question(now)

    @patiently
    def let_offers_end(self, now):
        """Offer the seats to the next in line that others let pass; before that, do nothing."""
        self._take_turn()
        for rsvp in self.rsvps.filter(state="offered", offered_until__lte=now):
            self._become(rsvp, rsvp.State.DECLINED, now)
        self._promote(now)

    @patiently
    def take_standing_seat(self, seat, now):
        """Answer for whoever comes every time, unless they have answered for themselves.

        They wished for it once and for all, and get no letter about each evening.
        """
        self._take_turn()
        seen = glance(self, seat.member)
        if self.is_ahead(now) and not seen.rsvp.pk:
            seen.rsvp.is_shown = seat.is_shown
            self._seat_or_queue(seen, now, is_standing=True)

    @patiently
    def give_standing_seat_back(self, member, now):
        """Undo what the standing seat answered; what the member said themselves stands."""
        self._take_turn()
        rsvp = self.rsvps.of(member).filter(is_standing=True).first()
        if rsvp and self.is_ahead(now) and rsvp.state not in rsvp.OUT:
            self._let_go(rsvp, now)

    @patiently
    def let_the_gone_go(self, now):
        """Pass on the seats, offers and places in line of those who aren't here any more."""
        self._take_turn()
        if not self.is_ahead(now):
            return
        for rsvp in self.rsvps.exclude(state__in=self.rsvps.model.OUT).select_related("member"):
            if not rsvp.member.is_present:
                self._let_go(rsvp, now)

    # -- with the evening locked

    def _refuse_unless_ahead(self, now):
        if not self.is_ahead(now):
            raise NotGathering(self, now)

    def _seat_or_queue(self, seen, now, *, is_standing=False):
        """Give the member at whose answer we glanced a seat, or the next place in line."""
        if seen.has_room:
            self._seat(seen.rsvp, now, is_standing=is_standing)
        else:
            turn = seen.last_turn + 1
            waiting = seen.rsvp.State.WAITING
            self._become(seen.rsvp, waiting, now, is_standing=is_standing, turn=turn)

    def _seat(self, rsvp, now, *, is_standing=False, is_told=True):
        """Give the member a seat, and tell them, unless it is one of many wished for at once."""
        self._become(rsvp, rsvp.State.GOING, now, is_standing=is_standing, gave_back_late=False)
        if self.starts_at - now < LATE_NOTICE:
            self._forgive_one()
        if is_told and not is_standing:
            rsvp.tell(Nudge.Kind.SESSION_GOING, now)
        else:
            rsvp.leave_question(now)

    def _let_go(self, rsvp, now):
        """-> whether they are told: it comes off their diary"""
        had_seat, was_excused = rsvp.is_going, rsvp.is_excused
        is_told = had_seat and (not rsvp.is_standing or rsvp.is_in_diary)
        is_new = rsvp.pk is None or rsvp.is_offered
        state = rsvp.State.DECLINED if is_new else rsvp.State.CANCELLED
        late = had_seat and not was_excused and self.starts_at - now < LATE_NOTICE
        self._become(rsvp, state, now, gave_back_late=late)
        if is_told:
            rsvp.tell(Nudge.Kind.SESSION_LEFT, now)
        self._promote(now)
        return is_told

    def _promote(self, now):
        """Let the next in line have what is free: asked while there is time, at once after."""
        free = self.free
        if free <= 0 or not self.is_ahead(now):
            return
        line, until = self.rsvps.in_line(), self._offered_until(now)
        if until < self.starts_at:
            for rsvp in line[:free]:
                self._offer(rsvp, until, now)
            return
        at_once = list(line.filter(takes_any=True)[:free])
        for rsvp in at_once:
            self._seat(rsvp, now)
        for rsvp in line[: free - len(at_once)]:
            self._offer(rsvp, until, now)

    def _offered_until(self, now):
        """The end of an offer made now: the start itself, when there is no time left to ask."""
        left = self.starts_at - now
        if left <= NO_TIME_TO_ASK:
            return self.starts_at
        return now + min(max(left / 4, SHORTEST_OFFER), LONGEST_OFFER)

    def _shorten_offers(self, now):
        """Offers end as early as one that is made now: it begins earlier than they knew."""
        until = self._offered_until(now)
        offered = self.rsvps.offered(now).filter(offered_until__gt=until)
        offered.update(offered_until=until)

    def _offer(self, rsvp, until, now):
        self._become(rsvp, rsvp.State.OFFERED, now, offered_until=until)
        rsvp.tell(Nudge.Kind.SEAT_OFFERED, now)

    def _forgive_one(self):
        """Somebody sits on a seat that was given back late, so that it cost nobody anything."""
        late = self.rsvps.filter(gave_back_late=True).order_by("changed_at", "pk").first()
        if late:
            self.rsvps.filter(pk=late.pk).update(gave_back_late=False)

    def _become(self, rsvp, state, now, *, offered_until=None, turn=None, **changes):
        changes |= {"state": state, "changed_at": now, "offered_until": offered_until} | UNMARKED
        if turn is not None:
            changes["turn"] = turn
        took_time = rsvp.takes_time
        if rsvp.pk:
            rsvp.drop_letters(now)
        for name, value in changes.items():
            setattr(rsvp, name, value)
        rsvp.changes, rsvp.still_on_at = rsvp.changes + 1, None
        rsvp.session = self
        rsvp.save()
        # Whoever waits for a seat may do something else meanwhile.
        if took_time or rsvp.takes_time:
            free_time.expire([rsvp.member_id], now)


def let_offers_end(sessions, now):
    """Pass on every seat whose offer is over, one evening per transaction. -> how many evenings"""
    due = sessions.with_offers_over(now).with_place()
    return one_by_one(due, lambda session: session.let_offers_end(now))


def let_the_gone_go(sessions, now):
    """Pass on the seats of whoever isn't here any more, one evening per transaction. -> how many"""
    due = sessions.with_somebody_gone(now).with_place()
    return one_by_one(due, lambda session: session.let_the_gone_go(now))
