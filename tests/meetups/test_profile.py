"""Somebody's page, at every stage."""

from datetime import timedelta

import pytest

from members.models import Member
from tests.factories import make_coffee, make_hours, make_proposal
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def page(reader, person):
    return browser_of(reader).get(person.get_absolute_url())


def test_a_stranger_can_be_followed(ana, dan):
    words = words_of(page(ana, dan))
    assert "Hold out a hand to Dan" in words and "Stop following" not in words


def test_my_hand_is_out(cleo, ana):
    words = words_of(page(cleo, ana))
    assert "Your hand is out." in words and "Stop following" in words
    assert "Propose" not in words.replace("Proposed", "")


def test_a_hand_held_out_to_me_can_be_shaken(ana, cleo):
    words = words_of(page(ana, cleo))
    assert "Cleo held out a hand." in words and "Shake back" in words


def test_two_who_shook_hands_are_offered_three_ticked_times(ana, ben):
    make_hours(ana, ben)
    response = page(ana, ben)
    assert "Propose these three times" in words_of(response)
    assert response.content.decode().count('name="time"') == 3
    assert response.content.decode().count(" checked") == 3


def test_without_common_hours_a_time_of_ones_own_will_do(ana, ben):
    words = words_of(page(ana, ben))
    assert "no free hours in common" in words and "Propose a coffee" in words


def test_an_offer_can_be_answered_from_there(ana, ben):
    make_proposal(ben, ana)
    assert "Ben has offered you times." in words_of(page(ana, ben))
    assert "Your times are with Ana." in words_of(page(ben, ana))


def test_a_coffee_coming_leads_to_it(ana, ben):
    make_coffee(ana, ben)
    words = words_of(page(ana, ben))
    assert "Tomorrow, Wednesday 18 November, 10:00" in words and "Open the coffee" in words


def test_a_coffee_past_asks_whether_it_happened(ana, ben, time_machine):
    coffee = make_coffee(ana, ben)
    time_machine.move_to(coffee.ends_at + timedelta(days=1), tick=False)
    assert "Did you and Ben meet?" in words_of(page(ana, ben))


def test_words_are_one_press_away_from_two_who_follow_each_other(ana, ben, cleo, now):
    body = page(ana, ben).content.decode()
    assert f'href="/members/{ben.handle}/messages/#latest"' in body and "Write to Ben" in body
    for reader, person in [(ana, cleo), (cleo, ana), (ana, ana)]:
        assert "messages/" not in page(reader, person).content.decode()
    ben.write_to(ana, "Hello", now)
    answer = page(ana, ben)
    assert f'href="/members/{ben.handle}/messages/#unread"' in answer.content.decode()
    assert "Read what Ben wrote Not read yet" in words_of(answer)
    assert "Not read yet" not in words_of(page(ben, ana))
    ana.unfollow(ben, now)
    ana.see_words_of(ben, now)
    assert "What was said" in words_of(page(ana, ben))


def test_those_who_met_may_meet_again(ana, ben, time_machine):
    coffee = make_coffee(ana, ben)
    time_machine.move_to(coffee.ends_at + timedelta(days=1), tick=False)
    for member in (ana, ben):
        coffee.answer(member, True, coffee.ends_at)
    make_hours(ana, ben)
    assert "Another coffee?" in words_of(page(ana, ben))


def test_the_next_coffee_of_those_who_met_stands_beside_the_ladder(ana, ben, time_machine):
    coffee = make_coffee(ana, ben)
    for member in (ana, ben):
        coffee.answer(member, True, coffee.ends_at)
    time_machine.move_to(coffee.ends_at, tick=False)
    soon = coffee.ends_at + timedelta(days=3)
    make_coffee(ana, ben, soon, now=coffee.ends_at)
    words = words_of(page(ana, ben))
    assert "Saturday 21 November" in words and "You last sat down together" in words


def test_ones_own_page_can_be_changed(ana):
    words = words_of(page(ana, ana))
    assert "Change your profile" in words and "Block" not in words


def test_what_one_asks_and_the_other_offers_is_marked(ana, ben):
    Member.objects.filter(pk=ben.pk).update(looking_for=["Timber", "choirs"])
    Member.objects.filter(pk=ana.pk).update(can_help=["timber"])
    assert "You offer: timber" in words_of(page(Member.objects.get(pk=ana.pk), ben))


def test_who_met_the_two_is_named(ana, ben, cleo, dan, now):
    for member in (ana, ben):
        for one, other in ((member, dan), (dan, member)):
            one.follow(other, now)
        coffee = make_coffee(member, dan, now + timedelta(days=2 + member.pk % 7))
        for one in (member, dan):
            coffee.answer(one, True, coffee.ends_at)
    assert "Dan D&#x27;Arcy &lt;b&gt; has met you both" in page(ana, ben).content.decode()


@pytest.mark.parametrize("who", ["blocker", "blocked"])
def test_a_block_makes_each_others_pages_vanish(ana, ben, now, who):
    ben.block(ana, now)
    reader, person = (ben, ana) if who == "blocker" else (ana, ben)
    assert page(reader, person).status_code == 404


def test_the_suspended_have_no_page(ana, ben, now):
    ben.suspend(now)
    assert page(ana, ben).status_code == 404


def test_another_clock_is_named(ana, ben):
    ben.time_zone = "Asia/Tokyo"
    ben.save()
    assert "It is 18:00 for Ben, in Tokyo (JST)" in words_of(page(ana, ben))
