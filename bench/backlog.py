"""Pairs, offers and their letters, by the hundred, for the measurements to work on."""

from datetime import time, timedelta
from unittest import mock

from allauth.account.models import EmailAddress
from django.utils import timezone

from meetups.models import Nudge, Proposal
from meetups.nudges import governor
from members import mail
from members.models import Follow, Letter, Member, Preferences, Tie
from members.models.tie_letters import SHYNESS

BATCH = 2_500


def make_members(how_many, now):
    """More verified members, made in three statements."""
    first = Member.objects.count()
    rows = Member.objects.bulk_create(
        Member(
            name=f"Nora Number{number}",
            folded_name=f"nora number{number}",
            handle=f"nora-{number}",
            email=f"nora{number}@example.org",
            verified_at=now,
            welcomed_at=now,
            joined_at=now,
        )
        for number in range(first, first + how_many)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=row, email=row.email, verified=True, primary=True) for row in rows
    )
    return rows


def offers(pairs):
    """So many open offers between as many pairs, and the letters about them as calls of compose.

    -> [(positional, named) arguments of mail.compose], one for each offer
    """
    now, written = timezone.now(), []
    members = make_members(2 * pairs, now)
    couples = list(zip(members[::2], members[1::2], strict=True))
    Follow.objects.bulk_create(
        Follow(follower=one, followed=other, at=now)
        for couple in couples
        for one, other in [couple, couple[::-1]]
    )
    Tie.objects.bulk_create(
        Tie(low=one, high=other, low_followed_at=now, high_followed_at=now, mutual_since=now)
        for one, other in couples
    )
    starts = [now + timedelta(days=day, hours=2) for day in (1, 2, 3)]
    for one, other in couples:
        Proposal.objects.propose(
            one, other, starts, 45, "coffee", place="The Old Mill", note="A cup?", now=now
        )
    compose = mail.compose

    def note(*positional, **named):
        written.append((positional, named))
        return compose(*positional, **named)

    with mock.patch.object(mail, "compose", note):
        governor.sweep(timezone.now())
    return [(positional, named) for positional, named in written if positional[0] == "proposal"]


def hands_shaken(pairs):
    """So many pairs who follow each other and left it at that, and both are to be reminded now."""
    now = timezone.now()
    since = now - SHYNESS
    for start in range(0, pairs, BATCH):
        members = make_members(2 * min(BATCH, pairs - start), since)
        ties = Tie.objects.bulk_create(
            Tie(
                low=one,
                high=other,
                low_followed_at=since,
                high_followed_at=since,
                mutual_since=since,
            )
            for one, other in zip(members[::2], members[1::2], strict=True)
        )
        Nudge.objects.leave_all(
            Nudge(
                recipient=member,
                kind=Nudge.Kind.HAVE_THE_COFFEE,
                about=tie,
                key=f"{Nudge.Kind.HAVE_THE_COFFEE}:{tie.pk}:{member.pk}",
                due_at=now,
            )
            for tie in ties
            for member in tie.pair
        )


def at_any_hour():
    """Nobody keeps quiet hours, and everybody has room for letters of their own."""
    ids = Member.objects.values_list("pk", flat=True)
    eight = time(8)
    Preferences.objects.bulk_create(
        [Preferences(member_id=pk, pace="more", quiet_from=eight, quiet_to=eight) for pk in ids],
        batch_size=BATCH,
    )


def wait_again(letters):
    """Put settled letters back into the queue."""
    return letters.update(
        state="waiting", settled_at=None, reason="", lease_token=None, lease_until=None
    )


def offered():
    """The letters about offers."""
    return Letter.objects.filter(kind="proposal")
