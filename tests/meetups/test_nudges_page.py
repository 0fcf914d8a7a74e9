"""What we sent you, what we held back, and why; and every wish with one press."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import Nudge
from members.models import Hush, Letter, Member, Preferences
from tests.factories import make_coffee, make_proposal
from tests.meetups.encouraging import (  # noqa: F401
    fate,
    leave_the_week,
    remind,
    short_letters,
    wish,
)
from tests.meetups.letters import govern
from tests.meetups.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESS = "/settings/nudges/"
LIMITS = {
    "pace": "normal",
    "quiet_from": "20:00",
    "quiet_to": "08:00",
    "week_day": "4",
    "week_hour": "8",
}


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


def everything(*but, **limits):
    """The whole form as one finds it, but without these kinds, and with other limits."""
    kinds = [kind for kind in Nudge.Kind.values if kind not in but]
    return {**LIMITS, "wanted": kinds, **limits}


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
    ("end", "words"), [("failed", "Failed"), ("unsure", "Unsure"), ("cancelled", "Dropped")]
)
def test_a_sent_nudge_tells_its_letters_own_end(page, ana, ben, now, end, words):
    make_proposal(ben, ana, now + 3 * DAY)
    govern(now)
    Letter.objects.update(state=end, settled_at=now)
    assert words in page()


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


def test_a_press_on_an_earlier_page_comes_back_to_it(press):
    answer = press("stop", "the_week", query="?before=7&stopped=late")
    assert answer["Location"] == f"{ADDRESS}?before=7&stopped=the_week"


def test_nobody_is_hushed_on_a_line_about_what_they_did(page, ana, ben, now):
    make_proposal(ben, ana, now + 3 * DAY)
    govern(now)
    assert "Nothing about Ben" not in page()


@pytest.mark.parametrize("wish", ["hush", "hear"])
def test_somebody_one_cannot_see_is_not_there(press, ana, ben, dan, now, wish):
    ben.block(ana, now)
    dan.suspend(now)
    for handle in (ben.handle, dan.handle, ana.handle, "nobody-1234"):
        assert press(wish, handle).status_code == 404
    assert not Hush.objects.exists()


def test_a_block_takes_the_name_off_the_hushed(page, ana, ben, now):
    Hush.objects.hush(ana, ben, now)
    assert "Quiet about" in page()
    ben.block(ana, now)
    words = page(f"?hushed={ben.handle}")
    assert "Quiet about" not in words and "Undo" not in words


@pytest.mark.parametrize("wish", ["stop", "resume"])
def test_a_kind_there_is_not_is_not_there(press, ana, wish):
    assert press(wish, "newsletters").status_code == 404
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


# -- limits


def test_kinds_are_stopped_and_resumed(press, ana):
    assert press("keep", **everything("coffee_soon")).status_code == 302
    assert Preferences.objects.of(ana).unwanted == ["coffee_soon"]
    press("keep", **everything())
    assert Preferences.objects.of(ana).unwanted == []


def test_every_kind_has_its_box(client, page):
    page()
    boxes = client.get(ADDRESS).context["form"].groups()
    shown = [box.data["value"] for _name, _hint, group in boxes for box in group]
    assert sorted(shown) == sorted(Nudge.Kind.values)


def test_a_kind_stopped_by_one_click_is_resumed_here(press, ana):
    Preferences.objects.of(ana).stop("the_week")
    press("keep", **everything())
    assert Preferences.objects.of(ana).wants("the_week")


def test_kinds_of_other_parts_of_the_site_stay_as_they_are(press, ana):
    Preferences.objects.of(ana).stop("a_kind_to_come")
    press("keep", **everything())
    assert Preferences.objects.of(ana).unwanted == ["a_kind_to_come"]


def test_limits_are_kept_and_shown(press, client, ana):
    press(
        "keep",
        **everything(
            pace="more", quiet_from="22:00", quiet_to="06:00", week_day="0", week_hour="7"
        ),
    )
    kept = Preferences.objects.of(ana)
    assert (kept.pace, kept.quiet_from, kept.quiet_to) == ("more", time(22), time(6))
    assert (kept.week_day, kept.week_hour) == (0, 7)
    form = client.get(ADDRESS).context["form"]
    assert {name: str(form[name].value()) for name in LIMITS} == {
        "pace": "more",
        "quiet_from": "22:00",
        "quiet_to": "06:00",
        "week_day": "0",
        "week_hour": "7",
    }


def test_an_hour_set_elsewhere_can_stay(press, ana):
    wish(ana, quiet_from=time(21, 30))
    assert press("keep", **everything(quiet_from="21:30")).status_code == 302
    assert Preferences.objects.of(ana).quiet_from == time(21, 30)


def test_another_hour_for_the_week_is_looked_at_at_once(press, ana, now):
    Member.objects.filter(pk=ana.pk).update(look_at=now + 3 * DAY)
    press("keep", **everything(pace="fewer"))
    assert Member.objects.get(pk=ana.pk).look_at == now + 3 * DAY
    press("keep", **everything(week_day="1"))
    assert Member.objects.get(pk=ana.pk).look_at == now


@pytest.mark.parametrize(
    "limits",
    [
        {"pace": "constantly"},
        {"pace": ""},
        {"quiet_from": "25:00"},
        {"quiet_to": "half past"},
        {"quiet_to": "08:17"},
        {"week_day": "7"},
        {"week_day": "Friday"},
        {"week_hour": "24"},
        {"week_hour": ""},
        {"wanted": ["newsletters"]},
    ],
)
def test_strange_limits_are_refused_with_a_sentence(press, ana, limits):
    answer = press("keep", **everything(**limits))
    assert answer.status_code == 422
    assert "Choose one of the list." in words_of(answer) or "no such letters" in words_of(answer)
    assert not Preferences.objects.exists()


def test_with_more_room_what_is_held_is_asked_again(press, ana, now):
    wish(ana, unwanted=["the_week"])
    nudges = [remind(ana, now), remind(ana, now)]
    govern(now)
    assert fate(nudges[1])[0] == "held"
    press("keep", **everything("the_week", pace="more"))
    govern(now)
    assert fate(nudges[1])[0] == "sent"


# -- quiet


def test_quiet_until_a_date_and_no_longer(press, page, ana, now):
    press("quiet", quiet_until="2026-11-27")
    until = Preferences.objects.of(ana).quiet_until.astimezone(ana.zone)
    assert (until.date().isoformat(), until.hour) == ("2026-11-27", 0)
    assert "You asked for quiet until Fri 27 Nov, 00:00." in page()
    press("write_again")
    assert Preferences.objects.of(ana).quiet_until is None
    assert "You asked for quiet" not in page()


def test_a_pause_of_two_weeks(press, ana):
    press("pause")
    until = Preferences.objects.of(ana).quiet_until.astimezone(ana.zone)
    assert (until.date().isoformat(), until.hour) == ("2026-12-01", 0)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2020-01-01", "That day has begun. Choose a later one."),
        ("2026-11-17", "That day has begun. Choose a later one."),
        ("soon", "Write the date like 2026-11-20."),
        ("", "Choose a day."),
    ],
)
def test_quiet_until_yesterday_is_refused(press, ana, day, words):
    answer = press("quiet", quiet_until=day)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert Preferences.objects.of(ana).quiet_until is None


def test_our_own_pause_is_told_and_can_be_ended(press, page, ana, now):
    Preferences.objects.of(ana).pause_until(now + 14 * DAY)
    wish(ana, unwanted=["the_week"])
    nudge = remind(ana, now)
    govern(now)
    assert "Nothing came of our last six letters" in page()
    press("write_again")
    assert Preferences.objects.of(ana).paused_until == now
    govern(now)
    assert fate(nudge)[0] == "sent"
    assert "Nothing came of our last six letters, so" not in page()
