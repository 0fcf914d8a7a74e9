"""The first page of the day."""

from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.hours import Hours
from meetups.models import free_time
from meetups.today import Today
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_proposal,
)
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def test_a_visitor_finds_the_landing_page(client):
    assert "Have the coffee" in words_of(client.get("/"))


def test_on_the_first_day_the_page_says_what_to_do(ana):
    words = words_of(browser_of(ana).get("/"))
    assert "Good morning, Ana. Nobody is waiting for you." in words
    assert "Hold out a hand or three" in words
    assert words.endswith("That is everything for today.")


def test_the_greeting_goes_by_the_readers_own_clock(ana):
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    assert "Good evening, Ana." in words_of(browser_of(ana).get("/"))


def test_an_offer_is_accepted_from_the_page_in_one_press(ana, ben):
    proposal = make_proposal(ben, ana)
    page = browser_of(ana).get("/")
    assert "One person is waiting for you." in words_of(page)
    assert "Ben Adeyemi would like a coffee" in words_of(page)
    time = proposal.times.first()
    assert f'name="time" value="{time.pk}"' in page.content.decode()
    answer = browser_of(ana).post(f"/proposals/{proposal.uuid}/accept/", {"time": time.pk})
    proposal.refresh_from_db()
    assert (proposal.state, answer.url) == ("accepted", proposal.coffee.get_absolute_url())


def test_a_hand_held_out_can_be_shaken(ana, cleo):
    words = words_of(browser_of(ana).get("/"))
    assert "Cleo Okafor held out a hand" in words and "Shake back" in words
    assert "People to meet" not in words


def test_words_not_read_yet_wait(ana, ben, now):
    ben.write_to(ana, "Hello", now - DAY)
    page = browser_of(ana).get("/")
    assert "One person is waiting for you." in words_of(page)
    assert "Ben Adeyemi wrote to you Monday 16 November, 09:00. Not read yet." in words_of(page)
    assert f'href="/members/{ben.handle}/messages/#unread"' in page.content.decode()
    assert "wrote to you" not in words_of(browser_of(ben).get("/"))
    ana.see_words_of(ben, now)
    words = words_of(browser_of(ana).get("/"))
    assert "wrote to you" not in words and "Nobody is waiting for you." in words


def test_words_of_five_wait_at_once_the_latest_first(ana, now):
    writers = [MemberFactory(name=f"Writer{number} Pen") for number in range(6)]
    for number, writer in enumerate(writers):
        make_mutual(ana, writer, now - DAY)
        writer.write_to(ana, "Hello", now - DAY + timedelta(minutes=number))
    assert Today(ana, now).words == writers[:0:-1]


def test_words_of_somebody_gone_wait_for_nobody(ana, ben, cleo, now):
    ana.follow(cleo, now)
    for writer in (ben, cleo):
        writer.write_to(ana, "Hello", now)
    ben.block(ana, now)
    cleo.suspend(now)
    assert "wrote to you" not in words_of(browser_of(ana).get("/"))


def test_tomorrows_coffee_asks_whether_it_is_still_on(ana, ben, now):
    coffee = make_coffee(ana, ben, now + DAY)
    words = words_of(browser_of(ana).get("/"))
    assert "One person is waiting for you, and there is a coffee tomorrow." in words
    assert "Still on for 09:00 with Ben Adeyemi?" in words
    coffee.still_on(ana, now)
    words = words_of(browser_of(ana).get("/"))
    assert "Still on" not in words and "Nobody is waiting for you. There is a coffee tomor" in words
    assert words.endswith("That is everything for today. See Ben tomorrow.")


def test_a_coffee_that_is_over_asks_whether_it_happened(ana, ben, time_machine):
    coffee = make_coffee(ana, ben)
    time_machine.move_to(coffee.ends_at + 2 * DAY, tick=False)
    assert "Did you and Ben Adeyemi meet?" in words_of(browser_of(ana).get("/"))
    coffee.answer(ana, False, coffee.ends_at + DAY)
    assert "Did you and Ben" not in words_of(browser_of(ana).get("/"))


def test_people_to_meet_come_with_a_reason_and_three_times(ana, ben, now):
    make_hours(ana, ben)
    page = browser_of(ana).get("/")
    assert "Because you have followed each other since 17 November." in words_of(page)
    assert page.content.decode().count(f"/coffees/new/{ben.handle}/?time=2026-11-") == 3


def test_a_time_opens_the_filled_proposal(ana, ben):
    make_hours(ana, ben)
    (_, times), *_ = browser_of(ana).get("/").context["today"].people
    value = times[1][1]
    page = browser_of(ana).get(f"/coffees/new/{ben.handle}/", {"time": value})
    ticked = [value for _, value, is_ticked in page.context["tickets"] if is_ticked]
    assert ticked == [value]


def test_half_an_hour_in_common_is_enough_all_the_way(ana, ben, now):
    """What Today offers is what the form opens with: no longer than both have."""
    make_hours(ana)
    free_time.set_week(ben, [Hours(3, time(9), time(9, 30))], now)
    (_, times), *_ = browser_of(ana).get("/").context["today"].people
    assert times
    page = browser_of(ana).get(f"/coffees/new/{ben.handle}/", {"time": times[0][1]})
    assert [value for _, value, is_ticked in page.context["tickets"] if is_ticked] == [times[0][1]]
    assert page.context["form"]["minutes"].value() == 30


def test_everyone_comes_in_the_order_of_promise(ana, ben, now):
    first = MemberFactory(name="Eve Older")
    make_mutual(ana, first, now - 30 * DAY)
    people = browser_of(ana).get("/").context["today"].people
    assert [one.member for one, _ in people] == [first, ben]


def test_hands_that_wait_leave_room_for_others_to_meet(ana, now):
    for name in ("Eve Adams", "Finn Berg", "Gus Cole"):
        MemberFactory(name=name).follow(ana, now)
    ana.follow(MemberFactory(name="Hal Dunn"), now)
    assert [one.member.name for one, _ in Today(ana, now).people] == ["Hal Dunn"]


def test_whoever_is_blocked_is_nowhere(ana, ben, cleo, now):
    make_proposal(ben, ana)
    for other in (ben, cleo):
        other.block(ana, now)
    words = words_of(browser_of(ana).get("/"))
    assert "Ben" not in words and "Cleo" not in words


@pytest.mark.parametrize("address", ["/", "/coffees/"])
def test_nobody_is_asked_about_somebody_they_are_parted_from(ana, ben, time_machine, address):
    coffee = make_coffee(ana, ben)
    time_machine.move_to(coffee.ends_at + DAY, tick=False)
    assert "Did you" in words_of(browser_of(ana).get(address))
    ben.block(ana, coffee.ends_at + DAY)
    page = browser_of(ana).get(address)
    assert "Did you" not in words_of(page)
    assert coffee.get_absolute_url() not in page.content.decode()


def test_an_offered_seat_waits_until_its_time_is_over(ana, now):
    first = MemberFactory()
    evening = make_evening(now=now, capacity=1)
    for member in (first, ana):
        evening.say_going(member, now)
    assert "A seat" not in words_of(browser_of(ana).get("/"))
    evening.say_cant(first, now)
    page = browser_of(ana).get("/")
    words = words_of(page)
    assert "A seat is kept for you." in words
    assert "A seat is yours until Tue 17 Nov, 23:22" in words
    assert "Thursday table, Thursday 19 November, 18:30, The Old Mill" in words
    assert f'action="{evening.get_absolute_url()}rsvp/"' in page.text
    assert Today(ana, evening.rsvp_of(ana).offered_until).seats == []


def bring(member, evening, *names, attendance=""):
    """Guests of a member, with what was written down of them."""
    for name in names:
        evening.visitors.create(
            name=name,
            email=f"{name.split()[0].lower()}@example.net",
            invited_by=member,
            state="confirmed",
            asked_at=evening.created_at,
            answered_at=evening.created_at,
            attendance=attendance,
            attended_at=evening.starts_at if attendance else None,
        )


def test_what_became_of_my_guests_is_one_line_the_morning_after(ana, ben, now, time_machine):
    evening = make_evening()
    bring(ana, evening, "Lena Brandt", attendance="present")
    bring(ana, evening, "Rob Hale", attendance="absent")
    bring(ana, evening, "Otto Unknown")
    bring(ben, evening, "Mia Berg", attendance="late")
    line, minute = "Your guests on Thu 19 Nov: Lena came and Rob did not come.", 1 / 60
    # It ended at half past eight; from eight in the morning it is told, until the third morning.
    told = {
        hours: [news.says for news in Today(ana, evening.ends_at + hours * HOUR).guest_news]
        for hours in (1, 11.5 - minute, 11.5, 59.5 - minute, 59.5, 100)
    }
    assert list(told.values()) == [[], [], [line], [line], [], []]
    time_machine.move_to(evening.ends_at + 14 * HOUR, tick=False)
    page = browser_of(ana).get("/")
    assert line in words_of(page)
    assert f'href="{evening.get_absolute_url()}visitors/"' in page.text
    assert "Your guests" not in words_of(browser_of(MemberFactory()).get("/"))


def test_of_many_guests_it_is_told_how_many_came_at_the_same_cost(ana, time_machine):
    evening, counts = make_evening(), []
    time_machine.move_to(evening.ends_at + 14 * HOUR, tick=False)
    browser = browser_of(ana)
    for more in (1, 2, 27):
        bring(ana, evening, *(f"Guest{more}x{number}" for number in range(more)), attendance="late")
        with CaptureQueriesContext(connection) as queries:
            words = words_of(browser.get("/"))
        counts.append(len(queries))
    assert "Your guests on Thu 19 Nov: 30 of your 30 guests came." in words
    assert counts[0] == counts[1] == counts[2] <= 10


def test_five_hands_are_shown_and_the_others_are_people_to_meet(ana, now):
    for number in range(6):
        MemberFactory(name=f"Hand{number} Held").follow(ana, now + timedelta(minutes=number))
    page = Today(ana, now)
    assert [hand.short_name for hand in page.hands] == ["Hand5", "Hand4", "Hand3", "Hand2", "Hand1"]
    assert page.has_more_hands
    assert [one.member.short_name for one, _ in page.people] == ["Hand0"]


# The driver prepares a statement at its sixth time. It forgets them all at an ALTER of its own, so
# this one hides, as another process's would.
OFTEN = 8
ALTER = """DO $$ BEGIN EXECUTE 'ALTER TABLE "{}" ADD COLUMN later integer'; END $$"""


def test_the_page_outlives_a_migration_beside_it(ana, ben, now):
    make_proposal(ben, ana)
    dora = MemberFactory()
    make_mutual(ana, dora)
    make_coffee(ana, dora, now + DAY)
    browser = browser_of(ana)
    before = [words_of(browser.get("/")) for _turn in range(OFTEN)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in apps.get_models():
            if model._meta.app_label in {"members", "meetups"} and model._meta.managed:
                cursor.execute(ALTER.format(model._meta.db_table))
    assert words_of(browser.get("/")) == before[0]
