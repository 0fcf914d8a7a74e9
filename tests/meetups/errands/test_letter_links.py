"""What the buttons of letters open, for whoever holds the letter, signed in or not."""

from datetime import timedelta

import pytest
from django.test import Client

from meetups.models import Answer, Coffee, Nudge
from tests.factories import make_coffee, make_hours
from tests.meetups.letters import (
    letter_to,
    link,
    links_in,
    page,
    path_to,
    snapshot,
    to_coffee,
)

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def test_a_button_asks_once_more_and_acts_only_on_its_form(client, ana, ben, offer):
    time, (path, *_others) = offer.times.first(), links_in(letter_to(ana, "proposal").text)
    before = snapshot()
    for _again in range(3):
        asked = client.get(path)
        assert asked.status_code == 200
    assert snapshot() == before
    words = page(asked)
    assert "Say yes to Ben?" in words
    assert "Ana Ruiz and Ben Adeyemi" in words
    assert words.count("<form") == 1
    assert "<script" not in words
    done = client.post(path)
    assert done.status_code == 200
    assert "It is agreed." in page(done)
    assert Coffee.objects.get().starts_at == time.starts_at
    assert "_auth_user_id" not in client.session


def test_every_button_of_an_offer_opens_its_own_page(client, ana, offer):
    letter = letter_to(ana, "proposal")
    for words, title in [
        ("Offer other times", "Other times for Ben"),
        ("Not this time", "Not this time?"),
    ]:
        response = client.get(link(letter, words))
        assert response.status_code == 200
        assert title in page(response)


def test_no_page_leaves_its_address_with_anybody(client, ana, offer, now):
    response = client.get(path_to(ana, "decline", offer, now))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    # No path ever leaves, and a browser still says where our own form came from.
    assert response["Referrer-Policy"] == "strict-origin"


def test_the_form_needs_its_token(ana, offer, now):
    strict = Client(enforce_csrf_checks=True)
    path = path_to(ana, "decline", offer, now)
    assert strict.post(path).status_code == 403
    asked = strict.get(path)
    token = asked.context["csrf_token"]
    assert strict.post(path, {"csrfmiddlewaretoken": str(token)}).status_code == 200
    offer.refresh_from_db()
    assert offer.state == "declined"


def test_someone_elses_session_neither_helps_nor_shows(client, ana, ben, cleo, offer, now):
    client.force_login(cleo)
    path = path_to(ana, "decline", offer, now)
    asked = client.get(path)
    assert asked.status_code == 200
    assert "Cleo" not in page(asked)
    assert "account_logout" not in page(asked)
    assert "Ben reads" in page(asked)
    client.post(path)
    offer.refresh_from_db()
    assert offer.state == "declined"
    assert client.session["_auth_user_id"] == str(cleo.pk)


def test_declining_withdrawing_and_offering_other_times(client, ana, ben, offer, now):
    path = path_to(ana, "counter", offer, now)
    asked = page(client.get(path))
    assert "Other times for Ben" in asked
    day = (now + 5 * DAY).astimezone(ana.zone)
    rows = {
        "own-TOTAL_FORMS": 3,
        "own-INITIAL_FORMS": 0,
        "own-0-date": f"{day:%Y-%m-%d}",
        "own-0-clock": "11:15",
        "note": "Later in the week?",
    }
    response = client.post(path, rows)
    assert response.status_code == 200, page(response)
    counter = offer.countered_by
    assert (counter.proposer, counter.note) == (ana, "Later in the week?")
    assert [time.starts_at.astimezone(ana.zone).hour for time in counter.times.all()] == [11]
    withdraw = path_to(ana, "withdraw", counter, now)
    assert client.post(withdraw).status_code == 200
    counter.refresh_from_db()
    assert counter.state == "withdrawn"


def test_a_counter_without_times_comes_back_with_words(client, ana, offer, now):
    path = path_to(ana, "counter", offer, now)
    response = client.post(path, {"own-TOTAL_FORMS": 3, "own-INITIAL_FORMS": 0})
    assert response.status_code == 422
    assert "Tick a time, or write one of your own." in page(response)
    offer.refresh_from_db()
    assert offer.is_open


def test_common_times_can_be_ticked(client, ana, ben, offer, now):
    make_hours(ana, ben, now=now)
    path = path_to(ana, "counter", offer, now)
    asked = client.get(path)
    value = asked.context["errand"].form.tickets[0][1]
    assert f'value="{value}"' in page(asked)
    rows = {"own-TOTAL_FORMS": 0, "own-INITIAL_FORMS": 0, "time": value}
    assert client.post(path, rows).status_code == 200
    assert offer.countered_by.times.count() == 1


def test_a_coffee_by_letter_alone(client, ana, ben, coffee, now):
    assert client.post(to_coffee(ana, "still_on", coffee, now)).status_code == 200
    assert coffee.seats.get(member=ana).still_on_at
    move = to_coffee(ana, "move", coffee, now)
    day = (now + 6 * DAY).astimezone(ana.zone)
    rows = {
        "own-TOTAL_FORMS": 1,
        "own-INITIAL_FORMS": 0,
        "own-0-date": f"{day:%Y-%m-%d}",
        "own-0-clock": "09:30",
    }
    assert client.post(move, rows).status_code == 200
    offer = coffee.offers_to_move.get()
    assert offer.proposer == ana
    asked_again = client.get(move)
    assert asked_again.status_code == 410
    assert client.post(to_coffee(ana, "cancel", coffee, now)).status_code == 200
    coffee.refresh_from_db()
    assert (coffee.state, coffee.cancelled_by) == ("cancelled", ana)


def test_the_calendars_link_moves_or_cancels(client, ana, coffee, now):
    path = to_coffee(ana, "change", coffee, now)
    asked = page(client.get(path))
    assert asked.count("<form") == 1
    assert "Cancel it instead" in asked
    assert client.post(path, {"cancel": "yes"}).status_code == 200
    coffee.refresh_from_db()
    assert coffee.state == "cancelled"


def test_running_late(client, ana, ben, now):
    coffee = make_coffee(ana, ben, now + HOUR, now=now - DAY)
    path = to_coffee(ana, "late", coffee, now)
    assert "15" in page(client.get(path))
    assert client.post(path, {"minutes": "10"}).status_code == 200
    assert coffee.seats.get(member=ana).late_minutes == 10
    assert client.post(path, {"minutes": "ten"}).status_code == 409


def test_it_is_too_early_to_be_late(client, ana, coffee, now):
    response = client.get(to_coffee(ana, "late", coffee, now))
    assert response.status_code == 410
    assert "too early" in page(response)


@pytest.mark.parametrize("met", [True, False])
def test_did_you_meet(client, ana, ben, now, met):
    coffee = make_coffee(ana, ben, now - 3 * HOUR, now=now - DAY)
    path = to_coffee(ana, "answer", coffee, now, met=met)
    assert client.get(path).status_code == 200
    assert not Answer.objects.exists()
    assert client.post(path).status_code == 200
    assert Answer.objects.get().met is met
    changed = to_coffee(ana, "answer", coffee, now, met=not met)
    assert client.post(changed).status_code == 200
    assert Answer.objects.get().met is not met


def test_the_deed_is_heard_like_any_other(client, ana, ben, offer, now):
    client.post(path_to(ana, "accept", offer, now, time=offer.times.first().pk))
    heard = Nudge.objects.filter(kind="accepted").values_list("recipient", flat=True)
    assert set(heard) == {ana.pk, ben.pk}
