"""The page of one evening: what it says, and what a member says to it."""

from datetime import timedelta

import pytest

from meetups.models import Rsvp, StandingSeat
from tests.factories import MemberFactory, make_evening, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days, with two seats."""
    return make_evening(
        capacity=2,
        agenda=["18:30 Coffee and hello", "19:00 One each: Walter begins", "Bye"],
    )


@pytest.fixture
def address(evening):
    return evening.get_absolute_url()


def say(member, evening, **data):
    """The page's own form, sent and followed."""
    address = f"{evening.get_absolute_url()}rsvp/"
    return browser_of(member).post(address, data, follow=True)


def fill(evening, now):
    """Two newcomers take both seats."""
    others = [MemberFactory() for _ in range(2)]
    for other in others:
        evening.say_going(other, now)
    return others


# -- what it says


def test_it_says_when_where_and_what_happens(ana, address):
    words = words_of(browser_of(ana).get(address))
    assert "Thursday 19 November, 18:30 to 20:30. The Old Mill." in words
    assert "0 of 2 seats" in words
    assert "The evening 18:30 Coffee and hello 19:00 One each Walter begins Bye" in words
    assert "Told in" not in words


def test_the_zone_is_named_where_it_differs(ana, now):
    evening = make_evening(venue=make_venue(time_zone="America/New_York"))
    words = words_of(browser_of(ana).get(evening.get_absolute_url()))
    assert "18:30 to 20:30. Told in New York (EST)." in words


NO_DATES = ["2026-02-30", "2026-13-01", "0000-00-00", "2026-11-20", "20261119"]


@pytest.mark.parametrize("day", NO_DATES)
def test_a_date_without_an_evening_leads_nowhere(ana, evening, day):
    browser, address = browser_of(ana), f"/sessions/thursday-table/{day}/"
    for tail in ("", "people/", "edit/"):
        assert browser.get(f"{address}{tail}").status_code == 404
    assert browser.post(f"{address}rsvp/", {"answer": "going"}).status_code == 404


def test_an_evening_is_found_under_the_name_its_series_had(ana, evening, address, now):
    later = evening.series.go_on_as(evening.on, {"name": "Supper"}, now, "New name.")
    page = browser_of(ana).get(address)
    assert (page.status_code, page.url) == (302, f"/sessions/{later.slug}/2026-11-19/")
    sent = browser_of(ana).post(f"{address}rsvp/", {"answer": "going"})
    assert sent.url == page.url and evening.rsvp_of(ana).is_going


def test_hostile_names_are_only_words(dan, ana, evening, address, now):
    dan.follow(ana, now)
    ana.follow(dan, now)
    evening.say_going(dan, now)
    page = browser_of(ana).get(address)
    assert "Dan D'Arcy <b>" in words_of(page).replace("&lt;", "<").replace("&gt;", ">")
    assert "<b>" not in page.content.decode()


# -- what I say


def test_a_seat_is_taken_and_given_back(ana, evening, address):
    words = words_of(say(ana, evening, answer="going"))
    assert "You have a seat. See you on Thursday 19 November." in words
    assert "You are going 1 of 2 seats" in words and "The ringed seat is yours." in words
    words = words_of(say(ana, evening, answer="cant"))
    assert "Noted. Thank you for saying so." in words and "next in line" not in words
    assert "You have no seat" in words and "I can come after all" in words
    assert evening.rsvp_of(ana).state == "cancelled"


def test_whoever_is_taken_off_the_list_reads_nothing_they_did_not_do(ana, evening, address, now):
    evening.say_going(ana, now)
    evening.remove(ana, now)
    words = words_of(browser_of(ana).get(address))
    assert "You have no seat 0 of 2 seats" in words and "gave" not in words


@pytest.mark.parametrize(("hours", "waits"), [(48, True), (48, False), (3, True)])
def test_the_next_in_line_is_named_where_somebody_will_be_asked(
    ana, evening, address, time_machine, now, hours, waits
):
    moment = evening.starts_at - hours * HOUR
    first, _second = fill(evening, now)
    evening.say_going(ana, now)
    if waits:
        evening.say_going(MemberFactory(), now)
    evening.say_cant(first, moment)
    time_machine.move_to(moment, tick=False)
    words = words_of(browser_of(ana).get(address))
    assert "It is held for you until" in words
    assert ("Then the next in line is asked." in words) == (hours == 48 and waits)


def test_nothing_is_changed_by_an_answer_that_is_none(ana, evening):
    for answer in ("", "maybe", "GOING\0"):
        page = say(ana, evening, answer=answer)
        assert page.status_code == 409 and "Say whether you come." in words_of(page)
    assert not Rsvp.objects.exists()


def test_without_a_seat_one_stands_in_line_and_reads_where(ana, evening, address, now):
    first, _second = fill(evening, now)
    words = words_of(browser_of(ana).get(address))
    assert "Every seat is taken 2 of 2 seats" in words and "Put me on the waiting list" in words
    ahead = MemberFactory()
    evening.say_going(ahead, now)
    words = words_of(say(ana, evening, answer="going"))
    assert "You are second in line. You hear from us when a seat comes free." in words
    assert "All 2 seats are taken. If one comes free before Thu 19 Nov, 14:30, we hold it" in words
    evening.say_cant(ahead, now)
    assert "You are first in line" in words_of(browser_of(ana).get(address))
    evening.say_cant(first, now)
    words = words_of(browser_of(ana).get(address))
    assert "It is held for you until Tue 17 Nov, 23:22." in words and "Take it" in words
    assert "You are going" in words_of(say(ana, evening, answer="going"))


def test_the_wish_for_a_late_seat_is_kept_and_taken_back(ana, evening, now):
    fill(evening, now)
    say(ana, evening, answer="going", takes_any=["no", "yes"])
    assert evening.rsvp_of(ana).takes_any
    page = say(ana, evening, answer="going", shown="no")
    assert "Only the hosts see that you come, until you are there." in words_of(page)
    mine = evening.rsvp_of(ana)
    assert (mine.takes_any, mine.is_shown, mine.position) == (True, False, 1)
    say(ana, evening, answer="going", takes_any="no")
    mine = evening.rsvp_of(ana)
    assert (mine.takes_any, mine.is_shown, mine.position) == (False, False, 1)


def test_a_seat_whose_time_is_up_cannot_be_taken(ana, evening, address, now, time_machine):
    first, _second = fill(evening, now)
    evening.say_going(ana, now)
    evening.say_cant(first, now)
    time_machine.move_to(now + DAY, tick=False)
    words = words_of(browser_of(ana).get(address))
    assert "The seat is not held for you any more." in words and "next in line" not in words
    page = say(ana, evening, answer="going")
    assert page.status_code == 409 and "That seat is not kept for you any more." in words_of(page)
    assert evening.rsvp_of(ana).is_offered


@pytest.mark.parametrize(
    ("later", "words"), [(3 * DAY, "That evening is over."), (58 * HOUR, "That evening has begun")]
)
def test_a_past_evening_says_so_and_changes_nothing(ana, evening, now, time_machine, later, words):
    time_machine.move_to(now + later, tick=False)
    for answer in ("going", "cant", "skip"):
        page = say(ana, evening, answer=answer)
        assert page.status_code == 409 and words in words_of(page)
        assert "Save me a chair" not in words_of(page)
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    ("attendance", "taken", "during", "after"),
    [
        ("present", 1, "You are here", "You were there"),
        ("late", 1, "You are here", "You were there"),
        ("excused", 0, "You are excused", "You were excused"),
        ("absent", 1, "You are not here", "You were not there"),
        ("", 1, "You have a seat", "You had a seat Nobody has written down whether you came."),
    ],
)
def test_once_it_has_begun_it_says_what_became_of_my_seat(
    ana, evening, address, now, time_machine, attendance, taken, during, after
):
    evening.say_going(ana, now)
    mine = Rsvp.objects.of(ana)
    mine.update(attendance=attendance, attended_at=evening.starts_at)
    time_machine.move_to(evening.starts_at + HOUR, tick=False)
    assert f"It has begun. {taken} of 2 seats {during}" in words_of(browser_of(ana).get(address))
    time_machine.move_to(evening.ends_at + HOUR, tick=False)
    words = words_of(browser_of(ana).get(address))
    assert f"This evening is over. {taken} of 2 seats {after}" in words
    assert ("Who did you talk to?" in words) == (after == "You were there")


@pytest.mark.parametrize(
    ("is_taken", "button", "after"),
    [
        (False, "I can come after all", "You are going"),
        (True, "Put me on the waiting list", "You are first in line"),
    ],
)
def test_whoever_is_excused_reads_it_before_too_and_can_come_after_all(
    ana, ben, evening, address, now, time_machine, is_taken, button, after
):
    mine = evening.say_going(ana, now)
    evening.say_going(ben, now)
    early = evening.starts_at - HOUR
    time_machine.move_to(early, tick=False)
    evening.mark(mine, "excused", early, MemberFactory(is_organizer=True), early)
    if is_taken:
        evening.say_going(MemberFactory(), early)
    words = words_of(browser_of(ana).get(address))
    assert f"You are excused {1 + is_taken} of 2 seats A host has excused you" in words
    assert button in words and "You are going" not in words and "ringed" not in words
    for page in ("/sessions/", "/"):
        words = words_of(browser_of(ana).get(page))
        assert "You are excused" in words and "You are going" not in words
    assert ana.name not in words_of(browser_of(ben).get(f"{address}people/"))
    assert browser_of(ana).get(f"{address}invite.ics").status_code == 404
    assert after in words_of(say(ana, evening, answer="going"))


def test_those_without_a_seat_read_that_too(ana, ben, cleo, evening, address, now, time_machine):
    fill(evening, now)
    evening.say_going(ana, now)
    evening.say_cant(ben, now)
    time_machine.move_to(evening.ends_at + HOUR, tick=False)
    for member, words in [
        (ana, "2 of 2 seats You were on the waiting list The evenings to come"),
        (ben, "2 of 2 seats You had no seat The evenings to come"),
        (cleo, "2 of 2 seats The evenings to come"),
    ]:
        assert f"This evening is over. {words}" in words_of(browser_of(member).get(address))


def test_one_called_off_says_why_and_changes_nothing(ana, evening, address, now):
    evening.call_off("The mill is flooded <script>", now)
    page = browser_of(ana).get(address)
    assert "Called off The mill is flooded" in words_of(page)
    assert "The evenings to come" in words_of(page)
    assert "<script>" not in page.content.decode().partition("<main")[2]
    assert say(ana, evening, answer="going").status_code == 409
    assert not Rsvp.objects.exists()


# -- every Thursday


def stand(member, evening, **data):
    address = f"{evening.series.get_absolute_url()}standing/"
    return browser_of(member).post(address, data, follow=True)


def test_every_thursday_and_this_one_alone(ana, evening, now):
    evening.say_going(ana, now)
    page = stand(ana, evening, every="yes", keep="2026-11-19")
    assert "Every Thursday" in words_of(page) and "Skip this one" in words_of(page)
    assert Rsvp.objects.of(ana).going().count() == evening.series.evenings.count() > 3
    stand(ana, evening, every="no", keep="2026-11-19")
    assert [rsvp.session for rsvp in Rsvp.objects.of(ana).going()] == [evening]
    assert not StandingSeat.objects.kept().exists()


def test_no_other_day_is_called_every_one_of_its_kind(ana, evening, address, now):
    evening.say_going(ana, now)
    sunday = timedelta(days=3)
    evening.change(now, starts_at=evening.starts_at + sunday, ends_at=evening.ends_at + sunday)
    words = words_of(browser_of(ana).get(address))
    assert "This Sunday Every time" in words


def test_who_keeps_it_to_themselves_does_so_every_thursday_and_after(ana, evening, now):
    evening.say_going(ana, now, takes_any=True, is_shown=False)
    stand(ana, evening, every="yes", keep="2026-11-19")
    assert set(Rsvp.objects.of(ana).values_list("is_shown", flat=True)) == {False}
    stand(ana, evening, every="no", keep="2026-11-19")
    mine = evening.rsvp_of(ana)
    assert (mine.is_going, mine.takes_any, mine.is_shown) == (True, True, False)


def test_a_seat_that_is_kept_stays_as_shown_as_it_was(ana, evening, now):
    evening.series.stand(ana, now, is_shown=False)
    stand(ana, evening, every="yes")
    assert not StandingSeat.objects.kept().get().is_shown
    evening.series.stand_no_more(ana, now)
    stand(ana, evening, every="yes")
    assert not StandingSeat.objects.kept().get().is_shown


def test_a_seat_of_every_week_is_kept_for_this_week_when_that_ends(ana, evening, now):
    stand(ana, evening, every="yes")
    fill(evening, now)
    stand(ana, evening, every="no", keep="2026-11-19")
    assert [rsvp.session for rsvp in Rsvp.objects.of(ana).going()] == [evening]


def test_skipping_one_keeps_the_others(ana, evening):
    stand(ana, evening, every="yes")
    words = words_of(say(ana, evening, answer="skip"))
    assert "Not this time, then. The next one is still yours." in words
    assert Rsvp.objects.of(ana).going().count() == evening.series.evenings.count() - 1
    assert StandingSeat.objects.kept().of(ana).exists()


@pytest.mark.parametrize("data", [{}, {"every": "maybe"}, {"every": "", "keep": "2026-02-30"}])
def test_a_standing_answer_that_is_none(ana, evening, data):
    assert stand(ana, evening, **data).status_code == 409
    assert not StandingSeat.objects.exists()


def test_nobody_comes_every_time_to_what_has_ended(ana, evening, now):
    evening.series.end(evening.on - 3 * DAY, now, "The mill closes.")
    page = stand(ana, evening, every="yes")
    assert page.status_code == 409 and "That series has ended." in words_of(page)
    assert not StandingSeat.objects.exists()
