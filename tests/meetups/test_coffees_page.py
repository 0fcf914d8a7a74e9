"""All one's offers and coffees."""

from datetime import timedelta

import pytest

from meetups.history import PAGE
from tests.factories import MemberFactory, make_coffee, make_mutual, make_proposal
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def test_with_nothing_planned_it_says_what_to_do(ana):
    assert "No coffee this week" in words_of(browser_of(ana).get("/coffees/"))


def test_offers_stand_on_their_side(ana, ben):
    make_proposal(ben, ana)
    assert "Waiting for your answer BA From Ben" in words_of(browser_of(ana).get("/coffees/"))
    assert "Your offers AR To Ana" in words_of(browser_of(ben).get("/coffees/"))


def test_an_offer_declined_is_told_for_a_while(ana, ben, now, time_machine):
    make_proposal(ana, ben).decline(now)
    assert "Offers that ended lately BA To Ben" in words_of(browser_of(ana).get("/coffees/"))
    time_machine.move_to(now + 15 * DAY, tick=False)
    assert "ended lately" not in words_of(browser_of(ana).get("/coffees/"))


def test_a_coffee_goes_from_coming_to_asked_to_past(ana, ben, time_machine):
    coffee = make_coffee(ana, ben)
    assert "On the calendar BA Coffee with Ben" in words_of(browser_of(ana).get("/coffees/"))
    time_machine.move_to(coffee.ends_at, tick=False)
    assert "Did you meet? BA Coffee with Ben" in words_of(browser_of(ana).get("/coffees/"))
    coffee.answer(ana, True, coffee.ends_at)
    words = words_of(browser_of(ana).get("/coffees/"))
    assert "Past BA Coffee with Ben" in words and "You said you met" in words


def test_past_coffees_come_page_by_page(ana, ben, now):
    for day in range(PAGE + 2):
        other = MemberFactory()
        make_mutual(ana, other, now)
        make_coffee(ana, other, now + day * DAY + timedelta(hours=2)).cancel(ana, now)
    first = browser_of(ana).get("/coffees/").context["history"]
    rest = browser_of(ana).get("/coffees/", {"before": first.later.isoformat()}).context["history"]
    assert (len(first.past), len(rest.past), rest.later) == (PAGE, 2, None)
    assert "On the calendar" not in words_of(browser_of(ana).get("/coffees/?before=nonsense"))


def test_behind_the_last_page_it_says_so(ana, now):
    page = browser_of(ana).get("/coffees/", {"before": now.isoformat()})
    assert "That was every coffee." in words_of(page)
