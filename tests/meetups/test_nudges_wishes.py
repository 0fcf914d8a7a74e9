"""Wishes about nudges: how often, when, about what, and not at all for a while."""

from datetime import time, timedelta

import pytest

from meetups.models import Nudge
from members.models import Letter, Member, Preferences
from tests.factories import make_proposal
from tests.meetups.encouraging import fate, remind, remind_of, short_letters, wish  # noqa: F401
from tests.meetups.letters import govern, letters_to
from tests.meetups.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("short_letters")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESS = "/settings/nudges/"
LIMITS = {
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
        **everything(quiet_from="22:00", quiet_to="06:00", week_day="0", week_hour="7"),
    )
    kept = Preferences.objects.of(ana)
    assert (kept.quiet_from, kept.quiet_to) == (time(22), time(6))
    assert (kept.week_day, kept.week_hour) == (0, 7)
    form = client.get(ADDRESS).context["form"]
    assert {name: str(form[name].value()) for name in LIMITS} == {
        "quiet_from": "22:00",
        "quiet_to": "06:00",
        "week_day": "0",
        "week_hour": "7",
    }


def test_an_hour_set_elsewhere_can_stay(press, ana):
    wish(ana, quiet_from=time(21, 30))
    assert press("keep", **everything(quiet_from="21:30")).status_code == 302
    assert Preferences.objects.of(ana).quiet_from == time(21, 30)


@pytest.mark.parametrize("other", [{"week_day": "1"}, {"quiet_to": "09:00"}])
def test_who_has_other_hours_is_looked_at_at_once(press, ana, now, other):
    Member.objects.filter(pk=ana.pk).update(look_at=now + 3 * DAY)
    press("keep", **everything("coffee_soon"))
    assert Member.objects.get(pk=ana.pk).look_at == now + 3 * DAY
    press("keep", **everything(**other))
    assert Member.objects.get(pk=ana.pk).look_at == now


@pytest.mark.parametrize(
    "limits",
    [
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
    assert press("pace", "more").status_code == 302
    govern(now)
    assert fate(nudges[1])[0] == "sent"


def test_the_pace_is_one_press_and_the_page_shows_it(press, page, client, ana):
    press("pace", "fewer")
    assert Preferences.objects.of(ana).pace == "fewer"
    body = client.get(ADDRESS).content.decode()
    assert 'value="fewer" aria-pressed="true"' in body
    assert body.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("pace", ["constantly", "", "FEWER"])
def test_a_pace_there_is_not_changes_nothing(press, pace):
    answer = press("pace", pace)
    assert answer.status_code == 422
    assert "That was not understood" in words_of(answer)
    assert not Preferences.objects.exists()


# -- quiet


def test_quiet_until_a_date_and_no_longer(press, page, ana, now):
    press("quiet", quiet_until="2026-11-27")
    until = Preferences.objects.of(ana).quiet_until.astimezone(ana.zone)
    assert (until.date().isoformat(), until.hour) == ("2026-11-27", 0)
    assert "You asked for quiet until Fri 27 Nov, 00:00." in page()
    press("write_again")
    assert Preferences.objects.of(ana).quiet_until is None
    assert "You asked for quiet" not in page()


@pytest.mark.parametrize("wish_for", [["pause"], ["quiet"]])
def test_what_is_written_and_has_not_gone_waits_with_the_rest(press, ana, ben, now, wish_for):
    """Ana was about to hear of somebody, of words and of an offer. The offer stands."""
    wish(ana, unwanted=["the_week"])
    about = remind(ana, now)
    ben.write_to(ana, "Are you there?", now - HOUR)
    words = remind_of(ben, ana, now, kind="unread_words")
    make_proposal(ben, ana, now + 9 * DAY)
    govern(now)
    Letter.objects.update(state="waiting", settled_at=None)
    press(*wish_for, quiet_until="2026-12-01")
    ends = {letter.kind: letter.state for letter in letters_to(ana)}
    gone = {"have_the_coffee": "cancelled", "unread_words": "cancelled"}
    assert ends == {"proposal": "waiting", **gone}
    govern(now)
    for nudge in (about, words):
        again = Nudge.objects.filter(kind=nudge.kind, recipient=ana).latest("pk")
        assert (*fate(again), again.due_at) == ("held", "paused", nudge.due_at)
    govern(again.held_until)
    assert fate(again) == ("sent", "paused")
    assert len(letters_to(ana, "have_the_coffee")) == 2


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


def weeks_of(member):
    """What became of each weekly letter to a member: (state, reason)."""
    weeks = Nudge.objects.for_member(member).filter(kind="the_week").order_by("pk")
    return [fate(week) for week in weeks]


def test_quiet_taken_back_at_once_costs_no_week(press, ana, ben, now):
    Nudge.objects.leave(ana, "the_week", ana, key="the_week", due_at=now)
    govern(now)
    Letter.objects.update(state="waiting", settled_at=None)
    press("pause")
    govern(now)
    assert weeks_of(ana) == [("sent", ""), ("folded", "paused")]
    press("write_again")
    govern(now)
    assert weeks_of(ana) == [("sent", ""), ("sent", "paused")]
    assert [letter.state for letter in letters_to(ana)] == ["cancelled", "sent"]


def test_a_week_is_not_told_days_late_because_the_quiet_ended(press, ana, ben, now, time_machine):
    press("pause")
    Nudge.objects.leave(ana, "the_week", ana, key="the_week", due_at=now)
    govern(now)
    later = now + timedelta(days=5)
    time_machine.move_to(later, tick=False)
    press("write_again")
    govern(later)
    assert weeks_of(ana)[0] == ("missed", "paused_too_long")
