"""Every kind of letter: what it says, to whom, and that no name can spoil it."""

import html
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from meetups.errands import errand_of
from meetups.models import Coffee, Nudge, Proposal
from meetups.nudges.wording import LONGEST_SUBJECT
from members import links
from members.models import Letter, Member, Preferences
from tests.factories import make_coffee, make_mutual, make_proposal, make_venue
from tests.meetups.letters import govern, letter_to, letters_to, link, links_in, words
from tests.meetups.story import Story

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KINDS = list(Nudge.Kind.values)
# What passes a block offers nothing that one would take away; words are read on the site; and here
# no other series could be joined.
WITHOUT_LINK = {"cancelled", "unread_words", "series_ends"}
NEEDS_NO_FORM = re.compile(r"&(#x?[0-9a-f]+|amp|lt|gt|quot);", re.I)


@pytest.fixture
def story(ana, ben, cleo, now):
    return Story(ana, ben, now)


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_has_all_that_a_letter_needs(kind, story, settings):
    letter = story.letter(kind)
    assert 0 < len(letter.subject) <= LONGEST_SUBJECT
    assert not letter.subject.startswith("Your")
    message = letter.message
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/unsubscribe/")
    assert str(message["Reply-To"]) == settings.GROUP_REPLY_TO
    assert letter.klass == Nudge.Kind(kind).klass
    assert "You receive this because" in letter.text
    assert "You receive this because" in letter.html
    assert letter.html.count('class="button-go"') >= 1
    assert bool(links_in(letter.text)) == (kind not in WITHOUT_LINK)
    assert not NEEDS_NO_FORM.search(letter.text)
    assert "{{" not in letter.text + letter.html
    assert "{%" not in letter.text + letter.html


@pytest.mark.parametrize("kind", KINDS)
def test_the_two_twins_carry_the_same_links(kind, story):
    letter = story.letter(kind)
    assert set(links_in(letter.text)) == set(links_in(html.unescape(letter.html)))


HOSTILE = [
    "D'Arcy <b>Ambrose & Co</b>",
    "Wolfeschlegelsteinhausenbergerdorff" * 2 + "-Hubert St",
    "Zoë 🫖 Ünal",
    "عبد الرحمن الخطيب",
    "{{ 7|add:7 }} {% now %}",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_no_name_spoils_a_letter(kind, name, story):
    Member.objects.update(name=name[:80])
    story.ana.refresh_from_db()
    story.ben.refresh_from_db()
    letter = story.letter(kind)
    assert len(letter.subject) <= LONGEST_SUBJECT
    first = name[:80].split()[0]
    assert first in letter.text
    assert html.escape(first, quote=False) in letter.html
    assert "<b>" not in letter.html
    assert not NEEDS_NO_FORM.search(letter.text)


@pytest.mark.parametrize("sign", ["\u2028", "\u0085", "\x0b", "\u202e"])
def test_a_name_that_breaks_lines_stops_nobody_elses_letter(story, ana, ben, cleo, now, sign):
    make_mutual(ana, cleo)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET name = %s WHERE id = %s", [f"Ben{sign}Bcc: x", ben.pk]
        )
    ben.refresh_from_db()
    make_proposal(ben, ana)
    make_proposal(cleo, ana)
    govern(now)
    letters = letters_to(ana, "proposal")
    assert {letter.state for letter in letters} == {"waiting"}
    assert all(sign not in letter.subject and letter.message["Bcc"] is None for letter in letters)


def test_a_proposal_names_its_days_first(story):
    letter = story.letter("proposal")
    assert letter.subject == "Ben suggests Wed 18, Thu 19 or Fri 20"
    assert letter.message["From"].addresses[0].display_name == "Ben Adeyemi via Networkgroup"
    assert "Ben Adeyemi would like a coffee with you" in words(letter)
    assert "“Three contracts, one cup?”" in words(letter)
    assert "Wed 18 November, 10:00\nhttp" in words(letter)
    assert "The Old Mill, by the door\n45 minutes" in words(letter)
    assert "The offer lapses on Fri 20 Nov, 10:00; nobody is told no." in words(letter)


def test_two_times_on_one_day_name_it_once(ana, ben, now):
    make_proposal(ben, ana, now + DAY, now + DAY + 2 * HOUR)
    govern(now)
    assert letter_to(ana, "proposal").subject == "Ben suggests Wed 18 Nov"


def test_long_names_and_many_days_still_fit(ana, ben, now):
    Member.objects.filter(pk=ben.pk).update(name="Maximiliane-Josephine Ottilie")
    ben.refresh_from_db()
    make_proposal(ben, ana, *[now + day * DAY for day in range(1, 6)])
    govern(now)
    assert letter_to(ana, "proposal").subject == "Maximiliane-… suggests several times"


def test_a_decline_reads_as_promised(story, ana):
    letter = story.letter("declined")
    assert letter.subject == "Ben can’t this time"
    assert "Ben can’t this time, and thanks you for asking." in words(letter)


def test_in_person_is_told_on_the_clock_of_the_place(ana, ben, now):
    Member.objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    ana.refresh_from_db()
    make_proposal(ben, ana, now + DAY, venue=make_venue())
    govern(now)
    text = words(letter_to(ana, "proposal"))
    assert "Wed 18 November, 09:00, London (GMT)\n" in text
    assert "On your own clock, New York (EST): Wed 18 Nov, 04:00." in text


def test_a_call_is_told_on_each_readers_own_clock(ana, ben, now):
    Member.objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    ana.refresh_from_db()
    make_coffee(ben, ana, now + DAY, kind="call")
    govern(now)
    hers, his = words(letter_to(ana, "accepted")), words(letter_to(ben, "accepted"))
    assert "Wednesday 18 November, 04:00, New York (EST)" in hers
    assert "For Ben that is Wed 18 Nov, 09:00, London (GMT)." in hers
    assert "Wednesday 18 November, 09:00, London (GMT)" in his
    assert "For Ana that is Wed 18 Nov, 04:00, New York (EST)." in his


def test_where_all_clocks_agree_no_zone_is_named(story):
    text = words(story.letter("accepted"))
    assert "Wednesday 18 November, 10:00\n" in text
    assert "GMT" not in text


def test_both_hear_of_a_yes_each_in_their_words(ana, ben, now):
    make_coffee(ana, ben)
    govern(now)
    hers, his = letter_to(ana, "accepted"), letter_to(ben, "accepted")
    assert hers.subject == "Ben said yes: Wed 18 Nov, 10:00"
    assert his.subject == "Agreed with Ana: Wed 18 Nov, 10:00"
    assert (hers.caused_by, his.caused_by) == (ben, None)


@pytest.mark.parametrize(
    ("hours", "wanted", "asked"), [(25, True, True), (25, False, False), (23, True, False)]
)
def test_a_yes_says_that_we_ask_where_we_will(ana, ben, now, hours, wanted, asked):
    if not wanted:
        Preferences.objects.of(ana).stop("coffee_tomorrow")
    make_coffee(ana, ben, now + hours * HOUR)
    govern(now)
    said = words(letter_to(ana, "accepted"))
    assert ("Before you meet we ask once whether it is still on." in said) == asked


def test_a_question_that_waited_for_the_morning_names_no_day_before(ana, ben, now):
    """A coffee of the evening is asked about in the morning: its day before was at night."""
    coffee = make_coffee(ana, ben, now.replace(hour=21) + DAY, now=now)
    govern(now)
    govern(coffee.starts_at - DAY)
    govern((now + DAY).replace(hour=8))
    letter = letter_to(ana, "coffee_tomorrow")
    assert "day before" not in letter.text + letter.html


def test_a_block_cancels_in_the_words_of_any_cancellation(ana, ben, now):
    """Whoever is blocked can't tell by the letter."""
    texts = []
    for verb in ("cancel", "block"):
        coffee = make_coffee(ana, ben)
        coffee.cancel(ben, now) if verb == "cancel" else ben.block(ana, now)
        govern(now)
        letter = letters_to(ana, "cancelled")[-1]
        assert letter.why_not(now) == ""
        texts.append((letter.subject, re.sub(r"/unsubscribe/\S+", "", words(letter))))
        assert "METHOD:CANCEL" in letter.calendar
    assert texts[0] == texts[1]


def test_after_a_block_no_other_letter_of_the_two_goes(ana, ben, now):
    make_coffee(ana, ben)
    govern(now)
    ben.block(ana, now)
    govern(now)
    owed = {letter.kind for letter in Letter.objects.all() if not letter.why_not(now)}
    going = owed & {letter.kind for letter in Letter.objects.waiting()}
    assert going == {"cancelled"}


def test_the_day_before_is_a_question_with_what_is_worth_knowing(story, ana, ben):
    Member.objects.filter(pk=ben.pk).update(looking_for=["contracts"])
    Member.objects.filter(pk=ana.pk).update(can_help=["contracts"])
    letter = story.letter("coffee_tomorrow")
    assert letter.subject == "Ben, Fri 20 Nov, 10:00: still on?"
    assert "Yes, see you there\nhttp" in words(letter)
    assert "You offer: contracts." in words(letter)


def test_what_is_late_is_told_in_minutes(story):
    letter = story.letter("late")
    assert letter.subject == "Ben runs 10 minutes late"
    assert letter.useless_after == story.coffee.ends_at


def test_an_offer_to_move_says_what_stands(story, ana, ben, now):
    story.accepted()
    story.coffee.move(ben, [now + 4 * DAY], now)
    govern(now)
    letter = letter_to(ana, "proposal")
    assert letter.subject == "Ben asks to move it to Sat 21 Nov"
    assert "Wed 18 Nov, 10:00 stands until you say yes to one of these." in words(letter)


def test_where_a_move_came_to_nothing_it_can_be_tried_again_or_let_be(story, ana, ben, now):
    """By letter alone, and the coffee stands."""
    story.accepted()
    story.coffee.move(ana, [now + 4 * DAY], now).decline(now)
    story.coffee.move(ben, [now + 5 * DAY], now).withdraw(now)
    govern(now)
    declined, withdrawn = letter_to(ana, "declined"), letter_to(ana, "withdrawn")
    for letter, press, title in [
        (declined, "Offer other times", "Another time with Ben"),
        (withdrawn, "Move or cancel it", "Move or cancel with Ben"),
    ]:
        assert "Look at the coffee\nhttp" in words(letter)
        made = links.read(link(letter, press).split("/")[2], now)
        assert (made.member, made.about) == (ana, story.coffee)
        errand = errand_of(made, now)
        assert (errand.spent(), errand.title) == (None, title)


def test_a_letter_is_never_quoted_twice(ana, ben, now):
    offer = make_proposal(ben, ana)
    govern(now)
    Nudge.objects.update(state="waiting", decided_at=None)
    govern(now)
    assert len(letters_to(ana)) == 1
    assert Proposal.objects.get() == offer
    assert not Coffee.objects.exists()
    assert ana.zone == ZoneInfo("Europe/London")
