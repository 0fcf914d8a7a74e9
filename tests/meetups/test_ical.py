import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from meetups.ical import Entry, entry_for, invitation

NOW = datetime(2026, 3, 24, 9, 30, 12, 345, tzinfo=UTC)
START = datetime(2026, 4, 2, 9, tzinfo=ZoneInfo("Europe/London"))
ANA = SimpleNamespace(name="Ana Ruiz", email="ana@example.org")
BEN = SimpleNamespace(name="Ben Adeyemi", email="ben@example.org")
ENTRY = Entry(
    uid="0a6f9c1e-6f0b-4f6a-9f3e-0d4bb0e1a001",
    sequence=0,
    starts_at=START,
    ends_at=START + timedelta(minutes=45),
    summary="Coffee with Ben Adeyemi",
    location="Corner House, 12 Mill Lane",
    link="https://group.example/l/abc/",
    note="Please use this link to move or cancel.",
    url="https://group.example/coffees/0a6f9c1e/",
    organizer_name="Thursday Breakfast",
    organizer_address="hello@group.example",
)


def parsed(data):
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def lines(data):
    return data.replace(b"\r\n ", b"").split(b"\r\n")


def test_an_invitation_says_all_and_asks_nothing():
    calendar, event = parsed(invitation(ENTRY, ANA, NOW, "REQUEST"))
    assert calendar["METHOD"] == "REQUEST" and calendar["VERSION"] == "2.0"
    assert event["UID"] == ENTRY.uid and event["SEQUENCE"] == 0
    assert event.decoded("DTSTAMP") == NOW.replace(microsecond=0)
    assert event.decoded("DTSTART") == datetime(2026, 4, 2, 8, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 4, 2, 8, 45, tzinfo=UTC)
    assert event["SUMMARY"] == "Coffee with Ben Adeyemi"
    assert event["LOCATION"] == "Corner House, 12 Mill Lane"
    assert event["DESCRIPTION"].split("\n") == [ENTRY.link, ENTRY.note]
    assert event["STATUS"] == "CONFIRMED" and event["CLASS"] == "PRIVATE"
    assert event["ORGANIZER"] == "mailto:hello@group.example"
    assert event["ORGANIZER"].params["CN"] == "Thursday Breakfast"
    assert event["ATTENDEE"] == "mailto:ana@example.org"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Ana Ruiz",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }


def test_a_move_and_a_cancellation_keep_the_uid_and_raise_the_sequence():
    moved = replace(
        ENTRY,
        sequence=1,
        starts_at=START + timedelta(days=1),
        ends_at=START + timedelta(days=1, minutes=45),
    )
    off = replace(moved, sequence=2)
    seen = [
        parsed(invitation(entry, ANA, NOW, method))
        for entry, method in [(ENTRY, "REQUEST"), (moved, "REQUEST"), (off, "CANCEL")]
    ]
    assert {str(event["UID"]) for _, event in seen} == {ENTRY.uid}
    assert [
        (str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"]))
        for calendar, event in seen
    ] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert seen[1][1].decoded("DTSTART") == datetime(2026, 4, 3, 8, tzinfo=UTC)


def test_each_copy_names_one_attendee_and_a_published_one_none():
    for reader in (ANA, BEN):
        assert invitation(ENTRY, reader, NOW, "REQUEST").count(b"\r\nATTENDEE") == 1
    data = invitation(ENTRY, ANA, NOW, "PUBLISH")
    assert parsed(data)[0]["METHOD"] == "PUBLISH"
    assert b"ATTENDEE" not in data and b"ana@" not in data


def test_an_autumn_meeting_is_the_instant_it_was_agreed_for():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1)
    entry = replace(ENTRY, starts_at=second, ends_at=second + timedelta(minutes=20))
    assert b"\r\nDTSTART:20261025T013000Z\r\n" in invitation(entry, ANA, NOW, "REQUEST")


@pytest.mark.parametrize("method", ["REPLY", "request", "", "CANCEL\r\nX-EVIL:1"])
def test_other_methods_are_refused(method):
    with pytest.raises(ValueError, match="is none of"):
        invitation(ENTRY, ANA, NOW, method)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        invitation(replace(ENTRY, starts_at=datetime(2026, 4, 2, 9)), ANA, NOW, "REQUEST")


@given(st.text(max_size=90))
@example("D'Arcy <b>")
@example('Jo "Joe" O^Hara; Smith, sons: and \\n daughters')
@example("Ann\u2028Lee\u2029\x85")
@example("Ann\vLee\0\x1b[31m\x7f")
@example("Ann\r\nATTENDEE:mailto:evil@example.org\r\nEND:VEVENT")
@example("Ann\nX-EVIL:1")
@example("Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley-Å" + "ö" * 12)
@example("أمينة \u202eالحسن")
@example("👩🏽‍🚀" * 18)
def test_no_name_breaks_out_of_its_line(name):
    """In every field that people fill: the entry parses, and nothing is there that was not put."""
    hostile = replace(
        ENTRY,
        summary=f"Coffee with {name}",
        location=f"At {name}'s",
        note=f"Note: {name}",
        organizer_name=f"Group {name}",
    )
    reader = SimpleNamespace(name=f"Member {name}", email="reader@example.org")
    data = invitation(hostile, reader, NOW, "REQUEST")
    names = [re.split(b"[:;]", line)[0] for line in lines(data) if line]
    plain = [
        re.split(b"[:;]", line)[0] for line in lines(invitation(ENTRY, ANA, NOW, "REQUEST")) if line
    ]
    assert names == plain
    assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202e]", data.decode())
    assert all(len(line) <= 75 and line.decode() for line in data.split(b"\r\n")[:-1])
    assert len(data.splitlines()) == data.count(b"\r\n")
    _, event = parsed(data)
    assert event["ATTENDEE"] == "mailto:reader@example.org"
    assert event["DESCRIPTION"].split("\n")[0] == ENTRY.link


@pytest.mark.parametrize(
    "name", ["D'Arcy <b>", "Åkesson; Sons, Ltd: \\o/", "أمينة الحسن", "👩🏽‍🚀 Mae", "X" * 80]
)
def test_names_arrive_as_they_are_written(name):
    entry = replace(ENTRY, summary=f"Coffee with {name}")
    _, event = parsed(
        invitation(entry, SimpleNamespace(name=name, email="a@b.example"), NOW, "REQUEST")
    )
    assert event["SUMMARY"] == f"Coffee with {name}"
    assert event["ATTENDEE"].params["CN"] == name


def a_coffee(**changes):
    venue = SimpleNamespace(name="Corner House", street="12 Mill Lane")
    facts = {
        "uuid": UUID(ENTRY.uid),
        "sequence": 3,
        "starts_at": START,
        "ends_at": START + timedelta(minutes=30),
        "kind": "coffee",
        "venue": venue,
        "place": "",
        "other": lambda member: BEN if member is ANA else ANA,
        "created_at": NOW,
        "get_absolute_url": lambda: f"/coffees/{ENTRY.uid}/",
    }
    return SimpleNamespace(**facts | changes)


def test_each_of_two_reads_the_other_name(settings):
    settings.GROUP_NAME = "Thursday Breakfast"
    settings.GROUP_REPLY_TO = "Organizers <hello@group.example>"
    settings.SITE_URL = "https://group.example"
    mine, theirs = (
        entry_for(a_coffee(), reader, "https://group.example/l/x/") for reader in (ANA, BEN)
    )
    assert (mine.summary, theirs.summary) == ("Coffee with Ben Adeyemi", "Coffee with Ana Ruiz")
    assert mine.uid == theirs.uid == ENTRY.uid and mine.sequence == 3
    assert mine.location == "Corner House, 12 Mill Lane"
    assert (mine.organizer_name, mine.organizer_address) == (
        "Thursday Breakfast",
        "hello@group.example",
    )
    assert mine.url == f"https://group.example/coffees/{ENTRY.uid}/"
    assert parsed(invitation(mine, ANA, NOW, "REQUEST"))[1]["SEQUENCE"] == 3


@pytest.mark.parametrize(
    ("kind", "summary"), [("walk", "Walk"), ("lunch", "Lunch"), ("call", "Call")]
)
def test_a_meeting_is_called_what_it_is(kind, summary):
    entry = entry_for(
        a_coffee(kind=kind, venue=None, place="By the bandstand"), ANA, "https://x.example/"
    )
    assert (entry.summary, entry.location) == (f"{summary} with Ben Adeyemi", "By the bandstand")
