"""The demonstration: a group that could exist, and a story that holds together."""

import re
from collections import defaultdict
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from meetups.demo.cast import CAST, MEMBER, ORGANIZER, days_here
from meetups.demo.days import moment, on_working_day
from meetups.demo.story import HANDS, MEETINGS, OFFERS
from meetups.demo.talk import TALKS
from meetups.demo.venues import SPOTS
from meetups.hours import are_backwards, overlapping
from meetups.management.commands.demo import PASSWORD
from members.folding import clean_line, clean_text, fold
from members.models import Member

LONDON = ZoneInfo("Europe/London")
PEOPLE = {person.key: person for person in CAST}
# Every weekday, and both changes of the clock.
DAYS = [timedelta(days=days) for days in (*range(14), 125, 126, 130, 340, 341, 345)]


def pair(part):
    return frozenset(
        (getattr(part, "asker", None) or part.by, getattr(part, "asked", None) or part.to)
    )


def test_there_are_forty_and_none_is_doubled():
    assert len(PEOPLE) == len({person.name for person in CAST}) == len(CAST) == 40


def test_the_names_are_as_various_as_names_are():
    names = [person.name for person in CAST]
    assert any("D'Arcy" in name for name in names)
    assert any("Åkesson" in name for name in names)
    assert max(len(name) for name in names) == 80
    assert any("\u0600" <= name[0] <= "\u06ff" for name in names)


@pytest.mark.parametrize("person", CAST, ids=PEOPLE)
def test_everybody_could_have_typed_their_profile(person):
    assert clean_line(person.name) == person.name
    assert clean_text(person.about) == person.about
    assert 0 < len(person.headline) <= 120 and person.email.endswith("@example.org")
    assert not [hours for hours in person.weekly_hours if are_backwards(hours)]
    assert person.weekly_hours and not overlapping(person.weekly_hours)
    ZoneInfo(person.place.time_zone)


def test_nearly_everybody_asks_for_something_somebody_offers():
    offered = {topic for person in CAST for topic in person.can_help}
    answered = [person for person in CAST if offered.intersection(person.looking_for)]
    assert len(answered) >= 35


def test_the_story_is_about_the_cast_and_each_pair_shakes_hands_once():
    hands = [pair(hand) for hand in HANDS]
    assert len(hands) == len(set(hands))
    assert set().union(*hands) == set(PEOPLE)


def test_nobody_meets_without_having_shaken_hands_or_before_joining():
    here = days_here()
    for hand in HANDS:
        assert hand.days_ago < min(here[hand.by], here[hand.to]), hand
    shaken = {pair(hand): hand.days_ago - hand.back for hand in HANDS if hand.back is not None}
    for meeting in MEETINGS:
        assert shaken[pair(meeting)] > -meeting.days + 6, meeting
    for offer in OFFERS:
        assert shaken[pair(offer)] > offer.hours_ago / 24, offer


def test_nobody_writes_before_they_shook_hands_or_out_of_turn():
    shaken = {pair(hand): hand.days_ago - hand.back for hand in HANDS if hand.back is not None}
    assert len({frozenset(talk.pair) for talk in TALKS}) == len(TALKS)
    for talk in TALKS:
        moments = [(-line.days_ago, line.clock) for line in talk.lines]
        assert moments == sorted(set(moments)), talk.pair
        assert shaken[frozenset(talk.pair)] > talk.lines[0].days_ago + 1, talk.pair
        assert {line.by for line in talk.lines} == set(talk.pair)
        assert all(clean_text(line.words) == line.words for line in talk.lines)


def test_every_spot_is_in_the_catalogue():
    names = {spot.name for spot in SPOTS}
    for part in [*MEETINGS, *OFFERS]:
        assert part.spot in names or (part.kind == "call" and not part.spot), part


@pytest.mark.parametrize("later", DAYS, ids=str)
def test_on_no_day_is_anybody_in_two_places(now, later):
    now = now + later
    seats = defaultdict(list)
    for meeting in MEETINGS:
        starts = moment(now, meeting.days, meeting.clock, LONDON)
        assert (starts > now) == (meeting.days > 0)
        for key in pair(meeting):
            seats[key].append((starts, starts + timedelta(minutes=meeting.minutes)))
    for taken in seats.values():
        taken.sort()
        assert all(one[1] <= two[0] for one, two in pairwise(taken)), taken


@pytest.mark.parametrize("later", DAYS, ids=str)
def test_offered_times_are_ahead_and_on_working_days(now, later):
    for offer in OFFERS:
        for number, clock in (*offer.times, *offer.others):
            starts = on_working_day(now + later, number, clock, LONDON)
            assert starts > now + later and starts.weekday() < 5


@pytest.mark.parametrize("later", DAYS, ids=str)
def test_nobody_offers_or_is_offered_a_time_they_have_given_away(now, later):
    now = now + later
    seats = [
        (pair(meeting), moment(now, meeting.days, meeting.clock, LONDON), meeting.minutes)
        for meeting in MEETINGS
        if meeting.days > 0
    ]
    for offer in OFFERS:
        for number, clock in (*offer.times, *offer.others):
            starts = on_working_day(now, number, clock, LONDON)
            for people, taken, minutes in seats:
                apart = taken + timedelta(minutes=minutes) <= starts or (
                    starts + timedelta(minutes=offer.minutes) <= taken
                )
                assert apart or not people & pair(offer), (offer, people)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_demo_leaves_a_database_with_members_alone(ana, media):
    with pytest.raises(CommandError, match="leaves them alone"):
        call_command("demo")
    assert list(Member.objects.all()) == [ana]
    assert not list(media.iterdir())


def printed_for(person, out):
    """The password that the command printed beside somebody's address."""
    return re.search(rf"{person.email}  (\S+)", out.getvalue())[1]


@pytest.mark.django_db
def test_the_demo_moves_forty_in_and_prints_two_logins(media):
    out = StringIO()
    call_command("demo", stdout=out)
    assert Member.objects.present().count() == 40
    assert Member.objects.filter(face=None).count() == 0
    assert len(list(media.glob("faces/*.webp"))) == 120
    for key in (MEMBER, ORGANIZER):
        password = printed_for(PEOPLE[key], out)
        assert password != PASSWORD and len(password) >= 20
        assert authenticate(username=PEOPLE[key].email, password=password)
        assert not authenticate(username=PEOPLE[key].email, password=PASSWORD)
    assert Member.objects.search(fold("Akesson")).get().name == "Astrid Åkesson"
    assert not Member.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_on_a_machine_of_ones_own_the_logins_are_those_of_the_readme(media, settings):
    settings.DEBUG = True
    out = StringIO()
    call_command("demo", stdout=out)
    assert {printed_for(PEOPLE[key], out) for key in (MEMBER, ORGANIZER)} == {PASSWORD}
    assert Member.objects.get(is_superuser=True).email == PEOPLE[ORGANIZER].email
