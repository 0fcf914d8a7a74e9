"""An organizer brings two together: who may be, who reads of it, and what comes of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meetups.errors import KnowEachOther, LeftInPeace, TakesThree
from meetups.introductions import FRESH
from meetups.models import Introduction
from meetups.models.introduction import WEEK
from meetups.today import Today
from members.errors import NotThere
from members.models import Follow, Hush, Member
from tests.factories import MemberFactory, make_coffee, make_mutual
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(db):
    return MemberFactory(name="Olga Petrova", is_organizer=True)


@pytest.fixture
def nina(db):
    """Came last week and knows nobody."""
    return MemberFactory(name="Nina Weiss", can_help=["bread"])


@pytest.fixture
def introduce(olga, now):
    def introduce(newcomer, member, at=now):
        return Introduction.objects.introduce(newcomer, member, olga, at)

    return introduce


# -- who may be


def test_an_introduction_names_the_three(introduce, nina, ana, olga, now):
    introduction = introduce(nina, ana)
    assert Introduction.objects.values("newcomer", "member", "by", "at", "over_at").get() == {
        "newcomer": nina.pk,
        "member": ana.pk,
        "by": olga.pk,
        "at": now,
        "over_at": None,
    }
    assert (introduction.other(nina), introduction.other(ana)) == (ana, nina)
    assert not nina.letters.exists() and not ana.letters.exists()


def test_it_takes_three(introduce, nina, olga):
    for pair in [(nina, nina), (nina, olga), (olga, nina)]:
        with pytest.raises(TakesThree):
            introduce(*pair)


def test_the_database_wants_three_and_each_pair_once(introduce, nina, ana, olga, now):
    introduce(nina, ana)
    for newcomer, member, by in [(nina, ana, olga), (ana, nina, olga), (nina, nina, olga)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Introduction.objects.create(newcomer=newcomer, member=member, by=by, at=now)


def test_not_somebody_who_is_gone(introduce, nina, ana, now):
    ana.suspend(now)
    with pytest.raises(NotThere):
        introduce(nina, ana)


def test_not_two_who_shook_hands(introduce, nina, ana, now):
    ana.follow(nina, now)
    make_mutual(ana, MemberFactory())
    introduce(nina, ana)
    Introduction.objects.all().delete()
    nina.follow(ana, now)
    with pytest.raises(KnowEachOther):
        introduce(nina, ana)


def test_not_two_who_met_even_if_they_parted_since(introduce, ana, ben, now):
    coffee = make_coffee(ana, ben)
    for one in (ana, ben):
        coffee.answer(one, True, coffee.ends_at)
    ana.unfollow(ben, now)
    with pytest.raises(KnowEachOther):
        introduce(ben, ana)


def test_not_two_who_were_introduced_before(introduce, nina, ana, now):
    introduce(nina, ana)
    with pytest.raises(KnowEachOther):
        introduce(ana, nina, now + 30 * DAY)


def rest(nina, ana, now):
    Member.objects.filter(pk=ana.pk).update(openness="resting")


def be_introduced(nina, ana, now):
    others = [MemberFactory(), MemberFactory()]
    Introduction.objects.introduce(others[0], ana, others[1], now - WEEK + DAY)


def hush(nina, ana, now):
    Hush.objects.hush(ana, nina, now)


def block(nina, ana, now):
    nina.block(ana, now)


@pytest.mark.parametrize("deed", [rest, be_introduced, hush, block])
def test_all_who_are_left_in_peace_are_told_alike(introduce, nina, ana, now, deed):
    """So that nobody can tell a block from a wish for quiet."""
    deed(nina, ana, now)
    before = Introduction.objects.count()
    with pytest.raises(LeftInPeace) as refused:
        introduce(nina, ana)
    assert str(refused.value) == str(LeftInPeace())
    assert Introduction.objects.count() == before


def test_after_a_week_one_can_be_introduced_again(introduce, nina, ana, ben, now):
    introduce(nina, ana)
    with pytest.raises(LeftInPeace):
        introduce(nina, ben, now + WEEK - DAY)
    assert introduce(nina, ben, now + WEEK).other(nina) == ben


# -- who reads of it


def test_both_read_of_it_on_today_each_with_a_reason(introduce, nina, ana):
    Member.objects.filter(pk=ana.pk).update(looking_for=["Bread"])
    introduce(nina, ana)
    words = words_of(browser_of(ana).get("/"))
    assert "One person is waiting for you." in words
    assert "Olga Petrova introduces you to Nina Weiss" in words
    assert "Because Nina offers what you ask for: bread." in words
    words = words_of(browser_of(nina).get("/"))
    assert "Olga Petrova introduces you to Ana Ruiz" in words
    assert "Because Ana asks for what you offer: Bread." in words


def test_where_nothing_joins_them_the_organizers_word_is_the_reason(introduce, nina, ana, now):
    introduce(nina, ana)
    [one] = Today(ana, now).introductions
    assert one.reason == "Because Olga Petrova thinks that you two would get on."


def test_they_read_of_it_among_those_not_met(introduce, nina, ana):
    introduce(nina, ana)
    page = browser_of(ana).get("/unmet/")
    assert "Olga Petrova introduces you to Nina Weiss" in words_of(page)
    assert '<input type="hidden" name="next" value="/unmet/">' in page.content.decode()
    assert "No hand is held out yet" not in words_of(page)


def test_an_organizer_one_blocks_is_not_named(introduce, nina, ana, olga, now):
    ana.block(olga, now)
    introduce(nina, ana)
    [one] = Today(ana, now).introductions
    assert one.sentence == "The organizers introduce you to Nina Weiss"
    assert one.reason == "Because they think that you two would get on."


def introduced(reader, now):
    return [one.member for one in Today(Member.objects.get(pk=reader.pk), now).introductions]


def test_it_is_read_for_two_weeks(introduce, nina, ana, now):
    introduce(nina, ana)
    assert introduced(ana, now + FRESH - DAY) == [nina]
    assert introduced(ana, now + FRESH) == []


def test_nobody_reads_of_somebody_gone(introduce, nina, ana, now):
    introduce(nina, ana)
    nina.suspend(now)
    assert introduced(ana, now) == []


def test_a_block_ends_it_for_good(introduce, nina, ana, now):
    introduce(nina, ana)
    ana.block(nina, now)
    assert introduced(ana, now) == introduced(nina, now) == []
    ana.unblock(nina, now)
    assert introduced(ana, now) == introduced(nina, now) == []


# -- what comes of it


def test_the_first_hand_is_of_the_introduction_and_the_other_shakes_it(introduce, nina, ana, now):
    introduction = introduce(nina, ana)
    address = f"/introductions/{introduction.uuid}/follow/"
    answer = browser_of(ana).post(address, {"next": "/"}, follow=True)
    assert "You held out a hand to Nina Weiss." in words_of(answer)
    follow = Follow.objects.get()
    assert (follow.follower, follow.followed, follow.origin) == (ana, nina, "introduction")
    assert introduced(ana, now) == introduced(nina, now) == []
    assert Today(nina, now).hands == [ana]


def test_nobody_else_can_follow_by_it(introduce, nina, ana, ben):
    introduction = introduce(nina, ana)
    assert browser_of(ben).post(f"/introductions/{introduction.uuid}/follow/").status_code == 404
    assert not Follow.objects.filter(origin="introduction").exists()


def test_a_block_makes_it_nobodys(introduce, nina, ana, now):
    introduction = introduce(nina, ana)
    nina.block(ana, now)
    assert browser_of(ana).post(f"/introductions/{introduction.uuid}/follow/").status_code == 404
    assert not Follow.objects.exists()
