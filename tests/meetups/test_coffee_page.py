"""An agreed coffee, before, during and after it."""

from datetime import timedelta

import icalendar
import pytest

from meetups.models import Coffee, Proposal
from tests.factories import make_coffee, make_hours, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
OWN = {"own-TOTAL_FORMS": "3", "own-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def coffee(ana, ben):
    """Tomorrow at ten."""
    return make_coffee(ben, ana)


@pytest.fixture
def address(coffee):
    return coffee.get_absolute_url()


@pytest.fixture
def afterwards(coffee, time_machine):
    """It is over since yesterday."""
    time_machine.move_to(coffee.ends_at + DAY, tick=False)


def say(member, address, **data):
    return browser_of(member).post(address, data)


def test_it_says_when_where_and_with_whom(ana, address):
    words = words_of(browser_of(ana).get(address))
    assert "Coffee with Ben" in words
    assert "Tomorrow, Wednesday 18 November 10:00 to 10:45" in words
    assert "The Old Mill, by the door" in words and "Before you go" in words


def test_still_on_is_asked_and_answered_once(ana, ben, coffee, address):
    assert "Still on for 10:00?" in words_of(browser_of(ana).get(address))
    say(ana, f"{address}confirm/")
    words = words_of(browser_of(ana).get(address))
    assert "Still on" not in words and "You said you will be there" in words
    assert "Ana will be there" in words_of(browser_of(ben).get(address))


def test_it_is_not_asked_days_before(ana, ben, now):
    coffee = make_coffee(ana, ben, now + 5 * DAY)
    words = words_of(browser_of(ana).get(coffee.get_absolute_url()))
    assert "Still on" not in words and "Move it" in words


def test_running_late_is_one_press(ana, ben, coffee, address, time_machine):
    assert "From three hours before" in words_of(browser_of(ana).get(address))
    time_machine.move_to(coffee.starts_at - HOUR, tick=False)
    say(ana, f"{address}late/", minutes="10")
    assert "You said 10 minutes. Ben knows." in words_of(browser_of(ana).get(address))
    assert "Ana runs 10 minutes late." in words_of(browser_of(ben).get(address))


def test_moving_is_an_offer_of_new_times_while_the_old_one_stands(ana, ben, coffee, address):
    make_hours(ana, ben)
    page = browser_of(ana).get(f"{address}move/")
    assert "Wed 18 Nov, 10:00 stands until one of the new times is accepted." in words_of(page)
    assert "Where?" not in words_of(page)
    data = {**OWN, "time": "2026-11-25T12:00Z", "note": "The boiler."}
    answer = browser_of(ana).post(f"{address}move/", data)
    offer = Proposal.objects.get(moves=coffee)
    assert (answer.url, offer.note) == (address, "The boiler.")
    assert "Your new times are with Ben" in words_of(browser_of(ana).get(address))
    assert "Ana would like another time" in words_of(browser_of(ben).get(address))
    assert "Ana Ruiz would like another time" in words_of(browser_of(ben).get("/"))
    assert browser_of(ana).get(f"{address}move/").url == offer.get_absolute_url()
    time = offer.times.get()
    browser_of(ben).post(f"{offer.get_absolute_url()}accept/", {"time": time.pk})
    coffee.refresh_from_db()
    assert coffee.starts_at == time.starts_at and coffee.sequence == 1


def test_cancelling_needs_no_reason(ana, ben, coffee, address):
    say(ana, f"{address}cancel/")
    coffee.refresh_from_db()
    assert coffee.state == "cancelled"
    words = words_of(browser_of(ben).get(address))
    assert "Cancelled." in words and "Propose another time" in words


def test_the_calendar_file_has_the_coffee(ana, coffee, address):
    response = browser_of(ana).get(f"{address}invite.ics")
    calendar = icalendar.Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH" and event["UID"] == str(coffee.uuid)
    assert event.decoded("DTSTART") == coffee.starts_at
    assert address in event["DESCRIPTION"]
    assert response["Content-Type"].startswith("text/calendar")


def test_a_cancelled_coffee_has_no_calendar_file(ana, coffee, address, now):
    coffee.cancel(ana, now)
    assert browser_of(ana).get(f"{address}invite.ics").status_code == 404


@pytest.mark.usefixtures("afterwards")
def test_afterwards_the_page_asks_whether_it_happened(ana, coffee, address):
    words = words_of(browser_of(ana).get(address))
    assert "Did you and Ben meet?" in words and "Yes, we met" in words


@pytest.mark.usefixtures("afterwards")
def test_two_yeses_are_a_meeting(ana, ben, coffee, address):
    say(ana, f"{address}answer/", met="yes")
    assert "You say you met Ben." in words_of(browser_of(ana).get(address))
    say(ben, f"{address}answer/", met="yes")
    words = words_of(browser_of(ana).get(address))
    assert "You have met Ben." in words and "You say" not in words


@pytest.mark.usefixtures("afterwards")
def test_not_this_time_can_be_changed(ana, coffee, address):
    say(ana, f"{address}answer/", met="no")
    words = words_of(browser_of(ana).get(address))
    assert "You said that you did not meet. Ben is not shown that." in words
    assert "Find Ben three new times" in words and "A line of thanks" not in words
    say(ana, f"{address}answer/", met="yes")
    assert "You say you met Ben." in words_of(browser_of(ana).get(address))


@pytest.mark.usefixtures("afterwards")
def test_thanks_are_read_by_the_other_alone(ana, ben, coffee, address):
    say(ana, f"{address}answer/", met="yes")
    say(ana, f"{address}thanks/", words="For the choir.")
    assert "Your thanks For the choir." in words_of(browser_of(ana).get(address))
    say(ben, f"{address}answer/", met="yes")
    words = words_of(browser_of(ben).get(address))
    assert "Ana says For the choir." in words and "Send to Ana" in words


def test_when_nobody_says_anything_nothing_is_written_down(ana, coffee, address, time_machine):
    later = coffee.settles_at + HOUR
    time_machine.move_to(later, tick=False)
    before = words_of(browser_of(ana).get(address))
    Coffee.objects.settle_old(later)
    assert "Nobody told us" in before
    assert "Nobody told us" in words_of(browser_of(ana).get(address))


def test_a_strangers_coffee_is_not_there(cleo, address):
    for page in ("", "move/", "invite.ics"):
        assert browser_of(cleo).get(address + page).status_code == 404
    for verb in ("confirm", "move", "cancel", "late", "answer", "thanks"):
        assert say(cleo, f"{address}{verb}/").status_code == 404


def test_after_a_block_the_name_is_plain_text(ana, ben, coffee, address, now):
    ben.block(ana, now)
    page = browser_of(ana).get(address)
    assert "Cancelled." in words_of(page) and "Coffee with Ben" in words_of(page)
    assert ben.handle not in page.content.decode()
    history = browser_of(ana).get("/coffees/")
    assert "Coffee with Ben Adeyemi" in words_of(history)
    assert address not in history.content.decode() and ben.handle not in history.content.decode()


def test_the_place_keeps_its_own_clock(ana, ben, now):
    venue = make_venue(name="Café Hafen", time_zone="Europe/Berlin")
    coffee = make_coffee(ben, ana, now + DAY, venue=venue)
    words = words_of(browser_of(ana).get(coffee.get_absolute_url()))
    assert "10:00 to 10:45 Told in Berlin (CET). For you: Wed 18 Nov, 09:00." in words


def test_a_call_is_on_each_readers_own_clock(ana, ben, now):
    ben.time_zone = "Asia/Tokyo"
    ben.save()
    coffee = make_coffee(ben, ana, now + DAY, kind="call")
    words = words_of(browser_of(ana).get(coffee.get_absolute_url()))
    assert "09:00 to 09:45 Told in London (GMT). For Ben: Wed 18 Nov, 18:00." in words
    assert "18:00 to 18:45" in words_of(browser_of(ben).get(coffee.get_absolute_url()))


def test_a_coffee_whose_place_has_closed_moves_to_another(ana, ben, now):
    closed, mill = make_venue(name="The Shut Door"), make_venue()
    coffee = make_coffee(ben, ana, venue=closed, place="")
    closed.is_active = False
    closed.save()
    address = f"{coffee.get_absolute_url()}move/"
    words = words_of(browser_of(ana).get(address))
    assert "The Shut Door is no longer on the list. Pick another place below." in words
    plan = {"minutes": coffee.minutes, "kind": coffee.kind, "venue": mill.uuid}
    browser_of(ana).post(address, {**OWN, **plan, "time": "2026-11-25T12:00Z"})
    move = Proposal.objects.get(moves=coffee)
    move.accept(ben, move.times.get(), now)
    coffee.refresh_from_db()
    assert coffee.venue == mill


def test_no_new_times_are_asked_for_once_a_hand_is_taken_back(ana, ben, coffee, address, now):
    ben.unfollow(ana, now)
    page = browser_of(ana).get(f"{address}move/")
    assert page.status_code == 409
    assert "A coffee starts with following each other." in words_of(page)
