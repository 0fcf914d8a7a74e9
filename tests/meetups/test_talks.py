"""Who did you talk to? Both saying so have met; one saying so is asked about, once."""

from datetime import timedelta

import pytest

from meetups import ledger
from meetups.errors import TooEarly
from meetups.models import KeepInTouch, Nudge, Talk
from members.errors import NotThere
from members.models import Tie
from tests.factories import MemberFactory, make_evening
from tests.meetups.test_races import at_once, kinds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def host(db):
    return MemberFactory(name="Priya Raman", is_host=True)


@pytest.fixture
def evening(host, ana, ben, cleo, now):
    """Ana, Ben and Cleo came."""
    evening = make_evening(host)
    for member in (ana, ben, cleo):
        rsvp = evening.say_going(member, now)
        evening.mark(rsvp, "present", evening.starts_at, host, evening.starts_at)
    return evening


@pytest.fixture
def after(evening):
    return evening.ends_at


def stage(one, other):
    tie = Tie.objects.between(one, other)
    return (tie.stage, tie.times_met, tie.last_met_at)


def test_both_saying_so_have_met(evening, ana, ben, after):
    assert evening.talked(ana, [ben.pk], after) == []
    assert stage(ana, ben)[0] == "mutual"
    assert evening.talked(ben, [ana.pk], after) == [ana]
    assert stage(ana, ben) == ("met", 1, evening.starts_at)


def test_strangers_meet_as_well(evening, host, ana, now, after):
    dora = MemberFactory(name="Dora Lind")
    rsvp = evening.let_in(dora, evening.starts_at, host, evening.starts_at)
    assert rsvp.came
    evening.talked(ana, [dora.pk], after)
    evening.talked(dora, [ana.pk], after)
    assert stage(ana, dora)[0] == "met"


def test_saying_it_again_is_saying_it_once(evening, ana, ben, after):
    for _again in range(2):
        evening.talked(ana, [ben.pk], after)
        evening.talked(ben, [ana.pk], after)
    assert stage(ana, ben)[1] == 1


def test_one_saying_so_is_no_meeting(evening, ana, ben, cleo, after):
    evening.talked(ana, [ben.pk, cleo.pk], after)
    evening.talked(ben, [], after)
    assert stage(ana, ben)[:2] == ("mutual", 0)
    assert [talk.other for talk in Talk.objects.unanswered().order_by("other")] == [ben, cleo]


def test_whoever_is_asked_about_one_can_deny_it_unseen(evening, ana, ben, after):
    evening.talked(ana, [ben.pk], after)
    evening.deny_talk(ben, ana, after)
    assert not Talk.objects.unanswered().exists()
    assert stage(ana, ben)[1] == 0
    assert Talk.objects.by(ana).count() == 1


def test_a_denial_can_be_thought_over(evening, ana, ben, after):
    evening.talked(ana, [ben.pk], after)
    evening.deny_talk(ben, ana, after)
    evening.talked(ben, [ana.pk], after)
    assert stage(ana, ben)[0] == "met"


def test_a_blocked_person_is_never_listed_or_named(evening, ana, ben, cleo, now, after):
    cleo.block(ana, now)
    # Whoever kept it to themselves was seen in the room.
    evening.rsvps.of(ben).update(is_shown=False)
    assert list(evening.who_came(ana)) == [ben]
    with pytest.raises(NotThere):
        evening.talked(ana, [ben.pk, cleo.pk], after)
    assert not Talk.objects.exists()


def test_only_those_who_came_talked(evening, ana, ben, now, after):
    away = MemberFactory()
    evening_of_away = evening.series.evenings.latest("on")
    evening_of_away.say_going(away, now)
    with pytest.raises(NotThere):
        evening.talked(ana, [away.pk], after)
    with pytest.raises(NotThere):
        evening.talked(away, [ana.pk], after)
    with pytest.raises(NotThere):
        evening.talked(ana, [ana.pk], after)
    with pytest.raises(NotThere):
        evening.talked(ana, [10**12], after)
    assert not Talk.objects.exists()


@pytest.mark.parametrize("late", [-DAY, 15 * DAY])
def test_not_before_it_begins_and_not_long_after(evening, ana, ben, after, late):
    with pytest.raises(TooEarly):
        evening.talked(ana, [ben.pk], after + late)


def test_a_wish_to_keep_in_touch_counts_from_it(evening, ana, ben, now, after):
    tie = Tie.objects.between(ana, ben)
    KeepInTouch.objects.create(member=ana, tie=tie, months=3)
    evening.talked(ana, [ben.pk], after)
    evening.talked(ben, [ana.pk], after)
    assert Nudge.objects.filter(kind="next_coffee", recipient=ana).count() == 1


def test_the_ledger_counts_evenings_and_mends_them(evening, ana, ben, after):
    evening.talked(ana, [ben.pk], after)
    evening.talked(ben, [ana.pk], after)
    Tie.objects.filter(times_met=1).update(times_met=0, last_met_at=None)
    found = {difference.column for difference in ledger.differences()}
    assert found == {"times_met", "last_met_at"}
    ledger.mend(Tie.objects.between(ana, ben))
    assert stage(ana, ben) == ("met", 1, evening.starts_at)


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_both_saying_so_at_once_meet_once(evening, ana, ben, after):
    outcomes = at_once(
        lambda: evening.talked(ana, [ben.pk], after),
        lambda: type(evening).objects.get(pk=evening.pk).talked(ben, [ana.pk], after),
    )
    assert kinds(outcomes) == {"list": 2}
    assert stage(ana, ben)[:2] == ("met", 1)
