"""How offers and coffees begin in a town: in bulk, exactly as the verbs would have left them."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meetups.models import Coffee, Nudge, OfferedTime, Proposal, Seat
from meetups.models.nudge_kind import NudgeKind
from meetups.models.proposal_letters import APART, BEFORE_LAPSE, UNANSWERED
from members import account_letters, links, mime
from members.models import Follow, Letter, Tie
from members.models.letter import new_message_id
from tests.faults.pair import Pair

Kind = Nudge.Kind
LENGTH = timedelta(minutes=20)
PLAN = {"kind": "coffee", "minutes": 20, "place": "The Old Mill", "time_zone": "Europe/London"}
MOST_SOON = 95
FAR = timedelta(days=20)
# The first of them begin so soon that somebody can run late.
SOON = timedelta(hours=2, minutes=50)
CODE = "account_login_code"


class Beginnings:
    """The part of the people that begins something, one half of them with the other."""

    def __init__(self):
        self.rounds = list(round_robin(self.members))
        self.slots = Counter()  # how many of each are taken
        self.offered, self.agreed, self.over = [], [], []  # pairs
        self.in_bulk = set()  # ids of letters that no worker has decided about or written
        super().__init__()

    def agreed_long_ago(self):
        """Half of us meet the other half within a day, and hear the question of the day before.

        Agreed two days ago, and told then.
        """
        now = timezone.now()
        starts = self._slot("soon", SOON, now)
        self._agree(starts, now - timedelta(days=2), now, tell=False)

    @property
    def has_room(self):
        """Whether some of us haven't met, and could within the day and a half of the question."""
        return bool(self.rounds) and self.slots["soon"] < MOST_SOON

    def asked_already(self):
        """Half of us meet the other half within a day, and the question lies ready to be sent.

        As after an outage: these letters are many, and cost nobody the writing.
        """
        now = timezone.now()
        starts = self._slot("soon", SOON, now)
        self._agree(starts, now - timedelta(days=2), now, tell=False, written=True)

    def agreed_just_now(self):
        """Half of us agree with the other half to meet the day after tomorrow."""
        now = timezone.now()
        self._agree(self._slot("later", timedelta(hours=51), now), now, now, tell=True)

    def offered_just_now(self):
        """Half of us offer the other half two times next week."""
        now = timezone.now()
        first = self._slot("offer", timedelta(days=5, hours=12), now)
        starts = [first, first + timedelta(days=1)]
        pairs = self.rounds.pop()
        with transaction.atomic():
            moment = self._at_commit()
            ties = self._tie(pairs, now - timedelta(days=9), proposed_at=now)
            lapses = min(now + timedelta(days=7), starts[-1])
            proposals = Proposal.objects.bulk_create(
                Proposal(
                    tie=tie, proposer=tie.low, invitee=tie.high,
                    created_at=now, lapses_at=lapses, **PLAN,
                )
                for tie in ties
            )  # fmt: skip
            OfferedTime.objects.bulk_create(
                OfferedTime(proposal=proposal, starts_at=at)
                for proposal in proposals
                for at in starts
            )
            for proposal in proposals:
                proposal.leave_reminders(now)
                proposal.tell(Kind.PROPOSAL, now, proposal.invitee)
        for proposal in proposals:
            pair = Pair(proposal.proposer, proposal.invitee, proposal.pk)
            self.pairs[proposal.tie_id] = pair
            self._offer(pair, proposal, Kind.PROPOSAL, moment.deed)
            self._plan(pair, moment.deed)

    def ask_for_codes(self, how_many, rng):
        """Some of us sign in by letter."""
        for member in rng.choices(self.members, k=how_many):
            now, code = timezone.now(), f"CODE{len(self.codes):06}"
            context = {"user": member, "code": code}
            letter, deed = self._say(
                account_letters.leave, "account/email/login_code", member.email, context, now
            )
            self.codes[letter.pk] = code
            self.facts.owe(CODE, member.email, code, deed.at, letter.useless_after.timestamp())

    # -- how

    def _offer(self, pair, proposal, kind, deed):
        """The pair's offer is open, by a deed that its invitee hears of."""
        reader, other = proposal.invitee.email, proposal.proposer.short_name
        until = proposal.lapses_at.timestamp()
        self.facts.owe(kind, reader, other, deed.at, until)
        first, last = proposal.created_at + UNANSWERED, proposal.lapses_at - BEFORE_LAPSE
        for due in [first, last] if first + APART <= last else [last]:
            self.facts.owe(Kind.ANSWER_PROPOSAL, reader, other, due.timestamp(), until)
        pair.proposal = proposal.pk
        self.offered.append(pair)

    def _slot(self, name, first, now, apart=LENGTH):
        # Each half-and-half of us at an hour of its own: nobody sits at two tables.
        starts = now + first + apart * self.slots[name]
        self.slots[name] += 1
        return starts.replace(second=0, microsecond=0)

    def _far_slot(self, now):
        # So far ahead nothing else is on anybody's calendar.
        return self._slot("far", FAR, now, apart=LENGTH * 3)

    def _agree(self, starts, agreed_at, now, *, tell, written=False):
        pairs = self.rounds.pop()
        with transaction.atomic():
            moment = self._at_commit()
            ties = self._tie(pairs, now - timedelta(days=9), next_coffee_at=starts)
            ends = starts + LENGTH
            coffees = Coffee.objects.bulk_create(
                Coffee(tie=tie, starts_at=starts, ends_at=ends, created_at=agreed_at, **PLAN)
                for tie in ties
            )
            Proposal.objects.bulk_create(
                Proposal(
                    tie=coffee.tie, proposer=coffee.tie.low, invitee=coffee.tie.high,
                    state="accepted", coffee=coffee, created_at=agreed_at - timedelta(days=1),
                    lapses_at=starts, closed_at=agreed_at, **PLAN,
                )
                for coffee in coffees
            )  # fmt: skip
            Seat.objects.bulk_create(
                Seat(member=member, coffee=coffee, during=(starts, ends))
                for coffee in coffees
                for member in coffee.pair
            )
            if written:
                self.in_bulk |= write_questions(coffees, now)
            for coffee in [] if written else coffees:
                coffee.leave_reminders(agreed_at)
                if tell:
                    coffee.tell(Kind.ACCEPTED, now, *coffee.pair)
        for coffee in coffees:
            pair = Pair(*coffee.pair, proposal=None, coffee=coffee.pk)
            self.pairs[coffee.tie_id] = pair
            self.agreed.append(pair)
            self._plan(pair, moment.deed)
            if tell:
                self._owe_news(pair, coffee, moment.deed)
            if written:
                self._owe_question(pair, coffee, moment.deed)
            else:
                self._owe_reminders(pair, coffee, agreed_at)

    def _tie(self, pairs, since, **plans):
        Follow.objects.bulk_create(
            Follow(follower=follower, followed=followed, at=since, origin=Follow.Origin.PROFILE)
            for pair in pairs
            for follower, followed in (pair, pair[::-1])
        )
        return Tie.objects.bulk_create(
            Tie(
                low=low, high=high, low_followed_at=since, high_followed_at=since,
                mutual_since=since, **plans,
            )
            for low, high in pairs
        )  # fmt: skip


def round_robin(members):
    """Lists of pairs (low, high) in which everybody sits once; after the last all have met."""
    first, *others = members
    for _round in others:
        half = len(members) // 2
        row = [first, *others]
        yield [
            tuple(sorted(pair, key=lambda member: member.pk))
            for pair in zip(row[:half], reversed(row[half:]), strict=True)
        ]
        others = others[1:] + others[:1]


def write_questions(coffees, now):
    """The question about each coffee for both, decided about and written, but not yet sent.

    -> {message id}
    """
    kind, end = Kind.COFFEE_TOMORROW, timedelta(days=3)
    owed = [(coffee, *sides) for coffee in coffees for sides in (coffee.pair, coffee.pair[::-1])]
    letters = []
    for coffee, reader, other in owed:
        letter = Letter(
            key=f"{kind}:{coffee.uuid}:0:{reader.pk}", klass=NudgeKind(kind).klass, kind=kind,
            recipient=reader, about=coffee, queue=Letter.Queue.NORMAL,
            subject=f"{other.short_name}: still on?", message_id=new_message_id(),
            dated_at=now, due_at=now, created_at=now, useless_after=coffee.starts_at,
        )  # fmt: skip
        letter.content = mime.build(
            letter, letter.subject, "Still on?\n", "<p>Still on?</p>\n",
            unsubscribe=settings.SITE_URL + "/unsubscribe/" + links.make(
                reader, "unsubscribe", None, now + end, kind=kind
            ) + "/",
        )  # fmt: skip
        letters.append(letter)
    Letter.objects.bulk_create(letters)
    Nudge.objects.bulk_create(
        Nudge(
            recipient=letter.recipient, kind=kind, about=coffee, key=letter.key, due_at=now,
            state="sent", decided_at=now, letter=letter,
        )
        for letter, (coffee, _reader, _other) in zip(letters, owed, strict=True)
    )  # fmt: skip
    return {letter.message_id for letter in letters}
