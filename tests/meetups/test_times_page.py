"""Saying when one is free."""

from datetime import date, time

import pytest

from meetups.models import DateHours, ReadyTime, WeeklyHours
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "dates"]


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


def filled(**rows):
    """The form with these rows: mon=[("08:00", "10:00")], dates=[("2026-11-20", "", "")]."""
    data = {}
    for day in DAYS:
        stretches = rows.pop(day, [])
        data[f"{day}-TOTAL_FORMS"] = str(len(stretches) + 1)
        data[f"{day}-INITIAL_FORMS"] = "0"
        for number, row in enumerate(stretches):
            names = ["date", "starts", "ends"] if day == "dates" else ["starts", "ends"]
            for name, value in zip(names, row, strict=True):
                data[f"{day}-{number}-{name}"] = value
    return data | rows


def weekly(member):
    return list(WeeklyHours.objects.filter(member=member).values_list("weekday", "starts", "ends"))


def test_hours_are_kept_and_ready_at_once(ana):
    client = browser_of(ana)
    answer = client.post("/times/", filled(mon=[("08:00", "10:00")], sun=[("22:00", "00:00")]))
    assert answer.url == "/times/"
    assert weekly(ana) == [(0, time(8), time(10)), (6, time(22), time(0))]
    assert ReadyTime.objects.get(member=ana).stretches
    assert 'value="08:00"' in client.get("/times/").content.decode()


def test_sending_none_means_free_never(ana):
    browser_of(ana).post("/times/", filled(mon=[("08:00", "10:00")]))
    browser_of(ana).post("/times/", filled())
    assert weekly(ana) == [] and ReadyTime.objects.get(member=ana).stretches == []


def test_dates_replace_their_day_and_are_forgotten_when_left_out(ana):
    client = browser_of(ana)
    dates = [("2026-11-20", "", ""), ("2026-11-21", "09:00", "11:00")]
    client.post("/times/", filled(dates=dates))
    kept = DateHours.objects.filter(member=ana).values_list("date", "starts", "ends")
    assert list(kept) == [
        (date(2026, 11, 20), None, None),
        (date(2026, 11, 21), time(9), time(11)),
    ]
    client.post("/times/", filled(dates=dates[1:]))
    assert [row.date.day for row in DateHours.objects.filter(member=ana)] == [21]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"tue": [("10:00", "08:00")]}, "Tuesday: This ends before it starts."),
        ({"tue": [("10:00", "10:00")]}, "This ends before it starts."),
        ({"tue": [("10:00", "")]}, "Until when?"),
        ({"tue": [("", "10:00")]}, "From when?"),
        ({"tue": [("soon", "10:00")]}, "Write the time like 08:30."),
        ({"wed": [("08:00", "10:00"), ("09:30", "12:00")]}, "08:00 to 10:00 and 09:30 to 12:00"),
        ({"dates": [("2026-11-16", "", "")]}, "That day has gone by."),
        ({"dates": [("", "09:00", "11:00")]}, "On which date?"),
        ({"dates": [("soon", "", "")]}, "Write the date like 2026-11-20."),
        ({"dates": [("2027-03-28", "01:30", "04:00")]}, "this time does not exist"),
        ({"dates": [("2027-10-31", "00:30", "01:30")]}, "this time comes twice"),
        (
            {"dates": [("2026-11-20", "", ""), ("2026-11-20", "08:00", "10:00")]},
            "20 November is both free and not free.",
        ),
        (
            {"dates": [("2026-11-20", "08:00", "10:00"), ("2026-11-20", "09:00", "11:00")]},
            "Two rows for 20 November overlap.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(ana, rows, sentence):
    page = browser_of(ana).post("/times/", filled(mon=[("08:00", "10:00")], **rows))
    assert page.status_code == 422
    assert sentence in words_of(page) and "Nothing was saved yet" in words_of(page)
    assert weekly(ana) == [] and not DateHours.objects.exists()


def test_one_more_row_is_a_press_that_keeps_what_was_typed(ana):
    page = browser_of(ana).post("/times/", filled(mon=[("10:00", "08:00")], more="mon"))
    assert page.status_code == 200 and "before it starts" not in words_of(page)
    assert 'value="10:00"' in page.content.decode()
    assert 'name="mon-2-starts"' in page.content.decode()
    assert weekly(ana) == []


def test_the_clock_is_named_with_the_way_to_change_it(ana):
    page = browser_of(ana).get("/times/")
    assert "On your clock: London (GMT)" in words_of(page)
    assert "/settings/profile/" in page.content.decode()


def test_a_form_that_lost_its_rows_is_no_error_page(ana):
    assert browser_of(ana).post("/times/", {}).status_code == 422
