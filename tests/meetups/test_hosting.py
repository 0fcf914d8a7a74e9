"""Changing an evening or all that follow, calling it off, and who may."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest

from meetups.models import Nudge, Rsvp, Series, WeeklySession
from members.models import Member
from tests.factories import MemberFactory, make_evening, make_series
from tests.meetups.pages import browser_of, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def host(db):
    return MemberFactory(name="Hanna Host", is_host=True)


@pytest.fixture
def evening(host, now):
    return make_evening(host)


# -- finding it


@pytest.mark.parametrize(
    ("hours", "reason", "found"),
    [
        (0, "", ["checkin/", "people/", "seating/", "visitors/", "edit/"]),
        (58, "", ["checkin/", "people/", "seating/", "visitors/"]),
        (99, "", ["checkin/", "people/", "visitors/"]),
        (0, "No heating.", ["people/"]),
    ],
)
def test_a_host_finds_what_can_be_done_now_a_row_each(
    host, evening, now, time_machine, hours, reason, found
):
    if reason:
        evening.call_off(reason, now)
    time_machine.move_to(now + timedelta(hours=hours), tick=False)
    page = browser_of(host).get(evening.get_absolute_url()).content.decode()
    assert (
        re.findall(r'class="go-to" href="/sessions/thursday-table/[-0-9]+/([^"]*)"', page) == found
    )


# -- changing it


def change(member, evening, **changes):
    """The form as the page fills it in, with changes."""
    browser, address = browser_of(member), f"{evening.get_absolute_url()}edit/"
    page = browser.get(address)
    if page.status_code != 200:
        return browser.post(address, changes)
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data["agenda"] = "\n".join(data["agenda"] or [])
    if not data["takes_strangers"]:
        del data["takes_strangers"]
    return browser.post(address, data | changes)


def test_saved_as_it_is_nothing_changes(host, evening, ana, now):
    evening.say_going(ana, now)
    before = WeeklySession.objects.values().get(pk=evening.pk)
    assert change(host, evening).status_code == 302
    assert WeeklySession.objects.values().get(pk=evening.pk) == before
    assert not Nudge.objects.filter(kind="session_moved").exists()


def test_one_evening_alone(host, evening, ana, now):
    evening.say_going(ana, now)
    assert change(host, evening, clock="19:00", minutes="60", note="Soup.").status_code == 302
    evening.refresh_from_db()
    assert (evening.starts_at.hour, evening.ends_at.hour, evening.note) == (19, 20, "Soup.")
    assert str(evening.on) == "2026-11-19"
    assert Nudge.objects.filter(kind="session_moved", recipient=ana).count() == 1
    others = evening.series.evenings.exclude(pk=evening.pk)
    assert {one.starts_at.time() for one in others} == {time(18, 30)}
    assert "19:00 to 20:00. The Old Mill. Soup." in words_of(
        browser_of(ana).get(evening.get_absolute_url())
    )


def test_an_evening_moves_to_another_day_and_keeps_its_address(host, evening):
    answer = change(host, evening, day="2026-11-20")
    assert answer.url == evening.get_absolute_url()
    page = browser_of(host).get(answer.url)
    assert "Friday 20 November, 18:30" in words_of(page)


def test_why_it_moves_is_read_by_whoever_comes(host, evening, ana, now):
    evening.say_going(ana, now)
    change(host, evening, clock="19:00", why="The mill is let until seven.")
    assert Nudge.objects.get(kind="session_moved").details["why"] == "The mill is let until seven."
    page = change(host, evening, clock="20:00", why="x" * 121)
    assert page.status_code == 422 and list(page.context["form"].errors) == ["why"]


def test_this_one_and_all_that_follow(host, evening, ana, now):
    series = evening.series
    second = series.evenings.order_by("on")[1]
    second.say_going(ana, now)
    answer = change(host, second, scope="following", clock="19:00", name="Late table")
    assert answer.url == "/sessions/late-table/2026-11-26/"
    evening.refresh_from_db()
    assert evening.starts_at.hour == 18 and evening.series == series
    later = Series.objects.get(slug="late-table")
    assert {one.starts_at.hour for one in later.evenings.all()} == {19}
    assert Rsvp.objects.of(ana).get().session.series == later
    assert (
        "It goes on from 26 November 2026: Late table"
        in words_of(browser_of(ana).get(series.get_absolute_url()))
        or not series.ended_at
    )


def test_an_old_series_names_the_one_that_goes_on(host, evening, ana):
    change(host, evening, scope="following", name="Late table")
    words = words_of(browser_of(ana).get("/sessions/thursday-table/"))
    assert "This series has ended. It goes on from 19 November 2026: Late table" in words


def test_a_series_that_was_split_is_one_line_and_one_calendar(host, evening, ana, now):
    make_series(name="Supper")
    third = evening.series.evenings.order_by("on")[2]
    change(host, third, scope="following", clock="19:00", name="Late table")
    page = browser_of(ana).get("/sessions/")
    assert [one.facts.series.name for one in page.context["first"]] == ["Thursday table", "Supper"]
    after = [one.facts for one in page.context["after"] if one.facts.series.name != "Supper"]
    assert [one.session.starts_at.hour for one in after] == [18] + [19] * 10
    for slug in ("thursday-table", "late-table"):
        gathering = browser_of(ana).get(f"/sessions/{slug}/").context["gathering"]
        assert [one.facts.session.on.day for one in gathering.evenings[:3]] == [19, 26, 3]


def test_organizers_see_the_series_that_goes_on(host, evening, ana, now, time_machine):
    evening.series.stand(ana, now)
    change(host, evening, scope="following", clock="19:00")
    third = WeeklySession.objects.order_by("on")[2]
    change(host, third, scope="following", name="Late table")
    ended = make_series(host, name="Supper")
    ended.end(evening.on, now, "Enough.")
    time_machine.move_to(now + 5 * DAY)
    organizer = browser_of(MemberFactory(is_organizer=True))
    series = organizer.get("/organize/sessions/").context["series"]
    assert [(one.name, one.standing) for one, _words in series] == [("Late table", 1)]


def test_another_weekday_for_all_that_follow(host, evening, ana, now):
    evening.say_going(ana, now)
    answer = change(host, evening, scope="following", weekday="1")
    evening.refresh_from_db()
    assert evening.is_cancelled and evening.reason == (
        "We gather on other days from now on. Every Tuesday, 18:30."
    )
    later = Series.objects.get(split_from=evening.series)
    assert answer.url == later.get_absolute_url()
    assert {one.on.weekday() for one in later.evenings.all()} == {1}


def test_what_one_evening_had_of_its_own_goes_on_when_all_follow(host, evening):
    change(host, evening, clock="19:30")
    change(host, evening, scope="following", clock="20:00")
    evening = WeeklySession.objects.with_place().get(pk=evening.pk)
    assert {one.starts_at.hour for one in evening.series.evenings.all()} == {20}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Late table"},
        {"about": "Supper."},
        {"often": "second"},
        {"weekday": "1"},
        {"takes_strangers": ""},
    ],
)
def test_what_all_that_follow_share_is_not_for_one_alone(host, evening, changes):
    page = change(host, evening, note="Soup.", **changes)
    assert page.status_code == 422 and list(page.context["form"].errors) == list(changes)
    words = words_of(page)
    assert "This changes for all that follow. Choose “This one and all that follow” above" in words
    assert "<details open>" in page.content.decode()
    evening.refresh_from_db()
    assert (evening.note, evening.series.name, Series.objects.count()) == ("", "Thursday table", 1)
    assert change(host, evening, scope="following", **changes).status_code == 302


def test_lines_that_a_browser_ends_its_own_way_are_no_change(host, now):
    evening = make_evening(host, about="Soup.\nTalk.")
    assert change(host, evening, about="Soup.\r\nTalk.", note="Soup.").status_code == 302


def test_another_date_is_for_one_alone(host, evening):
    page = change(host, evening, scope="following", day="2026-11-20")
    assert page.status_code == 422 and "Choose another weekday below" in words_of(page)
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-02-30"}, "day"),
        ({"day": "2027-11-19"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"scope": "never"}, "scope"),
        ({"scope": ""}, "scope"),
        ({"capacity": "0"}, "capacity"),
        ({"day": "2026-11-16"}, "__all__"),
    ],
)
def test_what_makes_no_evening_is_told_and_changes_nothing(host, evening, changes, field):
    page = change(host, evening, **changes)
    assert page.status_code == 422 and field in page.context["form"].errors
    evening.refresh_from_db()
    assert (evening.starts_at.day, evening.capacity) == (19, 28)
    assert Series.objects.count() == 1


def test_a_smaller_room_removes_nobody_and_says_by_how_many(host, evening, now):
    for _ in range(5):
        evening.say_going(MemberFactory(), now)
    page = browser_of(host).get(change(host, evening, capacity="2").url)
    assert "5 for 2 seats: 3 over" in words_of(page)
    assert evening.rsvps.going().count() == 5


def test_a_rule_written_by_hand_stays_as_it_is(host, now):
    series = make_series(host, rule="FREQ=MONTHLY;BYDAY=1TH,3TH")
    evening = series.evenings.earliest("on")
    words = "On dates of its own, 18:30, from 19 November 2026 on."
    assert words in words_of(browser_of(host).get(series.get_absolute_url()))
    change(host, evening, scope="following", clock="19:00")
    assert Series.objects.latest("pk").rule == series.rule


# -- who hosts it


def let_host(member, series, *hosts):
    data = {"hosts": [one.handle for one in hosts]}
    return browser_of(member).post(f"{series.get_absolute_url()}hosts/", data)


def test_hosts_choose_who_hosts_with_them_and_after_them(host, evening):
    series, gordon = evening.series, MemberFactory(name="Gordon Pike", is_host=True)
    page = browser_of(host).get(series.get_absolute_url())
    assert page.context["hosts_form"]["hosts"].value() == [host.handle]
    assert let_host(host, series, host, gordon).status_code == 302
    assert set(series.hosts.all()) == {host, gordon}
    assert let_host(gordon, series, gordon).status_code == 302
    assert "You run this" not in words_of(browser_of(host).get(series.get_absolute_url()))
    assert change(host, evening, capacity="3").status_code == 404


def test_a_series_is_not_left_without_a_host(host, evening, ana, dan):
    for chosen in ([], [ana, dan]):
        page = let_host(host, evening.series, *chosen)
        assert page.status_code == 422 and page.context["hosts_form"].errors
    assert list(evening.series.hosts.all()) == [host]


def test_a_host_whom_a_block_hides_stays_one(host, evening, now):
    series, gordon = evening.series, MemberFactory(name="Gordon Pike", is_host=True)
    series.hosts.add(gordon)
    host.block(gordon, now)
    page = browser_of(host).get(series.get_absolute_url())
    assert "Gordon" not in words_of(page)
    let_host(host, series, host)
    assert set(series.hosts.all()) == {host, gordon}


def test_what_goes_on_from_a_series_has_its_new_hosts_too(host, evening):
    series, gordon = evening.series, MemberFactory(is_host=True)
    change(host, series.evenings.latest("on"), scope="following", name="Late table")
    let_host(host, series, gordon)
    assert [list(one.hosts.all()) for one in Series.objects.all()] == [[gordon], [gordon]]


# -- leaving out, ending, calling off, taking off the list


def test_a_date_is_left_out_for_a_reason(host, evening, ana, now):
    evening.say_going(ana, now)
    series = evening.series.get_absolute_url()
    data = {"day": "2026-11-19", "reason": "Carnival <b>"}
    words = words_of(browser_of(host).post(f"{series}skip/", data, follow=True))
    assert "Thursday 19 November 2026 Carnival" in words
    evening.refresh_from_db()
    assert evening.is_cancelled
    assert Nudge.objects.filter(kind="session_off", recipient=ana).count() == 1


def test_a_series_ends_for_a_reason(host, evening, ana):
    series = evening.series.get_absolute_url()
    data = {"end-day": "2026-11-19", "end-reason": "The mill closes."}
    assert browser_of(host).post(f"{series}end/", data).status_code == 302
    assert [str(one.on) for one in evening.series.evenings.on_calendar()] == ["2026-11-19"]
    data["end-day"] = "2026-11-16"
    browser_of(host).post(f"{series}end/", data)
    assert "This series has ended." in words_of(browser_of(ana).get(series))


def test_what_was_ended_before_it_began_does_not_go_on(host, evening, ana):
    second = evening.series.evenings.order_by("on")[1]
    change(host, second, scope="following", name="Late table")
    series = evening.series.get_absolute_url()
    data = {"end-day": "2026-11-19", "end-reason": "The mill closes."}
    browser_of(host).post(f"{series}end/", data)
    assert "It goes on from" not in words_of(browser_of(ana).get(series))
    words = words_of(browser_of(ana).get("/sessions/late-table/"))
    assert "This series has ended." in words


@pytest.mark.parametrize("day", ["", "2026-02-30", "2026-11-01", "2030-01-01"])
@pytest.mark.parametrize("reason", ["Carnival", ""])
def test_neither_without_a_date_and_a_reason(host, evening, day, reason):
    series = evening.series.get_absolute_url()
    for tail, prefix in (("skip/", ""), ("end/", "end-")):
        data = {f"{prefix}day": day, f"{prefix}reason": reason}
        assert browser_of(host).post(f"{series}{tail}", data).status_code == 422
    assert evening.series.evenings.on_calendar().count() == evening.series.evenings.count()


def test_an_evening_is_called_off_for_a_reason(host, evening, ana, now):
    evening.say_going(ana, now)
    address = evening.get_absolute_url()
    assert browser_of(host).post(f"{address}call-off/", {"reason": " "}).status_code == 422
    words = words_of(
        browser_of(host).post(f"{address}call-off/", {"reason": "No heating."}, follow=True)
    )
    assert "Called off No heating." in words
    again = browser_of(host).post(f"{address}call-off/", {"reason": "Again."})
    assert again.status_code == 409 and "No heating." in words_of(again)
    assert change(host, evening).status_code == 409


def test_somebody_is_taken_off_the_list(host, evening, ana, ben, now):
    evening.say_going(ana, now)
    address = f"{evening.get_absolute_url()}people/"
    words = words_of(browser_of(host).post(f"{address}{ana.handle}/remove/", follow=True))
    assert "Ana is off the list and hears of it." in words
    assert evening.rsvp_of(ana).state == "cancelled"
    assert browser_of(host).post(f"{address}{ben.handle}/remove/").status_code == 404


def test_a_host_reads_who_hears_of_being_taken_off_the_list(host, ana, ben, now):
    evening = make_evening(host, capacity=1)
    for member in (ana, ben):
        evening.say_going(member, now)
    address = f"{evening.get_absolute_url()}people/"
    for member, said in ((ben, "Ben is off the list."), (ana, "Ana is off the list and hears of")):
        words = words_of(browser_of(host).post(f"{address}{member.handle}/remove/", follow=True))
        assert said in words
    assert [one.recipient for one in Nudge.objects.filter(kind="session_left")] == [ana]


def test_whoever_blocked_the_host_is_on_the_list_like_everybody(host, evening, ana, ben, now):
    ana.face = uuid4()
    ana.save()
    for one in (ana, ben):
        evening.say_going(one, now)
    ana.block(host, now)
    address = f"{evening.get_absolute_url()}people/"
    page = browser_of(host).get(address)
    assert "Ana Ruiz" in words_of(page) and "Ben Adeyemi" in words_of(page)
    # No link and no picture that would lead nowhere for one of them.
    for one in (ana, ben):
        assert f'href="{one.get_absolute_url()}"' not in page.text
    assert str(ana.face) not in page.text
    browser_of(host).post(f"{address}{ana.handle}/remove/")
    assert evening.rsvp_of(ana).state == "cancelled"


def test_past_evenings_stay_as_they_were(host, evening, ana, now, time_machine):
    evening.say_going(ana, now)
    time_machine.move_to(now + 3 * DAY, tick=False)
    address = evening.get_absolute_url()
    for tail in ("edit/", "call-off/", f"people/{ana.handle}/remove/"):
        answer = browser_of(host).post(f"{address}{tail}", {"reason": "Late."})
        assert (tail, answer.status_code) == (tail, 409)
    assert evening.rsvp_of(ana).is_going


# -- who may


def an_organizer(host):
    return MemberFactory(is_organizer=True), 302


def another_host(host):
    return MemberFactory(is_host=True), 404


def a_host_no_more(host):
    Member.objects.filter(pk=host.pk).update(is_host=False)
    return Member.objects.get(pk=host.pk), 404


def a_member(host):
    return MemberFactory(), 404


@pytest.mark.parametrize("somebody", [an_organizer, another_host, a_host_no_more, a_member])
def test_who_runs_it(host, evening, ana, now, somebody):
    evening.say_going(ana, now)
    one, status = somebody(host)
    series, address = evening.series.get_absolute_url(), evening.get_absolute_url()
    browser = browser_of(one)
    assert change(one, evening, clock="19:00").status_code == status
    deeds = [
        (f"{address}people/{ana.handle}/remove/", {}),
        (f"{series}skip/", {"day": "2026-11-26", "reason": "Carnival"}),
        (f"{address}call-off/", {"reason": "No heating."}),
        (f"{series}end/", {"end-day": "2026-12-01", "end-reason": "Enough."}),
    ]
    assert [browser.post(*deed).status_code for deed in deeds] == [status] * 4
    evening.refresh_from_db()
    assert evening.is_cancelled == (status == 302)
    assert ("You run this" in words_of(browser.get(series))) == (status == 302)


# -- for organizers


def test_organizers_see_how_the_evenings_fill(host, evening, ana, now):
    organizer = MemberFactory(is_organizer=True)
    evening.change(now, capacity=1)
    evening.say_going(ana, now)
    evening.say_going(MemberFactory(), now)
    evening.series.stand(ana, now)
    words = words_of(browser_of(organizer).get("/organize/sessions/"))
    assert "Thu 19 Nov, 18:30 Thursday table 1 of 1 seat 1 0" in words
    assert "Every Thursday, 18:30, The Old Mill 1 standing seat · Hanna Host" in words
    assert browser_of(host).get("/organize/sessions/").status_code == 404
