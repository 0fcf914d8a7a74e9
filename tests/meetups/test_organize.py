"""What organizers see of the group, and nobody else."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups import introducing
from meetups.models import Introduction, ReadyTime, WeeklySession
from members.models import Hush, Member
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_series,
    make_talk,
)
from tests.meetups.pages import words_of
from tests.meetups.test_funnel import pairs
from tests.meetups.test_other_way import met_in_october

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ["/organize/", "/organize/members/", "/organize/funnel/"]
FILES = ["/organize/members.csv", "/organize/funnel.csv"]


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(client, db, now):
    """Organizes the group, and is signed in."""
    olga = MemberFactory(name="Olga Petrova", is_organizer=True, joined_at=now - 400 * DAY)
    client.force_login(olga)
    return olga


def newcomer(name, now, days=10, **fields):
    return MemberFactory(name=name, joined_at=now - days * DAY, **fields)


def meet(one, other, starts_at):
    make_mutual(one, other, starts_at - 9 * DAY)
    coffee = make_coffee(one, other, starts_at, now=starts_at - 3 * DAY)
    for member in (one, other):
        coffee.answer(member, True, coffee.ends_at)


def regular(name, now, days=30, **fields):
    """Somebody who has been here for a year, and sat at a table with somebody like that."""
    member, other = (
        MemberFactory(name=who, joined_at=now - 400 * DAY, **wishes)
        for who, wishes in [(name, fields), (f"Friend of {name}", {"openness": "resting"})]
    )
    meet(member, other, now - days * DAY)
    return member


# -- who may


@pytest.mark.parametrize("flag", ["is_host", "is_staff", "is_superuser"])
@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_for_everybody_else_there_is_no_such_page(client, address, flag):
    client.force_login(MemberFactory(**{flag: True}))
    assert client.get(address).status_code == 404


def test_nobody_else_introduces(client, ana, ben):
    client.force_login(MemberFactory(is_host=True))
    answer = client.post(f"/organize/members/{ana.handle}/introduce/", {"to": ben.handle})
    assert answer.status_code == 404 and not Introduction.objects.exists()


def test_an_empty_group_has_a_sentence_for_everything(client, olga):
    words = words_of(client.get("/organize/"))
    assert "No evening is planned Begin a series" in words
    assert "Nobody. Everyone who joined in the last ninety days has sat down with" in words
    words = words_of(client.get("/organize/funnel/"))
    assert "under 5 first-time coffees confirmed by both, per 100 active members." in words
    assert "Olga Petrova Joined on 13 October 2025. Has met nobody yet. verified" in words_of(
        client.get("/organize/members/")
    )


def test_the_parts_are_named(client, olga):
    page = client.get("/organize/").text
    for address in [*PAGES[1:], "/organize/letters/"]:
        assert f'href="{address}"' in page
    assert "/admin/" not in page


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.streaming or answer.getvalue()
    assert len(queries) <= 10, "\n".join([address, *(query["sql"] for query in queries)])
    return len(queries)


def test_thirty_rows_ask_as_often_as_one(client, olga, now):
    asked, coming = [], make_evening(now=now, capacity=200)
    (before,) = make_series(now=now - 7 * DAY, starts_on=date(2026, 11, 12)).evenings.over(now)
    for more in (1, 2, 27):
        for _ in range(more):
            new = newcomer("New", now, area_name="Ashbridge", looking_for=["bread"])
            old = regular("Old", now, area_name="Ashbridge", can_help=["bread"])
            make_hours(new, old)
            new.block(MemberFactory(), now)
            coming.say_going(new, now)
            coming.say_going(old, now)
        # Its list is open for those who come, and then closed again.
        WeeklySession.objects.filter(pk=before.pk).update(closed_at=None)
        make_talk(before, new, old)
        before.close_by_itself(now)
        ReadyTime.objects.renew_old(now)
        asked.append({address: queries_of(client, address) for address in [*PAGES, *FILES]})
    assert asked[0] == asked[1] == asked[2]


# -- newcomers


def told(page):
    return {
        arrival.newcomer.name: [(one.member.name, one.reason) for one in arrival.suggestions]
        for arrival in page.arrivals
    }


def test_newcomers_are_those_of_ninety_days_whom_nobody_met(olga, now):
    newcomer("Nina Weiss", now, days=3)
    newcomer("Omar Aziz", now, days=89)
    newcomer("Too Long Here", now, days=90)
    newcomer("Not Verified", now, verified_at=None)
    newcomer("Sent Away", now, suspended_at=now)
    meet(newcomer("Has Met", now, days=60), MemberFactory(joined_at=now - 400 * DAY), now - DAY)
    assert list(told(introducing.arrivals(olga, now))) == ["Nina Weiss", "Omar Aziz"]


def test_regulars_who_fit_come_with_the_two_weightiest_reasons(olga, now):
    nina = newcomer("Nina Weiss", now, looking_for=["Bread"], can_help=["roofs"], area_name="Ely")
    everything = {"can_help": ["bread"], "looking_for": ["Roofs"], "area_name": "ely"}
    regular("Fay Wu", now, **everything)
    regular("Gil Roy", now, can_help=["bread"])
    hal = regular("Hal Ito", now, area_name="Ely")
    regular("Ida Poe", now, area_name="York")
    make_hours(nina, hal)
    assert told(introducing.arrivals(olga, now))["Nina Weiss"] == [
        (
            "Fay Wu",
            "Because Fay offers what Nina asks for: Bread, and Fay asks for what Nina offers: "
            "Roofs.",
        ),
        ("Gil Roy", "Because Gil offers what Nina asks for: Bread."),
        ("Hal Ito", "Because both are in Ely, and both have free hours in common."),
    ]


def test_three_are_enough(olga, now):
    newcomer("Nina Weiss", now, area_name="Ely")
    for _ in range(4):
        regular("Fay Wu", now, area_name="Ely")
    assert len(told(introducing.arrivals(olga, now))["Nina Weiss"]) == 3


def rests(nina, fay, olga, now):
    Member.objects.filter(pk=fay.pk).update(openness="resting")


def shook_hands(nina, fay, olga, now):
    make_mutual(nina, fay, now)


def is_blocked(nina, fay, olga, now):
    fay.block(nina, now)


def is_hushed(nina, fay, olga, now):
    Hush.objects.hush(fay, nina, now)


def was_introduced_to_her(nina, fay, olga, now):
    Introduction.objects.introduce(nina, fay, olga, now - 30 * DAY)


def was_introduced_lately(nina, fay, olga, now):
    Introduction.objects.introduce(MemberFactory(), fay, olga, now - 6 * DAY)


@pytest.mark.parametrize(
    "deed",
    [rests, shook_hands, is_blocked, is_hushed, was_introduced_to_her, was_introduced_lately],
)
def test_nobody_is_suggested_who_would_be_refused(client, olga, now, deed):
    nina = newcomer("Nina Weiss", now, area_name="Ely")
    fay = regular("Fay Wu", now, area_name="Ely")
    assert told(introducing.arrivals(olga, now))["Nina Weiss"] != []
    deed(nina, fay, olga, now)
    assert told(introducing.arrivals(olga, now))["Nina Weiss"] == []
    assert "No regular fits just now" in words_of(client.get("/organize/"))


def test_whoever_sat_at_no_table_lately_is_no_regular(olga, now):
    newcomer("Nina Weiss", now, area_name="Ely")
    regular("Fay Wu", now, days=91, area_name="Ely")
    assert told(introducing.arrivals(olga, now))["Nina Weiss"] == []


def test_an_introduction_is_one_press_and_then_left_a_week(client, olga, now):
    nina = newcomer("Nina Weiss", now, area_name="Ely")
    fay = regular("Fay Wu", now, area_name="Ely")
    page = client.get("/organize/")
    assert "Introduce to Fay : Nina Weiss" in words_of(page)
    assert f'name="to" value="{fay.handle}"' in page.text
    address = f"/organize/members/{nina.handle}/introduce/"
    words = words_of(client.post(address, {"to": fay.handle}, follow=True))
    assert "Nina Weiss and Fay Wu are introduced. Each finds the other on Today." in words
    assert "On 17 November, Nina Weiss and Fay Wu were introduced. Leave them a week" in words
    one = Introduction.objects.get()
    assert (one.newcomer, one.member, one.by) == (nina, fay, olga)
    words = words_of(client.post(address, {"to": fay.handle}, follow=True))
    assert "These two know each other, or were introduced before. Nothing was sent." in words
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize("to", ["", "nobody-0000", "\x00", "../x"])
def test_an_introduction_to_nobody_is_none(client, olga, now, to):
    nina = newcomer("Nina Weiss", now)
    answer = client.post(f"/organize/members/{nina.handle}/introduce/", {"to": to})
    assert answer.status_code == 404 and not Introduction.objects.exists()


def test_every_newcomer_is_on_exactly_one_page(client, olga, now):
    for number in range(2 * introducing.PAGE + 1):
        # Some at the very same moment, so that only the id tells them apart.
        newcomer(f"New {number}", now, days=1 + number // 4)
    seen, after, pages = [], "", 0
    while pages == 0 or after:
        page = introducing.arrivals(olga, now, after)
        seen += [arrival.newcomer.name for arrival in page.arrivals]
        after, pages = page.after, pages + 1
    assert (len(seen), len(set(seen)), pages) == (21, 21, 3)
    first = client.get("/organize/")
    assert "Earlier ones" in words_of(first)
    rest = client.get("/organize/", {"after": introducing.arrivals(olga, now).after})
    assert "The latest" in words_of(rest)
    assert client.get("/organize/", {"after": "\x00nobody"}).status_code == 200


# -- the funnel


def test_the_page_tells_the_figures_beside_their_drawings(client, olga, now):
    pairs(10, "talking", origin="session")
    pairs(5, "met", origin="session")
    met_in_october(followed=6, not_yet=2)
    page = client.get("/organize/funnel/")
    words = words_of(page)
    assert "from 27 July to 20 September" in words
    assert "Shook back 15 15 100 % 1 day Talking 15 15 100 % 3 days" in words
    assert "Met 5 5 33 % 10 days" in words
    assert "talking to proposed : 10 pairs write and have not proposed." in words
    assert "At a session 15 5 33 %" in words and "Imported under 5 under 5" in words
    assert "Coffee 5 5 100 %" in words and "Walk under 5 under 5" in words
    assert "Sep 2026 under 5 under 5 Oct 2026 8 6 75 %" in words
    assert page.text.count('class="fill cherry"') == page.text.count('class="fill leaf"') == 1
    assert "Member Number" not in page.text
