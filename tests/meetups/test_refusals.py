"""Too late, too early, not possible: what is so now, what can be done next, and nothing changed."""

from datetime import timedelta

import pytest

from tests.factories import make_coffee, make_mutual, make_proposal
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def offer(ana, ben):
    return make_proposal(ben, ana)


def refusal_of(response):
    assert response.status_code == 409
    return words_of(response)


def accept(member, offer, time=None):
    time = time or offer.times.first()
    return browser_of(member).post(f"{offer.get_absolute_url()}accept/", {"time": time.pk})


def test_accepting_what_was_taken_back(ana, offer, now):
    offer.withdraw(now)
    words = refusal_of(accept(ana, offer))
    assert "That offer was taken back." in words and "Propose to Ben" in words


def test_accepting_twice(ana, offer, now):
    accept(ana, offer)
    words = refusal_of(accept(ana, offer))
    assert "the coffee is on the calendar" in words and "Open the coffee" in words


def test_accepting_a_time_gone_by(ana, offer, time_machine):
    first = offer.times.first()
    time_machine.move_to(first.starts_at + timedelta(minutes=1), tick=False)
    words = refusal_of(accept(ana, offer, first))
    assert "Wed 18 Nov, 10:00 has passed. Still free: Thu 19 Nov, 10:00; Fri 20 Nov" in words
    assert words.count("Say yes") == 2


def test_accepting_a_time_that_somebody_took(ana, dan, offer, now):
    make_mutual(ana, dan, now)
    first = offer.times.first()
    make_coffee(ana, dan, first.starts_at)
    words = refusal_of(accept(ana, offer, first))
    assert "Somebody took Wed 18 Nov, 10:00 a moment ago." in words
    assert "Just taken" in words and words.count("Say yes") == 2


def test_accepting_no_time_at_all(ana, offer):
    address = f"{offer.get_absolute_url()}accept/"
    for data in ({}, {"time": "x"}, {"time": "99999999"}):
        assert "Pick one of the times below." in refusal_of(browser_of(ana).post(address, data))
    offer.refresh_from_db()
    assert offer.is_open


def test_accepting_after_it_lapsed_even_before_the_sweep(ana, offer, time_machine):
    time_machine.move_to(offer.lapses_at, tick=False)
    words = refusal_of(accept(ana, offer))
    assert words.count("The offer has lapsed. Nobody was told no.") == 2


@pytest.mark.parametrize("verb", ["decline", "withdraw", "counter"])
def test_answering_what_is_closed(ana, ben, offer, now, verb):
    offer.decline(now)
    member = ben if verb == "withdraw" else ana
    response = browser_of(member).post(f"{offer.get_absolute_url()}{verb}/")
    assert "That offer was declined. Another may be made." in refusal_of(response)


@pytest.fixture
def coffee(ana, ben):
    return make_coffee(ben, ana)


@pytest.mark.parametrize("verb", ["confirm", "cancel", "late", "move"])
def test_keeping_what_was_cancelled(ana, ben, coffee, now, verb):
    coffee.cancel(ben, now)
    response = browser_of(ana).post(f"{coffee.get_absolute_url()}{verb}/", {"minutes": "5"})
    assert "That coffee was cancelled." in refusal_of(response)


def test_moving_what_has_begun(ana, coffee, time_machine):
    time_machine.move_to(coffee.starts_at, tick=False)
    response = browser_of(ana).get(f"{coffee.get_absolute_url()}move/")
    assert "has already begun" in refusal_of(response)


def test_being_late_days_before(ana, coffee):
    response = browser_of(ana).post(f"{coffee.get_absolute_url()}late/", {"minutes": "5"})
    assert "too early" in refusal_of(response)


def test_answering_before_it_is_over(ana, coffee):
    response = browser_of(ana).post(f"{coffee.get_absolute_url()}answer/", {"met": "yes"})
    assert "It is not over yet." in refusal_of(response)
    assert coffee.answer_of(ana) is None


def test_answering_neither_yes_nor_no(ana, coffee, time_machine):
    time_machine.move_to(coffee.ends_at, tick=False)
    response = browser_of(ana).post(f"{coffee.get_absolute_url()}answer/", {"met": "maybe"})
    assert "Say yes, or not this time." in refusal_of(response)


def test_answering_after_it_was_counted(ana, coffee, time_machine):
    coffee.answer(ana, False, coffee.ends_at)
    coffee.settle(coffee.settles_at)
    time_machine.move_to(coffee.settles_at + DAY, tick=False)
    response = browser_of(ana).post(f"{coffee.get_absolute_url()}answer/", {"met": "yes"})
    assert "That coffee is settled" in refusal_of(response)


def test_thanking_twice_or_with_nothing(ana, coffee, time_machine):
    time_machine.move_to(coffee.ends_at, tick=False)
    coffee.answer(ana, True, coffee.ends_at)
    address = f"{coffee.get_absolute_url()}thanks/"
    assert "A word or two, then." in refusal_of(browser_of(ana).post(address, {"words": " "}))
    browser_of(ana).post(address, {"words": "Thank you."})
    again = browser_of(ana).post(address, {"words": "Once more."})
    assert "You have said thank you already." in refusal_of(again)


def test_verbs_are_not_read(ana, offer):
    for verb in ("accept", "decline", "withdraw"):
        assert browser_of(ana).get(f"{offer.get_absolute_url()}{verb}/").status_code == 405
