"""Fifteen minutes with somebody before or after an evening, right there."""

import pytest

from meetups.models import Proposal
from tests.factories import MemberFactory, make_evening, make_mutual
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def mill(now):
    return make_evening(capacity=28)


def meet(member, evening, other, when="before"):
    address = f"{evening.get_absolute_url()}meet/{other.handle}/"
    return browser_of(member).post(address, {"when": when})


@pytest.mark.parametrize(("when", "clock"), [("before", "18:15"), ("after", "20:30")])
def test_a_short_coffee_beside_the_evening(ana, ben, mill, now, when, clock):
    mill.say_going(ben, now)
    page = browser_of(ana).get(mill.get_absolute_url())
    assert "Meet there" in words_of(page) and clock in words_of(page)
    answer = meet(ana, mill, ben, when)
    proposal = Proposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    assert (proposal.minutes, proposal.venue, proposal.kind) == (15, mill.venue, "coffee")
    assert f"{proposal.times.get().starts_at:%H:%M}" == clock
    assert browser_of(ben).get(answer.url).status_code == 200
    assert proposal.accept(ben, proposal.times.get(), now).minutes == 15


def test_other_times_can_be_offered_for_a_short_coffee(ana, ben, mill, now):
    mill.say_going(ben, now)
    address = f"{meet(ana, mill, ben).url}counter/"
    form = browser_of(ben).get(address).context["form"]
    assert form["minutes"].value() == 20


def test_the_ordinary_form_offers_no_quarter_of_an_hour(ana, ben, now):
    data = {"minutes": 15, "kind": "coffee", "place": "Here", "time": "2026-11-20T10:00Z"}
    data |= {"own-TOTAL_FORMS": 0, "own-INITIAL_FORMS": 0}
    assert browser_of(ana).post(f"/coffees/new/{ben.handle}/", data).status_code == 422
    assert not Proposal.objects.exists()


def test_nobody_is_asked_who_does_not_say_that_they_come(ana, ben, mill, now):
    assert meet(ana, mill, ben).status_code == 404
    mill.say_going(ben, now, is_shown=False)
    assert meet(ana, mill, ben).status_code == 404
    mill.say_going(ben, now)
    ben.block(ana, now)
    assert meet(ana, mill, ben).status_code == 404
    assert meet(ana, mill, ana).status_code == 404
    assert not Proposal.objects.exists()


def test_a_stranger_is_told_how_a_coffee_starts(ana, dan, mill, now):
    mill.say_going(dan, now)
    page = meet(ana, mill, dan)
    assert page.status_code == 409 and "following each other" in words_of(page)


def test_neither_before_nor_after_is_refused(ana, ben, mill, now):
    mill.say_going(ben, now)
    assert meet(ana, mill, ben, "during").status_code == 409
    assert not Proposal.objects.exists()


def test_a_second_press_leads_to_the_first_offer(ana, ben, mill, now):
    mill.say_going(ben, now)
    assert meet(ana, mill, ben).url == meet(ana, mill, ben, "after").url
    assert Proposal.objects.count() == 1


def test_nobody_meets_at_an_evening_that_was_called_off(ana, ben, mill, now):
    mill.say_going(ben, now)
    mill.call_off("No heating.", now)
    assert meet(ana, mill, ben).status_code == 409
    assert "Meet there" not in words_of(browser_of(ana).get(mill.get_absolute_url()))
    assert not Proposal.objects.exists()


def test_proposing_too_often_is_refused(ana, mill, now, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "propose": "1/h/user"}
    others = [MemberFactory() for _ in range(2)]
    for other in others:
        make_mutual(ana, other, now)
        mill.say_going(other, now)
    assert meet(ana, mill, others[0]).status_code == 302
    page = meet(ana, mill, others[1], "after")
    assert page.status_code == 409 and "a lot in one hour" in words_of(page)
    assert Proposal.objects.count() == 1
