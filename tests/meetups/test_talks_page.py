"""Today asks who one talked to; the page of the evening has every face."""

import pytest
from django.urls import reverse

from meetups.models import Talk, TalkAsked
from meetups.recall import asked_of
from members.models import Follow, Tie
from tests.factories import MemberFactory, make_evening

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(ana, ben, cleo, now, time_machine):
    """Ana, Ben and Cleo came, and it is over."""
    host = MemberFactory(name="Priya Raman", is_host=True)
    evening = make_evening(host)
    for member in (ana, ben, cleo):
        rsvp = evening.say_going(member, now)
        evening.mark(rsvp, "present", evening.starts_at, host, evening.starts_at)
    time_machine.move_to(evening.ends_at, tick=False)
    return evening


@pytest.fixture
def after(evening):
    return evening.ends_at


def address(evening, name="talks", *more):
    return reverse(f"meetups:{name}", args=[evening.series.slug, evening.on, *more])


def test_the_question_is_about_those_who_came(evening, ana, ben, cleo, after):
    question = asked_of(ana, after).question
    assert (question.slug, question.on) == ("thursday-table", evening.on)
    # Ben is followed and has not been met.
    assert question.people == [ben, cleo]
    assert not question.has_more


def test_nobody_is_asked_before_it_begins_or_who_did_not_come(evening, ana, now, after):
    assert asked_of(ana, now).question is None
    assert asked_of(MemberFactory(), after).question is None


def test_a_blocked_person_is_in_no_question(evening, ana, ben, cleo, after):
    cleo.block(ana, after)
    assert asked_of(ana, after).question.people == [ben]
    ben.block(ana, after)
    assert asked_of(ana, after).question is None


def test_whoever_answered_is_not_asked_again(evening, ana, after):
    evening.talked(ana, [], after)
    assert asked_of(ana, after).question is None
    assert TalkAsked.objects.get().member == ana


def test_what_others_say_is_asked_once_the_general_question_was(evening, ana, ben, after):
    evening.talked(ana, [ben.pk], after)
    assert asked_of(ben, after).claims == []
    evening.talked(ben, [], after)
    assert [claim.teller for claim in asked_of(ben, after).claims] == [ana]
    evening.deny_talk(ben, ana, after)
    assert asked_of(ben, after).claims == []


def test_a_claim_of_somebody_blocked_is_not_told(evening, ana, ben, after):
    evening.talked(ana, [ben.pk], after)
    evening.talked(ben, [], after)
    ben.block(ana, after)
    assert asked_of(ben, after).claims == []


def test_ticking_is_kept_and_offers_to_follow(client, evening, ana, ben, cleo):
    client.force_login(ana)
    answer = client.post(address(evening), {"talked": [ben.pk, cleo.pk]}, follow=True)
    page = answer.content.decode()
    assert Talk.objects.by(ana).count() == 2
    assert page.count("checked") == 2
    # Ben is followed already.
    assert f"/members/{cleo.handle}/follow/" in page
    assert f"/members/{ben.handle}/follow/" not in page


def test_a_hand_held_out_there_is_of_the_session(client, evening, ana, cleo):
    client.force_login(ana)
    client.post(f"/members/{cleo.handle}/follow/", {"origin": "session"})
    assert Follow.objects.get(follower=ana, followed=cleo).origin == "session"
    dora = MemberFactory()
    client.post(f"/members/{dora.handle}/follow/", {"origin": "import"})
    assert Follow.objects.get(followed=dora).origin == "profile"


def test_both_ticking_is_told_to_the_second(client, evening, ana, ben, after):
    evening.talked(ben, [ana.pk], after)
    client.force_login(ana)
    page = client.post(address(evening), {"talked": ben.pk}, follow=True).content.decode()
    assert "Ben says so too: you have met." in page
    assert Tie.objects.between(ana, ben).stage == "met"


@pytest.mark.parametrize("wish", ["nobody", "-1", "٣", "9" * 40])
def test_nonsense_is_ticked_by_nobody(client, evening, ana, wish):
    client.force_login(ana)
    assert client.post(address(evening), {"talked": wish}).status_code == 404
    assert not Talk.objects.exists()


def test_only_who_came_has_the_page(client, evening, dan):
    client.force_login(dan)
    assert client.get(address(evening)).status_code == 404
    assert client.post(address(evening), {"talked": dan.pk}).status_code == 404


@pytest.mark.parametrize(("talked", "stage"), [("yes", "met"), ("no", "mutual")])
def test_a_claim_is_answered_in_one_press(client, evening, ana, ben, after, talked, stage):
    evening.talked(ana, [ben.pk], after)
    evening.talked(ben, [], after)
    client.force_login(ben)
    client.post(address(evening, "talk_answer", ana.handle), {"talked": talked})
    assert Tie.objects.between(ana, ben).stage == stage
    assert asked_of(ben, after).claims == []


def test_nobody_answers_what_nobody_said(client, evening, ana, ben):
    client.force_login(ben)
    answer = client.post(address(evening, "talk_answer", ana.handle), {"talked": "yes"})
    assert answer.status_code == 404
    assert not Talk.objects.exists()
