"""A letter that shows people waits for nobody who is parted from its reader meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from meetups.models import Nudge
from members.endings import NOT_HERE
from members.models import Block, Hush, Letter, Member, Preferences, Tie
from members.models.letter import LeaseLost
from tests.factories import make_mutual, make_proposal
from tests.meetups.letters import govern, letters_to

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(params=["the_week", "we_miss_you"])
def waiting(request, ana, ben):
    """A letter to Ana about her own time here, which shows Ben and waits for the postman."""
    long_ago = FRIDAY - 60 * DAY
    Member.objects.filter(pk=ana.pk).update(active_at=long_ago)
    if request.param == "we_miss_you":
        Preferences(member=ana).stop("the_week")
    Nudge.objects.leave(ana, request.param, ana, key=request.param, due_at=FRIDAY)
    govern(FRIDAY)
    [letter] = letters_to(ana, request.param)
    assert (letter.state, letter.shows) == ("waiting", [ben.pk])
    return letter


VERBS = {
    "block": lambda ana, ben: ana.block(ben, FRIDAY),
    "be_blocked": lambda ana, ben: ben.block(ana, FRIDAY),
    "hush": lambda ana, ben: Hush.objects.hush(ana, ben, FRIDAY),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_it_is_taken_back_from_the_very_workers_hand(verb, waiting, ana, ben):
    [claimed] = Letter.objects.claim(FRIDAY, 1)
    verb(ana, ben)
    with pytest.raises(LeaseLost):
        claimed.take_up(FRIDAY)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_what_is_between_others_leaves_it_alone(verb, waiting, cleo, dan):
    verb(cleo, dan)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


@pytest.mark.parametrize("proposer", ["ana", "ben"])
def test_whom_somebody_has_plans_with_is_not_told_to_them_as_not_met(waiting, ana, ben, proposer):
    pair = (ana, ben) if proposer == "ana" else (ben, ana)
    [claimed] = Letter.objects.claim(FRIDAY, 1)
    make_proposal(*pair, FRIDAY + DAY, now=FRIDAY)
    with pytest.raises(LeaseLost):
        claimed.take_up(FRIDAY)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_plans_with_somebody_else_leave_it_alone(waiting, ana, cleo):
    make_mutual(ana, cleo, FRIDAY - DAY)
    make_proposal(ana, cleo, FRIDAY + DAY, now=FRIDAY)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_other_may_hear_of_the_reader_whom_the_reader_has_hushed(waiting, ana, ben):
    Hush.objects.hush(ben, ana, FRIDAY)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_whoever_is_parted_or_gone_is_seen_once_more_before_it_goes(waiting, ana, ben):
    """As when it was written while the block was: nobody took it back."""

    def why_not():
        return Letter.objects.get(pk=waiting.pk).why_not(FRIDAY)

    assert why_not() == ""
    block = Block.objects.create(blocker=ben, blocked=ana, at=FRIDAY)
    assert why_not() == "the two are parted"
    block.delete()
    ben.suspend(FRIDAY)
    assert why_not() == NOT_HERE


def test_what_stood_in_a_week_taken_back_is_told_in_the_next(ana, ben, dan, now):
    make_mutual(ana, dan, now - 4 * DAY)
    tie = Tie.objects.between(ana, dan)
    Nudge.objects.leave(ana, "have_the_coffee", tie, key="coffee", due_at=FRIDAY)
    Nudge.objects.leave(ana, "the_week", ana, key="week", due_at=FRIDAY)
    govern(FRIDAY)
    [letter] = letters_to(ana, "the_week")
    assert set(letter.shows) == {ben.pk, dan.pk}
    ana.block(ben, FRIDAY)
    assert [nudge.other_id for nudge in Nudge.objects.folded_for(ana)] == [dan.pk]
