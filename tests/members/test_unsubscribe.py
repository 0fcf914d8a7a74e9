"""One click stops a kind, asks for no password and leaves the site working."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from members import links
from members.endings import UNWANTED
from members.kinds import NAMES
from members.models import Letter, Preferences, Stop

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


# -- of a guest, who has nothing but an address


@pytest.fixture
def guests():
    return f"/unsubscribe/{links.make_stop('Lena@example.net', 'visitor_thanks')}/"


def is_stopped(address="lena@example.net"):
    return Stop.objects.at(address).exists()


def test_a_guest_who_looks_stops_nothing(client, db, guests):
    answer = client.get(guests)
    assert answer.status_code == 200
    assert "What you ask for yourself still reaches you" in answer.text
    assert answer.text.count("<form") == 1
    assert not is_stopped()


def test_one_click_of_a_guest_needs_no_cookie_and_twice_is_once(strict_client, db, guests):
    for _again in range(2):
        answer = strict_client.post(guests, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies.get("sessionid")) == (200, None)
    assert "we write only what you ask for yourself" in answer.text
    assert Stop.objects.get().address == "lena@example.net"
    assert "lena@example.net" not in answer.text


def test_a_guest_changes_their_mind(client, db, guests):
    client.post(guests)
    assert 'name="again"' in client.get(guests).text
    assert client.post(guests, {"again": "yes"}).status_code == 200
    assert not is_stopped()


def test_what_waits_for_a_guest_is_taken_back(strict_client, ana, guests, now):
    def letter(key, kind, address="lena@example.net", **fields):
        return Letter.objects.create(
            key=key,
            kind=kind,
            address=address,
            klass="agreed",
            queue="normal",
            message_id=key,
            dated_at=now,
            due_at=now,
            created_at=now,
            **fields,
        )

    spared = [
        letter("asked along", "visitor_confirm", caused_by=ana),
        letter("tomorrow", "visitor_tomorrow", address="Lena@Example.net"),
        letter("thanks", "visitor_thanks"),
    ]
    kept = [
        letter("asked", "visitor_confirm"),
        letter("moved", "visitor_moved"),
        letter("another's", "visitor_thanks", address="otto@example.net"),
        letter("hers here", "thank_you", recipient=ana),
        letter("a code", "account_login_code"),
    ]
    strict_client.post(guests)
    for one in [*spared, *kept]:
        one.refresh_from_db()
    assert {(one.state, one.reason) for one in spared} == {("cancelled", UNWANTED)}
    assert {one.state for one in kept} == {"waiting"}
    assert all(not one.why_not(now) for one in kept)


def test_a_guests_link_is_no_members_nor_the_other_way_round(strict_client, ana, guests):
    assert strict_client.get(guests.replace("/unsubscribe/", "/l/")).status_code == 404
    token = links.make(ana, "unsubscribe", None, timezone.now() + LATER, kind="did_you_meet")
    with pytest.raises(links.Bad):
        links.read_stop(token)
    altered = guests[:-3] + ("AA/" if guests[-3:-1] != "AA" else "BB/")
    assert strict_client.post(altered).status_code == 404
    assert not Stop.objects.exists() and unwanted(ana) == []


def test_an_address_is_kept_once_and_in_one_spelling(db, now):
    for address in ("Lena@example.net", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stop.objects.create(address=address, at=now)
    Stop.objects.create(address="lena@example.net", at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.create(address="lena@example.net", at=now)
