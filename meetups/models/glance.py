"""What a verb about seats looks at first: the seats, the line, and what one member has said."""

from typing import NamedTuple

from django.db import connection

from members.columns import all_of

# In plain SQL and at once: it is asked with the evening locked, while everybody else who wants a
# seat waits, and the ORM takes many times as long about it as PostgreSQL. Who holds a seat and who
# waits for one is what `holding` and `in_line` of Rsvp and Visitor say.
GLANCE = """
SELECT room.taken + guests.taken, room.waiting, room.last_turn, {mine}
FROM (
    SELECT
        count(*) FILTER (
            WHERE state IN ('going', 'offered') AND attendance <> 'excused'
        ) AS taken,
        count(*) FILTER (WHERE state = 'waiting') AS waiting,
        coalesce(max(turn), 0) AS last_turn
    FROM meetups_rsvp
    WHERE session_id = %(session)s
) AS room
CROSS JOIN (
    SELECT count(*) AS taken
    FROM meetups_visitor
    WHERE session_id = %(session)s
        AND (state = 'confirmed' OR (state = 'asked' AND in_place_of_id IS NOT NULL))
        AND attendance <> 'excused'
) AS guests
LEFT JOIN meetups_rsvp AS mine ON mine.session_id = %(session)s AND mine.member_id = %(member)s
"""


class Glance(NamedTuple):
    """An evening's seats and line, and the Rsvp of one member: a new one while they said nothing.

    `last_turn` is the number of whoever queued last, even if they wait no more.
    """

    capacity: int
    taken: int
    waiting: int
    last_turn: int
    rsvp: object = None

    @property
    def free(self):
        """How many seats are left; less than none after the room became smaller."""
        return self.capacity - self.taken

    @property
    def has_room(self):
        """Whether somebody new may have a seat: one is free, and nobody waits for it."""
        return self.free > 0 and not self.waiting


def glance(session, member=None):
    """The Glance at an evening, in one statement; for nobody in particular it has no Rsvp."""
    model = session.rsvps.model
    names = [field.attname for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        asked = {"session": session.pk, "member": member and member.pk}
        cursor.execute(GLANCE.format(mine=all_of(model, "mine")), asked)
        taken, waiting, last_turn, *values = cursor.fetchone()
    rsvp = None
    if member:
        is_new = values[0] is None
        rsvp = model() if is_new else model.from_db(connection.alias, names, values)
        rsvp.session, rsvp.member = session, member
    return Glance(session.capacity, taken, waiting, last_turn, rsvp)
