"""Whom an evening tells that it has changed."""

from meetups import moves
from meetups.models import free_time
from meetups.models.nudge import Nudge


class SessionLetters:
    """The part of an evening that speaks up: spoken by WeeklySession, with its row locked."""

    def tell_of_the_move(self, news, now, *, is_alone=True):
        """Everybody who comes or waits hears of the new time or place, and is asked anew.

        `news` holds what it `was` (moves.plan_of) and `why` it is no more, where the host said so.
        Unless it `is_alone`, whoever comes every time hears of the series instead.
        """
        for rsvp in self._concerned():
            known = rsvp.move_untold
            is_back = known.get("was") == moves.plan_of(self)
            is_told = is_alone or known or rsvp.hears_of_each(now)
            rsvp.drop_letters(now)
            if rsvp.still_on_at:
                # It was another time that they said yes to.
                rsvp.still_on_at = None
                rsvp.save(update_fields=["still_on_at"])
            if is_back:
                # There and back before they read of it.
                rsvp.tell_as_if_unmoved(now)
                continue
            if not is_told:
                rsvp.leave_question(now)
                continue
            # Of several moves on end they read of the plan they know, and of the last reason.
            details = news | known | {"why": news["why"] or known.get("why", "")}
            rsvp.tell(Nudge.Kind.SESSION_MOVED, now, details)
        self._free_their_time(now)
        self._invite_anew(now)
        self.tell_visitors_of_the_move(news, now)

    def tell_of_the_end(self, now, *, is_alone=True):
        """Everybody who comes or waits hears that it does not take place.

        Unless it `is_alone`, whoever comes every time hears of the series instead.
        """
        for rsvp in self._concerned():
            is_told = is_alone or rsvp.move_untold or rsvp.hears_of_each(now)
            rsvp.drop_letters(now)
            if is_told:
                rsvp.tell(Nudge.Kind.SESSION_OFF, now)
        self._free_their_time(now)
        self._invite_anew(now)
        self.tell_visitors_of_the_end(now)

    def _invite_anew(self, now):
        """What invites to it as it was, and has not gone, is written once more.

        Not only taken back: with this evening a whole group would lose its letter of the week.
        """
        Nudge.objects.inviting_to(self).write_anew("the evening has changed", now)

    def _free_their_time(self, now):
        free_time.expire([rsvp.member_id for rsvp in self._concerned()], now)

    def _concerned(self):
        rows = self.rsvps.filter(state__in=["going", "offered", "waiting"])
        rsvps = list(rows.select_related("member").order_by("pk"))
        for rsvp in rsvps:
            rsvp.session = self
        return rsvps
