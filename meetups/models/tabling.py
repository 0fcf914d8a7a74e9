"""Where people sit at an evening."""

from meetups.errors import DoorClosed
from members.errors import NotThere
from members.patience import patiently

TABLES = 0  # the round in which everybody sits at a table; rounds of two come after it


class Tabling:
    """The verb of whoever seats people, spoken by WeeklySession; it locks the evening first."""

    @patiently
    def seat_people(self, rounds, size, by, now):
        """Let people sit like this: {round: [table, ...]}, a table a list of guests.

        A guest is an Rsvp or a Visitor of this evening. What was so in these rounds before is
        forgotten; that at most `size` are wanted at a table is kept for those who come late.
        Raises DoorClosed when the list is closed or the evening called off, NotThere for
        a member who doesn't run it, or a guest of another evening.
        """
        self._take_turn()
        if not self.is_run_by(by):
            raise NotThere
        if self.closed_at or self.is_cancelled:
            raise DoorClosed(self, now)
        self.table_size = size
        self.save(update_fields=["table_size"])
        self.places.filter(round__in=rounds).delete()
        places = [
            self._place(number, table, guest)
            for number, tables in rounds.items()
            for table, guests in enumerate(tables, start=1)
            for guest in guests
        ]
        self.places.bulk_create(places)

    def _place(self, number, table, guest):
        if guest.session_id != self.pk:
            raise NotThere
        who = {"member_id": guest.member_id} if hasattr(guest, "member_id") else {"visitor": guest}
        return self.places.model(session=self, round=number, table=table, **who)

    def table_of(self, member):
        """The number of the table at which a member sits, or None."""
        mine = self.places.filter(round=TABLES, member=member)
        return mine.values_list("table", flat=True).first()
