"""The referee sees the worst itself: a letter doubled, untrue, lost, and every row astray."""

import json
from base64 import urlsafe_b64encode

import pytest

from tests.faults.crew import Kill
from tests.faults.facts import Facts, Name
from tests.faults.postbox import Line
from tests.faults.records import Record
from tests.faults.referee import Referee, name_of

NOW = 1000.0
ANA = "ana@example.org"
QUESTION = Name("coffee_tomorrow", ANA, "M0001")
NEWS = Name("accepted", ANA, "M0001")
WORKER = "solo1.1-77.town.example"


def head(kind, other="M0001"):
    content = json.dumps([7, "unsubscribe", "", None, 9, {"kind": kind}]).encode()
    token = urlsafe_b64encode(content).decode().rstrip("=")
    return (
        f"Subject: {other}: still on?\r\n"
        f"List-Unsubscribe: <https://group.example.org/unsubscribe/{token}:signed/>"
    )


class Day:
    """One letter's day, told step by step."""

    def __init__(self, name):
        self.name = name
        self.facts, self.lines, self.kills = Facts(), [], []
        self.fences, self.records = {}, []
        self.facts.owe(*name, due=100.0)

    def fence(self, at, letter="<1>"):
        self.fences.setdefault(letter, []).append(at)
        return self

    def keep(self, at, letter="<1>", who=WORKER, told=True):
        facts = {"who": who, "to": self.name.reader, "step": "END", "id": letter}
        self.lines.append(Line(at, "kept", head=head(self.name.kind, self.name.other), **facts))
        if told:
            self.lines.append(Line(at + 0.01, "answered", answer="250 kept", **facts))
        return self

    def refuse(self, at, letter="<1>"):
        facts = {"who": WORKER, "to": self.name.reader, "step": "END", "id": letter}
        self.lines.append(Line(at, "answered", answer="550 never", **facts))
        return self

    def kill(self, at, who="solo1.1-"):
        self.kills.append(Kill(at, who))
        return self

    def row(self, letter, nudge="sent", why="", reason="", letter_id="<1>", is_due=False):
        ids = letter_id if letter else ""
        self.records.append(Record(self.name, "key", nudge, why, letter, reason, ids, is_due))
        return self

    def verdict(self):
        return Referee(self.facts, self.lines, self.kills, self.fences, self.records, NOW).judge()

    @property
    def complaints(self):
        return "\n".join(self.verdict().complaints)


def sent(name):
    """A good day: fenced, kept, told, noted."""
    return Day(name).fence(150).keep(151).row("sent")


@pytest.mark.parametrize("name", [QUESTION, NEWS])
def test_a_good_day(name):
    verdict = sent(name).verdict()
    assert verdict.complaints == []
    assert str(verdict) == "letters 1 sent 1 failed 0 unsure 0 untrue 0 doubled 0 lost 0"


def test_a_letter_is_known_by_what_it_says():
    assert name_of(sent(NEWS).lines[0]) == NEWS
    code = Line(1.0, "kept", to=ANA, head="Subject: Your code", code="CODE000007")
    assert name_of(code) == Name("account_login_code", ANA, "CODE000007")


# -- doubled


def test_what_goes_once_at_most_may_never_go_twice():
    day = sent(QUESTION).kill(151.5).fence(152).keep(153)
    assert "may go once at most" in day.complaints
    assert day.verdict().doubled == 1


def test_what_must_arrive_may_go_again_after_a_lost_answer():
    day = Day(NEWS).fence(150).keep(151, told=False).fence(152).keep(153).row("sent")
    assert day.complaints == ""
    assert day.verdict().doubled == 1


def test_what_must_arrive_may_go_again_after_a_kill():
    day = sent(NEWS).kill(152).fence(160).keep(161, who="loop.1-9.town.example")
    assert day.complaints == ""


@pytest.mark.parametrize(
    "day",
    [
        sent(NEWS),
        # Somebody else was shot, or the same one before.
        sent(NEWS).kill(152, "loop.1-"),
        sent(NEWS).kill(149),
    ],
)
def test_what_must_arrive_may_not_go_again_for_no_reason(day):
    assert "was told" in day.fence(160).keep(161).complaints


def test_a_kill_excuses_the_last_letter_in_hand_and_no_other():
    day = sent(NEWS).keep(152, "<2>").kill(153).fence(160).keep(161, who="loop.1-9")
    assert "kept again though" in day.complaints


def test_two_letters_about_one_fact():
    day = sent(NEWS).fence(155, "<2>").keep(156, "<2>").row("sent", letter_id="<2>")
    assert "2 letters about 1 facts" in day.complaints


def test_a_letter_about_nothing_at_all():
    day = sent(NEWS)
    day.facts = Facts()
    assert "1 letters about 0 facts" in day.complaints


# -- untrue


def test_a_letter_fenced_after_its_fact_had_ended():
    day = sent(NEWS)
    day.facts.end([NEWS.kind], NEWS.reader, NEWS.other, 149.999, "cancelled")
    assert "after it was untrue (cancelled)" in day.complaints
    assert day.verdict().untrue == 1


def test_a_letter_fenced_before_may_be_handed_over_after():
    day = sent(NEWS)
    day.facts.end([NEWS.kind], NEWS.reader, NEWS.other, 150.5, "cancelled")
    assert day.complaints == ""


def test_each_hand_over_has_a_fence_of_its_own():
    day = Day(NEWS).fence(150).keep(151, told=False).fence(160).keep(161).row("sent")
    day.facts.end([NEWS.kind], NEWS.reader, NEWS.other, 155, "cancelled")
    assert day.verdict().untrue == 1


def test_a_clock_that_jumps_ends_what_it_passes():
    day = Day(QUESTION)
    day.facts = Facts()
    day.facts.owe(*QUESTION, due=100, until=500)
    day.facts.pass_time(200, 400)
    day.fence(401).keep(402).row("sent")
    assert "(clock)" in day.complaints


def test_what_nobody_wants_is_untrue_whenever_it_is_owed():
    day = Day(NEWS)
    day.facts = Facts()
    day.facts.stop(NEWS.kind, NEWS.reader, 90)
    day.facts.owe(*NEWS, due=100)
    assert "(unwanted)" in day.fence(150).keep(151).row("sent").complaints


def test_nothing_goes_past_the_fence():
    day = Day(NEWS).keep(151).row("sent")
    day.facts.end([NEWS.kind], NEWS.reader, NEWS.other, 500, "cancelled")
    assert "went past the fence" in day.complaints


# -- lost


@pytest.mark.parametrize(
    "day",
    [
        Day(NEWS),
        Day(NEWS).row("cancelled", reason="no longer true"),
        Day(NEWS).row("", nudge="dropped", why="untrue"),
        Day(NEWS).row("", nudge="missed", why="too_late"),
        Day(NEWS).row("", nudge="missed", why="overtaken"),
        Day(NEWS).row("", nudge="held", why="quiet_hours"),
        # A state needs a cause: nobody refused, nobody was shot, no address is paused.
        Day(NEWS).row("failed", reason="given up"),
        Day(NEWS).fence(150).row("unsure"),
        Day(NEWS).row("waiting", reason="the address is paused"),
    ],
)
def test_what_is_owed_and_not_seen_is_lost(day):
    assert "is lost" in day.complaints
    assert day.verdict().lost == 1


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (
            Day(NEWS).fence(150).refuse(151).row("failed", reason="550 at letter"),
            "letters 1 sent 0 failed 1 unsure 0 untrue 0 doubled 0 lost 0",
        ),
        (
            Day(QUESTION).fence(150).kill(151).row("unsure"),
            "letters 1 sent 0 failed 0 unsure 1 untrue 0 doubled 0 lost 0",
        ),
    ],
)
def test_what_is_seen_and_has_a_cause_is_not_lost(day, line):
    assert day.complaints == ""
    assert str(day.verdict()) == line


def test_what_has_ended_before_anybody_was_told_is_not_lost():
    day = Day(NEWS).row("cancelled", reason="no longer true")
    day.facts.end([NEWS.kind], NEWS.reader, NEWS.other, 120, "cancelled")
    assert day.complaints == ""
    assert day.verdict().ended == 1


def test_what_is_not_due_is_not_lost():
    day = Day(NEWS)
    day.facts.named(NEWS)[0].due = NOW + 1
    assert day.complaints == ""


# -- rows


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"letter": "sent", "letter_id": "<2>"}, "called sent, and nobody has it"),
        ({"letter": "leased", "letter_id": "<2>"}, "is still leased"),
        ({"letter": "retry", "letter_id": "<2>"}, "is still retry"),
        ({"letter": "", "nudge": "sent"}, "sent without a letter"),
        ({"letter": "", "nudge": "waiting", "is_due": True}, "nobody decided"),
    ],
)
def test_every_row_is_accounted_for(row, complaint):
    assert complaint in sent(NEWS).row(**row).complaints


def test_more_are_unsure_than_were_shot():
    day = sent(QUESTION).row("unsure", letter_id="<2>").row("unsure", letter_id="<3>")
    assert "2 unsure letters of 1 kills" in day.kill(152).complaints


def test_a_letter_without_a_row():
    assert "has no row" in Day(NEWS).fence(150).keep(151).complaints
