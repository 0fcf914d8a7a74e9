"""Whether every tie says what its events say, and whether our other promises hold.

Everything is walked in batches by primary key, so that no statement grows with the group.
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from meetups.models import Coffee, Kind, Proposal, Seat, Talk
from members.models import Block, Follow, Member, Message, Tie

BATCH = 1000


class Difference(NamedTuple):
    """A column of a tie that doesn't say what the events say."""

    tie: Tie
    column: str
    kept: object
    expected: object

    def __str__(self):
        return (
            f"Tie {self.tie.pk} ({self.tie.low_id} and {self.tie.high_id}): {self.column} is "
            f"{self.kept}, and should be {self.expected}"
        )


def batches(rows):
    """The rows of a query in lists of BATCH, by ascending primary key."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def recomputed(ties):
    """The ties, each with what its events say in `expected_<column>`."""
    happened = Coffee.objects.filter(tie=OuterRef("pk"), state=Coffee.State.MET).exclude(
        kind=Kind.CALL
    )
    per_tie = happened.order_by().values("tie")
    talked = Talk.objects.returned().filter(teller=OuterRef("low"), other=OuterRef("high"))
    per_pair = talked.order_by().values("teller")
    return ties.annotate(
        expected_low_followed_at=_followed_at("low", "high"),
        expected_high_followed_at=_followed_at("high", "low"),
        expected_proposed_at=Subquery(
            Proposal.objects.open().filter(tie=OuterRef("pk")).values("created_at")[:1]
        ),
        expected_next_coffee_at=Subquery(
            Coffee.objects.scheduled()
            .filter(tie=OuterRef("pk"), on_calendar=True)
            .values("starts_at")[:1]
        ),
        # PostgreSQL's greatest() passes over nulls.
        expected_last_met_at=Greatest(
            Subquery(per_tie.annotate(last=Max("starts_at")).values("last")),
            Subquery(per_pair.annotate(last=Max("session__starts_at")).values("last")),
        ),
        expected_times_met=Coalesce(
            Subquery(per_tie.annotate(times=Count("pk")).values("times")), 0
        )
        + Coalesce(Subquery(per_pair.annotate(times=Count("pk")).values("times")), 0),
        **_words_of("low"),
        **_words_of("high"),
    ).annotate(
        # One hand alone is not mutual.
        expected_mutual_since=Case(
            When(
                expected_low_followed_at__isnull=False,
                expected_high_followed_at__isnull=False,
                then=Greatest("expected_low_followed_at", "expected_high_followed_at"),
            ),
            output_field=DateTimeField(),
        )
    )


COLUMNS = [
    "low_followed_at",
    "high_followed_at",
    "mutual_since",
    "proposed_at",
    "next_coffee_at",
    "last_met_at",
    "times_met",
    "low_words",
    "low_first_words_at",
    "low_last_words_at",
    "high_words",
    "high_first_words_at",
    "high_last_words_at",
]
COUNTERS = {"times_met", "low_words", "high_words"}


def differences():
    """Every `Difference` between the ties and their events, a tie that is missing included."""
    for batch in batches(recomputed(Tie.objects.all())):
        for tie in batch:
            yield from _differences_of(tie)
    for low, high in _pairs_without_tie():
        yield Difference(Tie(low_id=low, high_id=high), "the row", "missing", "there")


def mend(tie):
    """Let the tie say what its events say, under the locks every verb about the pair takes."""
    with transaction.atomic():
        members = Member.objects.lock_all([tie.low_id, tie.high_id])
        locked = Tie.objects.lock(members[tie.low_id], members[tie.high_id])
        fresh = recomputed(Tie.objects.all()).get(pk=locked.pk)
        changes = {found.column: found.expected for found in _differences_of(fresh)}
        if changes:
            Tie.objects.filter(pk=locked.pk).update(**changes)


def violations():
    """A sentence for every promise between rows that isn't kept."""
    yield from _follows_across_blocks()
    yield from _words_across_blocks()
    yield from _words_of_third_parties()
    yield from _proposals_between_strangers()
    yield from _coffees_with_wrong_seats()
    yield from _seats_at_two_tables()


def _differences_of(tie):
    for column in COLUMNS:
        kept, expected = getattr(tie, column), getattr(tie, f"expected_{column}")
        if column in COUNTERS:
            expected = expected or 0
        if kept != expected:
            yield Difference(tie, column, kept, expected)


def _followed_at(follower, followed):
    return Subquery(
        Follow.objects.filter(follower=OuterRef(follower), followed=OuterRef(followed)).values("at")
    )


def _words_of(side):
    written = Message.objects.filter(tie=OuterRef("pk"), author=OuterRef(side))
    per_author = written.order_by().values("author")
    return {
        f"expected_{side}_{column}": Subquery(per_author.annotate(found=found).values("found"))
        for column, found in [
            ("words", Count("pk")),
            ("first_words_at", Min("at")),
            ("last_words_at", Max("at")),
        ]
    }


def _pairs_without_tie():
    for batch in batches(Follow.objects.only("follower", "followed")):
        pairs = {tuple(sorted([follow.follower_id, follow.followed_id])) for follow in batch}
        kept = Tie.objects.filter(
            low__in={low for low, _ in pairs}, high__in={high for _, high in pairs}
        )
        yield from sorted(pairs - set(kept.values_list("low", "high")))


def _follows_across_blocks():
    blocked = Block.objects.filter(
        Q(blocker=OuterRef("follower"), blocked=OuterRef("followed"))
        | Q(blocker=OuterRef("followed"), blocked=OuterRef("follower"))
    )
    for batch in batches(Follow.objects.filter(Exists(blocked))):
        for follow in batch:
            yield f"{follow} across a block."


def _words_across_blocks():
    blocked = Block.objects.filter(
        Q(blocker=OuterRef("tie__low"), blocked=OuterRef("tie__high"))
        | Q(blocker=OuterRef("tie__high"), blocked=OuterRef("tie__low")),
        at__lt=OuterRef("at"),
    )
    for batch in batches(Message.objects.filter(Exists(blocked))):
        for message in batch:
            yield f"Message {message.pk} was written across a block."


def _words_of_third_parties():
    strange = Message.objects.exclude(author=F("tie__low")).exclude(author=F("tie__high"))
    for batch in batches(strange):
        for message in batch:
            yield f"Message {message.pk} was written by neither of its two."


def _proposals_between_strangers():
    hands = [
        Exists(Follow.objects.filter(follower=OuterRef(one), followed=OuterRef(other)))
        for one, other in [("proposer", "invitee"), ("invitee", "proposer")]
    ]
    blocked = Block.objects.filter(
        Q(blocker=OuterRef("proposer"), blocked=OuterRef("invitee"))
        | Q(blocker=OuterRef("invitee"), blocked=OuterRef("proposer"))
    )
    for batch in batches(Proposal.objects.open().exclude(*hands, ~Exists(blocked))):
        for proposal in batch:
            yield f"Proposal {proposal.pk} is open between members who are not mutual."


def _coffees_with_wrong_seats():
    for batch in batches(Coffee.objects.select_related("tie").prefetch_related("seats")):
        for coffee in batch:
            seats = {
                (seat.member_id, seat.during.lower, seat.during.upper, seat.held)
                for seat in coffee.seats.all()
            }
            held = coffee.state != Coffee.State.CANCELLED
            if seats != {
                (member_id, coffee.starts_at, coffee.ends_at, held)
                for member_id in (coffee.tie.low_id, coffee.tie.high_id)
            }:
                yield f"The seats of coffee {coffee.pk} are not its two members' at its time."


def _seats_at_two_tables():
    twin = Seat.objects.held().filter(
        member=OuterRef("member"), during__overlap=OuterRef("during"), pk__lt=OuterRef("pk")
    )
    for batch in batches(Seat.objects.held().filter(Exists(twin))):
        for seat in batch:
            yield f"Seat {seat.pk} holds time that member {seat.member_id} has given away already."
