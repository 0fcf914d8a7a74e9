"""The door for strangers: on the landing page and by itself, the same for whoever knocks."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import mail
from members.models import Letter
from tests.meetups.guests import LENA, an_evening, door_of, fill
from tests.meetups.letters import links_in, words
from tests.meetups.pages import body_of, browser_of, words_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    """Pages ask the real clock, so these stories happen today."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def evening(now):
    return an_evening(now=now)


@pytest.fixture
def lena(evening, ana, now):
    """Ana asked her along; she has not answered."""
    return evening.invite(ana, **LENA, now=now)


@pytest.fixture(autouse=True)
def nobody_has_asked_from_here(db):
    """The count of asks from one place begins anew."""
    cache.clear()


def test_the_landing_page_has_a_door(client, evening, ana, now):
    evening.say_going(ana, now)
    page = client.get("/")
    assert door_of(evening) in body_of(page)
    assert "as a guest" in words_of(page)
    assert "Ana" not in words_of(page)


def test_without_an_evening_the_landing_page_has_none(client, db, now):
    assert "as a guest" not in words_of(client.get("/"))
    an_evening(now=now, takes_strangers=False)
    assert "as a guest" not in words_of(client.get("/"))


def test_a_full_evening_leaves_the_door_to_the_next(client, evening, now):
    fill(evening, now)
    later = evening.next_with_room(now)
    page = body_of(client.get("/"))
    assert door_of(later) in page and door_of(evening) not in page


def test_what_hosts_write_to_members_is_read_by_no_guest(client, evening, now):
    starts_at = evening.starts_at
    evening.series.about = "Soup and talk."
    evening.series.save()
    evening.change(now, agenda=["18:30 Ana greets you"], note="Ben brings soup.")
    pages = [client.get("/"), client.get(door_of(evening)), client.get(evening.get_absolute_url())]
    client.post(door_of(evening), LENA)
    guest = evening.visitors.get()
    pages.append(client.get(links_in(words(Letter.objects.get()))[0]))
    evening.confirm(guest, now)
    evening.change(now, starts_at=starts_at + HOUR, ends_at=starts_at + 3 * HOUR)
    guest.refresh_from_db()
    guest.session.see_to(guest, starts_at - 3 * HOUR)
    letters = Letter.objects.filter(recipient=None)
    kinds = {f"visitor_{kind}" for kind in ("confirm", "going", "moved", "tomorrow")}
    assert {letter.kind for letter in letters} == kinds
    assert all("Soup and talk." in letter.text for letter in letters)
    told = [words_of(page) for page in pages]
    told += [text for letter in letters for text in (letter.text, letter.html)]
    assert [one for one in told if "Ana" in one or "Ben" in one] == []


def test_an_evening_without_a_door_leads_to_the_next_that_has_one(client, evening, now):
    fill(evening, now)
    later = evening.next_with_room(now)
    page = client.get(evening.get_absolute_url())
    assert "Every seat is taken" in words_of(page) and "Sign in to wait for a seat" in page.text
    assert f'href="{door_of(later)}"' in page.text
    evening.call_off("No heating.", now)
    assert f'href="{door_of(later)}"' in client.get(evening.get_absolute_url()).text
    evening.series.takes_strangers = False
    evening.series.save()
    assert "/guest/" not in client.get(evening.get_absolute_url()).text


def test_a_stranger_asks_and_confirms_by_letter(client, evening, now):
    assert "Come on" in words_of(client.get(door_of(evening)))
    answer = client.post(door_of(evening), LENA)
    assert "Look into your mailbox" in words_of(answer)
    letter = Letter.objects.get(kind="visitor_confirm")
    assert letter.address == "lena@example.net"
    client.post(links_in(words(letter))[0])
    assert evening.visitors.get().state == "confirmed"


def answers(evening, addresses):
    """(what is seen, statements) for each of the addresses, with what differs in each taken out."""
    seen = []
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(door_of(evening), LENA | {"email": address})
        seen.append((answer.status_code, body_of(answer), len(queries)))
    return seen


def test_nobody_learns_whose_address_it_is(evening, ana, ben, now):
    """A member's, one with a block, a stranger's: the same words and the same work."""
    ana.block(ben, now)
    answers(evening, ["first@example.net"])
    member, blocked, stranger = answers(
        evening, ["ana@example.org", "ben@example.org", "otto@example.net"]
    )
    assert member == blocked == stranger
    assert Letter.objects.filter(kind="visitor_confirm").count() == 4


def test_a_third_time_looks_like_the_first(evening, now, monkeypatch):
    drawn, write = [], mail.write
    monkeypatch.setattr(
        mail, "write", lambda *args, **more: drawn.append(1) or write(*args, **more)
    )
    for later in evening.series.evenings.order_by("on")[1:3]:
        answers(later, ["otto@example.net"])
    drawn.clear()
    third, stranger = answers(evening, ["OTTO@example.net", "mia@example.net"])
    assert third[:2] == stranger[:2]
    # Writing the letter is nearly all of the time; only its row and the guest's are left out.
    assert (len(drawn), abs(third[2] - stranger[2]) <= 12) == (2, True)
    assert evening.visitors.get().email == "mia@example.net"


def test_a_machine_sees_the_same_and_nothing_happens(client, evening):
    answer = client.post(door_of(evening), LENA | {"website": "https://example.com"})
    assert "Look into your mailbox" in words_of(answer)
    assert not evening.visitors.exists()


def test_one_place_asks_only_so_often(client, evening, settings):
    settings.ACCOUNT_RATE_LIMITS = {"guest": "1/h/ip"}
    client.post(door_of(evening), LENA)
    answer = client.post(door_of(evening), LENA | {"email": "otto@example.net"})
    assert answer.status_code == 422
    assert "a lot in one hour" in words_of(answer)
    assert evening.visitors.count() == 1


@pytest.mark.parametrize("change", [{"name": " "}, {"email": "x"}, {"email": "a@b"}, {"name": ""}])
def test_what_a_stranger_wrote_comes_back_to_be_mended(client, evening, change):
    answer = client.post(door_of(evening), LENA | change)
    assert answer.status_code == 422
    assert "needs another look" in words_of(answer)
    assert not evening.visitors.exists()


def test_a_closed_door_says_why(client, evening, now):
    fill(evening, now)
    for answer, status in [
        (client.get(door_of(evening)), 200),
        (client.post(door_of(evening), LENA), 409),
    ]:
        assert answer.status_code == status
        assert "Every seat of that evening is taken." in words_of(answer)
        assert door_of(evening.next_with_room(now)) in body_of(answer)
    assert not evening.visitors.exists()


def test_a_stranger_reads_that_it_is_off_and_not_why(client, evening, now):
    evening.call_off("Ana has the flu", now)
    for answer in (client.get(door_of(evening)), client.post(door_of(evening), LENA)):
        assert "That evening was called off." in words_of(answer)
        assert "Ana" not in words_of(answer)
    assert not evening.visitors.exists()


def test_where_strangers_are_not_taken_there_is_no_such_page(client, now):
    evening = an_evening(now=now, takes_strangers=False)
    assert client.get(door_of(evening)).status_code == 404
    assert client.post(door_of(evening), LENA).status_code == 404


def test_no_date_and_no_series_is_no_page(client, evening, ana):
    for path in (
        "/sessions/nowhere/2026-11-19/guest/",
        "/sessions/thursday-table/2026-02-30/guest/",
    ):
        assert client.get(path).status_code == 404
    assert browser_of(ana).get("/sessions/nowhere/2026-11-19/visitors/").status_code == 404


def test_public_pages_name_no_member(client, evening, lena, ana, ben, now):
    evening.series.hosts.add(ben)
    evening.say_going(ana, now)
    for page in (
        client.get("/"),
        client.get(door_of(evening)),
        client.post(door_of(evening), LENA | {"email": "otto@example.net"}),
    ):
        for name in ("Ana", "Ruiz", "Ben", "Adeyemi", "lena@", "otto@"):
            assert name not in words_of(page)
