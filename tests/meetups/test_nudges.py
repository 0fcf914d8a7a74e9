"""Each kind of nudge: when it is due, to whom, and how often at most; and the page about them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetups.models import Nudge
from meetups.nudges import reasons
from members.models import Letter, Preferences
from tests.factories import make_coffee, make_proposal
from tests.meetups.letters import govern, letters_to
from tests.meetups.test_letters_of_meetups import Story

pytestmark = pytest.mark.django_db
ABOUT_NOBODY = {"the_week", "we_miss_you", "going_quiet"}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def due(kind):
    """{(recipient's first name, due)} of all nudges of a kind, decided or not."""
    rows = Nudge.objects.filter(kind=kind).select_related("recipient")
    return {(nudge.recipient.short_name, nudge.due_at) for nudge in rows}


@pytest.mark.parametrize(
    ("kind", "heard_by"),
    [
        ("proposal", {"Ana"}),
        ("countered", {"Ana"}),
        ("declined", {"Ana"}),
        ("withdrawn", {"Ana"}),
        ("all_taken", {"Ana"}),
        ("accepted", {"Ana", "Ben"}),
        ("moved", {"Ana", "Ben"}),
        ("cancelled", {"Ana", "Ben"}),
        ("late", {"Ana"}),
    ],
)
def test_what_was_agreed_is_due_at_once(kind, heard_by, ana, ben, cleo, now):
    story = Story(ana, ben, now)
    getattr(story, kind)()
    assert due(kind) == {(name, story.now) for name in heard_by}


def test_an_unanswered_offer_asks_twice(ana, ben, now):
    offer = make_proposal(ben, ana, now + 30 * DAY)
    assert due("answer_proposal") == {
        ("Ana", now + 2 * DAY),
        ("Ana", offer.lapses_at - DAY),
    }
    for hour in range(1, 24 * 8):
        govern(now + hour * HOUR)
    assert len(letters_to(ana, "answer_proposal")) == 2


def test_an_offer_that_lapses_soon_asks_once(ana, ben, now):
    make_proposal(ben, ana, now + 36 * HOUR)
    assert due("answer_proposal") == {("Ana", now + 12 * HOUR)}


def test_an_answer_ends_the_asking(ana, ben, now):
    offer = make_proposal(ben, ana, now + 6 * DAY)
    govern(now)
    offer.decline(now + DAY)
    govern(now + 6 * DAY)
    assert not letters_to(ana, "answer_proposal")


def test_a_coffee_asks_the_day_before_and_tells_two_hours_before(ana, ben, now):
    starts = now + 3 * DAY + 2 * HOUR
    make_coffee(ana, ben, starts)
    assert due("coffee_tomorrow") == {(name, starts - DAY) for name in ("Ana", "Ben")}
    assert due("coffee_soon") == {(name, starts - 2 * HOUR) for name in ("Ana", "Ben")}


def test_afterwards_it_asks_three_times_at_most(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    evening = now.replace(hour=18, minute=30) + DAY
    assert due("did_you_meet") == {
        (name, evening + wait)
        for name in ("Ana", "Ben")
        for wait in (timedelta(), 3 * DAY, 10 * DAY)
    }
    govern(now)
    for hour in range(1, 24 * 16):
        govern(now + hour * HOUR + 30 * MINUTE)
    assert len(letters_to(ana, "did_you_meet")) == 3
    assert coffee.settles_at < now + 16 * DAY


def test_whoever_answered_is_asked_no_more(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(now)
    evening = coffee.evening_for(ana)
    govern(evening)
    coffee.answer(ana, True, evening + HOUR)
    for step in (3 * DAY, 10 * DAY):
        govern(evening + step)
    assert len(letters_to(ana, "did_you_meet")) == 1
    assert len(letters_to(ben, "did_you_meet")) == 3


def test_a_no_against_a_yes_is_asked_once_more_and_the_yes_never(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    govern(now)
    evening = coffee.evening_for(ana)
    govern(evening)
    coffee.answer(ana, True, evening + MINUTE)
    coffee.answer(ben, False, evening + MINUTE)
    for hour in range(24 * 14):
        govern(evening + hour * HOUR)
    assert len(letters_to(ana, "did_you_meet")) == 1
    assert len(letters_to(ben, "did_you_meet")) == 2


def test_a_letter_already_written_is_taken_back_when_the_plan_changes(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    govern(now + DAY)
    move = coffee.move(ben, [now + 5 * DAY], now + DAY)
    move.accept(ana, move.times.get(), now + DAY)
    states = Letter.objects.about(coffee).values_list("kind", "state")
    assert set(states) == {("accepted", "cancelled"), ("coffee_tomorrow", "cancelled")}


def test_even_a_letter_in_a_workers_hand(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 2 * DAY)
    govern(now)
    held = Letter.objects.claim(now, 10)
    coffee.cancel(ana, now)
    assert held
    assert not Letter.objects.about(coffee).filter(state="leased").exists()


# -- the page


@pytest.fixture
def page(client, ana):
    client.force_login(ana)
    return lambda: client.get("/settings/nudges/").content.decode()


def kinds_without(*unwanted):
    return {"wanted": [kind for kind in Nudge.Kind.values if kind not in unwanted]}


def test_without_anything_the_page_says_how_it_begins(page):
    assert "Nothing yet." in page()


def test_the_page_tells_what_was_sent_and_why(page, ana, ben):
    now = timezone.now()
    make_proposal(ben, ana, now + 3 * DAY, now=now - HOUR)
    govern(now)
    words = page()
    assert "Ben offers you times" in words
    assert "Because Ben offered you times." in words
    assert "On its way" in words
    Letter.objects.update(state="sent", settled_at=now)
    assert "Sent " in page()


def test_the_page_tells_what_was_held_dropped_and_missed(page, ana, ben):
    now = timezone.now()
    offer = make_proposal(ben, ana, now + 3 * DAY, now=now - DAY)
    offer.withdraw(now)
    nudges = Nudge.objects.filter(recipient=ana)
    nudges.get(kind="withdrawn").hold(now + DAY, "paused", now, {"until": now.isoformat()})
    govern(now)
    words = page()
    for expected in ("Dropped", "Held until", "Because you asked for quiet until"):
        assert expected in words


@pytest.mark.parametrize("reason", reasons.SENTENCES)
def test_every_reason_can_be_told(reason, ana, ben, now):
    details = {"starts": "20:00", "ends": "08:00", "until": now.isoformat(), "pace": "fewer"}
    nudge = Nudge(kind="proposal", reason=reason, details=details)
    words = reasons.because(nudge, ben, ana.zone)
    assert words.startswith("Because ") and words.endswith(".") and "%" not in words
    assert words != "Because of your settings."


@pytest.mark.parametrize("kind", Nudge.Kind.values)
def test_every_kind_has_a_title_and_a_reason(kind, ana, ben):
    nudge = Nudge(kind=kind)
    other = None if kind in ABOUT_NOBODY else ben
    title = reasons.title(nudge, other)
    assert ("Ben" in title) == bool(other)
    assert title and "%" not in title
    assert reasons.because(nudge, other, ana.zone).startswith("Because ")


def test_kinds_are_stopped_and_resumed(client, page, ana):
    assert client.post("/settings/nudges/", kinds_without("coffee_soon")).status_code == 302
    assert Preferences.objects.of(ana).unwanted == ["coffee_soon"]
    assert page().count("checked") == len(Nudge.Kind.values) - 1
    client.post("/settings/nudges/", kinds_without())
    assert Preferences.objects.of(ana).unwanted == []


def test_a_kind_stopped_by_one_click_is_resumed_here(client, page, ana):
    Preferences.objects.of(ana).stop("proposal")
    client.post("/settings/nudges/", kinds_without())
    assert Preferences.objects.of(ana).wants("proposal")


def test_kinds_of_other_parts_of_the_site_stay_as_they_are(client, page, ana):
    Preferences.objects.of(ana).stop("a_kind_to_come")
    client.post("/settings/nudges/", kinds_without())
    assert Preferences.objects.of(ana).unwanted == ["a_kind_to_come"]


def test_quiet_until_a_date_and_no_longer(client, page, ana):
    day = (timezone.now() + 10 * DAY).astimezone(ana.zone).date()
    client.post("/settings/nudges/", {**kinds_without(), "quiet_until": day.isoformat()})
    kept = Preferences.objects.of(ana).quiet_until.astimezone(ana.zone)
    assert (kept.date(), kept.hour) == (day, 0)
    assert day.isoformat() in page()
    client.post("/settings/nudges/", {**kinds_without(), "quiet_until": ""})
    assert Preferences.objects.of(ana).quiet_until is None


@pytest.mark.parametrize("day", ["2020-01-01", "soon"])
def test_quiet_until_yesterday_is_refused(client, page, ana, day):
    response = client.post("/settings/nudges/", {**kinds_without(), "quiet_until": day})
    assert response.status_code == 422
    assert Preferences.objects.of(ana).quiet_until is None
