"""An offer, as each of the two sees it, and its answers."""

from datetime import timedelta

import pytest

from meetups.models import Proposal
from tests.factories import MemberFactory, make_coffee, make_hours, make_mutual, make_proposal
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OWN = {"own-TOTAL_FORMS": "3", "own-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def offer(ana, ben):
    """Ben offers Ana three mornings."""
    return make_proposal(ben, ana, note="Bring the template.")


@pytest.fixture
def address(offer):
    return offer.get_absolute_url()


def test_the_one_invited_can_say_yes_to_each_time(ana, address):
    page = browser_of(ana).get(address)
    words = words_of(page)
    assert "Ben Adeyemi would like a coffee with you" in words and "Bring the template." in words
    assert words.count("Say yes") == 3
    assert "Say yes to Wednesday 18 November, 10:00" in words
    assert "The Old Mill, by the door" in words
    assert "“Ana can’t this time, and thanks you for asking.”" in words


def test_the_hint_says_what_the_reader_has_around_it(ana, ben, address):
    make_hours(ana)
    assert "You are free until 18:00" in words_of(browser_of(ana).get(address))


def test_the_one_who_offered_sees_what_was_offered(ben, address):
    words = words_of(browser_of(ben).get(address))
    assert "Your times are with Ana" in words and "Take the offer back" in words
    assert "Say yes" not in words
    assert "it lapses on Friday 20 November, 10:00. Nobody is told no." in words


def test_saying_yes_makes_a_coffee(ana, offer, address):
    time = offer.times.last()
    answer = browser_of(ana).post(f"{address}accept/", {"time": time.pk})
    offer.refresh_from_db()
    assert answer.url == offer.coffee.get_absolute_url()
    assert offer.coffee.starts_at == time.starts_at


def test_declining_needs_no_reason(ana, ben, offer, address):
    browser_of(ana).post(f"{address}decline/")
    offer.refresh_from_db()
    assert offer.state == "declined"
    assert "You said: not this time." in words_of(browser_of(ana).get(address))
    words = words_of(browser_of(ben).get(address))
    assert "Ana can’t this time, and thanks you for asking." in words


def test_taking_it_back(ana, ben, offer, address):
    browser_of(ben).post(f"{address}withdraw/")
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert "Nothing is expected of you." in words_of(browser_of(ana).get(address))


def test_offering_other_times(ana, ben, offer, address):
    form = browser_of(ana).get(f"{address}counter/").context["form"]
    assert form["place"].value() == "The Old Mill, by the door"
    assert form["minutes"].value() == 45
    wish = {"minutes": "45", "kind": "walk", "place": "The lock", "time": "2026-11-25T12:00Z"}
    answer = browser_of(ana).post(f"{address}counter/", {**OWN, **wish, "note": "", "venue": ""})
    mine = Proposal.objects.get(answers=offer)
    assert answer.url == mine.get_absolute_url()
    assert (mine.proposer, mine.kind, mine.place) == (ana, "walk", "The lock")
    words = words_of(browser_of(ben).get(address))
    assert "Ana offered other times." in words and "See those times" in words


def test_a_bad_counter_offer_changes_nothing(ana, offer, address):
    page = browser_of(ana).post(f"{address}counter/", {**OWN, "minutes": "45", "kind": "coffee"})
    offer.refresh_from_db()
    assert page.status_code == 422 and offer.is_open


def test_a_time_taken_meanwhile_is_struck_through(ana, dan, offer, address, now):
    make_mutual(ana, dan, now)
    make_coffee(ana, dan, offer.times.first().starts_at)
    words = words_of(browser_of(ana).get(address))
    assert words.count("Say yes") == 2 and "Just taken" in words


def test_when_no_time_is_left_other_times_are_invited(ana, ben, address, offer, now):
    for time in offer.times.all():
        other = MemberFactory()
        make_mutual(ana, other, now)
        make_coffee(ana, other, time.starts_at)
    words = words_of(browser_of(ana).get(address))
    assert "None of these times is left" in words and "Offer other times" in words
    assert "None of these times is left" in words_of(browser_of(ben).get(address))


def test_a_strangers_offer_is_not_there(cleo, address):
    assert browser_of(cleo).get(address).status_code == 404
    for verb in ("accept", "decline", "counter", "withdraw"):
        assert browser_of(cleo).post(f"{address}{verb}/").status_code == 404


def test_each_verb_belongs_to_one_of_the_two(ana, ben, offer, address):
    for verb in ("accept", "decline", "counter"):
        assert browser_of(ben).post(f"{address}{verb}/").status_code == 404
    assert browser_of(ana).post(f"{address}withdraw/").status_code == 404
    offer.refresh_from_db()
    assert offer.is_open


def test_across_a_block_the_offer_is_not_there_for_either(ana, ben, address, now):
    ben.block(ana, now)
    for member in (ana, ben):
        assert browser_of(member).get(address).status_code == 404
        for verb in ("accept", "decline", "counter", "withdraw"):
            assert browser_of(member).post(f"{address}{verb}/").status_code == 404


def test_the_zone_is_named_for_whoever_lives_elsewhere(ana, ben, address):
    assert "Times are in" not in words_of(browser_of(ana).get(address))
    ana.time_zone = "America/New_York"
    ana.save()
    words = words_of(browser_of(ana).get(address))
    assert "Times are in London (GMT)." in words and "Wednesday 18 November 10:00" in words
