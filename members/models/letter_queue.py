"""The letters that wait, as phrases: which are due, which are ours, which somebody left lying."""

import uuid
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Q

from members.columns import all_of
from members.endings import HELD_BACK, QUIET, UNWANTED
from members.kinds import GUESTS_CAN_SPARE
from members.models.letter_ends import UNSENT, WAITING, LetterEnds
from members.models.member import Member
from members.models.stop import Stop
from members.models.subjects import bring_subjects
from members.patience import patiently

# To be fenced within: a worker that was killed holds its letters back no longer than this.
LEASE_LASTS = timedelta(minutes=1)

# In plain SQL, because every letter is kept by itself, and every moment asks what is due: the ORM
# takes longer about any of them than PostgreSQL.
KEEP = """
INSERT INTO members_letter ({}) VALUES ({}) ON CONFLICT (key) DO NOTHING RETURNING id
"""
AT_HAND = """
SELECT
    EXISTS (
        SELECT FROM members_letter
        WHERE state IN ('leased', 'sending') AND lease_until <= %(now)s
    ),
    EXISTS (
        SELECT FROM members_letter
        WHERE state IN ('waiting', 'retry') AND useless_after <= %(now)s
    ),
    EXISTS (
        SELECT FROM members_letter
        WHERE state IN ('waiting', 'retry') AND due_at <= %(now)s
    )
"""
# What is to be locked is chosen first and once, or it would be more than was asked for.
LEASE = """
WITH due AS MATERIALIZED (
    SELECT id FROM members_letter
    WHERE state IN ('waiting', 'retry') AND due_at <= %(now)s
    ORDER BY queue DESC, due_at, id
    LIMIT %(how_many)s
    FOR NO KEY UPDATE SKIP LOCKED
), leased AS (
    UPDATE members_letter AS letter
    SET state = 'leased', lease_token = %(token)s, lease_until = %(until)s
    FROM due WHERE letter.id = due.id
    RETURNING letter.id, letter.queue, letter.due_at
)
SELECT id FROM leased ORDER BY queue DESC, due_at, id
"""
TO_SEND = """
SELECT ALL_OF_IT FROM members_letter AS letter WHERE letter.id = ANY(%s)
ORDER BY letter.queue DESC, letter.due_at, letter.id
"""


class LetterQuerySet(LetterEnds, models.QuerySet):
    def keep(self, letter):
        """Insert a new letter, unless its key is known. Returns whether it was inserted."""
        fields = [one for one in self.model._meta.local_concrete_fields if not one.primary_key]
        # Every one of them is kept as it is: nothing has to be made ready for the database.
        values = [getattr(letter, one.attname) for one in fields]
        columns = ", ".join([one.column for one in fields])
        statement = KEEP.format(columns, ", ".join(["%s"] * len(fields)))
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        if row is None:
            return False
        (letter.pk,) = row
        letter._state.adding, letter._state.db = False, connection.alias
        return True

    def waiting(self):
        """Not yet gone and in nobody's hands."""
        return self.filter(state__in=WAITING)

    def unsettled(self):
        """Those that may still go, or are just going.

        In two halves, as they are indexed: whatever was settled is not looked at.
        """
        return self.filter(Q(state__in=WAITING) | Q(state__in=["leased", "sending"]))

    def due(self, now):
        """Waiting, and their turn has come; urgent ones first, then the longest due.

        By luck of the alphabet the queues urgent, normal and bulk sort downwards.
        """
        return self.waiting().filter(due_at__lte=now).order_by("-queue", "due_at", "pk")

    def claim(self, now, how_many):
        """Lease up to `how_many` due letters to the caller and return them, urgent first."""
        _token, ids = self.lease(now, how_many)
        return self.to_send(ids)

    def lease(self, now, how_many):
        """Lease up to `how_many` due letters: (token, their ids in the order of sending).

        What another worker is just claiming is passed over. The lease is worth nothing by itself:
        each letter is fenced on its own with `take_up` before a word of it goes out.
        """
        token = uuid.uuid4()
        values = {"now": now, "how_many": how_many, "token": token, "until": now + LEASE_LASTS}
        with connection.cursor() as cursor:
            cursor.execute(LEASE, values)
            return token, [pk for (pk,) in cursor]

    def at_hand(self, now):
        """What there is to do at `now`: (whether a lease ran out, any is too late, any is due)."""
        with connection.cursor() as cursor:
            cursor.execute(AT_HAND, {"now": now})
            return cursor.fetchone()

    def to_send(self, ids):
        """These letters as they are now, in the order of sending, with all that they ask.

        That is their people, their people's wishes and blocks, and what they are about: each kind
        of them is fetched for all of the letters by one query.
        """
        statement = TO_SEND.replace("ALL_OF_IT", all_of(self.model, "letter"))
        letters = list(self.fetch_mode(models.FETCH_PEERS).raw(statement, [ids]))
        people = Member.objects.acquainted(set().union(*(one.people_ids for one in letters)))
        for letter in letters:
            letter.meet(people)
        bring_subjects(letters, people)
        return letters

    def give_back(self, token, ids):
        """Let go of letters leased with this token and not taken up."""
        mine = self.filter(pk__in=ids, state="leased", lease_token=token)
        mine.update(state=UNSENT, lease_token=None, lease_until=None)

    def held_back(self):
        """Those that wait because their address is paused."""
        return self.waiting().filter(reason=HELD_BACK)

    def kept_quiet(self):
        """Those that wait for the end of their reader's quiet hours."""
        return self.waiting().filter(reason=QUIET)

    def let_go(self, now):
        """Make these due at once. Returns how many there were."""
        return self.update(due_at=now, reason="")

    def to_guest(self, address):
        """Those to this bare address, whose owner has no account by it."""
        return self.filter(recipient=None, address__iexact=address)

    def can_be_spared(self):
        """Those to guests who have not asked for them."""
        caused = Q(kind__in=GUESTS_CAN_SPARE) | Q(caused_by__isnull=False)
        return self.filter(caused, recipient=None)

    @patiently
    def stop(self, address, now):
        """Send no more to this bare address than its owner waits for. Twice is once.

        What can be spared and has not gone is taken back.
        """
        Stop.objects.get_or_create(address=address.lower(), defaults={"at": now})
        self.unsettled().to_guest(address).can_be_spared().take_back(UNWANTED, now)

    def showing(self, member):
        """Letters in which the member stands without having caused them."""
        return self.filter(shows__contains=[member.pk])

    def in_trouble(self):
        """Those that failed, or may have; the latest first."""
        return self.filter(state__in=["failed", "unsure"]).order_by("-settled_at", "-pk")

    def about(self, subject):
        """Letters about this record."""
        return self.about_any(type(subject), [subject.pk])

    def about_any(self, model, ids):
        """Letters about any row of the model with one of these ids (a list or a query)."""
        return self.filter(about_type=ContentType.objects.get_for_model(model), about_id__in=ids)

    def readable(self):
        """Letters that people may look at: never those of accounts."""
        return self.filter(~Q(klass="account"))
