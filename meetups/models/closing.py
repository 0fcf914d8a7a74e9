"""The list of who came is closed, by its hosts or by itself, and absences are counted."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from meetups.errors import DoorClosed, NotBegun
from meetups.models import line
from meetups.models.hours import TIME_TO_CLOSE
from meetups.models.standing_seat import StandingSeat
from meetups.models.sweeping import one_by_one
from members.errors import NotThere
from members.patience import patiently


class Closing:
    """The verbs that end the door, spoken by WeeklySession. Each locks the evening first."""

    # -- questions

    def can_be_closed(self, now):
        """Whether the list can be closed: before it begins nobody has stayed away."""
        return self.starts_at <= now and self.is_door_open(now)

    def can_be_opened_again(self, now):
        """Whether the closing can be taken back."""
        return self.closed_at is not None and self._is_in_hours(now)

    # -- verbs

    @patiently
    def close(self, by, now, *, others=""):
        """Nothing is tapped after this. `others` is what becomes of those nobody wrote down.

        Empty: unknown, which is not no. A standing seat counts an absence nobody announced, and is
        counted anew from the next time its member comes. Raises DoorClosed, NotThere, and NotBegun
        before it begins.
        """
        self._open_door(by, now)
        if not self.can_be_closed(now):
            raise NotBegun
        if others:
            # As if it had been said before anything else: what a phone still keeps is later.
            since = Coalesce("attended_at", Value(self.door_opens_at))
            for guests in (self.rsvps.going(), self.visitors.confirmed()):
                unknown = guests.filter(attendance="")
                unknown.update(attendance=others, attended_at=since, attended_by=by)
        self._close(now)

    @patiently
    def open_again(self, by, now):
        """Take the closing back: whoever was said not to have come is unknown again.

        Nothing while it is open. Raises DoorClosed outside its hours, NotThere.
        """
        self._take_turn()
        if not self.is_run_by(by):
            raise NotThere
        if self.is_door_open(now):
            return
        if not self.can_be_opened_again(now):
            raise DoorClosed(self, now)
        for guests in (self.rsvps, self.visitors):
            guests.filter(attendance="absent").update(attendance="")
        self.closed_at = None
        self.save(update_fields=["closed_at"])
        self._count_misses()

    @patiently
    def close_by_itself(self, now):
        """Close what its hosts forgot; before its time, do nothing."""
        self._take_turn()
        if self.closed_at is None and self.ends_at + TIME_TO_CLOSE <= now:
            self._close(now)

    # -- with the evening locked

    def _close(self, now):
        self.closed_at = now
        self.save(update_fields=["closed_at"])
        self._count_misses()

    def _count_anew(self):
        """What came after the closing is counted as if it had come before."""
        if self.closed_at:
            self._count_misses()

    def _count_misses(self):
        """Count of all who come every time how often they stayed away since they came last."""
        theirs = self.rsvps.model.objects.filter(
            session__in=type(self).objects.on_calendar().closed(),
            session__series__in=line.all_of(self.series_id),
        )
        came_later = theirs.came().filter(
            member=OuterRef("member"), session__starts_at__gt=OuterRef("session__starts_at")
        )
        missed = (
            theirs.filter(Q(attendance="absent") | Q(gave_back_late=True))
            .filter(~Exists(came_later))
            .filter(member=OuterRef("member"), session__starts_at__gte=OuterRef("since"))
        )
        misses = missed.order_by().values("member").annotate(times=Count("pk")).values("times")
        StandingSeat.objects.kept().at(self.series).update(misses=Coalesce(Subquery(misses), 0))


def close_old(sessions, now):
    """Close every evening that its hosts forgot, each by itself. -> how many"""
    due = sessions.to_close(now).with_place().order_by("ends_at")
    return one_by_one(due, lambda session: session.close_by_itself(now))
