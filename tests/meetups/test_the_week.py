"""The letter of the week: who is in it and in which turn, what one press does, and when."""

import html
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups import turns
from meetups.models import Introduction, Nudge, Thanks
from meetups.nudges import coming, weeks
from members import links
from members.models import Hush, Letter, Member, Preferences, Tie
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_proposal,
    make_venue,
)
from tests.meetups.encouraging import remind_of, wish
from tests.meetups.letters import govern, letter_to, letters_to, link, links_in, words

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def week_of(member, at=FRIDAY):
    """What became of the weekly letter that is due then: (state, reason)."""
    key = f"the_week:{member.pk}:{at.date()}"
    Nudge.objects.leave(member, "the_week", member, key=key, due_at=at)
    govern(at)
    return Nudge.objects.values_list("state", "reason").get(key=key)


def the_letter(member, at=FRIDAY):
    """The weekly letter written then."""
    assert week_of(member, at) == ("sent", "")
    return letters_to(member, "the_week")[-1]


def friends_of(member, how_many, now):
    """So many members who follow this one and are followed back, a minute apart."""
    friends = MemberFactory.create_batch(how_many)
    for number, friend in enumerate(friends):
        make_mutual(member, friend, now + number * timedelta(minutes=1))
    return friends


def names(member, ties):
    """The ids of the others, in turn."""
    return [tie.other_id(member) for tie in ties]


# -- what stands in it


def test_an_introduction_is_a_reason_to_write_and_stands_in_it(ana, now):
    olga = MemberFactory(name="Olga Petrova", is_organizer=True)
    nina = MemberFactory(name="Nina Weiss")
    Introduction.objects.introduce(nina, ana, olga, now)
    letter = the_letter(ana)
    assert letter.subject == "Nina: not met yet"
    said = "Olga Petrova introduces you to Nina Weiss\nBecause Olga Petrova thinks that you two"
    assert said in words(letter)
    assert "Hold out a hand\nhttp" in words(letter)
    made = links.read(links_in(letter.text)[0].split("/")[2], now)
    assert (made.purpose, made.about) == ("hold_out", Introduction.objects.get())
    assert f"/members/{nina.handle}/" in words(letter) and f"/members/{nina.handle}/" in letter.html
    nina.follow(ana, FRIDAY)
    assert "introduces" not in words(the_letter(ana, FRIDAY + 7 * DAY))


def test_an_introduction_parted_by_a_block_is_in_no_letter(ana, now):
    olga, nina = MemberFactory(is_organizer=True), MemberFactory(name="Nina Weiss")
    Introduction.objects.introduce(nina, ana, olga, now)
    letter = the_letter(nina)
    ana.block(nina, FRIDAY)
    letter.refresh_from_db()
    assert letter.why_not(FRIDAY) and week_of(ana)[0] == "dropped"


@pytest.mark.parametrize("why", ["hushed", "rests"])
def test_an_introduction_to_somebody_to_be_left_in_peace_is_in_no_letter(ana, now, why):
    olga, nina = MemberFactory(is_organizer=True), MemberFactory(name="Nina Weiss")
    Introduction.objects.introduce(nina, ana, olga, now)
    if why == "hushed":
        Hush.objects.hush(ana, nina, now)
    else:
        Member.objects.filter(pk=nina.pk).update(openness="resting")
    assert week_of(ana) == ("dropped", "nothing_to_say")


def test_three_people_each_with_a_reason_three_times_and_one_press(ana, ben, now):
    make_venue()
    friends_of(ana, 3, now + HOUR)
    make_hours(*Member.objects.all(), now=now)
    letter = the_letter(ana)
    text = words(letter)
    assert letter.subject == "Ben, Member, Member: not met yet"
    assert letter.message["From"].addresses[0].display_name == "Networkgroup"
    assert "Good morning, Ana." in text
    assert "Ben Adeyemi\nBecause you have followed each other since 17 November." in text
    assert text.count("Propose these three times\nhttp") == 3
    assert text.count("The Old Mill") == 3
    assert "Sat 21 Nov" not in text
    assert "Mon 23 Nov, 08:00" in text
    assert "That is all until next Friday." in text
    assert letter.html.count('class="button-go"') == 3


@pytest.mark.parametrize(
    ("wishes", "until", "how_often"),
    [
        ({}, "That is all until next Friday.", "one letter a week, and none"),
        (
            {"pace": "fewer"},
            "That is all until Friday 18 December.",
            "one letter in four weeks, as you asked, and none",
        ),
        (
            {"pace": "more"},
            "The next weekly letter comes on Friday 27 November.",
            "one letter a week and up to two others, as you asked, and none",
        ),
        # Of its own Friday, though Tuesdays are wanted by now: that of four days later is too near.
        ({"week_day": 1}, "That is all until Tuesday 1 December.", "one letter a week, and none"),
        ({"week_day": 3}, "That is all until Thursday 3 December.", "one letter a week, and none"),
    ],
)
def test_it_says_how_often_it_comes_and_when_it_next_does(ana, ben, wishes, until, how_often):
    wish(ana, **wishes)
    letter = the_letter(ana)
    for twin in (words(letter), html.unescape(letter.html)):
        assert until in twin
        assert how_often in twin
        assert twin.count("until next") == (until.count("until next"))


def test_a_week_of_another_day_names_that_day(ana, ben, now):
    wish(ana, week_day=1)
    assert "That is all until next Tuesday." in words(the_letter(ana, FRIDAY + 4 * DAY))


def test_one_that_came_late_counts_for_its_own_day(ana, ben, now):
    key = f"the_week:{ana.pk}:late"
    Nudge.objects.leave(ana, "the_week", ana, key=key, due_at=FRIDAY)
    govern(FRIDAY + DAY)
    assert "That is all until next Friday." in words(letter_to(ana, "the_week"))


def test_it_says_that_all_can_be_answered_from_it_where_that_is_so(ana, ben, now):
    here = "Everything here can be answered from here."
    make_hours(ana, ben, now=now)
    # Without a place, a page of the site asks for one.
    assert here not in words(the_letter(ana))
    make_venue()
    Tie.objects.update(low_shown_at=None, high_shown_at=None)
    assert here in words(the_letter(ana, FRIDAY + 7 * DAY))


def test_hands_held_out_can_be_shaken_from_it(ana, cleo, dan, now):
    dan.follow(ana, now + HOUR)
    letter = the_letter(ana)
    assert letter.subject == "Dan holds out a hand"
    assert words(letter).count("Shake back\nhttp") == 2
    assert "Cleo Okafor\nBecause Cleo has held out a hand to you since 17 November." in words(
        letter
    )


def test_with_nothing_to_say_there_is_no_letter(ana, now):
    assert week_of(ana) == ("dropped", "nothing_to_say")
    assert letters_to(ana) == []


@pytest.mark.parametrize("why", ["rests", "hushed", "planned", "offered", "writes", "blocked"])
def test_whoever_should_be_left_in_peace_is_not_in_it(ana, ben, now, why):
    match why:
        case "rests":
            Member.objects.filter(pk=ben.pk).update(openness="resting")
        case "hushed":
            Hush.objects.create(member=ana, other=ben, at=now)
        case "planned":
            make_coffee(ana, ben, now + 9 * DAY)
        case "offered":
            make_proposal(ben, ana, now + 6 * DAY)
        case "writes":
            ana.write_to(ben, "Words", now)
            ben.like_writing(ana, now)
        case "blocked":
            ben.block(ana, now)
    assert turns.people(Member.objects.get(pk=ana.pk), now) == []


def test_whoever_had_a_letter_of_their_own_is_not_shown_within_the_week(ana, ben, now):
    wish(ana, pace="more", unwanted=["the_week"])
    friday = now + 3 * DAY
    remind_of(ben, ana, friday)
    govern(friday)
    letter = letter_to(ana, "have_the_coffee")
    assert turns.people(ana, friday + 6 * DAY) == []
    assert names(ana, turns.people(ana, friday + 7 * DAY)) == [ben.pk]
    Letter.objects.filter(pk=letter.pk).update(state="cancelled", settled_at=friday)
    assert names(ana, turns.people(ana, friday)) == [ben.pk]


def test_the_hushed_come_to_the_evening_unsaid(ana, ben, now):
    evening = make_evening(now=now)
    evening.say_going(ben, now)
    nudge = Nudge(recipient=ana, kind="the_week", about=ana)
    assert coming.invitation(nudge, now, timedelta(days=7)).people == [ben]
    Hush.objects.create(member=ana, other=ben, at=now)
    assert coming.invitation(nudge, now, timedelta(days=7)).people == []


def test_a_hushed_hand_is_not_in_it_nor_one_shown_in_the_last_four_weeks(ana, cleo, dan, now):
    dan.follow(ana, now)
    Hush.objects.create(member=ana, other=dan, at=now)
    assert names(ana, turns.hands(ana, now)) == [cleo.pk]
    Tie.objects.shown(ana, turns.hands(ana, now), now)
    assert turns.hands(ana, now + 27 * DAY) == []
    assert names(ana, turns.hands(ana, now + 28 * DAY)) == [cleo.pk]


def test_without_a_place_the_press_leads_to_the_page_that_asks_for_one(ana, ben, now):
    make_hours(ana, ben, now=now)
    text = words(the_letter(ana))
    assert f"/coffees/new/{ben.handle}/?time=2026-11-23T08%3A00Z" in text


def test_whoever_wants_a_call_first_is_called(ana, ben, now):
    Member.objects.filter(pk=ben.pk).update(openness="call_first")
    make_hours(ana, ben, now=now)
    assert "A call\nPropose these three times" in words(the_letter(ana))


def test_without_a_common_hour_one_may_still_offer_a_time(client, ana, ben, now):
    make_venue()
    letter = the_letter(ana)
    assert "Offer a time\nhttp" in words(letter)
    (path,) = links_in(letter.text)
    assert "Times of your own" in client.get(path).text


def test_a_name_is_told_once_whatever_is_folded_about_it(ana, ben, now):
    make_venue()
    make_hours(ana, ben, now=now)
    for number in range(9):
        author, reader = [(ana, ben), (ben, ana)][number % 2]
        author.write_to(reader, f"Word {number}", now)
    tie = Tie.objects.between(ana, ben)
    for kind in ("have_the_coffee", "take_it_offline"):
        fold(ana, kind, tie, now)
    text = words(the_letter(ana, FRIDAY + 7 * DAY))
    assert text.count("Ben Adeyemi") == 1
    folded = Nudge.objects.filter(state="folded").values_list("letter__kind", flat=True)
    assert list(folded) == ["the_week", "the_week"]


# -- what is folded into it


def fold(member, kind, about, now, key=None):
    """A nudge that the governor folded into the week."""
    nudge = Nudge(recipient=member, kind=kind, about=about, key=key or f"{kind}:x", due_at=now)
    Nudge.objects.leave_all([nudge])
    nudge = Nudge.objects.get(key=nudge.key)
    nudge.fold(FRIDAY, "folded", now)
    return nudge


def met(ana, ben, now):
    """They sat down together yesterday, and both say so."""
    coffee = make_coffee(ana, ben, now - DAY, now=now - 2 * DAY)
    for member in (ana, ben):
        coffee.answer(member, True, now)
    return coffee


def test_what_is_folded_and_still_true_is_told_in_one_week_only(ana, ben, now):
    make_venue()
    coffee = met(ana, ben, now)
    thanks = fold(ana, "thank_you", coffee, now)
    letter = the_letter(ana)
    assert letter.subject == "Ben and your week"
    text = words(letter)
    assert "Still to be said\n\nBen Adeyemi\nBecause you sat down together on Mon 16 Nov." in text
    assert "Write a line of thanks\nhttp" in text
    thanks.refresh_from_db()
    assert (thanks.state, thanks.letter) == ("folded", letter)
    assert week_of(ana, FRIDAY + 7 * DAY) == ("dropped", "nothing_to_say")


def test_what_is_folded_and_no_longer_true_is_dropped_without_a_word(ana, ben, cleo, now):
    coffee = met(ana, ben, now)
    thanks = fold(ana, "thank_you", coffee, now)
    # Not by the verb, which takes the nudge back itself.
    Thanks.objects.create(coffee=coffee, giver=ana, words="For the pie.", at=now)
    assert "Ben" not in words(the_letter(ana))
    thanks.refresh_from_db()
    assert (thanks.state, thanks.reason) == ("dropped", "untrue")


def test_losing_touch_is_told_with_times_while_the_wish_stands(ana, ben, now):
    make_venue()
    coffee = met(ana, ben, now)
    coffee.keep_in_touch(ana, 1, now)
    nudge = Nudge.objects.get(kind="next_coffee")
    later = FRIDAY + 5 * 7 * DAY
    make_hours(ana, ben, now=later)
    nudge.fold(later, "folded", now)
    text = words(the_letter(ana, later))
    assert "Losing touch\n\nBen Adeyemi\nBecause you last sat down together on 16 November" in text
    assert "and you asked for every month." in text
    assert "Propose these three times\nhttp" in text


def test_another_wish_meanwhile_is_not_told(ana, ben, now):
    coffee = met(ana, ben, now)
    coffee.keep_in_touch(ana, 1, now)
    Nudge.objects.get(kind="next_coffee").fold(FRIDAY, "folded", now)
    coffee.keep_in_touch(ana, 6, now)
    assert week_of(ana, FRIDAY + 5 * 7 * DAY) == ("dropped", "nothing_to_say")


def offline(member, friend, now):
    """They wrote eight times, and what should be said of it is folded into the week."""
    for number in range(8):
        author, reader = [(member, friend), (friend, member)][number % 2]
        author.write_to(reader, f"Line {number}", now)
    tie = Tie.objects.between(member, friend)
    return fold(member, "take_it_offline", tie, now, key=f"take_it_offline:{tie.pk}")


def fifteen_friends(member, now):
    """Of whom it is folded that there was no coffee, of each an hour later."""
    make_venue()
    friends = friends_of(member, 15, now - DAY)
    for number, friend in enumerate(friends):
        tie = Tie.objects.between(member, friend)
        due_at = now + number * HOUR
        fold(member, "have_the_coffee", tie, due_at, key=f"have_the_coffee:{tie.pk}")
    return friends


def test_of_many_who_are_folded_each_has_a_turn_and_the_warmest_the_first(ana, now):
    friends = fifteen_friends(ana, now)
    friends[-1].write_to(ana, "Words", now)
    ana.write_to(friends[-1], "Words", now)
    shown = []
    for week in range(5):
        letter = the_letter(ana, FRIDAY + 7 * week * DAY)
        told = Nudge.objects.filter(letter=letter, state="folded")
        assert sorted(nudge.other_id for nudge in told) == sorted(letter.shows)
        assert letter.html.count('class="button-go"') == 3
        rest = Nudge.objects.filter(state="folded", letter=None)
        assert rest.count() == 12 - 3 * week
        shown += letter.shows
    assert shown[0] == friends[-1].pk
    assert sorted(shown) == sorted(friend.pk for friend in friends)


def test_of_many_who_are_folded_none_hides_what_is_about_somebody_met(ana, ben, now):
    thanks = fold(ana, "thank_you", met(ana, ben, now), now)
    fifteen_friends(ana, now - DAY)
    letter = the_letter(ana)
    thanks.refresh_from_db()
    assert thanks.letter == letter and "Write a line of thanks" in words(letter)


def test_whoever_wrote_for_long_enough_is_shown_first_and_says_so(ana, now):
    friends = fifteen_friends(ana, now)
    Tie.objects.shown(ana, [Tie.objects.between(ana, friends[-1])], now - 30 * DAY)
    nudge = offline(ana, friends[-1], now)
    letter = the_letter(ana)
    assert letter.shows[0] == friends[-1].pk
    assert "Because you two have written to each other since" in words(letter)
    nudge.refresh_from_db()
    assert nudge.letter == letter


# -- whose turn it is


def test_the_warmest_come_first_among_those_never_shown(ana, now):
    cool, warm, warmer = friends_of(ana, 3, now)
    ana.write_to(warm, "Words", now)
    ana.write_to(warmer, "Words", now)
    warmer.write_to(ana, "Words", now)
    assert names(ana, turns.people(ana, now)) == [warmer.pk, warm.pk, cool.pk]


def test_being_shown_to_one_is_not_being_shown_to_the_other(ana, ben, now):
    tie = Tie.objects.between(ana, ben)
    Tie.objects.shown(ana, [tie], now)
    tie.refresh_from_db()
    assert (tie.side(ana), tie.low_shown_at, tie.high_shown_at) == ("low", now, None)


def test_a_letter_that_is_not_written_shows_nobody(ana, ben, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no letter")

    monkeypatch.setattr(weeks, "write", broken)
    assert week_of(ana) == ("dropped", "broken")
    tie = Tie.objects.between(ana, ben)
    assert tie.low_shown_at is None


@pytest.fixture
def ten_friends(ana, now):
    return friends_of(ana, 10, now)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talkative=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 9)), max_size=12))
def test_everyones_turn_comes_before_anyones_third(ana, ten_friends, now, talkative):
    """Twelve weeks and ten people; whoever writes in between gets no more than their turn."""
    Tie.objects.update(low_shown_at=None, high_shown_at=None)
    shown = Counter()
    for week in range(12):
        at = now + (week * 7 + 1) * DAY
        for when, friend in talkative:
            if when == week:
                ten_friends[friend].write_to(ana, "Words", at)
        in_turn = turns.people(ana, at)
        assert len(in_turn) == 3
        Tie.objects.shown(ana, in_turn, at)
        shown.update(names(ana, in_turn))
        if 3 in shown.values():
            assert len(shown) == 10
    assert max(shown.values()) - min(shown[friend.pk] for friend in ten_friends) <= 1


# -- when, and what it costs


def test_it_helps_until_the_second_day_after_on_the_readers_wall(ana):
    nudge = Nudge(recipient=ana, kind="the_week", due_at=FRIDAY)
    assert weeks.useless_after(nudge, ana) == datetime(2026, 11, 23, tzinfo=UTC)
    Member.objects.filter(pk=ana.pk).update(time_zone="America/New_York")
    ana = Member.objects.get(pk=ana.pk)
    # Eight in the evening there is quiet: it goes on Saturday morning, or until Monday is over.
    nudge.due_at = datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert weeks.useless_after(nudge, ana) == datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late", "end"),
    [(2 * DAY, ("sent", "")), (3 * DAY, ("missed", "too_late"))],
)
def test_after_an_outage_it_still_comes_and_pushes_no_other_away(ana, ben, now, late, end):
    for week, came in [(FRIDAY, late), (FRIDAY + 7 * DAY, timedelta())]:
        key = f"the_week:{ana.pk}:{week.date()}"
        Nudge.objects.leave(ana, "the_week", ana, key=key, due_at=week)
        govern(week + came)
    ends = Nudge.objects.order_by("due_at").values_list("state", "reason")
    assert list(ends) == [end, ("sent", "")]


def test_many_friends_cost_as_much_as_three(ana, ben, now):
    make_venue()
    costs = []
    for member, how_many in [(ana, 2), (ben, 9)]:
        friends_of(member, how_many, now)
        make_hours(*Member.objects.all(), now=now)
        with CaptureQueriesContext(connection) as asked:
            the_letter(member)
        costs.append(len(asked))
    assert costs[0] == costs[1] < 60, costs


def test_we_miss_you_is_about_somebody_or_is_not_written(ana, now):
    later = now + 46 * DAY
    ana.be_active(now)
    key = f"we_miss_you:{ana.pk}:x"
    Nudge.objects.leave(ana, "we_miss_you", ana, key=key, due_at=later)
    govern(later.replace(hour=10))
    assert Nudge.objects.values_list("state", "reason").get(key=key) in [
        ("dropped", "nothing_to_say"),
        ("folded", "folded"),
    ]


def test_a_pause_that_is_over_is_not_announced(ana, now):
    Nudge.objects.leave(ana, "going_quiet", ana, key="going_quiet:x", due_at=now)
    govern(now)
    assert Nudge.objects.values_list("state", "reason").get() == ("dropped", "nothing_to_say")


def test_unread_words_never_leave_the_site(ana, ben, now):
    ben.write_to(ana, "A secret that nobody may read", now)
    tie = Tie.objects.between(ana, ben)
    due = now + HOUR
    Nudge.objects.leave(ana, "unread_words", tie, key="unread_words:x", due_at=due)
    govern(due)
    letter = letter_to(ana, "unread_words")
    assert letter.subject == "Ben wrote to you"
    assert "secret" not in letter.content.decode("latin-1").lower()
    assert letter.message["From"].addresses[0].display_name == "Ben Adeyemi via Networkgroup"
    assert f"/members/{ben.handle}/messages/" in words(letter)


# -- the evening that is coming


@pytest.fixture
def thursday(now):
    """The evening after this Friday, six days ahead, in a series that begins with it."""
    return make_evening(now=now, starts_on=date(2026, 11, 26))


def test_the_evening_is_said_with_whom_one_could_meet_there(ana, ben, thursday, now):
    thursday.say_going(ben, now)
    make_hours(ana, ben, now=now)
    letter = the_letter(ana)
    text = words(letter)
    assert "Thursday 26 November\nThursday table at The Old Mill." in text
    assert "You have not said yet. Ben, whom you follow and have not met, is coming." in text
    assert "I’m coming\nhttp" in text and "Not this time\nhttp" in text
    assert letter.html.count('class="button-go"') == 1


def test_one_press_takes_the_seat_and_heeds_the_letter(client, ana, ben, thursday, now):
    thursday.say_going(ben, now)
    letter = the_letter(ana)
    nudge = Nudge.objects.get(letter=letter)
    made = links.read(link(letter, "I’m coming").split("/")[2], now)
    assert (made.purpose, made.about, made.extra["n"]) == ("come", thursday, nudge.pk)


@pytest.mark.parametrize("answer", ["say_going", "say_cant"])
def test_an_evening_that_is_answered_is_not_said(ana, ben, thursday, now, answer):
    getattr(thursday, answer)(ana, now)
    assert "Thursday table" not in words(the_letter(ana))


@pytest.mark.parametrize("why", ["far", "off"])
def test_an_evening_that_is_far_or_off_is_not_said(ana, ben, thursday, now, why):
    if why == "far":
        thursday.change(
            now, starts_at=thursday.starts_at + 2 * DAY, ends_at=thursday.ends_at + 2 * DAY
        )
    else:
        thursday.call_off("The mill has no heating.", now)
    assert "Thursday table" not in words(the_letter(ana))


def test_whom_one_could_meet_there_is_enough_for_a_letter(ana, dan, thursday, now):
    """Ana follows Dan, who has not shaken back: nobody to propose to, but somebody to meet."""
    ana.follow(dan, now)
    thursday.say_going(dan, now)
    letter = the_letter(ana)
    assert letter.subject == "Dan: not met yet"
    assert letter.shows == [dan.pk]
    dan.block(ana, FRIDAY)
    letter.refresh_from_db()
    assert letter.state == "cancelled"


def test_an_evening_alone_is_no_reason_to_write(ana, dan, thursday, now):
    thursday.say_going(dan, now)
    assert week_of(ana) == ("dropped", "nothing_to_say")


def test_whoever_was_away_hears_of_the_evening_once(ana, ben, now):
    far = make_evening(now=now, starts_on=date(2026, 12, 3))
    far.say_going(ben, now)
    Member.objects.filter(pk=ana.pk).update(active_at=FRIDAY - 60 * DAY)
    Preferences.objects.of(ana).stop("the_week")
    Nudge.objects.leave(ana, "we_miss_you", ana, key="we_miss_you", due_at=FRIDAY)
    govern(FRIDAY)
    letter = letter_to(ana, "we_miss_you")
    assert "Thursday 3 December\nThursday table at The Old Mill." in words(letter)
    assert "I’m coming\nhttp" in words(letter)
    assert letter.shows == [ben.pk]


def test_the_last_evening_is_asked_about_until_one_has_said(ana, ben, now):
    host, evening = MemberFactory(is_organizer=True), make_evening(now=now)
    for member in (ana, ben):
        rsvp = evening.say_going(member, now)
        evening.mark(rsvp, "present", evening.starts_at, host, evening.starts_at)
    said = words(the_letter(ana))
    assert "Who did you talk to on Thu 19 Nov?" in said
    assert f"{evening.get_absolute_url()}talks/" in said
    evening.talked(ben, [], FRIDAY)
    assert "Who did you talk to" not in words(the_letter(ben))


def test_who_stood_in_a_letter_that_never_went_has_their_turn_again(ana, ben, cleo, now):
    """Cleo's hand, which is shown every fourth week, and Ben, with whom there are plans."""
    Nudge.objects.leave(ana, "the_week", ana, key="first", due_at=FRIDAY)
    govern(FRIDAY)
    make_proposal(ana, ben, FRIDAY + 2 * DAY, now=FRIDAY)
    Nudge.objects.leave(ana, "the_week", ana, key="next", due_at=FRIDAY + 7 * DAY)
    govern(FRIDAY + 7 * DAY)
    first, second = letters_to(ana, "the_week")
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert cleo.pk in first.shows and cleo.pk in second.shows


def test_what_was_folded_by_a_later_clock_stays_for_the_next_one(ana, ben, dan, now):
    """Of two workers one began before it was due, and writes the week after the other's fold."""
    make_mutual(ana, dan, FRIDAY + timedelta(minutes=1) - 3 * DAY)
    nudge = remind_of(dan, ana, FRIDAY + timedelta(minutes=1))
    govern(FRIDAY + timedelta(minutes=2))
    the_letter(ana)
    nudge.refresh_from_db()
    assert (nudge.state, nudge.letter) == ("folded", None)
