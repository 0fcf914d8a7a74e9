"""The page of what two have said to each other."""

import re
import uuid
from datetime import timedelta

import pytest

from meetups.conversations import PAGE
from meetups.models import Proposal
from members.models import Member, Message, Tie
from tests.factories import make_coffee, make_hours, make_proposal, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WITH_HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def address_of(other, verb=""):
    return f"/members/{other.handle}/messages/{verb}"


def page(reader, other, query=""):
    return browser_of(reader).get(address_of(other) + query)


def say(author, other, words="Hello", headers=None, **data):
    return browser_of(author).post(address_of(other), {"words": words, **data}, headers=headers)


def talk(ana, ben, now, messages):
    """So many messages by turns, an hour apart, the last an hour ago."""
    for number in range(messages):
        author, other = (ana, ben) if number % 2 else (ben, ana)
        author.write_to(other, f"Line {number + 1}.", now - (messages - number) * HOUR)


def tie_of(ana, ben):
    return Tie.objects.between(ana, ben)


def value_in(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


# -- reading


def test_the_newest_words_stand_at_the_end(ana, ben, now):
    talk(ana, ben, now, 3)
    words = words_of(page(ana, ben))
    assert words.index("Line 1.") < words.index("Line 2.") < words.index("Line 3.")
    assert "Ben 06:00 Line 1." in words and "You 07:00 Line 2." in words


def test_days_are_the_readers_own(ana, ben, now):
    ana.write_to(ben, "Late.", now - timedelta(hours=9, minutes=30))
    assert "Yesterday, Monday 16 November" in words_of(page(ana, ben))
    Member.objects.filter(pk=ben.pk).update(time_zone="Asia/Tokyo")
    words = words_of(page(Member.objects.get(pk=ben.pk), ana))
    assert "Today, Tuesday 17 November" in words and "Ana 08:30 Late." in words


def test_a_day_of_another_year_says_so(ana, ben, now):
    ana.write_to(ben, "Long ago.", now - 400 * DAY)
    assert "Monday 13 October 2025" in words_of(page(ana, ben))


def test_reading_writes_nothing_and_leaves_words_unread(ana, ben, now):
    ana.write_to(ben, "Hello", now)
    page(ben, ana)
    assert tie_of(ana, ben).has_unread(ben)


def test_the_unread_words_are_marked_where_they_begin(ana, ben, now):
    talk(ana, ben, now, 2)
    ana.see_words_of(ben, now)
    ben.write_to(ana, "Unseen one.", now)
    ben.write_to(ana, "Unseen two.", now)
    words = words_of(page(ana, ben))
    assert words.count("Not read yet") == 1
    assert words.index("Line 2.") < words.index("Not read yet") < words.index("Unseen one.")
    assert "Not read yet" not in words_of(page(ben, ana)).partition("Unseen one.")[2]


def test_earlier_words_are_on_pages_of_their_own(ana, ben, now):
    talk(ana, ben, now, 2 * PAGE + 1)
    last = page(ana, ben)
    assert "Line 32." in words_of(last) and "Line 31." not in words_of(last)
    before = re.search(r"\?before=\d+", last.content.decode())[0]
    earlier = page(ana, ben, before)
    words = words_of(earlier)
    assert "Line 2." in words and "Line 31." in words
    assert "Line 1." not in words and "Line 32." not in words
    assert "The latest words" in words and "Send to" not in words
    first = page(ana, ben, re.search(r"\?before=\d+", earlier.content.decode())[0])
    assert "Line 1." in words_of(first) and "Earlier words" not in words_of(first)


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 19, "9" * 30, "\u0663"])
def test_an_odd_address_shows_the_latest_words(ana, ben, now, before):
    talk(ana, ben, now, 1)
    assert "Line 1." in words_of(page(ana, ben, f"?before={before}"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<b>bold</b> & 'so'", "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &#x27;so&#x27;</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p>\n\n<p>three</p>"),
        ("https://example.org/ is no link", "<p>https://example.org/ is no link</p>"),
        (
            "\u05e9\u05dc\u05d5\u05dd <i>",
            '<div class="words" dir="auto"><p>\u05e9\u05dc\u05d5\u05dd &lt;i&gt;</p>',
        ),
        ("\U0001f469\u200d\U0001f680", "<p>\U0001f469\u200d\U0001f680</p>"),
        ("{{ reader }} {% now %}", "<p>{{ reader }} {% now %}</p>"),
    ],
)
def test_words_are_shown_as_they_were_typed(ana, ben, said, shown):
    say(ana, ben, said)
    assert shown in page(ben, ana).content.decode()


def test_names_are_shown_as_they_are(ana, dan, now):
    ana.follow(dan, now)
    dan.follow(ana, now)
    dan.write_to(ana, "Hello", now)
    body = page(ana, dan).content.decode()
    assert "D&#x27;Arcy &lt;b&gt;" in body and "D'Arcy <b>" not in body


# -- writing


def test_words_go_out_and_the_page_comes_back(ana, ben):
    answer = say(ana, ben, "Do you still have the drill?")
    assert (answer.status_code, answer.url) == (302, f"{address_of(ben)}#latest")
    assert "You 09:00 Do you still have the drill?" in words_of(page(ana, ben))


def test_with_htmx_only_the_conversation_comes_again(ana, ben):
    answer = say(ana, ben, "Hello", headers=WITH_HTMX)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div id="conversation"') and "<html" not in body
    assert "<p>Hello</p>" in body and "Sent to Ben." in body and " autofocus" in body
    assert "Hello" not in re.search(r"<textarea.*?</textarea>", body, re.S)[0]


@pytest.mark.parametrize("headers", [None, WITH_HTMX])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [("  \n ", "There is nothing to send yet."), ("e" * 4001, "4001 characters are too many")],
)
def test_what_cannot_be_sent_comes_back_as_it_was(ana, ben, headers, words, sentence):
    answer = say(ana, ben, words, headers=headers)
    assert answer.status_code == 422
    assert sentence in words_of(answer) and words.strip() in answer.content.decode()
    assert not Message.objects.exists()


def test_a_form_sent_twice_is_one_message(ana, ben):
    form = value_in(page(ana, ben), "uuid")
    browser = browser_of(ana)
    for _time in range(2):
        answer = browser.post(address_of(ben), {"words": "Hello", "uuid": form})
        assert answer.status_code == 302
    assert [message.words for message in Message.objects.all()] == ["Hello"]
    assert value_in(page(ana, ben), "uuid") != form


@pytest.mark.parametrize(
    "data", [{"uuid": "x"}, {"up_to": "x"}, {"up_to": "0"}, {"up_to": "9" * 30}, {"words": "\x00"}]
)
def test_forms_that_are_not_ours_are_refused(ana, ben, data):
    assert say(ana, ben, **({"words": "Hello"} | data)).status_code == 422
    assert not Message.objects.exists()


def test_words_typed_while_the_other_let_go_are_not_lost(ana, ben, now):
    ben.unfollow(ana, now)
    answer = say(ana, ben, "A long story")
    assert answer.status_code == 422
    words = words_of(answer)
    assert "A word starts with following each other." in words and "A long story" in words


def test_too_many_words_in_an_hour_wait(ana, ben, settings):
    settings.ACCOUNT_RATE_LIMITS = {"message": "1/h/user"}
    browser = browser_of(ana)
    browser.post(address_of(ben), {"words": "One"})
    answer = browser.post(address_of(ben), {"words": "Two"})
    assert answer.status_code == 422
    assert "a lot in one hour" in words_of(answer) and "Two" in words_of(answer)
    assert Message.objects.count() == 1


def test_the_limit_is_set(settings):
    assert "message" in settings.ACCOUNT_RATE_LIMITS


# -- having seen


def test_what_was_on_the_page_is_marked_as_read(ana, ben, now):
    talk(ana, ben, now, 2)
    ben.write_to(ana, "Seen.", now - MINUTE)
    answer = page(ana, ben)
    assert "Mark as read" in words_of(answer)
    ben.write_to(ana, "Came meanwhile.", now)
    done = browser_of(ana).post(address_of(ben, "seen/"), {"up_to": value_in(answer, "up_to")})
    assert (done.status_code, done.url) == (302, f"{address_of(ben)}#latest")
    words = words_of(page(ana, ben))
    assert words.index("Seen.") < words.index("Not read yet") < words.index("Came meanwhile.")


def test_with_htmx_the_button_goes_away(ana, ben, now):
    ben.write_to(ana, "Hello", now)
    body = page(ana, ben).content.decode()
    assert 'hx-trigger="load"' in body
    done = browser_of(ana).post(address_of(ben, "seen/"), headers=WITH_HTMX)
    assert (done.status_code, done.content) == (200, b"")
    assert "Mark as read" not in words_of(page(ana, ben))


def test_nothing_unread_asks_for_nothing(ana, ben, now):
    ana.write_to(ben, "Hello", now)
    assert "Mark as read" not in words_of(page(ana, ben))


def test_answering_is_having_seen_what_was_on_the_page(ana, ben, now):
    ben.write_to(ana, "Seen.", now - HOUR)
    answer = page(ana, ben)
    ben.write_to(ana, "Came meanwhile.", now - MINUTE)
    say(ana, ben, "Yes", up_to=value_in(answer, "up_to"), uuid=uuid.uuid4())
    assert tie_of(ana, ben).seen_at(ana) == now - HOUR
    assert "Not read yet" in words_of(page(ana, ben))


# -- who may


def test_hands_come_before_words(ana, ben, cleo, dan):
    assert "Hands first, then words." in words_of(page(ana, dan))
    assert "Hold out a hand to Dan" in words_of(page(ana, dan))
    assert "Cleo held out a hand." in words_of(page(ana, cleo))
    words = words_of(page(cleo, ana))
    assert "Your hand is out." in words and "Hold out" not in words
    for reader, other in [(ana, dan), (ana, cleo), (cleo, ana)]:
        assert "Send to" not in words_of(page(reader, other))


def test_words_of_before_can_be_read_when_a_hand_is_gone(ana, ben, now):
    talk(ana, ben, now, 2)
    ana.unfollow(ben, now)
    mine, theirs = words_of(page(ana, ben)), words_of(page(ben, ana))
    assert "Line 1." in mine and "Line 1." in theirs
    assert "just now one is missing" in mine and "just now one is missing" in theirs
    assert "Shake back with Ben" in mine and "Send to" not in mine + theirs


@pytest.mark.parametrize("verb", ["", "seen/", "like-writing/"])
def test_a_block_hides_the_words_from_both_and_deletes_none(ana, ben, now, verb):
    talk(ana, ben, now, 2)
    ben.block(ana, now)
    for reader, other in [(ana, ben), (ben, ana)]:
        assert browser_of(reader).post(address_of(other, verb), {"words": "x"}).status_code == 404
        assert page(reader, other).status_code == 404
    assert Message.objects.count() == 2


def test_nobody_talks_to_themselves_here(ana):
    assert page(ana, ana).status_code == 404
    assert say(ana, ana).status_code == 404


# -- the way out of the screen


def test_nine_messages_and_no_coffee_bring_three_times(ana, ben, now):
    make_hours(ana, ben)
    make_venue()
    talk(ana, ben, now, 9)
    answer = page(ana, ben)
    words = words_of(answer)
    assert "Nine messages. No coffee yet. Because you are both free then" in words
    assert "30 minutes at The Old Mill." in words and "Propose these three times" in words
    assert answer.content.decode().count('name="time"') == 3


def posted_by_the_card(answer):
    card = re.search(r"aria-labelledby=\"offline\".*?</form>", answer.content.decode(), re.S)[0]
    data = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', card):
        data.setdefault(name, []).append(value)
    return re.search(r'action="([^"]+)"', card)[1], data


@pytest.mark.parametrize("openness", ["open", "call_first"])
def test_one_press_proposes_them(ana, ben, now, openness):
    Member.objects.filter(pk=ben.pk).update(openness=openness)
    make_hours(ana, ben)
    # The list of places is short, and the one place for a coffee is the farthest.
    for number in range(9):
        make_venue(name=f"Meadow {number}", kinds=["walk"])
    mill = make_venue(name="The last Mill")
    talk(ana, ben, now, 6)
    address, data = posted_by_the_card(page(ana, ben))
    answer = browser_of(ana).post(address, data)
    proposal = Proposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    assert proposal.times.count() == 3 and proposal.invitee == ben
    expected = (30, "coffee", mill) if openness == "open" else (30, "call", None)
    assert (proposal.minutes, proposal.kind, proposal.venue) == expected
    assert "No coffee yet" not in words_of(page(ana, ben))


def test_without_a_place_or_common_hours_the_form_is_one_press_away(ana, ben, now):
    talk(ana, ben, now, 6)
    words = words_of(page(ana, ben))
    assert "Six messages. No coffee yet." in words and "no free hours in common" in words
    make_hours(ana, ben)
    words = words_of(page(ana, ben))
    assert "Only the place is missing." in words and "Propose these" not in words


def test_ten_days_of_talk_count_as_well(ana, ben, now):
    ana.write_to(ben, "Hello", now - 11 * DAY)
    ben.write_to(ana, "Hello", now - 10 * DAY)
    assert "Talking since Saturday 7 November. No coffee yet." in words_of(page(ana, ben))


def test_whoever_likes_writing_is_left_in_peace(ana, ben, now):
    talk(ana, ben, now, 9)
    assert "We like writing" in words_of(page(ana, ben))
    answer = browser_of(ben).post(address_of(ana, "like-writing/"), follow=True)
    assert "We will not bring it up again" in words_of(answer)
    for reader, other in [(ana, ben), (ben, ana)]:
        words = words_of(page(reader, other))
        assert "No coffee yet" not in words and "Propose a coffee" in words


def test_whoever_rests_is_pressed_by_no_card(ana, ben, now):
    talk(ana, ben, now, 9)
    Member.objects.filter(pk=ben.pk).update(openness="resting")
    assert "No coffee yet" not in words_of(page(ana, ben))
    assert "No coffee yet" in words_of(page(ben, ana))


def test_earlier_words_carry_no_card(ana, ben, now):
    talk(ana, ben, now, PAGE + 1)
    latest = page(ana, ben)
    assert "No coffee yet" in words_of(latest)
    before = re.search(r"\?before=\d+", latest.content.decode())[0]
    assert "No coffee yet" not in words_of(page(ana, ben, before))


@pytest.mark.parametrize("plan", [make_proposal, make_coffee])
def test_whoever_has_plans_sees_where_they_stand(ana, ben, now, plan):
    talk(ana, ben, now, 9)
    plan(ana, ben)
    words = words_of(page(ana, ben))
    assert "See where you stand" in words and "No coffee yet" not in words
