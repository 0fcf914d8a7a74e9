"""The letters about a seat, and the calendar entries that travel with them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from meetups.errands import errand_of
from meetups.models import Nudge
from members import links
from members.models import Letter, Preferences
from tests.factories import MemberFactory, make_evening, make_mutual, make_venue
from tests.meetups.letters import govern, letter_to, letters_to, link, words

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days."""
    return make_evening(now=now, capacity=3)


def entry(letter):
    """(method, sequence, the one event) of a letter's calendar part."""
    calendar = Calendar.from_ical(letter.calendar)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), int(event["SEQUENCE"]), event


def send_all(now):
    """As if the postman had taken everything that waits."""
    Letter.objects.waiting().update(state="sent", settled_at=now)


def put_off(evening, now, days=1):
    """The same evening, later."""
    starts_at = evening.starts_at + days * DAY
    evening.change(now, starts_at=starts_at, ends_at=starts_at + 2 * HOUR)


# -- the calendar


def test_one_entry_whose_sequence_only_rises(evening, ana, now):
    """Taken, moved, given back, taken again, called off."""
    verbs = [
        ("session_going", lambda at: evening.say_going(ana, at)),
        ("session_moved", lambda at: put_off(evening, at)),
        ("session_left", lambda at: evening.say_cant(ana, at)),
        ("session_going", lambda at: evening.say_going(ana, at)),
        ("session_off", lambda at: evening.call_off("The mill has no heating.", at)),
    ]
    seen = []
    for minute, (kind, verb) in enumerate(verbs):
        at = now + minute * MINUTE
        verb(at)
        govern(at)
        seen.append(entry(letters_to(ana, kind)[-1]))
        send_all(at)
    methods = [method for method, _sequence, _event in seen]
    assert methods == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    sequences = [sequence for _method, sequence, _event in seen]
    assert sequences == sorted(set(sequences))
    assert {str(event["UID"]) for _method, _sequence, event in seen} == {str(evening.uuid)}
    assert seen[1][2].start - seen[0][2].start == DAY
    assert str(seen[0][2]["SUMMARY"]) == "Thursday table"
    assert str(seen[0][2]["ATTENDEE"]) == f"mailto:{ana.email}"


def test_the_first_line_of_it_gives_the_seat_back(evening, ana, now):
    evening.say_going(ana, now)
    govern(now)
    _method, _sequence, event = entry(letter_to(ana, "session_going"))
    path = urlsplit(str(event["DESCRIPTION"]).splitlines()[0]).path
    link = links.read(path.split("/")[2], now)
    assert (link.member, link.purpose, link.about) == (ana, "cant", evening)


def test_whoever_waits_has_no_entry(evening, now):
    for member in MemberFactory.create_batch(3):
        evening.say_going(member, now)
    waiting = MemberFactory()
    evening.say_going(waiting, now)
    put_off(evening, now)
    govern(now)
    moved = letter_to(waiting, "session_moved")
    assert moved.calendar == "" and "You keep your place in line." in words(moved)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    assert letter_to(waiting, "session_off").calendar == ""


def test_whoever_comes_every_time_is_invited_the_day_before(evening, ana, now):
    """No letter about each evening, but one question; and then giving it back takes it off."""
    evening.series.stand(ana, now)
    govern(now)
    assert letters_to(ana) == []
    govern(evening.starts_at - DAY)
    assert entry(letter_to(ana, "session_tomorrow"))[:2] == ("REQUEST", 1)
    send_all(now)
    evening.say_cant(ana, evening.starts_at - 20 * HOUR)
    govern(evening.starts_at - 20 * HOUR)
    assert entry(letter_to(ana, "session_left"))[:2] == ("CANCEL", 2)


def test_a_standing_seat_given_back_before_any_letter_needs_none(evening, ana, now):
    evening.series.stand(ana, now)
    evening.say_cant(ana, now)
    govern(now)
    assert letters_to(ana) == []


@pytest.mark.parametrize("waits", ["nudge", "letter"])
def test_a_seat_given_back_is_off_the_diary_even_if_the_evening_is_off(evening, ana, now, waits):
    evening.say_going(ana, now)
    govern(now)
    evening.say_cant(ana, now)
    if waits == "letter":
        govern(now)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    letter = letter_to(ana, "session_left")
    assert letter.why_not(now) == "" and entry(letter)[0] == "CANCEL"
    assert letters_to(ana, "session_off") == []


def test_whoever_comes_every_time_hears_of_moves_and_endings(evening, ana, now):
    evening.series.stand(ana, now)
    put_off(evening, now)
    govern(now)
    assert entry(letter_to(ana, "session_moved"))[0] == "REQUEST"
    evening.call_off("The mill has no heating.", now)
    govern(now)
    assert entry(letter_to(ana, "session_off"))[0] == "CANCEL"


# -- what they say


def test_a_seat_and_where_it_is(evening, ana, now):
    evening.say_going(ana, now)
    govern(now)
    letter = letter_to(ana, "session_going")
    assert letter.subject == "Thu 19 Nov: a seat at Thursday table"
    text = words(letter)
    assert "Thursday 19 November, 18:30\nThursday table\nThe Old Mill\n120 minutes" in text
    assert "Give the seat back\nhttp" in text


def test_far_away_both_clocks_are_named(evening, ana, now):
    ana.time_zone = "America/New_York"
    ana.save()
    evening.say_going(ana, now)
    govern(now)
    text = words(letter_to(ana, "session_going"))
    assert "Thursday 19 November, 18:30, London (GMT)" in text
    assert "On your own clock that is Thu 19 Nov, 13:30, New York (EST)." in text


def test_whoever_has_no_seat_any_more_reads_nothing_they_did_not_do(ana, ben, cleo, dan, now):
    """Given back, taken off the list, given to a guest, no more every time; and nobody waits."""
    evening = make_evening(now=now)
    series, moment = evening.series, evening.starts_at - DAY
    series.stand(dan, now)
    for member in (ana, ben, cleo):
        evening.say_going(member, now)
    govern(moment)
    send_all(moment)
    evening.say_cant(ana, moment)
    evening.remove(ben, moment)
    evening.give_seat_to(cleo, "Lena", "lena@example.net", "", moment)
    series.stand_no_more(dan, moment)
    type(series).objects.update(name="A table for all who mend old clocks")
    govern(moment)
    for member in (ana, ben, cleo, dan):
        letter = letter_to(member, "session_left")
        text = words(letter)
        assert letter.subject == "Thu 19 Nov: you have no seat any more"
        assert f"You are off the list, {member.short_name}\n\nThe seat is yours no more," in text
        assert not [one for one in ("given back", "free again", "next in line") if one in text]


def test_an_offered_seat_says_until_when(evening, now):
    first, _second, _third, fourth = members = MemberFactory.create_batch(4)
    for member in members:
        evening.say_going(member, now)
    evening.say_cant(first, now)
    govern(now)
    letter = letter_to(fourth, "seat_offered")
    until = evening.rsvp_of(fourth).offered_until
    assert letter.subject == "A seat for you: Thu 19 Nov, 18:30"
    assert "It is kept for you until Tue 17 Nov, 23:22." in words(letter)
    assert letter.useless_after == until


@pytest.mark.parametrize(("hours", "waits"), [(48, True), (48, False), (3, True)])
def test_an_offered_seat_goes_on_where_somebody_will_be_asked(evening, now, hours, waits):
    moment = evening.starts_at - hours * HOUR
    first, _second, _third, fourth, *_fifth = members = MemberFactory.create_batch(4 + waits)
    for member in members:
        evening.say_going(member, now)
    evening.say_cant(first, moment)
    govern(moment)
    said = words(letter_to(fourth, "seat_offered"))
    assert ("Then it goes to the next in line." in said) == (hours == 48 and waits)


@pytest.mark.parametrize(
    ("hours", "wanted", "asked"),
    [(25, True, True), (25, False, False), (24, True, False), (1, True, False)],
)
def test_a_seat_says_that_we_ask_where_we_will(evening, ana, hours, wanted, asked):
    if not wanted:
        Preferences.objects.of(ana).stop("session_tomorrow")
    moment = evening.starts_at - hours * HOUR
    evening.say_going(ana, moment)
    govern(moment)
    said = words(letter_to(ana, "session_going"))
    assert ("Before it begins we ask once whether you are coming." in said) == asked


def test_an_evening_that_moves_says_until_when_a_seat_is_kept(evening, now):
    first, _second, _third, fourth = members = MemberFactory.create_batch(4)
    for member in members:
        evening.say_going(member, now)
    evening.say_cant(first, now)
    put_off(evening, now, days=-1)
    govern(now)
    text = words(letter_to(fourth, "session_moved"))
    assert "The seat you were offered is still kept for you, until Tue 17 Nov, 17:22." in text


def test_what_has_moved_says_what_it_was_and_why(evening, ana, now):
    evening.say_going(ana, now)
    starts_at, forge = evening.starts_at + DAY, make_venue(name="The Forge")
    plan = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "venue": forge}
    evening.change(now, why=" The mill\nis let. ", **plan)
    govern(now)
    letter = letter_to(ana, "session_moved")
    assert letter.subject == "Now Fri 20 Nov, 18:30: Thursday table"
    assert "The mill is let.\n\nFriday 20 November, 18:30" in words(letter)
    assert "It was planned for: Thursday 19 November, 18:30, The Old Mill\n" in words(letter)
    assert "<s>Thursday 19 November, 18:30, The Old Mill</s>" in letter.html


@pytest.mark.parametrize(
    ("changes", "was"),
    [
        ({"venue": "The Forge"}, "The Old Mill"),
        ({"ends_at": 3 * HOUR}, "120 minutes"),
        ({"starts_at": HOUR}, "Thursday 19 November, 18:30, 120 minutes"),
        ({"starts_at": HOUR, "ends_at": 3 * HOUR}, "Thursday 19 November, 18:30"),
    ],
)
def test_of_what_it_was_it_says_what_is_another_now(evening, ana, now, changes, was):
    evening.say_going(ana, now)
    changes = {
        name: make_venue(name=value) if name == "venue" else evening.starts_at + value
        for name, value in changes.items()
    }
    evening.change(now, **changes)
    govern(now)
    assert f"It was planned for: {was}\n" in words(letter_to(ana, "session_moved"))


@pytest.mark.parametrize("governed", [True, False])
def test_moved_twice_on_end_it_says_what_was_known(evening, ana, now, governed):
    """The first letter has not gone: nobody knows of Friday."""
    evening.say_going(ana, now)
    evening.change(
        now, ends_at=evening.ends_at + DAY, starts_at=evening.starts_at + DAY, why="Snow."
    )
    if governed:
        govern(now)
    evening.change(now, venue=make_venue(name="The Forge"))
    govern(now)
    letter = letters_to(ana, "session_moved")[-1]
    assert "It was planned for: Thursday 19 November, 18:30, The Old Mill\n" in words(letter)
    assert "Snow." in words(letter)
    send_all(now)
    put_off(evening, now + MINUTE)
    govern(now + MINUTE)
    letter = letters_to(ana, "session_moved")[-1]
    assert "It was planned for: Friday 20 November, 18:30\n" in words(letter)
    assert "Snow." not in words(letter)


def waiting_for(member):
    """The kinds of what has been written to them and has not gone."""
    return [one.kind for one in letters_to(member) if one.state == "waiting"]


@pytest.mark.parametrize("governed", [True, False])
def test_there_and_back_before_anybody_read_of_it_is_no_letter(evening, ana, ben, now, governed):
    evening.series.stand(ben, now)
    evening.say_going(ana, now)
    govern(now)
    send_all(now)
    put_off(evening, now)
    if governed:
        govern(now)
    put_off(evening, now + MINUTE, days=-1)
    govern(now + MINUTE)
    assert [waiting_for(member) for member in (ana, ben)] == [[], []]
    govern(evening.starts_at - DAY)
    assert [waiting_for(member) for member in (ana, ben)] == [["session_tomorrow"]] * 2


def test_there_and_back_what_the_move_kept_from_going_goes(evening, now):
    """A first seat, an offered one, and a place in line, which nobody is written about."""
    first, _second, _third, fourth, fifth = members = MemberFactory.create_batch(5)
    for member in members:
        evening.say_going(member, now)
    evening.say_cant(first, now)
    govern(now)
    for days in (1, -1):
        put_off(evening, now + MINUTE, days=days)
        govern(now + MINUTE)
    kinds = [waiting_for(member) for member in members[1:]]
    assert kinds == [["session_going"], ["session_going"], ["seat_offered"], []]
    assert evening.rsvp_of(fourth).is_offered and evening.rsvp_of(fifth).is_waiting


def test_there_and_back_a_seat_taken_again_is_in_the_diary_again(evening, ana, now):
    for verb in (evening.say_going, evening.say_cant):
        verb(ana, now)
        govern(now)
        send_all(now)
    evening.say_going(ana, now)
    for days in (1, -1):
        put_off(evening, now, days=days)
    govern(now)
    assert waiting_for(ana) == ["session_going"]


def test_what_is_called_off_says_why(evening, ana, now):
    evening.say_going(ana, now)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    letter = letter_to(ana, "session_off")
    assert letter.subject == "Called off: Thursday table, Thu 19 Nov"
    assert "The mill has no heating." in words(letter)


def pressed(letter, words):
    """(purpose, evening) of the signed link below these words, which can be done."""
    made = links.read(link(letter, words).split("/")[2], letter.created_at)
    errand = errand_of(made, letter.created_at)
    errand.refuse_strangers()
    assert errand.spent() is None
    return made.purpose, made.about


def test_what_is_called_off_leads_on_to_the_next(evening, ana, now):
    evening.say_going(ana, now)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    letter = letter_to(ana, "session_off")
    _off, following, *_later = evening.series.evenings.order_by("on")
    assert "Next on Thursday 26 November, 18:30: Thursday table at The Old Mill." in words(letter)
    assert pressed(letter, "I’m coming") == ("come", following)


def test_whoever_comes_every_time_can_say_no_to_the_next(evening, ana, now):
    evening.say_going(ana, now)
    evening.series.stand(ana, now)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    letter = letter_to(ana, "session_off")
    _off, following, *_later = evening.series.evenings.order_by("on")
    assert "18:30: Thursday table at The Old Mill. You have a seat." in words(letter)
    assert pressed(letter, "I can’t come then") == ("cant", following)
    assert "I’m coming" not in words(letter)


def test_what_one_has_said_of_the_next_is_not_asked_again(evening, ana, now):
    _first, second, third, fourth, *_rest = evening.series.evenings.order_by("on")
    evening.say_going(ana, now)
    second.say_cant(ana, now)
    third.say_going(ana, now)
    third.say_cant(ana, now)
    evening.call_off("The mill has no heating.", now)
    govern(now)
    assert pressed(letter_to(ana, "session_off"), "I’m coming") == ("come", fourth)


def test_without_another_evening_there_is_the_page_of_all(evening, ana, now):
    evening.say_going(ana, now)
    evening.series.end(evening.on - DAY, now, "The mill closes.")
    govern(now)
    letter = letter_to(ana, "session_off")
    assert "Next on" not in words(letter)
    assert "See the evenings to come\nhttp" in words(letter)


def test_a_seat_that_lapsed_can_be_had_again_for_once(evening, ana, now):
    first, second, *_rest = evening.series.evenings.order_by("on")
    evening.series.stand(ana, now)
    first.say_cant(ana, now + MINUTE)
    evening.series.stand_no_more(ana, now + HOUR, has_lapsed=True)
    govern(now + HOUR)
    # What Ana said of the first is her own word, and the second was taken from her.
    assert pressed(letter_to(ana, "seat_lapsed"), "I’m coming") == ("come", second)


def test_a_seat_for_every_time_that_lapsed_says_so_once(evening, ana, now):
    series = evening.series
    series.stand(ana, now)
    series.stand_no_more(ana, now, has_lapsed=True)
    govern(now)
    said = words(letter_to(ana, "seat_lapsed"))
    assert "was empty twice in a row, or given back too late" in said
    series.stand(ana, now)
    series.stand_no_more(ana, now + DAY)
    govern(now + DAY)
    assert len(letters_to(ana, "seat_lapsed")) == 1


def test_who_has_it_again_needs_no_letter_about_its_lapse(evening, ana, now):
    evening.series.stand(ana, now)
    evening.series.stand_no_more(ana, now, has_lapsed=True)
    evening.series.stand(ana, now)
    govern(now)
    assert Nudge.objects.get(kind="seat_lapsed").state == "dropped"


def test_whoever_is_excused_hears_of_the_plan_when_they_come_after_all(evening, ana, now):
    rsvp, early = evening.say_going(ana, now), evening.starts_at - HOUR
    govern(now)
    send_all(now)
    evening.mark(rsvp, "excused", early, MemberFactory(is_organizer=True), early)
    evening.change(early, venue=make_venue(name="The Ferry House"))
    govern(early)
    assert letters_to(ana, "session_moved") == []
    evening.say_going(ana, early)
    govern(early)
    _method, _sequence, event = entry(letters_to(ana, "session_going")[-1])
    assert str(event["LOCATION"]).startswith("The Ferry House")


# -- the question of the day before


def question(evening, member):
    """The letter with it, written when it is due."""
    govern(evening.starts_at - DAY)
    return letter_to(member, "session_tomorrow")


def test_it_asks_and_names_whom_one_could_meet(evening, ana, ben, now):
    for member in (ana, ben):
        evening.say_going(member, now)
    letter = question(evening, ana)
    text = words(letter)
    assert letter.subject == "Thu 19 Nov, 18:30: are you coming?"
    # Whether or not anybody waits for one.
    assert "a seat given back in time is there for somebody else." in text
    assert "Yes, see you there\nhttp" in text and "I can’t come\nhttp" in text
    assert "Ben, whom you follow and have not met, is coming." in text
    assert "Ben Adeyemi\nBecause you have followed each other since 17 November." in text
    assert letter.shows == [ben.pk]


def test_of_more_than_three_it_names_three_and_counts_all(ana, now):
    evening = make_evening(now=now)
    evening.say_going(ana, now)
    for number in range(5):
        friend = MemberFactory(name=f"Friend{number} Pen")
        make_mutual(ana, friend, now + number * MINUTE)
        evening.say_going(friend, now)
    letter = question(evening, ana)
    said = "Five people you follow and have not met are coming, Friend0, Friend1 and Friend2 among"
    assert said in words(letter)
    assert len(letter.shows) == 3


@pytest.mark.parametrize("verb", ["block", "be_blocked", "suspend"])
def test_whoever_is_parted_meanwhile_takes_the_letter_back(evening, ana, ben, now, verb):
    for member in (ana, ben):
        evening.say_going(member, now)
    letter = question(evening, ana)
    match verb:
        case "block":
            ana.block(ben, now)
        case "be_blocked":
            ben.block(ana, now)
        case "suspend":
            ben.suspend(now)
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.state == "cancelled" or letter.why_not(evening.starts_at - DAY)


def test_an_answer_before_it_is_due_is_enough(evening, ana, now):
    evening.say_going(ana, now)
    evening.still_coming(ana, now)
    govern(evening.starts_at - DAY)
    nudge = Nudge.objects.get(kind="session_tomorrow")
    assert (nudge.state, nudge.reason) == ("dropped", "answered")


def test_too_late_to_help_it_is_missed(evening, ana, now):
    evening.say_going(ana, now)
    govern(now)
    govern(evening.starts_at)
    nudge = Nudge.objects.get(kind="session_tomorrow")
    assert (nudge.state, nudge.reason) == ("missed", "too_late")


def test_where_the_post_was_late_the_first_letter_asked_it(evening, ana, now):
    evening.say_going(ana, now)
    govern(evening.starts_at - DAY + HOUR)
    states = dict(Nudge.objects.values_list("kind", "state"))
    assert states == {"session_going": "sent", "session_tomorrow": "missed"}
    assert "we ask" not in words(letter_to(ana, "session_going"))


def test_what_somebody_stopped_does_not_come(evening, ana, now):
    Preferences.objects.of(ana).stop("session_tomorrow")
    evening.say_going(ana, now)
    govern(evening.starts_at - DAY)
    assert letters_to(ana, "session_tomorrow") == []
