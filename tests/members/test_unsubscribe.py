"""One click stops a kind, asks for no password and leaves the site working."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from members import links
from members.kinds import NAMES
from members.models import Preferences

LATER = timedelta(days=730)


@pytest.fixture
def address(ana):
    token = links.make(ana, "unsubscribe", None, timezone.now() + LATER, kind="did_you_meet")
    return f"/unsubscribe/{token}/"


@pytest.fixture
def strict_client():
    """A mail program: no cookies, and CSRF is checked as it is for everybody."""
    return Client(enforce_csrf_checks=True)


def unwanted(member):
    return Preferences.objects.of(member).unwanted


def test_looking_changes_nothing(client, address, ana):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Stop these letters" in answer.text
    assert unwanted(ana) == []


def test_one_click_stops_this_kind_and_no_other(strict_client, address, ana):
    answer = strict_client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "/settings/nudges/" in answer.text
    assert unwanted(ana) == ["did_you_meet"]


def test_twice_is_once(strict_client, address, ana):
    strict_client.post(address)
    assert strict_client.post(address).status_code == 200
    assert unwanted(ana) == ["did_you_meet"]


def test_nobody_is_signed_in_by_it(strict_client, address):
    answer = strict_client.post(address)
    assert "sessionid" not in answer.cookies


def test_an_old_letter_is_still_heard(strict_client, ana):
    token = links.make(ana, "unsubscribe", None, timezone.now() - LATER, kind="coffee_soon")
    assert strict_client.post(f"/unsubscribe/{token}/").status_code == 200
    assert unwanted(ana) == ["coffee_soon"]


@pytest.mark.parametrize("purpose", ["accept", ""])
def test_a_link_for_something_else_stops_nothing(strict_client, ana, purpose):
    token = links.make(ana, purpose, None, timezone.now() + LATER, kind="coffee_soon")
    assert strict_client.post(f"/unsubscribe/{token}/").status_code == 404
    assert unwanted(ana) == []


def test_a_link_of_nobody_is_a_page_that_says_so(client, db):
    answer = client.get("/unsubscribe/nonsense/")
    assert answer.status_code == 404
    assert "not one of ours" in answer.text


def test_who_is_signed_in_may_use_it_too(client, address, ana, ben):
    client.force_login(ben)
    assert client.post(address).status_code == 200
    assert unwanted(ana) == ["did_you_meet"]
    assert unwanted(ben) == []


def test_stopped_kinds_come_back(ana):
    wishes = Preferences.objects.of(ana)
    wishes.stop("coffee_soon")
    wishes.stop("did_you_meet")
    wishes.resume("coffee_soon")
    assert unwanted(ana) == ["did_you_meet"]


@pytest.mark.parametrize("kind", [kind for kind in NAMES if not kind.startswith("account_")])
def test_every_kind_is_stopped_by_one_click_and_called_by_its_name(strict_client, ana, kind):
    token = links.make(ana, "unsubscribe", None, timezone.now() + LATER, kind=kind)
    answer = strict_client.post(f"/unsubscribe/{token}/", {"List-Unsubscribe": "One-Click"})
    assert escape(str(NAMES[kind])) in answer.text
    assert unwanted(ana) == [kind]
