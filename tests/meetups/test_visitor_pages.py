"""The pages about guests: a member's list, and what a guest's link opens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetups import visitor_links
from meetups.errands.visits import Come
from meetups.models import Visitor
from members import links
from members.models import Letter
from tests.factories import MemberFactory
from tests.meetups.guests import LENA, an_evening, fill, visitors_of
from tests.meetups.letters import links_in, words
from tests.meetups.pages import body_of, browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def link_of(guest, purpose, ends=None):
    token = visitor_links.make(guest, purpose, ends or guest.session.ends_at)
    return reverse("meetups:letter_link", args=[token])


def state_of(guest):
    return Visitor.objects.get(pk=guest.pk).state


# -- a member's guests


def test_a_member_asks_somebody_along_and_sees_what_becomes_of_it(evening, ana, now):
    browser = browser_of(ana)
    page = words_of(browser.post(visitors_of(evening), LENA, follow=True))
    assert "A letter is on its way to Lena Brandt." in page
    assert "Lena has not answered" in page
    evening.confirm(evening.visitors.get(), now)
    assert "Lena said yes" in words_of(browser.get(visitors_of(evening)))
    Visitor.objects.update(attendance="present", attended_at=now)
    assert "Lena came" in words_of(browser.get(visitors_of(evening)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": "declined"}, "Lena can’t come"),
        ({"attendance": "absent"}, "Lena did not come"),
        ({"attendance": "excused"}, "Lena could not come after all"),
    ],
)
def test_each_outcome_has_its_words(evening, lena, ana, now, change, says):
    evening.confirm(lena, now)
    if "attendance" in change:
        change["attended_at"] = now
    Visitor.objects.update(**change)
    assert says in words_of(browser_of(ana).get(visitors_of(evening)))


def test_no_address_is_shown_to_anybody(evening, lena, ana, now):
    host = MemberFactory(is_host=True)
    evening.series.hosts.add(host)
    for reader in (ana, host, MemberFactory(is_organizer=True)):
        assert "lena@example.net" not in body_of(browser_of(reader).get(visitors_of(evening)))


def test_one_sees_ones_own_guests_and_a_host_all(evening, lena, ana, ben, now):
    evening.ask("Otto", "otto@example.net", "", now)
    host = MemberFactory(is_host=True)
    evening.series.hosts.add(host)
    theirs = words_of(browser_of(ben).get(visitors_of(evening)))
    assert "Lena" not in theirs and "Otto" not in theirs
    mine = words_of(browser_of(ana).get(visitors_of(evening)))
    assert "Lena Brandt" in mine and "Otto" not in mine
    all_of_them = words_of(browser_of(host).get(visitors_of(evening)))
    assert "Lena Brandt Binds books Asked along by Ana Ruiz" in all_of_them
    assert "Otto" in all_of_them


def test_whom_a_host_cannot_see_is_not_named(evening, lena, ana, now):
    host = MemberFactory(is_host=True)
    evening.series.hosts.add(host)
    ana.block(host, now)
    page = words_of(browser_of(host).get(visitors_of(evening)))
    assert "Lena Brandt" in page
    assert "Ana" not in page


def test_the_list_costs_no_query_more_with_more_guests(evening, ana, now):
    host = MemberFactory(is_host=True)
    evening.series.hosts.add(host)
    evening.change(now, capacity=30)
    browser, counts = browser_of(host), []
    for number in range(9):
        evening.invite(MemberFactory(), "Lena", f"lena{number}@example.net", "", now)
        if number in (2, 8):
            with CaptureQueriesContext(connection) as queries:
                browser.get(visitors_of(evening))
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_guest_is_taken_back(evening, lena, ana):
    page = browser_of(ana).post(visitors_of(evening), {"take_off": lena.uuid}, follow=True)
    assert "Lena Brandt is off the list." in words_of(page)
    assert state_of(lena) == "cancelled"


@pytest.mark.parametrize("wish", ["", "x", "00000000-0000-0000-0000-000000000000", "another"])
def test_what_is_no_guest_of_mine_is_not_taken_back(evening, lena, ana, ben, now, wish):
    if wish == "another":
        wish = an_evening(now=now).invite(ana, **LENA, now=now).uuid
    assert browser_of(ana).post(visitors_of(evening), {"take_off": wish}).status_code == 404
    assert browser_of(ben).post(visitors_of(evening), {"take_off": lena.uuid}).status_code == 404
    assert state_of(lena) == "asked"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "\u200b"}, "Please write a name that can be read."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"email": "lena"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"email": "lena@" + "x" * 70 + ".net"}, "valid email address"),
        ({"about": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_form(evening, ana, change, says):
    answer = browser_of(ana).post(visitors_of(evening), LENA | change)
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert not evening.visitors.exists()


def test_what_the_evening_refuses_comes_back_with_the_form(evening, lena, ana, now):
    answer = browser_of(ana).post(visitors_of(evening), LENA)
    assert (answer.status_code, "on the list of this evening already" in words_of(answer)) == (
        422,
        True,
    )
    fill(evening, now)
    answer = browser_of(ana).post(visitors_of(evening), LENA | {"email": "otto@example.net"})
    assert "Every seat of that evening is taken." in words_of(answer)


def test_asking_along_is_for_people_and_not_for_machines(evening, ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "1/h/user"}
    browser = browser_of(ana)
    browser.post(visitors_of(evening), LENA)
    answer = browser.post(visitors_of(evening), LENA | {"email": "otto@example.net"})
    assert "a lot in one hour" in words_of(answer)
    assert evening.visitors.count() == 1


def test_a_seat_is_given_away(evening, ana, now):
    browser = browser_of(ana)
    assert "Somebody in your place" not in words_of(browser.get(visitors_of(evening)))
    evening.say_going(ana, now)
    assert "Somebody in your place" in words_of(browser.get(visitors_of(evening)))
    gift = {f"seat-{name}": value for name, value in LENA.items()} | {"give_seat": "yes"}
    page = words_of(browser.post(visitors_of(evening), gift, follow=True))
    assert "Your seat is kept for Lena Brandt" in page
    assert "the seat is kept until" in page
    assert evening.visitors.get().in_place_of.member == ana
    answer = browser.post(visitors_of(evening), gift)
    assert (answer.status_code, "You have no seat" in words_of(answer)) == (422, True)


def test_an_evening_that_has_begun_says_so_and_changes_nothing(evening, lena, ana, now):
    evening.call_off("Water in the cellar", now)
    for data in (LENA | {"email": "otto@example.net"}, {"take_off": lena.uuid}):
        answer = browser_of(ana).post(visitors_of(evening), data)
        assert answer.status_code == 409
        assert "That evening was called off: Water in the cellar" in words_of(answer)
    assert [guest.state for guest in evening.visitors.all()] == ["asked"]


# -- a guest's link


def test_looking_changes_nothing_and_pressing_says_yes(client, evening, lena):
    path = link_of(lena, "come")
    asked = client.get(path)
    page = words_of(asked)
    assert asked.status_code == 200
    assert "A chair for you?" in page
    assert "Lena Brandt, asked along by Ana Ruiz" in page
    assert "The Old Mill" in page and "London (" in page
    assert state_of(lena) == "asked"
    done = client.post(path)
    assert "A chair is yours." in words_of(done)
    assert state_of(lena) == "confirmed"
    assert "no-store" in done["Cache-Control"]
    assert done["X-Robots-Tag"] == "noindex, nofollow"
    assert done["Referrer-Policy"] == "strict-origin"


def test_the_links_of_the_letter_lead_there(client, evening, lena, now):
    letter = Letter.objects.get(kind="visitor_confirm")
    come, cant = links_in(words(letter))
    client.post(come)
    assert state_of(lena) == "confirmed"
    assert "You can’t come?" in words_of(client.get(cant))
    assert "Thank you for saying so." in words_of(client.post(cant))
    assert state_of(lena) == "declined"


def test_the_page_is_the_guests_whoever_is_signed_in(evening, lena, ben):
    page = words_of(browser_of(ben).get(link_of(lena, "come")))
    assert "Ben" not in page


def test_without_its_token_the_form_does_not_act(evening, lena):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link_of(lena, "come")).status_code == 403
    assert state_of(lena) == "asked"


def test_yesterdays_link_says_what_is_so(client, lena, now):
    path = link_of(lena, "come", now - DAY)
    for answer, status in [(client.get(path), 410), (client.post(path), 409)]:
        assert answer.status_code == status
        assert "This link has done its work." in words_of(answer)
    assert state_of(lena) == "asked"


def test_a_link_does_not_open_for_another_purpose_or_key(client, evening, lena, ana, now):
    forged = visitor_links.make(lena, "come", evening.ends_at)[:-2] + "xx"
    unknown = visitor_links.make(lena, "take_off", evening.ends_at)
    of_a_member = links.make(ana, "come", lena, evening.ends_at)
    gone = visitor_links.make(Visitor(), "come", evening.ends_at)
    for token in (forged, unknown, of_a_member, gone):
        path = reverse("meetups:letter_link", args=[token])
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            assert "There is nobody at this table." in words_of(answer)
    with pytest.raises(links.Bad):
        links.read(visitor_links.make(lena, "come", evening.ends_at), now)
    assert state_of(lena) == "asked"


def test_a_full_room_offers_the_next_evening(client, evening, lena, now):
    fill(evening, now)
    path, later = link_of(lena, "come"), evening.next_with_room(now)
    asked = client.get(path)
    assert asked.status_code == 410
    assert "Every seat of that evening is taken." in words_of(asked)
    assert f'name="instead" value="{later.on}"' in body_of(asked)
    assert client.post(path).status_code == 409
    for other in ("", "x", str(evening.on), "2020-01-01"):
        assert client.post(path, {"instead": other}).status_code == 409
    assert state_of(lena) == "asked"
    done = client.post(path, {"instead": str(later.on)})
    assert "A chair is yours." in words_of(done)
    guest = Visitor.objects.get()
    assert (guest.session, guest.state) == (later, "confirmed")
    # The old link is about the guest, who comes to the other evening by now.
    assert "It is yours already." in words_of(client.get(path))


def test_whoever_has_a_chair_is_offered_no_other(client, evening, lena, now):
    evening.confirm(lena, now)
    later = evening.next_with_room(now)
    client.post(link_of(lena, "come"), {"instead": str(later.on)})
    assert Visitor.objects.get().session == evening


@pytest.mark.parametrize("purpose", ["come", "cant"])
def test_an_evening_called_off_or_a_guest_taken_off_is_told(
    client, evening, lena, ana, now, purpose
):
    evening.take_off(lena, ana, now)
    assert "not kept for you any more" in words_of(client.get(link_of(lena, purpose)))
    otto = evening.invite(ana, "Otto", "otto@example.net", "", now)
    evening.call_off("Water in the cellar", now)
    answer = client.post(link_of(otto, purpose))
    assert answer.status_code == 409
    assert "That evening was called off." in words_of(answer)
    assert "Water" not in words_of(answer)
    assert state_of(otto) == "asked"


def test_one_called_off_while_they_press_is_told_without_a_reason(
    client, evening, lena, now, monkeypatch
):
    evening.call_off("Ana has the flu", now)
    monkeypatch.setattr(Come, "spent", lambda visit: None)
    answer = client.post(link_of(lena, "come"))
    assert (answer.status_code, state_of(lena)) == (409, "asked")
    assert "That evening was called off." in words_of(answer)
    assert "flu" not in words_of(answer)


def test_after_a_block_the_page_names_nobody(client, evening, ana, ben, now):
    guest = evening.invite(ana, "Ben", "ben@example.org", "", now)
    ben.block(ana, now)
    assert "Ana" not in words_of(client.get(link_of(guest, "come")))


@pytest.mark.parametrize(
    "name", ["D'Arcy <b>", "x" * 80, "عبد الرحمن", "<script>alert(1)</script>"]
)
def test_names_are_words_and_nothing_else(client, evening, ana, now, name):
    guest = evening.invite(ana, name, "lena@example.net", name, now)
    for page in (
        client.get(link_of(guest, "come")),
        browser_of(ana).get(visitors_of(evening)),
    ):
        assert "<b>" not in body_of(page) and "<script>alert" not in body_of(page)
        assert page.status_code == 200
