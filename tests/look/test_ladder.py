"""The two lines, the six stations and the cup, as numbers and as words."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from members import ladder
from members.models import Tie
from members.templatetags import look

STAGES = [str(stage) for stage in ladder.STATIONS]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("width", [350, 690])
def test_each_station_is_behind_here_or_ahead(stage, width):
    drawn = ladder.drawing(stage, width)
    here = [] if drawn.here is None else [drawn.here]
    stations = [*drawn.behind, *here, *drawn.hollow]
    met = [] if drawn.here is not None else [drawn.cup]
    assert len(stations) == 5
    assert stations == sorted(stations)
    assert len(drawn.behind) == STAGES.index(stage)
    assert all(0 < x < width for x in [*stations, drawn.cup, *met])


def test_stations_are_spaced_evenly():
    drawn = ladder.drawing("following", 600)
    assert [drawn.here, *drawn.hollow, drawn.cup] == [50, 150, 250, 350, 450, 550]


def test_a_hand_held_out_has_no_solid_line():
    drawn = ladder.drawing("following", 600)
    assert drawn.espresso == ""
    assert drawn.ahead.startswith("M63.0 24.0H")


def test_both_lines_run_to_the_station_they_have_reached():
    drawn = ladder.drawing("proposed", 600)
    assert drawn.espresso.endswith("H350.0")
    assert drawn.cherry.endswith("H350.0")
    assert drawn.ahead.startswith("M363.0")


def test_only_met_reaches_the_cup_and_leaves_nothing_ahead():
    drawn = ladder.drawing("met", 600)
    assert (drawn.here, drawn.hollow, drawn.ahead) == (None, [], "")
    assert drawn.espresso.endswith("H535.0")


def test_the_cup_fills_by_sixths():
    tops = [float(re.match(r"M[\d.]+ ([\d.]+)H", ladder.liquid(part))[1]) for part in range(1, 7)]
    assert tops == sorted(tops, reverse=True)
    assert [ladder.sixths(stage) for stage in STAGES] == [1, 2, 3, 4, 5, 6]
    assert ladder.RIM < tops[-1] < tops[0] < ladder.FOOT


def test_coffee_stays_inside_the_round_foot_of_the_cup():
    for part in range(1, 7):
        numbers = [float(n) for n in re.findall(r"[MH]([\d.]+)", ladder.liquid(part))]
        assert all(ladder.LEFT <= x <= ladder.RIGHT for x in numbers)


@pytest.mark.parametrize("stage", STAGES)
def test_a_cup_always_has_its_word(stage):
    assert str(ladder.NOT_MET[stage]) in look.cup(stage)


def test_only_a_met_cup_steams():
    assert [stage for stage in STAGES if "steam" in look.cup(stage)] == ["met"]


def test_apart_has_no_cup_and_no_ladder(ana):
    assert look.cup("apart") == ""
    assert look.ladder(None, ana) == {}
    assert look.ladder(Tie(stage="apart"), ana) == {}


@pytest.fixture
def tie(ana, ben):
    low, high = sorted([ana, ben], key=lambda member: member.pk)
    first, second = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 4, 9, tzinfo=UTC)
    mine, theirs = (first, second) if low == ana else (second, first)
    return Tie(
        low=low,
        high=high,
        low_followed_at=mine,
        high_followed_at=theirs,
        mutual_since=second,
        stage="mutual",
    )


def test_the_steps_say_where_both_stand_and_what_comes_next(tie, ana):
    assert [(str(step.word), step.when, step.place) for step in ladder.steps(tie, ana)] == [
        ("Handshake", "yours, 2 Nov", "behind"),
        ("Shook back", "4 Nov", "here"),
        ("Talking", "", "ahead"),
        ("Proposed", "your next step", "ahead"),
        ("On the calendar", "", "ahead"),
        ("Met", "", "ahead"),
    ]


def test_the_other_reads_the_same_ladder_from_their_side(tie, ana, ben):
    assert ladder.steps(tie, ben)[0].when == "theirs, 2 Nov"
    assert ladder.sentence(tie, ben) == (
        "Shook back.",
        f"{ana.short_name} held out a hand on 2 November; "
        "you shook back on 4 November. You have not met.",
    )


def test_a_ladder_has_one_current_step_for_the_ear(tie, ana):
    drawn = render_to_string("_ladder.html", look.ladder(tie, ana))
    assert drawn.count('aria-current="step"') == 1
    assert drawn.count("<svg") == drawn.count('aria-hidden="true"') == 2
