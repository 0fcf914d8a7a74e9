"""Who sees whom at an evening: the radar, the faces, the list, and what a visitor reads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups import guest_list, radar
from meetups.models import Rsvp
from members.models import Member
from tests.factories import MemberFactory, make_coffee, make_evening, make_mutual
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def evening(now):
    """Thursday at half past six, in two days, with room for many."""
    return make_evening(capacity=400)


def names(people):
    return [one.name for one in people]


# -- the radar


def test_the_radar_finds_those_i_follow_and_have_not_met(ana, ben, cleo, dan, evening, now):
    ana.follow(dan, now)
    for one in (ben, cleo, dan, MemberFactory()):
        evening.say_going(one, now)
    found = radar.coming(ana, evening)
    assert [(one.name, one.how_many) for one in found] == [(ben.name, 2), (dan.name, 2)]
    words = words_of(browser_of(ana).get(evening.get_absolute_url()))
    assert "Two you follow and have not met They are coming. Say hello to one." in words
    assert "Because you have followed each other since 17 November." in words
    assert words.count("Meet there") == 1


def test_the_line_to_start_from_is_the_most_telling_one(ana, ben, evening, now):
    Member.objects.filter(pk=ana.pk).update(can_help=["kilns"])
    Member.objects.filter(pk=ben.pk).update(looking_for=["Kilns"])
    evening.say_going(ben, now)
    words = words_of(browser_of(ana).get(evening.get_absolute_url()))
    assert "Because Ben asks for what you offer: Kilns." in words


def hide(member, ana, evening, now):
    evening.say_going(member, now, is_shown=False)


def block_her(member, ana, evening, now):
    member.block(ana, now)


def be_blocked(member, ana, evening, now):
    ana.block(member, now)


def give_back(member, ana, evening, now):
    evening.say_cant(member, now)


def be_suspended(member, ana, evening, now):
    member.suspend(now)


def have_met(member, ana, evening, now):
    coffee = make_coffee(ana, member, now - DAY, now=now - 2 * DAY)
    for one in coffee.pair:
        coffee.answer(one, True, now)


GONE = [hide, block_her, be_blocked, give_back, be_suspended]


@pytest.mark.parametrize("deed", [*GONE, have_met])
def test_the_radar_leaves_out(ana, ben, evening, now, deed):
    evening.say_going(ben, now)
    assert names(radar.coming(ana, evening)) == [ben.name]
    deed(ben, ana, evening, now)
    ana = Member.objects.get(pk=ana.pk)
    assert radar.coming(ana, evening) == []
    assert radar.next_evening(ana, now).people == []


@pytest.mark.parametrize("deed", GONE)
def test_nobody_else_sees_them_there_either(ana, ben, evening, now, deed):
    evening.say_going(ben, now)
    deed(ben, ana, evening, now)
    address = evening.get_absolute_url()
    for page in (address, f"{address}people/"):
        assert ben.name not in words_of(browser_of(ana).get(page))
    assert "have not met is coming" not in words_of(browser_of(ana).get("/"))


def test_hidden_i_still_see_myself(ana, evening, now):
    evening.say_going(ana, now, is_shown=False)
    words = words_of(browser_of(ana).get(f"{evening.get_absolute_url()}people/"))
    assert ana.name in words and "Not shown to others" in words


def test_hosts_see_whom_they_have_to_find_a_chair_for(ana, ben, evening, now):
    Member.objects.filter(pk=ana.pk).update(is_host=True)
    evening.series.hosts.add(ana)
    evening.say_going(ben, now, is_shown=False)
    words = words_of(browser_of(ana).get(f"{evening.get_absolute_url()}people/"))
    assert (
        "Ben Adeyemi" in words and "Not shown to others" in words and "Take off the list" in words
    )


# -- Today


def test_today_shows_the_next_evening_with_its_radar(ana, ben, evening, now):
    evening.say_going(ana, now)
    evening.say_going(ben, now)
    words = words_of(browser_of(ana).get("/"))
    assert "Thursday Who comes, and what happens The Old Mill, 18:30 to 20:30" in words
    assert "You are going One you follow and have not met is coming:" in words


def test_an_evening_far_off_or_called_off_is_not_on_today(ana, evening, now):
    assert radar.next_evening(ana, now).on == evening.on
    assert radar.next_evening(ana, now - 30 * DAY) is None
    for one in evening.series.evenings.all():
        one.call_off("No heating.", now)
    assert radar.next_evening(ana, now) is None


# -- three hundred come


def come(ana, evening, now, how_many):
    """So many newcomers come; Ana and each of them follow one another."""
    made = [
        Member(
            name=f"Guest {number}",
            folded_name=f"guest {number}",
            handle=f"guest-{number}-{how_many}",
            email=f"guest{number}-{how_many}@example.org",
            verified_at=now,
        )
        for number in range(how_many)
    ]
    guests = Member.objects.bulk_create(made)
    for one in guests:
        make_mutual(ana, one, now)
    Rsvp.objects.bulk_create(
        Rsvp(session=evening, member=one, state="going", changed_at=now) for one in guests
    )


def queries_of(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_it_costs_the_same_for_one_and_for_three_hundred(ana, evening, now):
    evening.say_going(ana, now)
    evening.series.stand(ana, now)
    browser, address = browser_of(ana), evening.get_absolute_url()
    counts = []
    for more in (1, 29, 270):
        come(ana, evening, now, more)
        reader = Member.objects.get(pk=ana.pk)
        counts.append(
            {
                "radar": queries_of(lambda reader=reader: radar.coming(reader, evening)),
                "today": queries_of(lambda reader=reader: radar.next_evening(reader, now)),
                "page": queries_of(lambda: browser.get(address)),
                "people": queries_of(lambda: browser.get(f"{address}people/")),
                "sessions": queries_of(lambda: browser.get("/sessions/")),
                "list": len(guest_list.page(evening, reader).guests),
            }
        )
    assert [one.pop("list") for one in counts] == [2, 20, 20]
    assert counts[0] == counts[1] == counts[2]
    assert counts[0]["radar"] == counts[0]["today"] == 1 and counts[0]["page"] < 12


def test_a_host_who_waits_costs_no_more_than_that(ana, ben, evening, now):
    Member.objects.filter(pk=ana.pk).update(is_host=True)
    evening.series.hosts.add(ana)
    evening.say_going(ben, now)
    evening.change(now, capacity=1)
    evening.series.stand(ana, now)
    address = evening.get_absolute_url()
    words = words_of(browser_of(ana).get(address))
    assert "You are first in line" in words and "You run this" in words
    browser = browser_of(ana)
    assert queries_of(lambda: browser.get(address)) < 12


# -- a visitor


def test_a_visitor_reads_facts_and_no_names(ana, ben, client, now):
    evening = make_evening(
        ana,
        agenda=["18:30 Ana Ruiz says hello"],
        about="Supper for everybody.",
        capacity=28,
    )
    evening.change(now, note="Ben brings soup.")
    evening.say_going(ben, now)
    evening.series.skip(evening.on + 7 * DAY, "Ben is ill", now)
    series = evening.series.get_absolute_url()
    for address in ("/sessions/", series, evening.get_absolute_url()):
        page = client.get(address)
        words = words_of(page)
        assert page.status_code == 200 and "18:30 to 20:30" in words and "The Old Mill" in words
        assert [name for name in ("Ana", "Ben", "Ruiz", ben.handle) if name in words] == []
    assert "1 of 28 seats" in words and "Supper for everybody." in words
    assert "Thursday 26 November 2026" in words_of(client.get(series))
    off = client.get(f"{series}2026-11-26/")
    assert "This evening was called off." in words_of(off) and "Ben" not in words_of(off)


def test_a_visitor_finds_nothing_unknown(client, evening):
    for address in ("/sessions/nobody/", "/sessions/nobody/2026-11-19/", "/sessions/2026-11-19/"):
        assert client.get(address).status_code == 404


def test_a_visitor_finds_no_list(client, evening):
    for tail in ("people/", "edit/"):
        answer = client.get(f"{evening.get_absolute_url()}{tail}")
        assert answer.url.startswith("/accounts/login/")


# -- by name, a page at a time


def test_the_list_goes_on_where_it_stopped(ana, evening, now):
    come(ana, evening, now, 45)
    browser, seen, after = browser_of(ana), [], ""
    for _page in range(3):
        page = browser.get(f"{evening.get_absolute_url()}people/", {"after": after}).context["page"]
        seen += [guest.member.name for guest in page.guests]
        after = page.after
    assert (len(seen), len(set(seen)), after) == (45, 45, "")


def test_a_list_behind_nobody_begins_at_the_beginning(ana, ben, evening, now):
    evening.say_going(ben, now)
    for after in ("nobody", "\0", "x" * 300):
        page = browser_of(ana).get(f"{evening.get_absolute_url()}people/", {"after": after})
        assert [guest.member for guest in page.context["page"].guests] == [ben]
