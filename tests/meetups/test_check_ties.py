"""The ledger can always be rebuilt from what happened."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from meetups import ledger
from meetups.models import Proposal, Seat
from members.models import Block, Follow, Message, Tie
from tests.factories import make_coffee, make_mutual, make_proposal

DAY = timedelta(days=1)


def check_ties(**options):
    out = StringIO()
    call_command("check_ties", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def a_small_history(ana, ben, cleo, dan, now):
    """A pair that met twice and plans again, a call, an open offer and one hand out."""
    for day in (1, 20):
        coffee = make_coffee(ana, ben, now + day * DAY, now=now + day * DAY - timedelta(hours=1))
        for member in (ana, ben):
            coffee.answer(member, True, now + (day + 1) * DAY)
    later = now + 30 * DAY
    make_coffee(ana, ben, later + DAY, now=later)
    make_mutual(ben, dan, now)
    call = make_coffee(ben, dan, now + 2 * DAY, kind="call")
    for member in (ben, dan):
        call.answer(member, True, now + 3 * DAY)
    make_proposal(ben, dan, later + 2 * DAY, now=later)
    ben.write_to(dan, "Did you ever find the bakery?", later)
    dan.write_to(ben, "Twice. Bring a bag.", later + DAY)
    dan.write_to(ben, "Both times it was shut.", later + 2 * DAY)
    ana.write_to(ben, "Tomorrow, then.", later)
    return Tie.objects.between(ana, ben)


@pytest.mark.django_db
def test_verbs_leave_nothing_to_mend(a_small_history):
    assert list(ledger.differences()) == list(ledger.violations()) == []
    assert check_ties() == "Every tie agrees with its events.\n"
    assert (a_small_history.times_met, a_small_history.stage) == (2, "met")


@pytest.mark.django_db
@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_every_column_is_compared_and_mended(a_small_history, now, monkeypatch, batch):
    monkeypatch.setattr(ledger, "BATCH", batch)
    before = list(Tie.objects.order_by("pk").values())
    Tie.objects.update(
        low_followed_at=now - DAY,
        high_followed_at=now - DAY,
        mutual_since=now - DAY,
        proposed_at=now - DAY,
        next_coffee_at=now - DAY,
        last_met_at=now - DAY,
        times_met=7,
        low_words=7,
        low_first_words_at=now - DAY,
        low_last_words_at=now - DAY,
        high_words=7,
        high_first_words_at=now - DAY,
        high_last_words_at=now - DAY,
    )
    with pytest.raises(CommandError, match="Mend the ties with --repair"):
        check_ties()
    columns = {found.column for found in ledger.differences()}
    assert columns == set(ledger.COLUMNS)
    assert "Ties mended: 3." in check_ties(repair=True)
    assert list(Tie.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_missing_tie_is_made(ana, cleo, now):
    Tie.objects.all().delete()
    with pytest.raises(CommandError, match="Differences: 1"):
        check_ties()
    check_ties(repair=True)
    assert Tie.objects.between(ana, cleo).followed_at(cleo) == now


@pytest.mark.untidy
@pytest.mark.django_db
def test_broken_promises_are_reported(ana, ben, now):
    make_proposal(ana, ben)
    Block.objects.create(blocker=ben, blocked=ana, at=now)
    assert len(list(ledger.violations())) == 3  # two follows and an offer across the block
    Follow.objects.between(ana, ben).delete()
    Block.objects.all().delete()
    assert list(ledger.violations()) == [
        f"Proposal {Proposal.objects.get().pk} is open between members who are not mutual."
    ]
    with pytest.raises(CommandError, match="Broken promises: 1"):
        check_ties(repair=True)


@pytest.mark.untidy
@pytest.mark.django_db
def test_seats_that_do_not_fit_are_reported(ana, ben, cleo, now):
    make_mutual(ana, cleo)
    make_coffee(ana, ben)
    other = make_coffee(ana, cleo, now + 2 * DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE meetups_seat DROP CONSTRAINT nobody_sits_at_two_tables_at_once")
    first = Seat.objects.filter(member=ana).first()
    Seat.objects.filter(coffee=other, member=ana).update(during=first.during)
    assert len(list(ledger.violations())) == 2


@pytest.mark.untidy
@pytest.mark.django_db
def test_words_across_a_block_and_of_third_parties_are_reported(ana, ben, cleo, now):
    message = ana.write_to(ben, "Hello", now)
    ben.block(ana, now)
    assert list(ledger.violations()) == []
    Block.objects.update(at=now - DAY)
    assert list(ledger.violations()) == [f"Message {message.pk} was written across a block."]
    Block.objects.all().delete()
    Message.objects.update(author=cleo)
    assert list(ledger.violations()) == [f"Message {message.pk} was written by neither of its two."]


@pytest.mark.django_db
def test_a_block_that_waited_for_a_writer_comes_after_the_words(ana, ben, now):
    """The block was asked for first, and got its turn second."""
    message = ana.write_to(ben, "Hello", now + DAY)
    ben.block(ana, now)
    assert Block.objects.get().at == message.at
    assert list(ledger.violations()) == []
