"""A letter that invites to an evening goes as it is true: when the evening changes, anew."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from meetups.models import Nudge
from meetups.nudges import looking
from members.models import Letter, Member, Preferences
from members.models.letter import LeaseLost
from tests.factories import make_evening, make_mutual, make_proposal
from tests.meetups.letters import govern, letters_to, words
from tests.meetups.test_the_week import met

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
INVITED = "You have not said yet."


@pytest.fixture
def evening(now):
    """Thursday's, in six days."""
    evening = make_evening(now=now)
    return evening.series.evenings.get(on=evening.on + 7 * DAY)


@pytest.fixture(params=["the_week", "we_miss_you"])
def letter(request, evening, ana, ben):
    """A letter to Ana that shows Ben, invites to the evening and waits for the postman."""
    Member.objects.filter(pk=ana.pk).update(active_at=FRIDAY - 60 * DAY)
    if request.param == "we_miss_you":
        Preferences(member=ana).stop("the_week")
    Nudge.objects.leave(ana, request.param, ana, key=request.param, due_at=FRIDAY)
    govern(FRIDAY)
    [letter] = letters_to(ana)
    assert INVITED in words(letter) and letter.shows == [ben.pk]
    return letter


def call_off(evening):
    evening.call_off("The mill is flooded", FRIDAY + HOUR)


def move(evening):
    evening.change(FRIDAY + HOUR, starts_at=evening.starts_at - DAY, ends_at=evening.ends_at - DAY)


@pytest.mark.parametrize(("change", "when"), [(call_off, ""), (move, "25 November")])
def test_one_that_waits_is_written_anew(letter, evening, ana, ben, change, when):
    [claimed] = Letter.objects.claim(FRIDAY, 1)
    change(evening)
    with pytest.raises(LeaseLost):
        claimed.take_up(FRIDAY)
    govern(FRIDAY + HOUR)
    first, second = letters_to(ana, letter.kind)
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert when in words(second) and "26 November" not in words(second)
    # Ben has lost no turn by it, and the week is still that of Friday.
    assert second.shows == [ben.pk]
    dues = Nudge.objects.filter(kind=letter.kind).values_list("due_at", flat=True)
    assert list(dues) == [FRIDAY, FRIDAY]


def test_twice_is_written_twice(letter, evening, ana):
    move(evening)
    govern(FRIDAY + HOUR)
    move(evening)
    govern(FRIDAY + HOUR)
    states = [one.state for one in letters_to(ana, letter.kind)]
    assert states == ["cancelled", "cancelled", "waiting"]
    assert Nudge.objects.filter(kind=letter.kind, state="sent").count() == 3


def test_one_that_has_gone_stands(letter, evening, ana):
    Letter.objects.update(state="sent", settled_at=FRIDAY)
    call_off(evening)
    govern(FRIDAY + HOUR)
    assert [one.state for one in letters_to(ana, letter.kind)] == ["sent"]


def test_one_that_invites_to_another_evening_stands(letter, evening, ana):
    evening.series.evenings.get(on=evening.on + 7 * DAY).call_off("A holiday", FRIDAY + HOUR)
    evening.change(FRIDAY + HOUR, note="Bring a cup.")
    govern(FRIDAY + HOUR)
    assert [one.state for one in letters_to(ana, letter.kind)] == ["waiting"]


# -- and shows whom it may


def take_hand_back(ben, ana, now):
    ben.unfollow(ana, now)


def block(ben, ana, now):
    ben.block(ana, now)


def propose(ben, ana, now):
    make_proposal(ben, ana, now + 3 * DAY, now=now)


def hush(ben, ana, now):
    Nudge.objects.hush(ana, ben, now)


@pytest.mark.parametrize("undo", [take_hand_back, block, propose, hush])
def test_one_that_shows_somebody_in_vain_is_written_without_them(letter, ana, ben, dan, undo):
    make_mutual(ana, dan, FRIDAY - 10 * DAY)
    undo(ben, ana, FRIDAY + HOUR)
    govern(FRIDAY + HOUR)
    first, second = letters_to(ana, letter.kind)
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert second.shows == [dan.pk]


def test_where_no_such_letter_waits_nobody_is_woken(
    ana, ben, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as wake_ups:
        Nudge.objects.of_several().write_anew_without(ana, ben, "for nothing", now)
    assert wake_ups == []


# -- by deeds that members do, who know nothing of these letters: a look at the pair finds them


def look(now):
    looking.look(now, Counter())
    govern(now)


def test_whoever_would_rather_write_is_left_out(letter, ana, ben, dan):
    make_mutual(ana, dan, FRIDAY - 10 * DAY)
    ana.write_to(ben, "Hello", FRIDAY)
    look(FRIDAY)
    assert [one.state for one in letters_to(ana, letter.kind)] == ["waiting"]
    ben.like_writing(ana, FRIDAY + HOUR)
    look(FRIDAY + HOUR)
    first, second = letters_to(ana, letter.kind)
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert second.shows == [dan.pk]


@pytest.mark.parametrize("is_its_turn", [False, True])
def test_whoever_is_shut_out_is_left_out(letter, ana, ben, dan, is_its_turn):
    make_mutual(ana, dan, FRIDAY - 10 * DAY)
    at = FRIDAY + HOUR
    Member.objects.filter(pk=ben.pk).update(look_at=FRIDAY + 7 * DAY)
    ben.suspend(at)
    if is_its_turn:
        # Before anybody has had a look.
        [claimed] = Letter.objects.claim(at, 1)
        claimed.cancel(claimed.why_not(at), at)
    assert looking.look_at_member(ben.pk, at)
    # Another look finds nothing more.
    Member.objects.filter(pk=ben.pk).update(look_at=at)
    assert looking.look_at_member(ben.pk, at)
    govern(at)
    first, second = letters_to(ana, letter.kind)
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert second.shows == [dan.pk]


def test_a_hand_that_was_shaken_is_shown_as_one(ana, cleo):
    Nudge.objects.leave(ana, "the_week", ana, key="week", due_at=FRIDAY)
    govern(FRIDAY)
    ana.follow(cleo, FRIDAY + HOUR)
    look(FRIDAY + HOUR)
    look(FRIDAY + HOUR)
    first, second = letters_to(ana, "the_week")
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert "Shake back" in words(first) and "Shake back" not in words(second)
    assert second.shows == [cleo.pk]


# -- letters that lead on to the next evening after one that will not be


def test_news_that_names_the_next_evening_is_written_anew_when_that_changes(evening, ana, now):
    first = evening.series.evenings.get(on=evening.on - 7 * DAY)
    first.say_going(ana, now)
    govern(now)
    Letter.objects.update(state="sent", settled_at=now)
    first.call_off("No heating", now)
    govern(now)
    assert "26 November" in words(letters_to(ana, "session_off")[-1])
    evening.call_off("The mill is flooded", now + HOUR)
    govern(now + HOUR)
    stale, fresh = letters_to(ana, "session_off")
    assert (stale.state, fresh.state) == ("cancelled", "waiting")
    assert "26 November" not in words(fresh) and "3 December" in words(fresh)


# -- keys


def test_a_wish_for_quiet_loses_no_wish_to_sit_down_again(ana, ben, now):
    coffee = met(ana, ben, now)
    coffee.keep_in_touch(ana, 1, now)
    Preferences(member=ana).stop("the_week")
    due = Nudge.objects.get(kind="next_coffee").due_at.replace(hour=10)
    govern(due)
    Nudge.objects.be_quiet_until(Preferences.objects.of(ana), due + 3 * DAY, due)
    govern(due)
    govern(due + 3 * DAY)
    first, second = letters_to(ana, "next_coffee")
    assert (first.state, second.state) == ("cancelled", "waiting")


def test_however_often_it_is_written_anew_its_key_stays_short(letter, ana, now):
    keys = set()
    for number in range(30):
        [nudge] = Nudge.objects.filter(recipient=ana, letter__state="waiting")
        Nudge.objects.filter(pk=nudge.pk).write_anew("for a change", FRIDAY)
        govern(FRIDAY + number * HOUR / 60)
        keys.add(nudge.first_key)
    [nudge] = Nudge.objects.filter(recipient=ana, letter__state="waiting")
    assert keys == {nudge.first_key} == {letter.kind}
    assert len(nudge.key) < len(letter.kind) + 12
