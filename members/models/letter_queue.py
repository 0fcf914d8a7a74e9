"""The letters that wait, as phrases: which are due, which are ours, which somebody left lying."""

import logging
import uuid
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Left

from members.columns import all_of
from members.endings import (
    GIVEN_UP,
    GONE_BEFORE,
    HELD_BACK,
    HELD_TOO_LONG,
    QUIET,
    QUIET_TOO_LONG,
    TOO_LATE,
    UNWANTED,
    WORKER_GONE,
)
from members.kinds import GUESTS_CAN_SPARE
from members.lines import about_letter
from members.models.member import Member
from members.models.stop import Stop
from members.models.subjects import bring_subjects
from members.patience import patiently

# To be fenced within: a worker that was killed holds its letters back no longer than this.
LEASE_LASTS = timedelta(minutes=1)

WAITING = ("waiting", "retry")
# Nobody can have read these.
NOT_GONE = (*WAITING, "leased")
MUST_ARRIVE = ("account", "agreed")
# What must arrive goes again when nobody knows whether it went, but not for ever: a letter that
# kills its worker each time, or a relay that never answers, would fill somebody's mailbox, or keep
# the others waiting.
MOST_DOUBTS = 5
# After the second time its worker died over it; twice that after the third, and so on.
APART = timedelta(minutes=5)

# How many end by one statement.
PORTION = 1_000
UNSENT = Case(When(tries=0, then=Value("waiting")), default=Value("retry"))


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


log = logging.getLogger(__name__)


def _tell(letters, end):
    """Leave a line about each of these, which came to this end by one statement.

    Once that stands: a verb may be tried again.
    """

    def tell():
        for letter in letters:
            log.info(about_letter(letter, end, reason=letter.why))

    if letters:
        transaction.on_commit(tell, robust=True)


class LetterQuerySet(models.QuerySet):
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

    def recover(self, now):
        """Decide about letters whose worker never came back. Returns how many there were.

        Leased was certainly unsent, and goes again unless its worker died over it too often.
        Sending is known to nobody: what must arrive goes again under the same Message-ID, until it
        was in doubt too often; anything else ends as unsure.
        """
        stale = self.filter(lease_until__lte=now)
        free = {"lease_token": None, "lease_until": None}
        unsent = stale._blame(now, **free)
        unsent += stale.filter(state="leased").update(state=UNSENT, **free)
        doubtful = stale.filter(state="sending")
        hopeful = doubtful.filter(klass__in=MUST_ARRIVE, doubts__lt=MOST_DOUBTS - 1)
        again = hopeful.update(
            state="retry",
            due_at=now,
            tries=F("tries") + 1,
            tried_at=Coalesce("tried_at", now),
            doubts=F("doubts") + 1,
            reason=WORKER_GONE,
            **free,
        )
        unsure = doubtful._end("unsure", WORKER_GONE, now, doubts=F("doubts") + 1, **free)
        return unsent + again + unsure

    def _blame(self, now, **free):
        """Count it against each letter that its worker was just looking at when it died.

        That is the first still leased of those claimed together, unless one of them was on its way.
        It waits apart from then on, so that the others are not there when it kills the next.
        """
        leased = self.filter(state="leased")
        sending = self.model.objects.filter(state="sending", lease_token=OuterRef("lease_token"))
        in_turn = leased.exclude(Exists(sending)).order_by("lease_token", "-queue", "due_at", "pk")
        count = 0
        for pk, doubts in in_turn.distinct("lease_token").values_list("pk", "doubts"):
            letter = leased.filter(pk=pk)
            if doubts + 1 >= MOST_DOUBTS:
                count += letter._end("failed", GONE_BEFORE, now, doubts=doubts + 1, **free)
            else:
                until = now + doubts * APART
                count += letter.update(state=UNSENT, due_at=until, doubts=doubts + 1, **free)
        return count

    def drop_useless(self, now):
        """End what waited past its use: (cancelled, failed), how many of each.

        What was tried in vain has failed; what never had its turn is only too late.
        """
        late = self.waiting().filter(useless_after__lte=now)
        failed = (
            late.filter(tries__gt=0)
            .exclude(reason=QUIET)
            ._end("failed", Left(Concat(Value(f"{GIVEN_UP}: "), "reason"), 200), now)
        )
        why = Case(
            When(reason=HELD_BACK, then=Value(HELD_TOO_LONG)),
            When(reason=QUIET, then=Value(QUIET_TOO_LONG)),
            default=Value(TOO_LATE),
        )
        return late._end("cancelled", why, now), failed

    def _end(self, state, reason, now, **more):
        """Settle these, which then are not among these any more. Returns how many there were."""
        count = 0
        # A whole outage's backlog at once would hold too much for too long.
        while some := self._end_some(state, reason, now, **more):
            count += some
        return count

    def _end_some(self, state, reason, now, **more):
        """Settle a portion by one update for those with sealed words, and one for the others."""
        end = {"state": state, "reason": reason, "settled_at": now, **more}
        with transaction.atomic():
            found = self._held(reason, PORTION)
            letters = self.model.objects.filter(pk__in=[letter.pk for letter in found])
            letters.filter(klass="account").update(**end, mime=b"", subject="")
            letters.exclude(klass="account").update(**end)
            _tell(found, state)
        return len(found)

    def _held(self, reason, most=None):
        """These, locked, as far as a line says something of them, and `why` each is to end."""
        why = reason if hasattr(reason, "resolve_expression") else Value(reason)
        rows = self.annotate(why=why).only("kind", "klass", "queue", "state", "tries")
        return list(rows.order_by("pk").select_for_update(no_key=True)[:most])

    def held_back(self):
        """Those that wait because their address is paused."""
        return self.waiting().filter(reason=HELD_BACK)

    def kept_quiet(self):
        """Those that wait for the end of their reader's quiet hours."""
        return self.waiting().filter(reason=QUIET)

    def let_go(self, now):
        """Make these due at once. Returns how many there were."""
        return self.update(due_at=now, reason="")

    def take_back(self, reason, now):
        """Cancel those that have certainly not gone. Returns how many there were.

        An encouragement that is just on its way goes no second time, should the relay not take it:
        whether what it shows is still so, nobody asks again.
        """
        unsent = Q(state__in=NOT_GONE) & ~Q(klass="account")
        on_its_way = Q(state="sending", klass="encouragement")
        with transaction.atomic():
            # Locked before anything else, or one could set out or come back between the two.
            found = self.filter(unsent | on_its_way)._held(reason)
            letters = self.model.objects.filter(pk__in=[letter.pk for letter in found])
            letters.filter(on_its_way).update(useless_after=now)
            # Whoever holds a lease finds it lost before a word goes out.
            end = {"state": "cancelled", "reason": reason, "settled_at": now}
            free = {"lease_token": None, "lease_until": None}
            taken = [letter for letter in found if letter.state in NOT_GONE]
            _tell(taken, "cancelled")
            return letters.filter(unsent).update(**end, **free)

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
