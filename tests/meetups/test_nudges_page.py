"""What we sent you, what we held back, and why; and every wish with one press."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import Nudge
from meetups.nudges import looking
from members.endings import GONE_BEFORE, HELD_TOO_LONG, QUIETED, TOO_LATE, UNHEARD, UNWANTED
from members.models import Hush, Letter, Preferences
from tests.factories import make_coffee, make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    fate,
    leave_the_week,
    remind,
    short_letters,
)
from tests.meetups.letters import govern
from tests.meetups.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESS = "/settings/nudges/"


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def page(client, ana):
    client.force_login(ana)
    return lambda query="": words_of(client.get(ADDRESS + query))


@pytest.fixture
def press(client, ana):
    """Press a button of the page. -> the response"""
    client.force_login(ana)
    return lambda name, value="yes", query="", **more: client.post(
        ADDRESS + query, {name: value, **more}
    )


# -- the diary


def test_without_anything_the_page_says_how_it_begins(page):
    assert "Nothing yet." in page()


def test_the_page_tells_what_was_sent_and_why(page, ana, ben, now):
    make_proposal(ben, ana, now + 3 * DAY, now=now - HOUR)
    govern(now)
    words = page()
    assert "Ben offers you times" in words
    assert "Because Ben offered you times." in words
    assert "On its way" in words
    Letter.objects.update(state="sent", settled_at=now)
    assert "Sent Tue 17 Nov, 09:00" in page()


@pytest.mark.parametrize(
    ("end", "reason", "words"),
    [
        ("failed", "550 5.1.1 at recipient", "Failed: your mail server refused it"),
        ("failed", "bounced at Postmark", "Failed: your mail server refused it"),
        ("failed", "bounced for now at Brevo", "Failed: your mail server refused it"),
        ("failed", "the provider refuses the recipient", "Failed: your mail server refused it"),
        ("failed", "554 at letter", "Failed: it was refused on its way to you"),
        ("failed", "422 at provider", "Failed: it was refused on its way to you"),
        ("failed", "could not be written: X at y.py:1", "Failed: something went wrong on our side"),
        ("failed", "could not be sent: X at y.py:1", "Failed: something went wrong on our side"),
        ("failed", GONE_BEFORE, "Failed: something went wrong on our side"),
        ("failed", "given up: 451", "Failed: it could not be delivered in time"),
        ("unsure", "SMTPServerDisconnected", "Perhaps sent: no answer came back"),
        ("cancelled", "the two are parted", "Not sent"),
        ("waiting", "the address is paused", "Waits: your address refused our letters"),
        ("waiting", "the reader's quiet hours", "Waits for the end of your quiet hours"),
        ("waiting", "", "On its way"),
    ],
)
def test_a_sent_nudge_tells_its_letters_own_end(page, ana, ben, now, end, reason, words):
    make_proposal(ben, ana, now + 3 * DAY)
    govern(now)
    Letter.objects.update(state=end, reason=reason, settled_at=None if end == "waiting" else now)
    assert words in page()
    assert not reason or reason not in page()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no longer true", "Because it was no longer true when its time came."),
        # A block is silent.
        ("the two are parted", "Because it was no longer true when its time came."),
        (UNWANTED, "Because you asked for no letters of this kind."),
        (UNHEARD, "Because you asked to hear nothing about Ben."),
        (TOO_LATE, "Because our post was delayed until it could no longer help. We are sorry."),
        (QUIETED, "Because you asked for quiet before it had gone."),
        (HELD_TOO_LONG, "Because your address refused our letters until it could no longer help."),
    ],
)
def test_what_was_written_and_not_sent_says_why(page, ana, ben, now, reason, words):
    make_proposal(ben, ana, now + 3 * DAY)
    govern(now)
    Letter.objects.update(state="cancelled", reason=reason, settled_at=now)
    said = page()
    assert words in said
    assert "Because Ben offered you times." not in said


def test_what_was_not_sent_for_somebody_in_it_names_nobody(page, ana, now):
    leave_the_week(ana, now)
    govern(now)
    Letter.objects.update(state="cancelled", reason=UNHEARD, settled_at=now)
    said = page()
    assert "Because it was no longer true when its time came." in said
    assert "former member" not in said


def test_the_page_tells_what_was_held_dropped_and_missed(page, ana, ben, now):
    offer = make_proposal(ben, ana, now + 3 * DAY, now=now - DAY)
    offer.withdraw(now)
    nudges = Nudge.objects.filter(recipient=ana)
    nudges.get(kind="withdrawn").hold(now + DAY, "paused", now, {"until": now.isoformat()})
    make_proposal(ben, ana, now + 3 * DAY)
    nudges.filter(kind="proposal").latest("pk").miss("too_late", now)
    govern(now)
    words = page()
    for expected in (
        "Dropped",
        "Held until Wed 18 Nov, 09:00",
        "Because you asked for quiet until Tue 17 Nov, 09:00.",
        "Missed",
        "Because our post was delayed until it could no longer help. We are sorry.",
    ):
        assert expected in words


def test_what_was_dropped_before_its_day_is_no_news(page, ana, ben, now, time_machine):
    make_coffee(ben, ana, now + 4 * DAY, now=now).cancel(ana, now)
    dropped = Nudge.objects.filter(recipient=ana, state="dropped")
    known = dropped.filter(due_at__lte=now).count()
    assert known < dropped.count()
    assert page().count("Dropped") == known
    time_machine.move_to(now + 20 * DAY, tick=False)
    assert page().count("Dropped") == dropped.count()


def test_what_is_folded_names_its_letter(page, ana, now, time_machine):
    remind(ana, now)
    govern(now)
    words = page()
    assert "In Friday’s letter" in words
    assert "Because you allow one such letter a week" in words
    friday = now + 3 * DAY
    leave_the_week(ana, friday)
    govern(friday)
    time_machine.move_to(friday + 30 * DAY, tick=False)
    assert "In the letter of Fri 20 Nov" in page()


def test_what_is_folded_when_no_week_came(page, ana, now, time_machine):
    remind(ana, now)
    govern(now)
    time_machine.move_to(now + 5 * DAY, tick=False)
    assert "In the next weekly letter" in page()


def test_without_the_week_nothing_is_said_to_come_in_it(page, press, ana, now):
    remind(ana, now)
    govern(now)
    press("stop", "the_week")
    words = page()
    assert "Waiting" in words and "Friday’s letter" not in words
    assert looking.look_at_member(ana.pk, now)
    govern(now)
    words = page()
    assert "Sent Tue 17 Nov, 09:00" in words and "it comes in there" not in words
    assert "Because you stopped the weekly letter, it comes on its own." in words


def test_earlier_ones_are_a_page_away_and_each_is_on_one_page(client, page, ana, now):
    for number in range(26):
        at = now - number // 3 * HOUR
        Nudge.objects.leave(ana, "the_week", ana, key=f"the_week:{number:02}", due_at=at)
    found, query, pages = [], "", 0
    page()
    while query is not None:
        diary = client.get(ADDRESS + query).context["diary"]
        found += [line.when for line in diary.lines]
        pages += 1
        query = f"?before={diary.earlier}" if diary.earlier else None
    assert (len(found), pages) == (26, 3)
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("before", ["soon", "0", "-1", "9" * 40, "１２"])
def test_a_page_nobody_wrote_begins_at_the_top(page, ana, ben, now, before):
    make_proposal(ben, ana, now + 3 * DAY)
    assert "Ben offers you times" in page(f"?before={before}")


def test_nobody_reads_by_the_nudge_of_another(page, ana, ben, cleo, now):
    make_proposal(ben, ana, now + 3 * DAY)
    Nudge.objects.leave(ben, "the_week", ben, key="of ben", due_at=now)
    other = Nudge.objects.get(key="of ben")
    assert "Ben offers you times" in page(f"?before={other.pk}")


def test_the_page_costs_the_same_for_many(client, ana, ben, now):
    client.force_login(ana)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    remind(ana, now)
    make_coffee(ana, ben, now + 4 * DAY)
    govern(now)
    few = cost()
    for _ in range(4):
        friend = remind(ana, now).other
        make_proposal(friend, ana, now + 3 * DAY)
        Hush.objects.hush(ana, friend, now)
    govern(now)
    assert cost() == few <= 10


# -- one press on each line


def test_one_press_stops_a_kind_and_one_press_undoes_it(press, page, ana, now):
    remind(ana, now)
    govern(now)
    answer = press("stop", "have_the_coffee")
    assert Preferences.objects.of(ana).unwanted == ["have_the_coffee"]
    query = answer["Location"].removeprefix(ADDRESS)
    assert "No more letters about hands shaken and no coffee yet. Undo" in page(query)
    assert "Write about this again" in page()
    press("resume", "have_the_coffee")
    assert Preferences.objects.of(ana).unwanted == []
    assert "Undo" not in page(query)


def test_one_press_hushes_somebody_and_one_press_undoes_it(press, page, ana, now):
    friend = remind(ana, now).other
    govern(now)
    assert f"Nothing about {friend.short_name}" in page()
    answer = press("hush", friend.handle)
    assert [hush.other for hush in Hush.objects.of(ana)] == [friend]
    words = page(answer["Location"].removeprefix(ADDRESS))
    assert f"You hear nothing more about {friend.name}. Undo" in words
    assert "Quiet about" in words and "Hear again" in words
    press("hear", friend.handle)
    assert not Hush.objects.of(ana).exists()
    assert "Quiet about" not in page()


def test_somebody_is_hushed_from_their_profile_too(client, press, ana, ben, dan):
    client.force_login(ana)
    assert "No letters about Ben" in words_of(client.get(ben.get_absolute_url()))
    press("hush", ben.handle)
    assert Hush.objects.filter(member=ana, other=ben).exists()
    assert "Hear about Ben again" in words_of(client.get(ben.get_absolute_url()))
    # Nothing would come about a stranger.
    assert "letters about" not in words_of(client.get(dan.get_absolute_url()))


def test_a_press_on_an_earlier_page_comes_back_to_it(press):
    answer = press("stop", "the_week", query="?before=7&stopped=late")
    assert answer["Location"] == f"{ADDRESS}?before=7&stopped=the_week"


def test_nobody_is_hushed_on_a_line_about_what_they_did(page, ana, ben, now):
    make_proposal(ben, ana, now + 3 * DAY)
    govern(now)
    assert "Nothing about Ben" not in page()


@pytest.mark.parametrize("button", ["hush", "hear"])
def test_somebody_one_cannot_see_is_not_there(press, ana, ben, dan, now, button):
    ben.block(ana, now)
    dan.suspend(now)
    for handle in (ben.handle, dan.handle, ana.handle, "nobody-1234"):
        assert press(button, handle).status_code == 404
    assert not Hush.objects.exists()


def test_a_block_takes_the_name_off_the_hushed(page, ana, ben, now):
    Hush.objects.hush(ana, ben, now)
    assert "Quiet about" in page()
    ben.block(ana, now)
    words = page(f"?hushed={ben.handle}")
    assert "Quiet about" not in words and "Undo" not in words


@pytest.mark.parametrize("button", ["stop", "resume"])
def test_a_kind_there_is_not_is_not_there(press, ana, button):
    assert press(button, "newsletters").status_code == 404
    assert Preferences.objects.of(ana).unwanted == []


def test_hushing_twice_is_hushing_once(press, ana, ben):
    press("hush", ben.handle)
    press("hush", ben.handle)
    assert Hush.objects.of(ana).count() == 1


def test_a_press_nobody_knows_changes_nothing(press):
    answer = press("fire", "away")
    assert answer.status_code == 422
    assert "That was not understood" in words_of(answer)
    assert not Preferences.objects.exists()
