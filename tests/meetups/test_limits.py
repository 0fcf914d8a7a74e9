"""Offering coffees is for people, not for machines."""

import pytest

from meetups.models import Proposal
from tests.factories import make_coffee, make_hours
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db

OFFER = {
    "own-TOTAL_FORMS": "0",
    "own-INITIAL_FORMS": "0",
    "minutes": "30",
    "kind": "coffee",
    "place": "The Old Mill",
    "time": ["2026-11-20T10:00Z"],
}


def test_one_offer_too_many_in_an_hour_waits(ana, ben, now, settings, time_machine):
    time_machine.move_to(now, tick=False)
    settings.ACCOUNT_RATE_LIMITS = {"propose": "1/h/user"}
    make_hours(ana, ben)
    browser, address = browser_of(ana), f"/coffees/new/{ben.handle}/"
    browser.post(address, OFFER)
    Proposal.objects.get().withdraw(now)
    answer = browser.post(address, OFFER)
    assert answer.status_code == 422
    assert "a lot in one hour" in words_of(answer)
    assert Proposal.objects.count() == 1


def test_what_was_filled_in_wrongly_does_not_count(ana, ben, now, settings, time_machine):
    time_machine.move_to(now, tick=False)
    settings.ACCOUNT_RATE_LIMITS = {"propose": "1/h/user"}
    make_hours(ana, ben)
    browser, address = browser_of(ana), f"/coffees/new/{ben.handle}/"
    browser.post(address, OFFER | {"time": []})
    browser.post(address, OFFER)
    assert Proposal.objects.count() == 1


def test_moving_a_coffee_to_and_fro_counts_as_offering(ana, ben, now, settings, time_machine):
    time_machine.move_to(now, tick=False)
    settings.ACCOUNT_RATE_LIMITS = {"propose": "1/h/user"}
    address = f"{make_coffee(ana, ben).get_absolute_url()}move/"
    browser = browser_of(ana)
    browser.post(address, OFFER)
    Proposal.objects.open().get().withdraw(now)
    answer = browser.post(address, OFFER)
    assert answer.status_code == 422
    assert "a lot in one hour" in words_of(answer)
    assert not Proposal.objects.open().exists()
