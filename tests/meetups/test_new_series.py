"""Beginning a series: what the form asks, and what makes none."""

from datetime import date

import pytest

from meetups import rhythm
from meetups.models import Series
from members.models import Member
from tests.factories import MemberFactory, make_series, make_venue
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def host(db):
    return MemberFactory(name="Hanna Host", is_host=True)


def wishes(**changes):
    """What the form of a new series posts."""
    return {
        "name": "Supper",
        "about": "Soup and talk.",
        "often": "week",
        "weekday": "3",
        "starts_on": "2026-11-18",
        "clock": "18:30",
        "minutes": "120",
        "venue": str(make_venue().uuid),
        "capacity": "28",
        "agenda": "18:30 Hello\n\n 19:00 Soup ",
        "takes_strangers": "on",
        "uuid": "0b9c7b1e-8f3f-4b0e-9d0e-4a4a3c0d0d0d",
    } | changes


def begin(member, **changes):
    return browser_of(member).post("/sessions/new/", wishes(**changes))


def test_a_host_begins_a_series_and_hosts_it(host, ana):
    Member.objects.filter(pk=ana.pk).update(is_host=True)
    assert begin(host, hosts=[ana.handle]).url == "/sessions/supper/"
    series = Series.objects.get()
    assert set(series.hosts.all()) == {host, ana}
    assert (series.rule, series.starts_on) == ("FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 19))
    assert (series.agenda, series.capacity) == (["18:30 Hello", "19:00 Soup"], 28)
    assert series.evenings.count() == 12
    words = words_of(browser_of(ana).get("/sessions/supper/"))
    assert "Every Thursday, 18:30, from 19 November 2026 on. The Old Mill." in words
    assert "Hanna Host" in words


def test_sent_twice_it_is_one_series(host):
    for _time in range(2):
        answer = browser_of(host).post("/sessions/new/", wishes())
        assert answer.url == "/sessions/supper/"
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("often", "first", "second", "words"),
    [
        ("week", "2026-11-19", "2026-11-26", "Every Thursday"),
        ("second", "2026-11-19", "2026-12-03", "Every second Thursday"),
        ("1", "2026-12-03", "2027-01-07", "The first Thursday of each month"),
        ("3", "2026-11-19", "2026-12-17", "The third Thursday of each month"),
        ("-1", "2026-11-26", "2026-12-31", "The last Thursday of each month"),
    ],
)
def test_how_often_in_words_and_dates(host, often, first, second, words):
    assert begin(host, often=often).status_code == 302
    series = Series.objects.get()
    assert [str(one.on) for one in series.evenings.order_by("on")[:2]] == [first, second]
    assert rhythm.told(series) == words


def test_every_second_week_counts_from_its_own_first_day(host):
    begin(host, often="second", weekday="0", starts_on="2026-11-20")
    assert [str(one.on) for one in Series.objects.get().evenings.order_by("on")[:2]] == [
        "2026-11-23",
        "2026-12-07",
    ]


BAD = {
    "name": ["", "\u200b", "x" * 81],
    "about": ["x" * 2001],
    "often": ["", "day", "5"],
    "weekday": ["", "7", "-1", "Thursday"],
    "starts_on": ["", "2026-02-30", "2026-11-16", "2029-01-01", "9999-12-31", "0001-01-01"],
    "clock": ["", "25:00", "half past six"],
    "minutes": ["", "14", "721", "9" * 5000],
    "venue": ["", "The Mill", "0b9c7b1e-8f3f-4b0e-9d0e-4a4a3c0d0d0d"],
    "capacity": ["", "0", "-3", "1001"],
    "agenda": ["x" * 121, "one line\n" * 21],
    "uuid": ["", "none"],
    "hosts": ["nobody"],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, many in BAD.items() for v in many])
def test_what_makes_no_series_is_told_and_nothing_is_made(host, ana, field, value):
    Member.objects.filter(pk=ana.pk).update(is_host=True)
    page = begin(host, **{field: value})
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("day", "weekday", "clock", "words"),
    [
        ("2027-03-28", "6", "01:30", "this time does not exist"),
        ("2027-10-31", "6", "01:30", "this time comes twice"),
    ],
)
def test_a_clock_that_is_changed_that_night(host, day, weekday, clock, words):
    page = begin(host, starts_on=day, weekday=weekday, clock=clock)
    assert page.status_code == 422 and words in words_of(page)


def test_nobody_else_finds_the_form(ana):
    assert browser_of(ana).get("/sessions/new/").status_code == 404
    assert begin(ana).status_code == 404
    assert not Series.objects.exists()


def test_only_hosts_whom_one_may_see_can_be_named(host, ana):
    Member.objects.filter(pk=ana.pk).update(is_host=True)
    ana.block(host, ana.joined_at)
    assert "Ana" not in words_of(browser_of(host).get("/sessions/new/"))
    assert begin(host, hosts=[ana.handle]).status_code == 302
    assert list(Series.objects.get().hosts.all()) == [host]


# -- by a rule of one's own


@pytest.fixture
def operator(db):
    return MemberFactory(is_staff=True, is_superuser=True)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("rrule:freq=monthly;byday=1TH,3TH", "FREQ=MONTHLY;BYDAY=1TH,3TH"),
        ("FREQ=DAILY", None),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=1TH", None),
        ("every Thursday", None),
    ],
)
def test_the_operator_writes_a_rule_by_hand(operator, host, rule, kept):
    data = wishes(rule=rule, venue=make_venue().pk, hosts=str(host.pk), agenda="")
    answer = browser_of(operator).post("/admin/meetups/series/add/", data)
    assert answer.status_code == (302 if kept else 200)
    assert list(Series.objects.values_list("rule", flat=True)) == ([kept] if kept else [])


def test_the_operator_changes_the_rule_of_evenings_to_come(operator, host):
    series = make_series(host)
    data = {"name": "Supper", "rule": "FREQ=WEEKLY;BYDAY=TU", "hosts": str(host.pk)}
    address = f"/admin/meetups/series/{series.pk}/change/"
    assert browser_of(operator).get(address).status_code == 200
    assert browser_of(operator).post(address, data).status_code == 302
    series.refresh_from_db()
    assert (series.rule, series.name) == (data["rule"], "Supper")
