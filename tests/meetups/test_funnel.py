"""How far a follow gets, on a story small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups import exports
from meetups.few import KEPT_BACK, UNDER_FIVE
from meetups.funnel import STATIONS, Funnel
from members.models import Follow
from tests.factories import MemberFactory, make_evening, make_proposal, make_talk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# A Monday among the ripe weeks.
THEN = datetime(2026, 8, 3, 10, 0, tzinfo=UTC)
STAGES = [stage.value for stage in STATIONS]
NONE = [UNDER_FIVE] * 6


def pair(until, at=THEN, origin="profile", kind="coffee"):
    """Two who come as far as a stage, after one, three, five, six and ten days."""
    one, other = MemberFactory(), MemberFactory()
    how_far = STAGES.index(until)
    one.follow(other, at, origin)
    if how_far >= 1:
        other.follow(one, at + DAY)
    if how_far >= 2:
        one.write_to(other, "Hello", at + 2 * DAY)
        other.write_to(one, "Hello", at + 3 * DAY)
    if how_far >= 3:
        proposal = make_proposal(one, other, at + 10 * DAY, now=at + 5 * DAY, kind=kind)
    if how_far >= 4:
        coffee = proposal.accept(other, proposal.times.get(), at + 6 * DAY)
    if how_far >= 5:
        for member in (one, other):
            coffee.answer(member, True, coffee.ends_at)
    return one, other


def evening_of_that_week():
    """On its Thursday, three days and seven and a half hours later."""
    return make_evening(now=THEN, starts_on=date(2026, 8, 6))


def pairs(how_many, *how, **further):
    for _ in range(how_many):
        pair(*how, **further)


def counts(cohort):
    return [step.count for step in cohort.steps]


def told(cohorts):
    return {str(cohort.name): counts(cohort) for cohort in cohorts}


def test_each_stage_counts_all_who_came_there_or_further(now):
    pairs(5, "following")
    pairs(6, "mutual")
    pairs(5, "met")
    ripe = Funnel(now).ripe
    assert [
        (step.stage.value, step.count, step.percent, step.days, step.after) for step in ripe.steps
    ] == [
        ("following", 16, 100, None, None),
        ("mutual", 11, 69, 1.0, 1.0),
        ("talking", 5, 31, 3.0, 2.0),
        ("proposed", 5, 31, 5.0, 2.0),
        ("scheduled", 5, 31, 6.0, 1.0),
        ("met", 5, 31, 10.0, 4.0),
    ]


def test_the_middle_pair_counts_not_the_slowest(now):
    for days in (1, 1, 2, 3, 40):
        one, other = MemberFactory(), MemberFactory()
        one.follow(other, THEN)
        other.follow(one, THEN + days * DAY)
    assert Funnel(now).ripe.steps[1].days == 2.0


def test_whoever_proposes_without_a_word_has_passed_it(now):
    for _ in range(5):
        one, other = pair("mutual")
        make_proposal(one, other, THEN + 9 * DAY, now=THEN + 4 * DAY)
    steps = Funnel(now).ripe.steps
    assert counts(Funnel(now).ripe) == [5, 5, 5, 5, UNDER_FIVE, UNDER_FIVE]
    assert [steps[2].days, steps[3].days, steps[3].after] == [4.0, 4.0, 0.0]


def test_a_call_is_on_the_calendar_and_no_meeting(now):
    pairs(5, "met", kind="call")
    assert counts(Funnel(now).ripe) == [5, 5, 5, 5, 5, UNDER_FIVE]


def test_only_the_first_hand_of_a_pair_counts_and_where_it_began(now):
    for _ in range(5):
        one, other = MemberFactory(), MemberFactory()
        one.follow(other, THEN - 60 * DAY, "session")
        other.follow(one, THEN)
    assert counts(Funnel(now).ripe) == NONE
    pairs(5, "mutual", origin="session")
    assert told(Funnel(now).origins)["At a session"] == [5, 5, *NONE[2:]]


def test_a_pair_that_met_before_this_hand_went_the_other_way(now):
    for _ in range(5):
        one, other = pair("met", THEN - 60 * DAY)
        for member in (one, other):
            member.unfollow(one if member == other else other, THEN)
        one.follow(other, THEN + DAY)
    assert counts(Funnel(now).ripe) == NONE


def test_weeks_begin_on_mondays_of_the_groups_clock(now):
    """An hour before midnight in UTC it is Monday already in London's summer."""
    sunday = datetime(2026, 9, 6, 23, 30, tzinfo=UTC)
    pairs(5, "following", sunday)
    pairs(6, "mutual", sunday - DAY)
    weeks = told(Funnel(now).weeks)
    assert list(weeks)[:2] == ["2026-11-16", "2026-11-09"] and len(weeks) == 12
    assert weeks["2026-09-07"] == [5, *NONE[1:]]
    assert [counts(week) for week in Funnel(now).weeks if week.name > date(2026, 9, 7)] == [
        NONE
    ] * 10


def test_ripe_are_eight_weeks_that_ended_eight_weeks_ago(now):
    assert Funnel(now).ripe_days == (date(2026, 7, 27), date(2026, 9, 20))
    first = datetime(2026, 7, 27, 0, 0, tzinfo=UTC) - timedelta(hours=1)
    end = datetime(2026, 9, 21, 0, 0, tzinfo=UTC) - timedelta(hours=1)
    pairs(5, "following", first)
    pairs(7, "following", first - timedelta(seconds=1))
    pairs(6, "following", end - timedelta(seconds=1))
    pairs(8, "following", end)
    assert Funnel(now).ripe.begun.count == 11


def test_figures_are_split_by_origin_and_vehicle_and_small_ones_give_nothing_away(now):
    pairs(7, "following")
    pairs(8, "talking", origin="session")
    pairs(6, "met", origin="introduction", kind="walk")
    pairs(3, "met", origin="session")
    pairs(3, "scheduled", origin="session", kind="lunch")
    funnel = Funnel(now)
    assert counts(funnel.ripe) == [27, 20, 20, 12, 12, 9]
    # The six are kept back, or 9 - 6 would tell of the three.
    assert told(funnel.origins) == {
        "A profile": [7, *NONE[1:]],
        "At a session": [14, 14, 14, 6, 6, UNDER_FIVE],
        "Imported": NONE,
        "Introduced": [6, 6, 6, 6, 6, KEPT_BACK],
    }
    assert told(funnel.vehicles) == {
        "Coffee": [None, None, None, UNDER_FIVE, UNDER_FIVE, UNDER_FIVE],
        "Walk": [None, None, None, 6, 6, 6],
        "Lunch": [None, None, None, UNDER_FIVE, UNDER_FIVE, UNDER_FIVE],
        "Call": [None, None, None, UNDER_FIVE, UNDER_FIVE, UNDER_FIVE],
        "At a session": [None, None, None, UNDER_FIVE, UNDER_FIVE, UNDER_FIVE],
    }


def test_both_saying_that_they_talked_at_a_session_have_met_there(now):
    evening = evening_of_that_week()
    for _ in range(6):
        make_talk(evening, *pair("following"))
    pairs(5, "met", kind="walk")
    funnel = Funnel(now)
    assert counts(funnel.ripe) == [11] * 6
    assert told(funnel.vehicles) == {
        "Coffee": [None] * 3 + NONE[3:],
        "Walk": [None, None, None, 5, 5, 5],
        "Lunch": [None] * 3 + NONE[3:],
        "Call": [None] * 3 + NONE[3:],
        "At a session": [None, None, None, 6, 6, 6],
    }
    assert [step.days for step in funnel.vehicles[-1].steps[3:]] == [3.3, 3.3, 3.3]


def test_one_saying_so_is_no_meeting(now):
    evening = evening_of_that_week()
    for _ in range(5):
        one, other = pair("talking")
        for member in (one, other):
            evening.check_in(member, evening.word, evening.starts_at)
        evening.talked(one, [other.pk], evening.ends_at)
    assert counts(Funnel(now).ripe) == [5, 5, 5, *NONE[3:]]


def test_a_session_is_the_vehicle_of_those_who_met_there_first(now):
    evening = evening_of_that_week()
    for _ in range(5):
        make_talk(evening, *pair("met", kind="lunch"))
    for _ in range(6):
        make_talk(evening.series.evenings.get(on=date(2026, 8, 20)), *pair("met"))
    for _ in range(7):
        one, other = pair("proposed", kind="call")
        make_talk(evening, one, other)
    vehicles = told(Funnel(now).vehicles)
    assert vehicles["At a session"] == [None, None, None, 12, 12, 12]
    assert vehicles["Coffee"] == [None, None, None, 6, 6, 6]
    assert vehicles["Lunch"] == vehicles["Call"] == [None] * 3 + NONE[3:]


def test_who_met_at_a_session_before_the_hand_went_the_other_way(now):
    evening = evening_of_that_week()
    for _ in range(5):
        one, other = MemberFactory(), MemberFactory()
        make_talk(evening, one, other)
        one.follow(other, evening.starts_at + DAY, "session")
    assert counts(Funnel(now).ripe) == NONE


def test_a_session_gives_nobody_away(now):
    """Its six on the calendar are the six who met, which would tell of the three over coffee."""
    evening = evening_of_that_week()
    for _ in range(6):
        make_talk(evening, *pair("mutual"))
    pairs(6, "scheduled")
    pairs(3, "met")
    pairs(8, "met", kind="walk")
    funnel = Funnel(now)
    assert counts(funnel.ripe)[3:] == [23, 23, 17]
    assert {name: row[3:] for name, row in told(funnel.vehicles).items()} == {
        "Coffee": [9, 9, UNDER_FIVE],
        "Walk": [8, 8, 8],
        "Lunch": NONE[3:],
        "Call": NONE[3:],
        "At a session": [KEPT_BACK] * 3,
    }


def test_the_widest_gap_is_where_most_of_those_before_are_lost(now):
    pairs(9, "following")
    pairs(5, "mutual")
    pairs(10, "talking")
    pairs(6, "met")
    step, lost = Funnel(now).widest_gap
    assert (step.stage, lost) == ("proposed", 10)


def test_a_gap_of_a_few_is_not_told(now):
    pairs(4, "talking")
    pairs(6, "met")
    assert Funnel(now).widest_gap is None


def test_an_empty_group_has_nothing_to_tell(now, db):
    funnel = Funnel(now)
    assert counts(funnel.ripe) == NONE and funnel.widest_gap is None
    assert [counts(week) for week in funnel.weeks] == [NONE] * 12
    assert [counts(one) for one in funnel.origins] == [NONE] * len(Follow.Origin)
    assert all(step.days is None for step in funnel.ripe.steps)


def test_it_is_asked_for_in_one_statement(now):
    pairs(6, "met")
    funnel = Funnel(now)
    with CaptureQueriesContext(connection) as queries:
        exports.funnel(funnel, [], [])
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("index", "rows"),
    [
        ("follow_by_moment", "members_follow WHERE at >= now()"),
        ("proposal_by_moment", "meetups_proposal WHERE created_at >= now()"),
        ("coffee_by_agreement", "meetups_coffee WHERE created_at >= now()"),
        ("evening_by_start", "meetups_weeklysession WHERE starts_at >= now()"),
        ("coffee_met", "meetups_coffee WHERE state = 'met' AND starts_at >= now()"),
    ],
)
def test_a_span_is_looked_up_by_its_index(now, db, index, rows):
    """And not among all that ever happened."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT FROM " + rows)
        assert index in str(cursor.fetchall())


def test_the_page_says_after_how_many_days_each_origin_vehicle_and_week_met(client, now):
    pairs(5, "met")
    lately = datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
    pairs(5, "met", at=lately)
    client.force_login(MemberFactory(is_organizer=True))
    words = client.get("/organize/funnel/").content.decode()
    assert Funnel(now).origins[0].met.days == 10
    assert words.count('<td class="number">10</td>') == 3
