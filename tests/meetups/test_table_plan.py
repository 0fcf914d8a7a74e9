"""Who sits with whom: from the facts to the tables, and what a host can do with them."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from meetups.errors import DoorClosed
from meetups.models import TablePlace, Visitor
from meetups.table_plan import LONG_AGO, RECENT, TablePlan, id_of
from members.errors import NotThere
from tests.factories import MemberFactory, make_evening, make_mutual

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def host():
    return MemberFactory(name="Priya Raman", is_host=True)


@pytest.fixture
def evening(host, now):
    return make_evening(host, capacity=40)


def guests(evening, how_many, now):
    members = [MemberFactory() for _ in range(how_many)]
    for member in members:
        evening.say_going(member, now)
    return members


def tables_of(evening, now):
    """The tables as sets of ids."""
    plan = TablePlan(evening, now)
    return [{id_of(guest) for guest in table} for _number, table in plan.tables]


def visitor_of(evening, now, name="Lena"):
    return Visitor.objects.create(
        session=evening,
        uuid=uuid.uuid4(),
        name=name,
        email="lena@example.org",
        state="confirmed",
        asked_at=now,
        answered_at=now,
    )


# -- what is known


def test_who_sat_together_lately_counts_for_more(evening, host, now):
    ana, ben, cleo = guests(evening, 3, now)
    fifth = evening.series.evenings.order_by("on")[4]
    for number, (one, other) in [(0, (ana, ben)), (4, (ben, cleo))]:
        earlier = evening.series.evenings.order_by("on")[number]
        rsvps = [
            earlier.rsvp_of(member) or earlier.say_going(member, now) for member in (one, other)
        ]
        earlier.seat_people({0: [rsvps]}, 2, host, now)
    sixth = evening.series.evenings.order_by("on")[5]
    for member in (ana, ben, cleo):
        sixth.say_going(member, now)
    together = TablePlan(sixth, now).company.together
    assert together == {(ana.pk, ben.pk): LONG_AGO, (ben.pk, cleo.pk): RECENT}
    # What comes later is no history.
    assert TablePlan(fifth, now).company.together == {}


def test_what_else_is_known(evening, host, now):
    ana, ben, cleo, dan = guests(evening, 4, now)
    make_mutual(ana, ben)
    cleo.follow(ana, now)
    dan.block(ana, now)
    first = evening.series.evenings.latest("on")
    rsvp = first.say_going(ana, now)
    first.mark(rsvp, "present", first.starts_at, host, first.starts_at)
    visitor = visitor_of(evening, now)
    company = TablePlan(evening, now).company
    assert company.unmet == {(ana.pk, ben.pk), (ana.pk, cleo.pk)}
    assert company.apart == {(ana.pk, dan.pk)}
    assert company.newcomers == {ben.pk, cleo.pk, dan.pk, -visitor.pk}


# -- the tables


def test_everybody_sits_at_tables_of_like_size(evening, host, now):
    members = guests(evening, 13, now)
    visitor = visitor_of(evening, now)
    TablePlan(evening, now).draw(5, 0, host)
    tables = tables_of(evening, now)
    assert sorted(map(len, tables)) == [4, 5, 5]
    assert set.union(*tables) == {member.pk for member in members} | {-visitor.pk}


def test_whom_a_block_parts_never_share_a_table(evening, host, now):
    members = guests(evening, 8, now)
    members[0].block(members[1], now)
    for size in range(3, 8):
        TablePlan(evening, now).draw(size, 0, host)
        for table in tables_of(evening, now):
            assert not {members[0].pk, members[1].pk} <= table


def test_drawing_again_is_drawing_the_same(evening, host, now):
    guests(evening, 9, now)
    TablePlan(evening, now).draw(3, 0, host)
    before = tables_of(evening, now)
    TablePlan(evening, now + timedelta(minutes=1)).draw(3, 0, host)
    assert tables_of(evening, now) == before


def test_drawing_anew_forgets_what_was(evening, host, now):
    guests(evening, 6, now)
    TablePlan(evening, now).draw(3, 2, host)
    assert len(TablePlan(evening, now).rounds) == 2
    TablePlan(evening, now).draw(6, 0, host)
    assert TablePlan(evening, now).rounds == []
    assert TablePlace.objects.count() == 6


def test_rounds_of_two_repeat_nobody(evening, host, now):
    guests(evening, 7, now)
    TablePlan(evening, now).draw(4, 3, host)
    met = [
        tuple(sorted([id_of(one), id_of(other)]))
        for _round, pairs in TablePlan(evening, now).rounds
        for _number, table in pairs
        for one in table
        for other in table
        if id_of(one) < id_of(other)
    ]
    assert len(met) == len(set(met))


def test_only_those_who_are_here(evening, host, now):
    members = guests(evening, 4, now)
    here = evening.rsvp_of(members[0])
    evening.mark(here, "present", evening.starts_at, host, evening.starts_at)
    TablePlan(evening, now).draw(4, 0, host, only_here=True)
    assert tables_of(evening, now) == [{members[0].pk}]


def test_a_late_arrival_finds_a_chair(evening, host, now):
    guests(evening, 5, now)
    TablePlan(evening, now).draw(3, 0, host)
    before = tables_of(evening, now)
    (late,) = guests(evening, 1, now)
    assert [guest.member for guest in TablePlan(evening, now).unseated] == [late]
    assert TablePlan(evening, now).seat_late(host) == 0
    assert all(old <= new for old, new in zip(before, tables_of(evening, now), strict=True))
    assert TablePlan(evening, now).unseated == []


def test_who_comes_late_opens_no_table_while_the_wished_size_has_room(evening, host, now):
    guests(evening, 10, now)
    TablePlan(evening, now).draw(6, 0, host)
    sat = tables_of(evening, now)
    assert sorted(map(len, sat)) == [5, 5]
    (late,) = guests(evening, 1, now)
    assert TablePlan(evening, now).seat_late(host) == 0
    assert [table - {late.pk} for table in tables_of(evening, now)] == sat
    assert sorted(map(len, tables_of(evening, now))) == [5, 6]


def test_whoever_left_sits_nowhere(evening, host, now):
    first, *_others = guests(evening, 4, now)
    TablePlan(evening, now).draw(4, 0, host)
    evening.say_cant(first, now)
    assert len(tables_of(evening, now)[0]) == 3
    assert evening.rsvp_of(first).state == "cancelled"


def numbered_tables(evening, now):
    tables = TablePlan(evening, now).tables
    return {number: {id_of(guest) for guest in table} for number, table in tables}


def test_tables_keep_their_numbers_when_one_was_left_by_all(evening, host, now):
    members = guests(evening, 6, now)
    one, two, three = (
        [evening.rsvp_of(member) for member in members[n : n + 2]] for n in (0, 2, 4)
    )
    evening.seat_people({0: [one, two, three]}, 2, host, now)
    for rsvp in one:
        evening.say_cant(rsvp.member, now)
    stay = {2: {id_of(guest) for guest in two}, 3: {id_of(guest) for guest in three}}
    assert numbered_tables(evening, now) == stay
    assert TablePlan(evening, now).seat_late(host) == 0
    assert numbered_tables(evening, now) == stay
    (late,) = guests(evening, 1, now)
    TablePlan(evening, now).seat_late(host)
    after = numbered_tables(evening, now)
    # The tables are full: one more has the number that is nobody's.
    assert late.pk in after[1] and after.keys() == {1, 2, 3}
    assert all(after[number] <= stay[number] for number in stay)


@pytest.mark.parametrize(("attendance", "seated"), [("excused", 3), ("absent", 3), ("late", 4)])
def test_whoever_stays_away_needs_no_chair(evening, host, now, attendance, seated):
    first, *_others = guests(evening, 3, now)
    lena = visitor_of(evening, now)
    evening.mark(evening.rsvp_of(first), attendance, evening.starts_at, host, evening.starts_at)
    TablePlan(evening, now).draw(4, 0, host)
    assert len(tables_of(evening, now)[0]) == seated
    evening.mark(lena, attendance, evening.starts_at, host, evening.starts_at)
    assert len(tables_of(evening, now)[0]) == (4 if seated == 4 else 2)


def test_nobody_comes_and_nobody_sits(evening, host, now):
    TablePlan(evening, now).draw(6, 2, host)
    assert TablePlan(evening, now).tables == []
    assert TablePlan(evening, now).seat_late(host) == 0


def test_only_its_hosts_seat_people_and_not_when_it_is_closed(evening, host, ana, now):
    guests(evening, 2, now)
    with pytest.raises(NotThere):
        TablePlan(evening, now).draw(2, 0, ana)
    evening.close(host, evening.starts_at)
    with pytest.raises(DoorClosed):
        TablePlan(evening, now).draw(2, 0, host)
    assert not TablePlace.objects.exists()


def test_a_guest_of_another_evening_sits_nowhere(evening, host, ana, now):
    other = evening.series.evenings.latest("on").say_going(ana, now)
    with pytest.raises(NotThere):
        evening.seat_people({0: [[other]]}, 6, host, now)
    assert not TablePlace.objects.exists()


# -- pages


@pytest.fixture
def page(evening, host, client):
    client.force_login(host)

    def ask(name="seating", data=None, *more, query=""):
        address = reverse(f"meetups:{name}", args=[evening.series.slug, evening.on, *more]) + query
        return client.get(address) if data is None else client.post(address, data)

    return ask


def test_a_host_draws_and_reads_the_tables(evening, page, now):
    members = guests(evening, 5, now)
    assert page(data={"size": 3, "rounds": 1}).status_code == 302
    words = page().content.decode()
    assert "Table 2" in words
    assert "Round 1" in words
    assert all(member.name in words for member in members)


@pytest.mark.parametrize("data", [{}, {"size": 0, "rounds": 0}, {"size": "six", "rounds": 99}])
def test_sizes_that_cannot_be_are_told(evening, page, data):
    assert page(data=data).status_code == 422
    assert not TablePlace.objects.exists()


def test_the_form_says_what_was_drawn(evening, page, now):
    guests(evening, 8, now)
    page(data={"size": 8, "rounds": 2})
    form = page().context["form"]
    assert (form["size"].value(), form["rounds"].value()) == (8, 2)


def test_late_ones_are_seated_by_a_press(evening, page, now):
    guests(evening, 3, now)
    page(data={"size": 4, "rounds": 0})
    guests(evening, 1, now)
    assert "1 person has no table yet." in page().content.decode()
    page("seat_late", {})
    assert "no table yet" not in page().content.decode()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_cards_and_badges_are_printed(evening, page, now, paper):
    guests(evening, 3, now)
    page(data={"size": 3, "rounds": 0})
    for name, more in [("cards", ["tables"]), ("cards", ["places"]), ("badges", [])]:
        answer = page(name, None, *more, query=f"?paper={paper}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert page("badges", query="?paper=a3").status_code == 404
    assert page("cards", None, "napkins").status_code == 404


def test_a_member_reads_their_own_table_alone(evening, page, client, now):
    (ana, *_others) = guests(evening, 3, now)
    page(data={"size": 3, "rounds": 0})
    assert evening.table_of(ana) == 1
    client.force_login(ana)
    assert page().status_code == 404
