"""What guests are written: to the bare address, each letter once, and only while it is true."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from meetups.errors import AskedBefore
from meetups.models import Series, Visitor
from meetups.models.hosting import see_to_visitors
from members import mail
from members.endings import UNWANTED
from members.models import Letter
from tests.factories import MemberFactory, make_evening, make_venue
from tests.meetups.letters import links_in, words

pytestmark = pytest.mark.django_db
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
LENA = ("Lena Brandt", "lena@example.net", "Binds books")
NAMES = ["D'Arcy <b>", "Wolfeschlegelsteinhausenbergerdorff" * 2 + "-Hubert St", "عبد الرحمن"]


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days."""
    return make_evening(capacity=2)


@pytest.fixture
def lena(evening, ana, now):
    """Ana asked her along; she has not answered."""
    return evening.invite(ana, *LENA, now)


@pytest.fixture
def coming(evening, lena, now):
    """She said yes."""
    evening.confirm(lena, now)
    return lena


@pytest.fixture
def hosted(ana, now):
    """An evening with its host, and Lena, who said yes to it."""
    host = MemberFactory(is_host=True)
    evening = make_evening(host, capacity=2)
    lena = evening.invite(ana, *LENA, now)
    evening.confirm(lena, now)
    return evening, host, lena


def letters(kind=None, **wanted):
    """The letters to guests so far that were not taken back, the oldest first."""
    found = Letter.objects.exclude(state="cancelled").filter(recipient=None, **wanted)
    return list((found.filter(kind=kind) if kind else found).order_by("pk"))


def the(kind):
    (letter,) = letters(kind)
    assert letter.state == Letter.State.WAITING, letter.reason
    return letter


def told():
    """The kinds of the letters that stand, the oldest first."""
    return [letter.kind for letter in letters()]


def see_to(now):
    return see_to_visitors(Visitor.objects, now)


def came(guest, now, attendance="present"):
    Visitor.objects.filter(pk=guest.pk).update(attendance=attendance, attended_at=now)


def is_owed(letter, now):
    """Whether it would still go, asked as just before sending."""
    return Letter.objects.get(pk=letter.pk).why_not(now) == ""


def entry(letter):
    """(method, the one event) of a letter's calendar part."""
    calendar = Calendar.from_ical(letter.calendar)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


# -- the invitation


def test_whoever_is_asked_along_hears_from_whom(lena, ana, settings):
    letter = the("visitor_confirm")
    assert (letter.address, letter.recipient, letter.caused_by) == ("lena@example.net", None, ana)
    assert (letter.klass, letter.queue) == ("agreed", "urgent")
    assert "Ana Ruiz via" in str(letter.message["From"])
    assert letter.message["Reply-To"] == settings.GROUP_REPLY_TO
    assert letter.message["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/unsubscribe/")
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.subject == "Ana invites you: Thu 19 Nov, 18:30"
    assert "Ana would like you to come, as a guest." in words(letter)
    assert letter.calendar == ""


def test_a_stranger_hears_from_the_group(evening, now):
    evening.ask("Otto", "otto@example.net", "", now)
    letter = the("visitor_confirm")
    assert letter.caused_by is None
    assert letter.subject == "A chair for you, Thu 19 Nov, 18:30?"
    assert "via" not in str(letter.message["From"])


def test_a_third_letter_is_never_written(evening, now):
    for later in evening.series.evenings.order_by("on")[:2]:
        later.ask("Otto", "otto@example.net", "", now)
    with pytest.raises(AskedBefore):
        evening.series.evenings.order_by("on")[2].ask("Otto", "otto@example.net", "", now)
    assert told() == ["visitor_confirm", "visitor_confirm"]


def test_a_given_seat_says_how_long_it_is_kept(evening, ana, now):
    evening.say_going(ana, now)
    evening.give_seat_to(ana, *LENA, now)
    assert "The chair is kept for you until Wed 18 Nov, 18:30." in words(the("visitor_confirm"))


def test_an_invitation_taken_back_does_not_go(evening, lena, ana, now):
    letter = the("visitor_confirm")
    evening.take_off(lena, ana, now)
    assert Letter.objects.get(pk=letter.pk).state == "cancelled"
    assert told() == []


@pytest.mark.parametrize("blocks", ["inviter", "invited"])
def test_across_a_block_no_invitation_goes_and_nothing_shows(evening, ana, ben, now, blocks):
    ana.block(ben, now) if blocks == "inviter" else ben.block(ana, now)
    guest = evening.invite(ana, "Ben", "BEN@example.org", "", now)
    assert guest.is_asked
    assert not is_owed(the("visitor_confirm"), now)


def test_without_a_block_a_members_address_is_any_address(evening, ana, ben, now):
    evening.invite(ana, "Ben", "ben@example.org", "", now)
    assert is_owed(the("visitor_confirm"), now)


def test_a_suspended_member_asks_nobody_along_any_more(lena, ana, now):
    letter = the("visitor_confirm")
    ana.suspend(now)
    assert not is_owed(letter, now)


# -- yes and no


def test_whoever_said_yes_gets_facts_and_an_entry(evening, coming, now):
    letter = the("visitor_going")
    assert letter.caused_by is None
    assert told() == ["visitor_going"]
    assert "The day before we ask once" in words(letter)
    method, event = entry(letter)
    assert method == "REQUEST"
    assert (event.start, event.end) == (evening.starts_at, evening.ends_at)
    assert str(event["ATTENDEE"]) == "mailto:lena@example.net"
    assert str(event["SUMMARY"]) == "Thursday table"
    assert str(event["DESCRIPTION"]).splitlines()[0].endswith(links_in(words(letter))[0])
    assert str(event["UID"]) == str(coming.uuid)


def test_yes_no_and_yes_again_follow_one_another_in_the_calendar(evening, coming, now):
    seen = [entry(the("visitor_going"))]
    evening.excuse(coming, now)
    seen.append(entry(the("visitor_off")))
    evening.confirm(coming, now)
    seen.append(entry(the("visitor_going")))
    assert [method for method, _event in seen] == ["REQUEST", "CANCEL", "REQUEST"]
    numbers = [event["SEQUENCE"] for _method, event in seen]
    assert numbers == sorted(set(numbers))
    assert told() == ["visitor_going"]


def test_whoever_never_said_yes_hears_nothing_of_a_no(evening, lena, now):
    evening.excuse(lena, now)
    assert told() == []


def test_a_guest_taken_off_hears_so(evening, coming, ana, now):
    evening.take_off(coming, ana, now)
    letter = the("visitor_off")
    assert letter.subject == "Off the list: Thu 19 Nov, 18:30"
    assert entry(letter)[0] == "CANCEL"
    assert "Ana" not in words(letter) and "Whoever asked you along can say more." in words(letter)


def test_a_stranger_taken_off_reads_of_nobody_who_asked_them_along(evening, now):
    stranger = evening.ask(*LENA, now)
    evening.confirm(stranger, now)
    evening.take_off(stranger, MemberFactory(is_organizer=True), now)
    assert "asked you along" not in words(the("visitor_off"))


def test_whoever_comes_to_a_later_evening_instead_hears_of_that_one(evening, lena, now):
    later = evening.next_with_room(now)
    later.confirm_instead(lena, now)
    assert entry(the("visitor_going"))[1].start == later.starts_at


# -- the evening changes


def test_a_move_is_told_and_the_question_follows_it(evening, coming, now):
    starts_at = evening.starts_at + DAY
    evening.change(now, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    letter = the("visitor_moved")
    assert letter.subject == "Moved to Fri 20 Nov, 18:30"
    method, event = entry(letter)
    assert (method, event.start) == ("REQUEST", starts_at)
    assert told() == ["visitor_moved"]
    assert Visitor.objects.get().write_at == starts_at - DAY


def test_a_move_says_what_it_was_and_why(evening, coming, now):
    evening.change(now, venue=make_venue(name="The Forge"), why="The mill is let.")
    letter = the("visitor_moved")
    assert "The mill is let.\n" in words(letter)
    assert "It was planned for: The Old Mill\n" in words(letter)


def test_moved_twice_on_end_it_says_what_was_known(evening, coming, now):
    """The first letter has not gone: she knows of Thursday."""
    starts_at = evening.starts_at + DAY
    evening.change(now, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, why="Snow.")
    evening.change(now + MINUTE, venue=make_venue(name="The Forge"))
    text = words(the("visitor_moved"))
    assert "Snow.\n" in text
    assert "It was planned for: Thursday 19 November, 18:30, The Old Mill\n" in text
    Letter.objects.waiting().update(state="sent", settled_at=now)
    evening.change(now + HOUR, venue=make_venue(name="The Barn"))
    text = words(letters("visitor_moved")[-1])
    assert "It was planned for: The Forge\n" in text and "Snow." not in text


@pytest.mark.parametrize("has_read", [True, False])
def test_there_and_back_before_it_was_read_is_no_move(evening, coming, now, has_read):
    if has_read:
        Letter.objects.waiting().update(state="sent", settled_at=now)
    planned = evening.starts_at
    for starts_at in (planned + DAY, planned):
        evening.change(now, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, why="Snow.")
    waiting = [letter.kind for letter in letters(state="waiting")]
    assert waiting == ([] if has_read else ["visitor_going"])
    assert Visitor.objects.get().write_at == planned - DAY


def test_whoever_has_not_answered_is_asked_anew(evening, lena, now):
    before = the("visitor_confirm")
    evening.change(now, venue=make_venue(name="The Reading Room"))
    after = the("visitor_confirm")
    assert (after.pk != before.pk, "The Reading Room" in words(after)) == (True, True)


def test_what_changes_no_plan_is_told_nobody(evening, coming, now):
    evening.change(now, capacity=5, note="Bring a book")
    assert told() == ["visitor_going"]


def test_an_evening_called_off_is_told_with_its_reason(evening, coming, ana, now):
    evening.invite(ana, "Otto", "otto@example.net", "", now)
    evening.call_off("Water in the cellar", now)
    lena, otto = letters("visitor_off")
    assert told() == ["visitor_off", "visitor_off"]
    assert "Water in the cellar" in words(lena)
    # Hosts write to those who come: who has not said so reads that it is off, and no more.
    assert "The evening is called off" in words(otto) and "Water" not in words(otto)
    assert (entry(lena)[0], otto.calendar) == ("CANCEL", "")
    assert is_owed(lena, now)
    assert not Visitor.objects.filter(write_at__isnull=False).exists()


def test_whoever_cannot_come_does_not_hear_of_changes(evening, coming, now):
    evening.excuse(coming, now)
    evening.change(now, starts_at=evening.starts_at + HOUR)
    evening.call_off("Water in the cellar", now)
    assert told() == ["visitor_off"]


# -- the day before, and the morning after


def test_the_day_before_one_question_is_asked(evening, coming, now):
    eve = evening.starts_at - DAY
    assert see_to(eve - MINUTE) == 0
    assert see_to(eve) == 1
    assert see_to(eve) == 0
    letter = the("visitor_tomorrow")
    assert letter.subject == "Thu 19 Nov, 18:30: still coming?"
    assert letter.useless_after == evening.starts_at


def test_whoever_says_yes_later_than_that_knows(evening, lena, now):
    late = evening.starts_at - 3 * HOUR
    evening.confirm(lena, late)
    see_to(late)
    assert told() == ["visitor_going"]
    assert "The day before we ask" not in words(the("visitor_going"))


def test_a_late_worker_sends_the_newest_step_alone(evening, coming, now):
    came(coming, evening.starts_at)
    see_to(evening.ends_at + 2 * DAY)
    assert told() == ["visitor_going", "visitor_thanks"]


def test_a_worker_that_comes_during_the_evening_asks_nothing(evening, coming, now):
    assert see_to(evening.starts_at) == 1
    assert told() == ["visitor_going"]
    assert Visitor.objects.get().write_at == coming.mornings_after[0]


def test_whoever_came_is_thanked_at_eight_the_next_morning(evening, coming, settings):
    came(coming, evening.starts_at)
    morning = evening.starts_at.replace(hour=8, minute=0) + DAY
    see_to(morning - MINUTE)
    assert "visitor_thanks" not in told()
    see_to(morning)
    letter = the("visitor_thanks")
    assert letter.subject == "Good that you came on Thursday"
    assert f"{settings.SITE_URL}/accounts/signup/" in words(letter)
    assert is_owed(letter, morning)
    assert Visitor.objects.get().write_at is None


def test_the_morning_is_the_venues_and_after_a_long_night(now):
    evening = make_evening(venue=make_venue(time_zone="America/New_York"), minutes=12 * 60)
    guest = evening.ask("Otto", "otto@example.net", "", now)
    # Ends half past six the next morning there; thanks are for eight on that wall.
    assert guest.mornings_after[0] == evening.ends_at + timedelta(hours=1, minutes=30)


def test_who_came_is_sometimes_written_down_a_day_late(evening, coming):
    first, second, _last = coming.mornings_after
    see_to(first)
    assert Visitor.objects.get().write_at == second
    came(coming, first)
    see_to(second)
    assert told()[-1] == "visitor_thanks"
    assert Visitor.objects.get().write_at is None


def test_unknown_stays_unknown_and_is_not_thanked(evening, coming):
    for morning in coming.mornings_after:
        see_to(morning)
    assert "visitor_thanks" not in told()
    assert Visitor.objects.get().write_at is None


@pytest.mark.parametrize("attendance", ["absent", "excused"])
def test_whoever_stayed_away_is_not_thanked(evening, coming, attendance):
    came(coming, evening.starts_at, attendance)
    for morning in coming.mornings_after:
        see_to(morning)
    assert "visitor_thanks" not in told()
    assert Visitor.objects.get().write_at is None


@pytest.mark.parametrize("way", ["kept tap", "opened again", "excused"])
def test_whoever_came_after_all_is_thanked_the_morning_after_that(hosted, now, way):
    """It was closed, or a host had excused them, before it was said that they were there."""
    evening, host, guest = hosted
    start, (first, second, _last) = evening.starts_at, guest.mornings_after
    see_to(start)
    if way == "excused":
        evening.mark(guest, "excused", start, host, start)
    else:
        evening.close(host, start + 90 * MINUTE, others="absent")
    see_to(first)
    if way == "opened again":
        evening.open_again(host, first + HOUR)
    tapped_at = start + MINUTE if way == "kept tap" else first + HOUR
    evening.mark(guest, "present", tapped_at, host, first + HOUR)
    assert "visitor_thanks" not in told()
    see_to(second)
    assert told()[-1] == "visitor_thanks"
    assert Visitor.objects.get().write_at is None


def test_nothing_is_due_to_whoever_left_no_address(evening, now):
    walked_in = evening.visitors.create(
        name="Somebody",
        is_walk_in=True,
        state="confirmed",
        asked_at=now,
        answered_at=now,
        attendance="present",
        attended_at=now,
    )
    assert walked_in.next_moment(now) is None
    evening.change(now, starts_at=evening.starts_at + HOUR)
    assert told() == []


# -- of whoever has had enough


def one_click(letter):
    """What a mail program posts on its own."""
    address = str(letter.message["List-Unsubscribe"]).strip("<>")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    return answer


def test_one_click_stops_what_a_guest_never_asked_for(evening, lena, ana, now):
    letter = the("visitor_confirm")
    one_click(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("cancelled", UNWANTED)
    evening.take_off(lena, ana, now)
    ben = MemberFactory()
    evening.invite(ben, "Lena Brandt", "lena@example.net", "", now)
    assert not is_owed(letters()[-1], now)
    # The inviter reads of a guest who has just not answered.
    assert Visitor.objects.of(ben).get().state == "asked"


def test_what_a_guest_asked_for_still_comes(evening, coming, ana, now):
    one_click(the("visitor_going"))
    assert is_owed(the("visitor_going"), now)
    see_to(evening.starts_at - DAY)
    assert not is_owed(the("visitor_tomorrow"), evening.starts_at - DAY)
    evening.change(now, starts_at=evening.starts_at + HOUR, ends_at=evening.ends_at + HOUR)
    assert is_owed(the("visitor_moved"), now)
    evening.call_off("The mill has no heating.", now)
    assert is_owed(the("visitor_off"), now)


def test_whoever_stopped_is_not_thanked(evening, coming):
    one_click(the("visitor_going"))
    came(coming, evening.starts_at)
    morning = evening.starts_at + DAY
    see_to(morning)
    assert not is_owed(the("visitor_thanks"), morning)


def test_a_stranger_who_stopped_can_still_ask_for_a_chair(evening, lena, now):
    one_click(the("visitor_confirm"))
    Series.objects.update(takes_strangers=True)
    later = evening.series.evenings.exclude(pk=evening.pk).first()
    later.ask("Lena Brandt", "lena@example.net", "", now)
    assert is_owed(letters()[-1], now)


# -- truth


def test_what_is_no_longer_true_does_not_go(evening, coming, ana, now):
    going = the("visitor_going")
    assert is_owed(going, now)
    Visitor.objects.update(state="declined")
    assert not is_owed(going, now)
    Visitor.objects.update(state="confirmed")
    assert not is_owed(going, evening.ends_at)
    assert not coming.still_owes("visitor_going", ana, now)
    assert not coming.still_owes("no_such_kind", None, now)


@pytest.mark.parametrize("name", NAMES)
def test_each_letter_is_whole_whatever_people_are_called(evening, now, settings, name):
    inviter = MemberFactory(name=name[:80])
    evening.series.name = name[:80]
    guest = evening.invite(inviter, name, "lena@example.net", "", now)
    for kind in Visitor.Kind:
        letter = guest.write(kind, now, how=mail.draft)
        assert 0 < len(letter.subject) < 45, (kind, letter.subject)
        assert "You receive this because" in letter.text, kind
        assert "You receive this because" in letter.html, kind
        assert 'class="button-' in letter.html, kind
        assert "<b>" not in letter.html, kind
        assert "&#x27;" not in letter.text, kind
        assert set(links_in(letter.text)) == set(links_in(letter.html)), kind
        assert "lena@example.net" not in letter.text + letter.html, kind
