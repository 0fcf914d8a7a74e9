"""The door as a host's phone sees it, with scripts and without."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from meetups import badges as printed
from meetups.models import Visitor, WeeklySession
from members.models import Member
from tests.factories import MemberFactory, make_evening
from tests.meetups.pages import words_of
from tests.meetups.paper import read

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
HOUR = timedelta(hours=1)


@pytest.fixture
def host():
    return MemberFactory(name="Priya Raman", is_host=True)


@pytest.fixture
def evening(host, now, time_machine):
    """Thursday's, a minute after it began."""
    evening = make_evening(host, capacity=3)
    time_machine.move_to(evening.starts_at + timedelta(minutes=1), tick=False)
    return evening


@pytest.fixture
def rsvp(evening, ana, now):
    return evening.say_going(ana, now)


@pytest.fixture
def door(evening, host, client):
    """Asks one of the door's addresses as its host."""
    client.force_login(host)

    def ask(name="checkin", data=None, **more):
        address = reverse(f"meetups:{name}", args=[evening.series.slug, evening.on])
        if data is None:
            return client.get(address + more.pop("query", ""), **more)
        return client.post(address, data, **more)

    return ask


def tap(guest, attendance="present", **more):
    return {"guest": guest.uuid, "attendance": attendance, **more}


def test_the_list_says_who_is_expected_and_who_is_here(evening, rsvp, door, now):
    page = door().content.decode()
    assert "Expected, 1" in page
    assert "Ana Ruiz" in page
    assert "First time" in page
    door(data=tap(rsvp))
    page = door().content.decode()
    assert "Expected, 0" in page
    assert "Here, 1" in page
    assert "18:31" in page


def test_a_tap_without_scripts_comes_back_with_a_way_to_undo(rsvp, door):
    answer = door(data=tap(rsvp))
    assert answer.status_code == 302
    page = door(query=f"?undo={rsvp.uuid}").content.decode()
    assert "Ana Ruiz is here." in page
    door(data=tap(rsvp, ""))
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


def test_excused_is_one_press_seen_and_taken_back_by_another(rsvp, door):
    assert "Excused" in words_of(door())
    back = door(data=tap(rsvp, "excused")).url
    page = door(query=back[back.index("?") :])
    words = words_of(page)
    assert "Expected, 0" in words and "Not coming, 1" in words and "Ana Ruiz is excused." in words
    assert 'value="" aria-pressed="true"' in page.content.decode()
    door(data=tap(rsvp, ""))
    assert "Expected, 1" in words_of(door())


def test_while_the_door_is_closed_nothing_can_be_pressed(evening, rsvp, door, time_machine):
    door(data=tap(rsvp, "late"))
    door("close_list", {})
    words = words_of(door())
    assert "Came late, 18:31" in words
    pressed = ("Excused", "Let them in", "Show code", "Yes, close the list")
    assert [one for one in pressed if one in words] == []
    WeeklySession.objects.update(closed_at=None)
    time_machine.move_to(evening.starts_at - 3 * HOUR, tick=False)
    words = words_of(door())
    assert (
        "It is too early: this can be done from Thu 19 Nov, 16:30." in words
        and "Excused" not in words
    )


def test_the_door_of_an_evening_called_off_says_why(evening, rsvp, door, now):
    evening.call_off("No heating.", now)
    words = words_of(door())
    assert "That evening was called off: No heating." in words and "Show code" not in words


def test_a_tap_by_script_is_answered_with_facts(rsvp, door):
    answer = door(data=tap(rsvp), headers=JSON)
    assert answer.json() == {
        "over": "",
        "guests": {str(rsvp.uuid): ["present", "18:31", rsvp.member.handle]},
    }


def test_a_tap_that_waited_counts_from_when_it_was_made(evening, rsvp, door):
    door(data=tap(rsvp, ago=60_000), headers=JSON)
    rsvp.refresh_from_db()
    assert rsvp.attended_at == evening.starts_at


def test_taps_of_two_phones_end_with_the_later(rsvp, door):
    door(data=tap(rsvp, "", ago=1000), headers=JSON)
    door(data=tap(rsvp, "present", ago=60_000), headers=JSON)
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


def test_the_room_says_by_how_many_it_is_over_once_the_excused_come(evening, rsvp, dan, door, now):
    WeeklySession.objects.update(capacity=1)
    assert "over its seats" not in words_of(door())
    door(data=tap(rsvp, "excused", ago=2000))
    seated = door("walk_in", {"member": dan.handle, "uuid": uuid.uuid4()}, headers=JSON)
    assert seated.json()["over"] == ""
    assert door(data=tap(rsvp), headers=JSON).json()["over"] == "The room is 1 over its seats."
    assert "The room is 1 over its seats." in words_of(door())


@pytest.mark.parametrize("ago", ["-5", "soon", "9" * 40, "١"])
def test_nonsense_about_when_is_now(rsvp, door, evening, ago):
    door(data=tap(rsvp, ago=ago), headers=JSON)
    rsvp.refresh_from_db()
    assert rsvp.attended_at == evening.starts_at + timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [{"guest": "nobody"}, {"guest": uuid.uuid4()}, {"attendance": "asleep"}, {"guest": ""}],
)
def test_a_tap_on_nobody_is_no_tap(rsvp, door, wrong):
    assert door(data=tap(rsvp) | wrong).status_code == 404
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


def test_a_closed_list_says_so_to_both(evening, rsvp, host, door):
    door("close_list", {})
    assert door(data=tap(rsvp)).status_code == 409
    answer = door(data=tap(rsvp), headers=JSON)
    assert (answer.status_code, answer.json()) == (
        409,
        {"refusal": "The list of that evening is closed."},
    )
    assert "The list of that evening is closed." in door().content.decode()


def test_closing_can_say_that_nobody_else_came(rsvp, door):
    door("close_list", {"others": "absent"})
    rsvp.refresh_from_db()
    assert rsvp.attendance == "absent"
    assert door("close_list", {"others": "present"}).status_code == 404


def test_closing_asks_once_more_and_not_before_it_begins(evening, rsvp, door, time_machine):
    page = door().text
    for asked, pressed in [
        ("Close the list", "Yes, close the list"),
        ("Close it: nobody else came", "Yes, nobody else came"),
    ]:
        closed, _summary, opened = page.partition(f"<summary>{asked}")
        assert pressed not in closed
        assert pressed in opened.partition("</details>")[0]
    time_machine.move_to(evening.starts_at - HOUR, tick=False)
    assert "Yes, close the list" not in words_of(door())
    answer = door("close_list", {"others": "absent"})
    assert "The list can be closed once the evening has begun." in words_of(answer)
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


def test_a_closing_is_taken_back_within_a_day(evening, rsvp, door, time_machine):
    assert "Open the list again" not in words_of(door())
    door("close_list", {"others": "absent"})
    assert "Open the list again" in words_of(door())
    assert door("open_again", {}).status_code == 302
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""
    assert "Expected, 1" in words_of(door())
    door("close_list", {})
    time_machine.move_to(evening.ends_at + 24 * HOUR, tick=False)
    assert "Open the list again" not in words_of(door())
    assert door("open_again", {}).status_code == 409


def test_a_tap_kept_from_before_the_closing_counts(rsvp, door, time_machine):
    door("close_list", {"others": "absent"})
    time_machine.shift(HOUR)
    assert door(data=tap(rsvp, ago=3_599_000), headers=JSON).status_code == 409
    facts = door(data=tap(rsvp, ago=3_600_001), headers=JSON).json()
    assert facts["guests"][str(rsvp.uuid)] == ["present", "18:30", rsvp.member.handle]


def test_nobody_was_seen_not_to_come_at_some_moment(rsvp, door):
    door("close_list", {"others": "absent"})
    lines = door("attendance").content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"Ana Ruiz","no","yes","Did not come",""']


def test_a_visitor_nobody_expected(door):
    at_the_door = uuid.uuid4()
    for _replay in range(2):
        door("walk_in", {"name": "Lena\u2028 D'Arcy <b>", "uuid": at_the_door})
    assert [visitor.name for visitor in Visitor.objects.all()] == ["Lena D'Arcy <b>"]
    assert "Lena D&#x27;Arcy &lt;b&gt;" in door().content.decode()


def test_somebody_let_in_at_another_evening_is_nobody_here(evening, door):
    others = evening.series.evenings.exclude(pk=evening.pk)
    elsewhere = Visitor.objects.create(
        session=others.earliest("on"),
        name="Lena",
        is_walk_in=True,
        asked_at=evening.starts_at,
    )
    replayed = {"name": "Lena", "uuid": elsewhere.uuid}
    assert door("walk_in", replayed, headers=JSON).status_code == 404
    assert not evening.visitors.exists()


def test_nobody_without_a_name_walks_in(door):
    answer = door("walk_in", {"name": " \u202e ", "uuid": uuid.uuid4()})
    assert answer.status_code == 422
    assert "What is their name?" in answer.content.decode()
    answer = door("walk_in", {"uuid": uuid.uuid4()}, headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"refusal": "What is their name?"})
    assert not Visitor.objects.exists()


def test_a_member_without_a_seat_is_found_and_let_in(evening, dan, door):
    page = door(query="?q=d'ar").content.decode()
    assert "Members without a seat" in page
    door("walk_in", {"member": dan.handle, "uuid": uuid.uuid4()})
    assert evening.rsvp_of(dan).came
    gone = door("walk_in", {"member": "nobody-1", "uuid": uuid.uuid4()}, headers=JSON)
    assert gone.json() == {"refusal": "There is no such member any more."}


def test_whoever_blocked_the_host_has_a_chair_and_is_not_looked_up(
    evening, rsvp, host, ana, dan, door, now
):
    ana.face = uuid.uuid4()
    ana.save()
    for one in (ana, dan):
        one.block(host, now)
    page = door().text
    assert "Ana Ruiz" in page and str(ana.face) not in page
    door(data=tap(rsvp))
    assert evening.rsvp_of(ana).came
    assert "Members without a seat" not in door(query="?q=d'ar").text
    gone = door("walk_in", {"member": dan.handle, "uuid": uuid.uuid4()}, headers=JSON)
    assert gone.json() == {"refusal": "There is no such member any more."}
    assert evening.rsvp_of(dan) is None


def test_whoever_waits_in_line_is_found_and_let_in_across_a_block(evening, host, dan, door, now):
    """The host has seen them in the line: that nobody is found would tell of the block."""
    evening.rsvps.create(member=dan, state="waiting", turn=1, changed_at=now)
    dan.face = uuid.uuid4()
    dan.save()
    dan.block(host, now)
    found = door(query="?q=d'ar").text
    assert "Members without a seat" in found and str(dan.face) not in found
    answer = door("walk_in", {"member": dan.handle, "uuid": uuid.uuid4()}, headers=JSON)
    assert "refusal" not in answer.json()
    assert evening.rsvp_of(dan).came


def test_badges_show_no_picture_that_the_door_hides(
    evening, rsvp, host, ana, door, now, monkeypatch
):
    worn = []
    monkeypatch.setattr(printed, "badges", lambda found, paper: worn.extend(found) or b"%PDF")
    monkeypatch.setattr(printed.faces, "jpeg", lambda face, size: b"a face")
    ana.face = uuid.uuid4()
    ana.save()
    door("badges")
    ana.block(host, now)
    door("badges")
    assert [one.face for one in worn] == [b"a face", None]
    assert Member.objects.get(pk=ana.pk).face == ana.face


def test_who_brought_a_guest_is_named_to_hosts_they_have_not_blocked(
    evening, host, ana, ben, door, now
):
    before = evening.starts_at - HOUR
    for one, name in ((ana, "Lena"), (ben, "Otto")):
        guest = evening.invite(one, name, f"{name}@example.net", "Binds books", before)
        evening.confirm(guest, before)
    ana.block(host, now)
    words = words_of(door())
    assert "Lena" in words and "Visitor of Ben Adeyemi" in words
    (worn,) = read(door("badges").content)
    assert "Lena" in worn and "Guest of Ben Adeyemi" in worn
    assert "Ana" not in words + worn


def test_a_search_finds_first_letters_of_any_part(evening, rsvp, door, now):
    other = MemberFactory(name="Åsa Ruud")
    evening.say_going(other, now)
    for words, found in [("ru", 2), ("asa", 1), ("Ana r", 1), ("uiz", 0), ("", 2)]:
        assert f"Expected, {found}<" in door(query=f"?q={words}").content.decode()


@pytest.mark.parametrize("guests", [1, 3, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    evening, door, now, guests, django_assert_max_num_queries
):
    WeeklySession.objects.update(capacity=40)
    for _ in range(guests):
        evening.say_going(MemberFactory(), now)
    with django_assert_max_num_queries(10):
        door()


def test_the_list_is_a_file_no_word_of_which_is_a_formula(evening, rsvp, door, now):
    trap = MemberFactory(name="=HYPERLINK(1)")
    evening.say_going(trap, now)
    door(data=tap(rsvp))
    lines = door("attendance").content.decode("utf-8-sig").splitlines()
    assert lines == [
        '"Name","Visitor","First time","Attendance","Noted at"',
        '"\'=HYPERLINK(1)","no","yes","unknown",""',
        '"Ana Ruiz","no","yes","Here","18:31"',
    ]


# -- the word on the wall


@pytest.fixture
def here(evening, ana, client):
    client.force_login(ana)
    address = reverse("meetups:here", args=[evening.series.slug, evening.on])

    def ask(data=None, query=""):
        return client.get(address + query) if data is None else client.post(address, data)

    return ask


def test_opening_the_code_says_nothing_yet(evening, rsvp, here):
    page = here(query=f"?word={evening.word}").content.decode()
    assert evening.word in page
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


def test_the_word_says_that_i_am_here(evening, rsvp, here):
    assert "You are here" in here({"word": evening.word.lower()}).content.decode()
    rsvp.refresh_from_db()
    assert rsvp.attendance == "present"


def test_a_forged_word_says_so(rsvp, here):
    answer = here({"word": "FORGED"})
    assert answer.status_code == 409
    assert "tonight’s word" in answer.content.decode()
    rsvp.refresh_from_db()
    assert rsvp.attendance == ""


@pytest.mark.parametrize(
    ("early", "said"),
    [
        (-3 * HOUR, "It is too early: this can be done from Thu 19 Nov, 18:00."),
        (-HOUR, "It is too early: this can be done from Thu 19 Nov, 18:00."),
        (3 * HOUR, "That evening is over."),
        (30 * HOUR, "The list of that evening is closed."),
    ],
)
def test_a_word_at_another_hour_hears_when_it_counts(
    evening, rsvp, here, time_machine, early, said
):
    time_machine.move_to(evening.starts_at + early, tick=False)
    assert said in words_of(here({"word": evening.word}))


def test_nobody_guesses_for_long(evening, rsvp, here):
    for _guess in range(20):
        here({"word": "FORGED"})
    assert "That was a lot" in here({"word": evening.word}).content.decode()


def test_yesterdays_word_is_spent(evening, rsvp, here, time_machine):
    time_machine.move_to(evening.ends_at + HOUR, tick=False)
    assert here({"word": evening.word}).status_code == 409
    assert evening.word not in here().content.decode()


def test_the_code_on_the_wall_is_the_hosts(evening, door, here, client, ana, host):
    client.force_login(ana)
    address = reverse("meetups:door_code", args=[evening.series.slug, evening.on])
    assert client.get(address).status_code == 404
    client.force_login(host)
    page = client.get(address).content.decode()
    assert evening.word in page
    assert "<svg" in page
