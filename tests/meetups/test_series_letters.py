"""One letter to whoever comes every time when a series changes, and calendars stay right."""

from datetime import date, time, timedelta

import pytest

from meetups.models import Nudge
from members.models import Letter
from tests.factories import MemberFactory, make_series, make_venue
from tests.meetups.letters import govern, letter_to, letters_to, links_in, words
from tests.meetups.test_evening_letters import entry, pressed, send_all

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
REASON = "We gather on other days from now on. Every Tuesday, 18:30."
TUESDAYS = {"rule": "FREQ=WEEKLY;BYDAY=TU"}


@pytest.fixture
def series(ana, now):
    """Thursdays at half past six, to each of which Ana comes."""
    series = make_series()
    series.stand(ana, now)
    return series


def evenings_of(series):
    return list(series.evenings.with_place().order_by("on"))


def kinds_to(member):
    return [letter.kind for letter in letters_to(member)]


def go_on(series, changes, now, number=2, why=""):
    """All from the evening with this number on, with what follows from it written."""
    later = series.go_on_as(evenings_of(series)[number].on, changes, now, REASON, why)
    govern(now)
    return later


# -- one letter


def test_another_hour_is_one_letter_to_each(series, ana, ben, now):
    series.stand(ben, now)
    go_on(series, {"clock": time(19)}, now, why="The mill is let until seven.")
    assert [kinds_to(member) for member in (ana, ben)] == [["series_moved"]] * 2
    letter = letter_to(ana, "series_moved")
    text = words(letter)
    assert letter.subject == "Thursday table moves from Thu 3 Dec on"
    assert "From Thursday 3 December on, this is when and where Thursday table gathers." in text
    assert "Your seat for every time moves along." in text
    assert "The mill is let until seven.\n\nEvery Thursday, 19:00\nThursday table\n" in text
    assert "The Old Mill\n120 minutes\n\nUntil now: Every Thursday, 18:30\n" in text
    assert letter.calendar == ""
    assert "Next on Thursday 3 December, 19:00: Thursday table at The Old Mill. You have" in text
    purpose, evening = pressed(letter, "I can’t come then")
    assert (purpose, evening.on) == ("cant", date(2026, 12, 3))


def test_another_weekday_is_one_letter_that_names_it(series, ana, now):
    later = go_on(series, TUESDAYS, now)
    assert kinds_to(ana) == ["series_moved"]
    letter = letter_to(ana, "series_moved")
    assert letter.subject == "Thursday table moves from Tue 8 Dec on"
    assert "From Tuesday 8 December on" in words(letter)
    assert "Every Tuesday, 18:30\n" in words(letter)
    assert {
        evening.rsvp_of(ana).state for evening in evenings_of(later) if evening.on.weekday() == 1
    } == {"going"}


def test_the_first_evening_it_names_is_none_that_is_left_out(series, ana, now):
    third = evenings_of(series)[2]
    series.skip(third.on, "The mill has a wedding.", now)
    go_on(series, {"clock": time(19)}, now)
    letter = letters_to(ana, "series_moved")[-1]
    assert letter.subject == "Thursday table moves from Thu 10 Dec on"


def test_an_end_is_one_letter(series, ana, now):
    series.end(date(2026, 12, 3), now, "The mill closes.")
    govern(now)
    assert kinds_to(ana) == ["series_ends"]
    letter = letter_to(ana, "series_ends")
    assert letter.subject == "Thursday table ends on 3 Dec"
    said = "The mill closes.\n\nThursday table gathers no more after Thursday 3 December."
    assert f"{said} Until then you keep your seat for every time." in words(letter)
    assert not links_in(letter.text)


def test_an_end_leads_on_to_another_series(series, ana, now):
    other = make_series(
        name="Friday walk", rule="FREQ=WEEKLY;BYDAY=FR", starts_on=date(2026, 11, 20)
    )
    series.end(date(2026, 12, 3), now, "The mill closes.")
    govern(now)
    letter = letter_to(ana, "series_ends")
    assert "Next on Friday 20 November, 18:30: Friday walk at The Old Mill." in words(letter)
    assert pressed(letter, "I’m coming") == ("come", evenings_of(other)[0])


def test_an_end_that_leads_on_is_written_anew_when_that_changes(series, ana, now):
    other = make_series(
        name="Friday walk", rule="FREQ=WEEKLY;BYDAY=FR", starts_on=date(2026, 11, 20)
    )
    series.end(date(2026, 12, 3), now, "The mill closes.")
    govern(now)
    evenings_of(other)[0].call_off("Ice", now + MINUTE)
    govern(now + MINUTE)
    stale, fresh = letters_to(ana, "series_ends")
    assert (stale.state, fresh.state) == ("cancelled", "waiting")
    assert fresh.subject == stale.subject and "The mill closes." in words(fresh)
    assert "Next on Friday 27 November, 18:30: Friday walk at The Old Mill." in words(fresh)


def test_an_end_at_once_says_so(series, ana, now):
    series.end(now.date() - DAY, now, "The mill closes.")
    govern(now)
    letter = letter_to(ana, "series_ends")
    assert letter.subject == "Thursday table has ended"
    assert "Thursday table gathers no more. Your seat for every time ends" in words(letter)


@pytest.mark.parametrize(
    "changes", [{"capacity": 40}, {"name": "Late table"}, {"agenda": ["Hello"]}]
)
def test_what_moves_nothing_is_no_letter(series, ana, now, changes):
    go_on(series, changes, now)
    assert kinds_to(ana) == []


def test_of_what_it_was_it_says_what_is_another_now(series, ana, now):
    go_on(series, {"venue": make_venue(name="The Forge"), "minutes": 90}, now)
    text = words(letter_to(ana, "series_moved"))
    assert "The Forge\n90 minutes\n\nUntil now: 120 minutes, The Old Mill\n" in text


def test_what_changes_for_a_while_says_until_when(series, ana, now):
    later = go_on(series, {"clock": time(19)}, now, number=4)
    go_on(series, {"venue": make_venue(name="The Forge")}, now)
    first, second = letters_to(ana, "series_moved")
    assert "From Thursday 3 December until Wednesday 16 December, this is" in words(second)
    assert f"From Thursday {later.starts_on.day} December on" in words(first)


def test_far_away_the_clock_is_named(series, ana, now):
    ana.time_zone = "America/New_York"
    ana.save()
    go_on(series, {"clock": time(19)}, now)
    assert "Every Thursday, 19:00, London (GMT)\n" in words(letter_to(ana, "series_moved"))


# -- what each evening's letters still tell


def test_whoever_answered_for_themselves_hears_of_that_evening(series, ana, ben, now):
    fourth = evenings_of(series)[3]
    for member in (ana, ben):
        fourth.say_going(member, now)
    govern(now)
    send_all(now)
    go_on(series, {"clock": time(19)}, now, why="At last.")
    assert kinds_to(ana) == ["session_moved", "series_moved"]
    assert kinds_to(ben) == ["session_going", "session_moved"]
    method, _sequence, event = entry(letter_to(ben, "session_moved"))
    assert (method, str(event["UID"]), event.start.hour) == ("REQUEST", str(fourth.uuid), 19)
    assert "At last." in words(letter_to(ben, "session_moved"))


@pytest.mark.parametrize(
    ("verb", "kind", "method"),
    [
        (
            lambda series, now: go_on(series, {"clock": time(19)}, now, 0),
            "session_moved",
            "REQUEST",
        ),
        (lambda series, now: go_on(series, TUESDAYS, now, 0), "session_off", "CANCEL"),
        (
            lambda series, now: series.end(date(2026, 11, 18), now, "Enough."),
            "session_off",
            "CANCEL",
        ),
    ],
)
def test_what_is_in_a_diary_is_put_right_there(series, ana, now, verb, kind, method):
    """The question of the day before brought it there."""
    first = evenings_of(series)[0]
    asked_at = first.starts_at - DAY
    govern(asked_at)
    before = entry(letter_to(ana, "session_tomorrow"))
    send_all(asked_at)
    verb(series, asked_at + MINUTE)
    govern(asked_at + MINUTE)
    after = entry(letter_to(ana, kind))
    assert (before[0], after[0]) == ("REQUEST", method)
    assert before[2]["UID"] == after[2]["UID"] and before[1] < after[1]
    assert [letter.kind for letter in letters_to(ana)][1:] == [kind, kinds_to(ana)[-1]]


def test_a_move_of_one_evening_that_has_not_been_told_is_not_forgotten(series, ana, now):
    third = evenings_of(series)[2]
    third.change(now, starts_at=third.starts_at + DAY, ends_at=third.ends_at + DAY)
    go_on(series, {"venue": make_venue(name="The Forge")}, now)
    text = words(letter_to(ana, "session_moved"))
    assert "Friday 4 December, 18:30" in text
    assert "It was planned for: Thursday 3 December, 18:30, The Old Mill\n" in text


def test_an_evening_too_near_for_a_question_is_told(series, ana, now):
    """Nothing else would bring it into the diary."""
    moved_at = evenings_of(series)[0].starts_at - 25 * HOUR
    go_on(series, {"clock": time(17)}, moved_at, number=0)
    assert sorted(kinds_to(ana)) == ["series_moved", "session_moved"]


def test_the_question_of_the_day_before_follows(series, ana, now):
    later = go_on(series, {"clock": time(19)}, now)
    first = evenings_of(later)[0]
    govern(first.starts_at - DAY - MINUTE)
    assert f"{first.starts_at:%-d %b}" not in " ".join(
        one.subject for one in letters_to(ana, "session_tomorrow")
    )
    govern(first.starts_at - DAY)
    letter = letters_to(ana, "session_tomorrow")[-1]
    assert letter.subject == "Thu 3 Dec, 19:00: are you coming?"


def test_whoever_waits_for_a_seat_every_time_hears_once_too(ana, ben, now):
    series = make_series(capacity=1)
    for member in (ana, ben):
        series.stand(member, now)
    go_on(series, {"clock": time(19)}, now)
    assert [kinds_to(member) for member in (ana, ben)] == [["series_moved"]] * 2


def test_whoever_was_offered_a_seat_hears_of_that_evening(ana, ben, now):
    series = make_series(capacity=1)
    for member in (ana, ben):
        series.stand(member, now)
    third = evenings_of(series)[2]
    third.say_cant(ana, now)
    govern(now)
    go_on(series, {"clock": time(19)}, now)
    assert kinds_to(ben) == ["seat_offered", "session_moved", "series_moved"]


# -- while it is true


def is_owed(letter, now):
    return Letter.objects.get(pk=letter.pk).why_not(now) == ""


def test_what_changes_again_from_its_first_evening_on_was_never_so(series, ana, now):
    later = go_on(series, {"clock": time(19)}, now)
    first = letter_to(ana, "series_moved")
    assert is_owed(first, now)
    go_on(later, {"clock": time(20)}, now + MINUTE, number=0)
    assert not is_owed(first, now + MINUTE)
    assert is_owed(letters_to(ana, "series_moved")[-1], now + MINUTE)


def test_what_changes_again_before_it_ever_gathers_was_never_so(series, ana, now):
    """Tuesdays begin five days after the Thursday from which on they are wished for."""
    later = go_on(series, TUESDAYS, now)
    first = letter_to(ana, "series_moved")
    go_on(later, {"clock": time(20)}, now + MINUTE, number=0)
    assert not is_owed(first, now + MINUTE)
    said = words(letters_to(ana, "series_moved")[-1])
    assert "Until now: Every Thursday, 18:30\n" in said


def test_what_changes_again_later_stays_true_until_then(series, ana, now):
    later = go_on(series, {"clock": time(19)}, now)
    go_on(later, {"clock": time(20)}, now + MINUTE, number=2)
    assert [is_owed(one, now + MINUTE) for one in letters_to(ana, "series_moved")] == [True, True]


@pytest.mark.parametrize("governed", [True, False])
def test_moved_twice_on_end_it_says_what_was_known(series, ana, now, governed):
    """The first letter has not gone: nobody knows of seven."""
    first = evenings_of(series)[2].on
    later = series.go_on_as(first, {"clock": time(19)}, now, REASON, "Snow.")
    if governed:
        govern(now)
    later = go_on(later, {"clock": time(20)}, now + MINUTE, number=0)
    said = words(letters_to(ana, "series_moved")[-1])
    assert "Snow.\n\nEvery Thursday, 20:00\n" in said
    assert "Until now: Every Thursday, 18:30\n" in said
    send_all(now)
    go_on(later, {"clock": time(21)}, now + DAY, number=0)
    said = words(letters_to(ana, "series_moved")[-1])
    assert "Until now: Every Thursday, 20:00\n" in said and "Snow." not in said


@pytest.mark.parametrize("governed", [True, False])
def test_there_and_back_before_anybody_heard_of_it_is_no_letter(series, ana, ben, now, governed):
    first = evenings_of(series)[2].on
    later = series.go_on_as(first, {"clock": time(19)}, now, REASON, "Snow.")
    later.stand(ben, now)
    if governed:
        govern(now)
    go_on(later, {"clock": time(18, 30)}, now + MINUTE, number=0)
    assert [one for one in letters_to(ana) if one.state == "waiting"] == []
    # Whoever came only then knows of seven.
    assert "Until now: Every Thursday, 19:00\n" in words(letter_to(ben, "series_moved"))


def test_there_and_back_once_it_was_told_is_told(series, ana, now):
    later = go_on(series, {"clock": time(19)}, now)
    send_all(now)
    go_on(later, {"clock": time(18, 30)}, now + MINUTE, number=0)
    assert "Until now: Every Thursday, 19:00\n" in words(letters_to(ana, "series_moved")[-1])


def test_a_move_that_has_not_been_told_outlives_a_change_of_no_plan(series, ana, now):
    first = evenings_of(series)[2].on
    later = series.go_on_as(first, {"clock": time(19)}, now, REASON, "Snow.")
    go_on(later, {"capacity": 40}, now + MINUTE, number=0)
    said = words(letter_to(ana, "series_moved"))
    assert "Snow.\n\nEvery Thursday, 19:00\n" in said
    assert "Until now: Every Thursday, 18:30\n" in said


def test_of_two_ends_the_later_word_counts(series, ana, now):
    series.end(date(2026, 12, 10), now, "The mill closes.")
    govern(now)
    series.end(date(2026, 12, 3), now + MINUTE, "The mill closes.")
    series.end(date(2026, 12, 3), now + MINUTE, "The mill closes.")
    govern(now + MINUTE)
    ends = Letter.objects.filter(kind="series_ends").order_by("pk")
    assert [(one.subject, one.state) for one in ends] == [
        ("Thursday table ends on 10 Dec", "cancelled"),
        ("Thursday table ends on 3 Dec", "waiting"),
    ]


@pytest.mark.parametrize("governed", [True, False])
def test_of_two_ends_the_later_word_counts_also_after_a_split(series, ana, now, governed):
    series.end(date(2026, 12, 24), now, "The mill closes.")
    if governed:
        govern(now)
    first = evenings_of(series)[2].on
    later = series.go_on_as(first, {"capacity": 40}, now, REASON)
    later.end(date(2027, 1, 14), now + MINUTE, "The mill closes later.")
    govern(now + MINUTE)
    waiting = [one.subject for one in letters_to(ana) if one.state == "waiting"]
    assert waiting == ["Thursday table ends on 14 Jan"]


@pytest.mark.parametrize("kind", ["series_moved", "series_ends"])
def test_it_is_owed_to_whoever_still_comes_every_time(series, ana, ben, now, kind):
    if kind == "series_moved":
        go_on(series, {"clock": time(19)}, now)
    else:
        series.end(date(2026, 12, 10), now, "The mill closes.")
        govern(now)
    letter = letter_to(ana, kind)
    assert is_owed(letter, now)
    series.stand_no_more(ana, now)
    assert not is_owed(letter, now)


def test_whoever_has_not_a_seat_for_every_time_hears_nothing_of_the_series(series, ana, ben, now):
    series.stand(ben, now)
    series.stand_no_more(ben, now)
    evenings_of(series)[1].say_going(MemberFactory(), now)
    go_on(series, {"clock": time(19)}, now)
    assert [one.recipient for one in Nudge.objects.filter(kind="series_moved")] == [ana]
