"""Organizers see how letters fare: counts, codes and names, and two buttons that help."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import outbox
from members.models import Letter, Sweep, Unreachable
from members.models.unreachable import PAUSE_AFTER
from tests.factories import MemberFactory

PAGE = "/organize/letters/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(client, db):
    """Organizes the group, and is signed in."""
    olga = MemberFactory(name="Olga Petrova", email="olga@example.org", is_organizer=True)
    client.force_login(olga)
    return olga


@pytest.fixture
def ended(letter_to, now):
    """Leaves a letter that came to this end."""

    def ended(member, state="failed", reason="550 5.1.1 at recipient", ago=HOUR, **fields):
        letter = letter_to(member, **fields)
        blank = {"mime": b"", "subject": ""} if letter.is_account else {}
        Letter.objects.filter(pk=letter.pk).update(
            state=state, reason=reason, settled_at=now - ago, **blank
        )
        letter.refresh_from_db()
        return letter

    return ended


def refuse(address, now):
    for _again in range(PAUSE_AFTER):
        Unreachable.objects.refused(address, now)


def text_of(page):
    """The page's words, with all space alike."""
    return " ".join(page.text.split())


def again(letter):
    return f"/organize/letters/{letter.pk}/again/"


# -- what they see


def test_an_empty_house_says_so(client, olga):
    page = text_of(client.get(PAGE))
    assert "None. Every letter that was handed over was taken." in page
    assert "Nobody. We write wherever we should." in page
    assert "None was ever made. Is a worker running?" in page


def test_what_waits_is_counted_by_queue(olga, letter_to, ana, now):
    letter_to(ana, "code", queue="urgent", at=now - HOUR)
    for number in range(4):
        letter_to(ana, str(number), queue="bulk", at=now - (number + 1) * HOUR)
    letter_to(ana, "tomorrow", queue="bulk", at=now + 24 * HOUR)
    assert outbox.queues(now) == [
        outbox.Queue("urgent", 1, now - HOUR, 0, 25),
        outbox.Queue("normal", 0, None, 0, 0),
        outbox.Queue("bulk", 4, now - 4 * HOUR, 1, 100),
    ]


def test_trouble_is_told_with_its_code_and_no_words(client, olga, ended, ana, dan):
    ended(ana, subject="A secret about cherries", kind="accepted")
    ended(dan, "unsure", "the worker went away while sending", kind="coffee_soon")
    ended("visitor@example.org", kind="account_nobody_here", klass="account", subject="K7Q2PX")
    ended(ana, "sent", "", kind="declined")
    page = text_of(client.get(PAGE))
    for told in (
        "Ana Ruiz",
        "Coffees agreed",
        "550 5.1.1 at recipient",
        "Dan D&#x27;Arcy &lt;b&gt;",
        "Coffees about to begin",
        "perhaps sent",
        "Somebody who is no member",
        "An address nobody here has",
        "A new one can be asked for",
    ):
        assert told in page, told
    for hidden in ("cherries", "K7Q2PX", "example.org", "Offers that could not be taken", "<b>"):
        assert hidden not in page, hidden
    assert page.count("Send again") == 2


def test_paused_addresses_are_told_by_name(client, olga, ana, ben, now):
    refuse("ANA@example.org", now)
    Unreachable.objects.complained(ben.email, now)
    refuse("visitor@example.org", now)
    Unreachable.objects.refused("dan@example.org", now)
    page = text_of(client.get(PAGE))
    assert "Refused us 3 times, last on 17 Nov. Until 1 Dec 2026" in page
    assert "Called a letter spam on 17 Nov. Until 17 Nov 2027" in page
    names = [(one.name, one.row.refusals) for one in outbox.paused(now)[0]]
    assert names == [("Ben Adeyemi", 0), ("Ana Ruiz", 3), ("", 3)]
    assert "example.org" not in page


def test_rounds_are_told_with_their_age(client, olga, now):
    Sweep.objects.finished("letters", now - timedelta(minutes=3))
    page = text_of(client.get(PAGE)).replace("\xa0", " ")
    assert '<th scope="row">Letters</th><td>3 minutes</td>' in page


def test_the_list_goes_on_behind_its_last_row(client, olga, ended, ana, now):
    letters = [
        # Some at the very same moment, so that only the id tells them apart.
        ended(ana, reason=f"code {number}.", subject=str(number), ago=(number // 3) * HOUR)
        for number in range(2 * outbox.PAGE + 3)
    ]
    seen, after = [], 0
    while True:
        page = outbox.troubled(after)
        seen += [letter.pk for letter in page.letters]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) == len(letters)
    first = client.get(PAGE)
    assert first.text.count("Send again") == outbox.PAGE
    assert f"after={outbox.troubled().after}" in first.text
    last = client.get(PAGE, {"after": seen[-4]})
    assert last.text.count("Send again") == 3
    assert "The latest" in last.text


@pytest.mark.parametrize("after", ["x", "-1", "0", "99999999999999999999", "12345"])
def test_a_strange_place_in_the_list_is_its_beginning(client, olga, ended, ana, after):
    ended(ana)
    page = client.get(PAGE, {"after": after})
    assert (page.status_code, page.text.count("Send again")) == (200, 1)


def test_thirty_rows_ask_as_often_as_one(client, olga, ended, now):
    asked = []
    for rows in (1, 30):
        while Unreachable.objects.count() < rows:
            member = MemberFactory()
            ended(member, subject=member.email)
            refuse(member.email, now)
            Sweep.objects.finished(f"sweep {member.pk}", now)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10


# -- who may


@pytest.mark.parametrize("flag", ["is_host", "is_staff", "is_superuser"])
def test_for_everybody_else_there_is_no_such_page(client, ended, ana, now, flag):
    letter = ended(ana)
    refuse(ana.email, now)
    pause = Unreachable.objects.get()
    client.force_login(MemberFactory(**{flag: True}))
    assert client.get(PAGE).status_code == 404
    assert client.post(again(letter)).status_code == 404
    assert client.post(f"/organize/addresses/{pause.pk}/again/").status_code == 404
    letter.refresh_from_db()
    pause.refresh_from_db()
    assert (letter.state, pause.is_paused(now)) == ("failed", True)


def test_the_menu_leads_there(client, olga, ana):
    assert 'href="/organize/"' in client.get("/settings/").text
    assert f'href="{PAGE}"' in client.get("/organize/").text
    client.force_login(ana)
    assert "/organize/" not in client.get("/settings/").text


# -- what they can do


@pytest.mark.parametrize("state", ["failed", "unsure"])
def test_a_letter_goes_again(client, olga, postman, sink, ended, ana, state):
    letter = ended(ana, state)
    answer = client.post(again(letter), follow=True)
    assert "It is on its way again." in answer.text
    postman.round()
    assert sink.recipients == ["ana@example.org"]
    # Pressed twice, it is no longer among those that failed.
    assert client.post(again(letter)).status_code == 404


def refused(client, letter, words):
    """Whether the letter stays as it was, and the page says why."""
    before = Letter.objects.values().get(pk=letter.pk)
    answer = client.post(again(letter), follow=True)
    return words in answer.text and Letter.objects.values().get(pk=letter.pk) == before


def test_not_one_that_is_no_longer_true(client, olga, ended, ana, dan, monkeypatch):
    monkeypatch.setattr(type(dan), "still_owes", lambda *what: False, raising=False)
    letter = ended(ana, about=dan)
    assert refused(client, letter, "It is owed no longer: no longer true.")


def test_not_one_that_comes_too_late(client, olga, ended, ana, now):
    letter = ended(ana, useless_after=now)
    assert refused(client, letter, "It is owed no longer: too late to be of use.")


def test_not_to_whom_it_is_not_wanted(client, olga, ended, ana, ben, now):
    letter = ended(ana, caused_by=ben)
    ana.block(ben, now)
    assert refused(client, letter, "It is owed no longer")


def test_not_an_accounts_letter_whose_words_are_gone(client, olga, ended, ana):
    letter = ended(ana, klass="account")
    assert refused(client, letter, "Its words are gone for good.")


def test_not_one_that_was_never_written(client, olga, ended, ana):
    letter = ended(ana)
    Letter.objects.filter(pk=letter.pk).update(mime=b"")
    assert refused(client, letter, "It could never be written")


@pytest.mark.parametrize("state", ["sent", "cancelled"])
def test_not_one_that_did_not_fail(client, olga, ended, ana, state):
    letter = ended(ana, state)
    assert client.post(again(letter)).status_code == 404


def test_an_address_is_written_to_again(client, olga, postman, sink, letter_to, ana, now):
    refuse(ana.email, now)
    letter_to(ana, "held back")
    postman.round()
    assert sink.subjects == []
    pause = Unreachable.objects.get()
    answer = client.post(f"/organize/addresses/{pause.pk}/again/", follow=True)
    assert "We write there again" in answer.text
    assert "example.org" not in answer.text
    postman.round()
    assert sink.subjects == ["held back"]
    assert client.post(f"/organize/addresses/{pause.pk}/again/").status_code == 404
