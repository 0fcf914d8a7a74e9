"""Everybody by name as organizers see them, and the files they take away."""

import csv
from datetime import date, timedelta

import pytest

from meetups import roll
from meetups.models import WeeklySession
from meetups.models.closing import close_old
from members.models import Member
from tests.factories import MemberFactory, make_series, make_talk
from tests.meetups.pages import words_of
from tests.meetups.test_funnel import pairs
from tests.meetups.test_organize import meet
from tests.meetups.test_other_way import met_in_october

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def olga(client, db, now):
    """Organizes the group, and is signed in."""
    olga = MemberFactory(name="Olga Petrova", is_organizer=True, joined_at=now - 400 * DAY)
    client.force_login(olga)
    return olga


def rows_of(answer):
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(text[1:].splitlines()))


# -- members


def names(page):
    return [entry.member.name for entry in page.entries]


def test_the_roll_is_by_name_and_not_by_how_many_they_met(ana, ben, cleo, now):
    meet(cleo, ben, now - 20 * DAY)
    meet(cleo, ana, now - 10 * DAY)
    assert [(one.member.name, one.met, one.last_met_at) for one in roll.page().entries] == [
        ("Ana Ruiz", 1, now - 10 * DAY),
        ("Ben Adeyemi", 1, now - 20 * DAY),
        ("Cleo Okafor", 2, now - 10 * DAY),
    ]


def test_each_stands_there_with_how_they_stand(client, olga, ana, dan, now):
    Member.objects.filter(pk=ana.pk).update(verified_at=None)
    dan.suspend(now)
    MemberFactory(name="Eve Off", is_active=False)
    assert [(one.member.name, one.state) for one in roll.page().entries] == [
        ("Ana Ruiz", "unverified"),
        ("Dan D'Arcy <b>", "suspended"),
        ("Eve Off", "off"),
        ("Olga Petrova", "verified"),
    ]
    page = client.get("/organize/members/")
    for words in ("not verified", "suspended", "switched off", "Dan D'Arcy"):
        assert words in words_of(page), words
    assert "example.org" not in page.text and "<b>" not in page.text


def test_members_are_found_by_name_and_by_having_met_nobody(client, olga, ana, ben, cleo, now):
    meet(ana, ben, now - 10 * DAY)
    assert names(roll.page(met_nobody=True)) == ["Cleo Okafor", "Olga Petrova"]
    assert names(roll.page("OKÁFOR")) == ["Cleo Okafor"]
    page = client.get("/organize/members/", {"q": "cleo", "met": "nobody"})
    assert names(page.context["page"]) == ["Cleo Okafor"] and " checked" in page.text
    assert "Nobody of that name." in words_of(client.get("/organize/members/", {"q": "xyzzy"}))
    part = client.get("/organize/members/", {"q": "cleo"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="roll"') and "Cleo Okafor" in part


def test_when_all_have_met_the_page_is_glad(client, olga, ana, now):
    meet(olga, ana, now - 10 * DAY)
    words = words_of(client.get("/organize/members/", {"met": "nobody"}))
    assert "Everybody has met somebody." in words


def test_the_roll_goes_on_behind_its_last_name_and_keeps_the_filter(client, olga):
    for number in range(45):
        MemberFactory(name="Sam Lee" if number % 2 else f"Sam Lee {number}")
    pages, after = [], ""
    while not pages or after:
        page = roll.page(after=after, met_nobody=True)
        pages.append(names(page))
        after = page.after
    assert [len(page) for page in pages] == [20, 20, 6]
    everybody = sorted(name for page in pages for name in page)
    assert everybody == sorted(Member.objects.values_list("name", flat=True))
    first = client.get("/organize/members/", {"met": "nobody"}).text
    assert "met=nobody&amp;after=" in first


# -- evenings


def evenings_until(last, now, how_many=1):
    """The last evenings of a series that are over, the latest first."""
    starts_on = last - 7 * (how_many - 1) * DAY
    series = make_series(now=now - 7 * how_many * DAY, starts_on=starts_on)
    return list(series.evenings.over(now).order_by("-on"))


def come(evenings, *members):
    for evening in evenings:
        for member in members:
            evening.check_in(member, evening.word, evening.starts_at)


def close_lists(now):
    close_old(WeeklySession.objects.all(), now)


def attendance():
    return {entry.member.name: entry.attendance() for entry in roll.page().entries}


def test_each_has_to_how_many_of_the_last_ten_evenings_they_came(client, olga, ana, ben, now):
    evenings = evenings_until(date(2026, 11, 12), now, how_many=12)
    assert len(evenings) == 12
    come(evenings[:6], ana)
    come(evenings[8:], ben)
    come(evenings[6:8], MemberFactory(name="Zoe Roth"))
    close_lists(now)
    assert attendance() == {
        "Ana Ruiz": "6 of the last 10",
        "Ben Adeyemi": "2 of the last 10",
        "Olga Petrova": "0 of the last 10",
        "Zoe Roth": "2 of the last 10",
    }
    words = words_of(client.get("/organize/members/"))
    assert "Has met nobody yet. Evenings: 6 of the last 10. verified" in words


def test_an_evening_of_which_nothing_is_known_is_none_of_them(ana, ben, now):
    _latest, before = evenings_until(date(2026, 11, 12), now, how_many=2)
    come([before], ana)
    close_lists(now)
    assert attendance() == {"Ana Ruiz": "1 of the last 1", "Ben Adeyemi": "0 of the last 1"}


def test_while_a_list_is_open_nothing_is_told_of_it(ana, now):
    (evening,) = evenings_until(date(2026, 11, 12), now)
    come([evening], ana)
    assert attendance() == {"Ana Ruiz": ""}


def test_talking_at_a_session_is_the_last_meeting(ana, ben, now):
    meet(ana, ben, now - 20 * DAY)
    (evening,) = evenings_until(date(2026, 11, 12), now)
    make_talk(evening, ana, ben)
    assert [(one.met, one.last_met_at) for one in roll.page().entries] == [
        (1, evening.starts_at)
    ] * 2


# -- files


def test_the_roll_as_a_file_has_no_address_and_no_formula(client, olga, ana, ben, now, monkeypatch):
    monkeypatch.setattr(roll, "BATCH", 1)
    meet(ana, ben, now - 10 * DAY)
    make_talk(evenings_until(date(2026, 11, 12), now)[0], ana, ben)
    close_lists(now)
    Member.objects.filter(pk=ben.pk).update(name='=HYPERLINK("//x","Ben")')
    answer = client.get("/organize/members.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="members.csv"'
    assert "no-store" in answer["Cache-Control"] and answer.streaming
    rows = rows_of(answer)
    assert rows == [
        ["Name", "Handle", "State", "Joined", "Last met", "People met", "Evenings"],
        ["Ana Ruiz", ana.handle, "verified", "2026-11-17", "2026-11-12", "1", "1 of the last 1"],
        [
            '\'=HYPERLINK("//x","Ben")',
            ben.handle,
            "verified",
            "2026-11-17",
            "2026-11-12",
            "1",
            "1 of the last 1",
        ],
        ["Olga Petrova", olga.handle, "verified", "2025-10-13", "", "0", "0 of the last 1"],
    ]
    assert "@" not in str(rows)


def test_the_funnel_as_a_file_tells_what_the_page_tells(client, olga, now):
    pairs(6, "mutual")
    met_in_october(followed=5, not_yet=1)
    answer = client.get("/organize/funnel.csv")
    rows = rows_of(answer)
    head = ["Table", "Row", "Figure", "Number", "Days from the handshake"]
    assert rows[0] == [*head, "Days from the stage before"]
    assert rows[1:4] == [
        ["Ripe follows", "2026-07-27 – 2026-09-20", "Handshake", "6", "", ""],
        ["Ripe follows", "2026-07-27 – 2026-09-20", "Shook back", "6", "1.0", "1.0"],
        ["Ripe follows", "2026-07-27 – 2026-09-20", "Talking", "under 5", "", ""],
    ]
    assert ["Month", "2026-10", "First-time coffees per 100", "under 5", "", ""] in rows
    assert rows[-2:] == [
        ["Month of the session", "2026-10", "Met there without a handshake", "6", "", ""],
        ["Month of the session", "2026-10", "Have followed since", "5", "", ""],
    ]
    assert len(rows) == 1 + 6 + 12 * 6 + 4 * 6 + 5 * 3 + 12 * 3 + 12 * 2
