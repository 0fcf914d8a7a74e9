"""The referee sees the worst itself: a letter doubled, untrue, lost, and every row astray."""

import json
from base64 import urlsafe_b64encode

import pytest

from members import parts
from tests.faults.crew import Kill
from tests.faults.facts import Deed, Facts, Name, Wishes
from tests.faults.postbox import Line
from tests.faults.records import Record
from tests.faults.referee import Referee, name_of
from tests.faults.sink import text_of

NOW = 1000.0
ANA = "ana@example.org"
QUESTION = Name("coffee_tomorrow", ANA, "M0001")
NEWS = Name("accepted", ANA, "M0001")
HOPE = Name("have_the_coffee", ANA, "M0001")
WEEK = Name("the_week", ANA, "")
WORKER = "solo1.1-77.town.example"


def head(kind, other):
    """What a letter begins with; the week's shows M0001 whatever it is named."""
    other = other or "M0001"
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

    def keep(self, at, letter="<1>", who=WORKER, told=True, name=None, **more):
        facts = {"who": who, "to": self.name.reader, "step": "END", "id": letter}
        name = name or self.name
        more = {"text": "Never met\n\nM0001 Town", **more} if name == WEEK else more
        self.lines.append(Line(at, "kept", head=head(name.kind, name.other), **more, **facts))
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

    def row(
        self, letter, nudge="sent", why="", reason="", letter_id="<1>", is_due=False, let_go=None,
        name=None, told_in="",
    ):  # fmt: skip
        ids, name = letter_id if letter else "", name or self.name
        record = Record(name, "key", nudge, why, letter, reason, ids, is_due, let_go, told_in)
        self.records.append(record)
        return self

    def end(self, began, at, why="cancelled"):
        self.facts.end([self.name.kind], *self.name[1:], Deed(began, at), why)
        return self

    def wish(self, **wishes):
        self.facts.wishes[self.name.reader] = Wishes(**wishes)
        return self

    def also(self, name, shows=""):
        """Another fact of the same reader, told by a letter of its own, which shows somebody."""
        self.facts.owe(*name, due=100.0)
        letter = f"<{name.kind} {name.other}>"
        shown = name._replace(other=shows or name.other)
        self.fence(150, letter).keep(151, letter, name=shown, text=f"{shown.other} Town")
        return self.row("sent", letter_id=letter, name=name)

    def verdict(self):
        return Referee(self.facts, self.lines, self.kills, self.fences, self.records, NOW).judge()

    @property
    def complaints(self):
        return "\n".join(self.verdict().complaints)


def week(*words):
    """A weekly letter that says so, and shows nobody in its subject."""
    day = Day(WEEK).fence(150).keep(151, text="\n\n".join(words)).row("sent")
    day.lines = [line._replace(head=line.head.replace("M0001", "You")) for line in day.lines]
    return day


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
    code = Line(1.0, "kept", to=ANA, head="Subject: Your code", mark="CODE000007")
    assert name_of(code) == Name("account_login_code", ANA, "CODE000007")
    seat = Name("session_going", ANA, "EVE0003")
    [kept, _answered] = Day(seat).keep(1.0, mark="EVE0003").lines
    assert name_of(kept) == seat
    # It invites to an evening, and is about none.
    assert name_of(Day(WEEK).keep(1.0, mark="EVE0003").lines[0]) == WEEK


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("M0001 invites you: Thu 3 Dec, 18:30", "visitor_confirm"),
        ("A chair for you, Thu 3 Dec, 18:30?", "visitor_confirm"),
        ("A chair is yours: Thu 3 Dec, 18:30", "visitor_going"),
        ("Moved to Thu 3 Dec, 18:30", "visitor_moved"),
        ("Called off: Thu 3 Dec, 18:30", "visitor_off"),
        ("Given back: Thu 3 Dec, 18:30", "visitor_off"),
        ("Thu 3 Dec, 18:30: still coming?", "visitor_tomorrow"),
        ("Good that you came on Thursday", "visitor_thanks"),
    ],
)
def test_a_letter_to_a_guest_is_known_by_its_subject(subject, kind):
    lines = f"List-Unsubscribe: <mailto:hello@group.example.org>\r\nSubject: {subject}\r\nDate: -"
    guest = Line(1.0, "kept", to="lena@example.net", head=lines, mark="EVE0003")
    assert name_of(guest) == Name(kind, "lena@example.net", "")


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
    day = sent(NEWS).end(140, 149.999)
    assert "after it was untrue: cancelled" in day.complaints
    assert day.verdict().untrue == 1


def test_a_letter_fenced_before_may_be_handed_over_after():
    assert sent(NEWS).end(149, 150.5).complaints == ""


def test_each_hand_over_has_a_fence_of_its_own():
    day = Day(NEWS).fence(150).keep(151, told=False).fence(160).keep(161).row("sent")
    assert day.end(154, 155).verdict().untrue == 1


def test_a_clock_that_jumps_ends_what_it_passes():
    day = Day(QUESTION)
    day.facts = Facts()
    day.facts.owe(*QUESTION, due=100, until=500)
    day.facts.pass_time(200, Deed(390, 400))
    day.fence(401).keep(402).row("sent")
    assert "untrue: clock" in day.complaints


def test_what_nobody_wants_is_untrue_whenever_it_is_owed():
    day = Day(NEWS)
    day.facts = Facts()
    day.facts.stop(NEWS.kind, NEWS.reader, Deed(89, 90))
    day.facts.owe(*NEWS, due=100)
    assert "untrue: unwanted" in day.fence(150).keep(151).row("sent").complaints


@pytest.mark.parametrize(("fenced", "untrue"), [(115, 1), (125, 0)])
def test_what_was_in_the_way_is_so_no_more(fenced, untrue):
    day = Day(HOPE).fence(fenced).keep(151).row("sent").end(109, 110, "plans")
    day.facts.resume(HOPE.reader, HOPE.other, Deed(119, 120), "plans")
    assert day.verdict().untrue == untrue


@pytest.mark.parametrize(("fenced", "untrue"), [(105, 0), (115, 1), (125, 0)])
def test_a_week_is_untrue_by_whom_it_shows(fenced, untrue):
    day = Day(WEEK).fence(fenced).keep(151).row("sent")
    day.facts.hide(WEEK.reader, "M0001", Deed(109, 110), "plans")
    day.facts.resume(WEEK.reader, "M0001", Deed(119, 120), "plans")
    day.facts.hide(WEEK.reader, "M0002", Deed(90, 90), "plans")
    assert day.verdict().untrue == untrue


MET, HAND = "Never met\n\n{} Town\nBecause.", "A hand held out to you\n\n{} Town\nBecause."
TOUCH, THANKS = "Losing touch\n\n{} Town\nBecause.", "Still to be said\n\n{} Town\nBecause."
THERE = "{} and M0009, whom you follow and have not met, are coming."


@pytest.mark.parametrize(
    ("part", "why", "untrue"),
    [
        (MET, "plans", 1),
        (HAND, "plans", 1),
        (THANKS, "plans", 0),
        (THERE, "plans", 0),
        (THANKS, "parted", 1),
        (THERE, "parted", 1),
        (THERE, "hushed", 1),
    ],
)
def test_a_week_is_untrue_by_whom_its_text_names(part, why, untrue):
    day = week(part.format("M0002"))
    day.facts.owe("thank_you", ANA, "M0002", due=100)
    day.facts.hide(ANA, "M0002", Deed(109, 110), why)
    assert day.verdict().untrue == untrue


@pytest.mark.parametrize(("part", "kind"), [(TOUCH, "next_coffee"), (THANKS, "thank_you")])
def test_a_week_is_untrue_by_what_was_folded_into_it(part, kind):
    day = week(part.format("M0002"))
    assert "tells of M0002" in day.complaints
    day.facts.owe(kind, ANA, "M0002", due=100)
    day.row("", nudge="folded", why="folded", name=Name(kind, ANA, "M0002")).wish(has_week=True)
    assert day.complaints == ""
    day.facts.end([kind], ANA, "M0002", Deed(109, 110), "thanked")
    assert "it tells of M0002 (thanked)" in day.complaints


def test_nobody_stands_in_a_week_twice():
    day = week(MET.format("M0002"), HAND.format("M0003"))
    assert day.complaints == ""
    day = week(MET.format("M0002"), HAND.format("M0002"))
    assert "was told of M0002 2 times" in day.complaints
    assert day.verdict().doubled == 1


def test_a_week_that_says_nothing():
    assert "names nobody" in week("That is all until next Friday.").complaints


def test_whatever_is_called_told_in_a_week_stands_there():
    day = week(MET.format("M0002")).wish(has_week=True)
    day.facts.owe(*HOPE._replace(other="M0002"), due=100)
    day.row("", nudge="folded", why="folded", name=HOPE._replace(other="M0002"), told_in="<1>")
    assert day.complaints == ""
    day.facts.owe(*HOPE._replace(other="M0003"), due=100)
    day.row("", nudge="folded", why="folded", name=HOPE._replace(other="M0003"), told_in="<1>")
    assert "stands in no line of the week" in day.complaints


@pytest.mark.parametrize("long", ["", "x" * 90, "é" * 90])
def test_the_text_of_a_letter_is_read_however_it_was_written(long):
    told = f"Never met\n\nM0002 Town{long}\nhttps://group.example.org/l/M0003/\nWrite\n"
    letter = parts.together("alternative", [parts.words(told, "plain"), parts.words("M4", "html")])
    assert text_of(b"Subject: -\r\n" + letter) == f"Never met\n\nM0002 Town{long}\nWrite\n"


def test_a_week_is_untrue_by_an_evening_it_names():
    day = Day(WEEK).fence(150).keep(151, mark="EVE0003").row("sent")
    day.facts.off = {"EVE0003": Deed(150.5, 151), "EVE0004": Deed(100, 110)}
    assert day.complaints == ""
    day.facts.off["EVE0003"] = Deed(140, 149)
    assert "it invites to EVE0003" in day.complaints


def test_encouragements_go_only_as_there_is_room_for_them():
    day = sent(HOPE).wish(room=2).also(HOPE._replace(other="M0002"))
    assert day.complaints == ""
    day.wish(room=1)
    assert "has room for 1 encouragements, and had 2" in day.complaints
    assert day.verdict().untrue == 1


def test_nobody_is_told_of_twice_in_a_week():
    day = sent(HOPE).wish(room=3).also(HOPE._replace(kind="thank_you"))
    assert "heard of one person again" in day.complaints
    assert day.verdict().untrue == 1


def test_nothing_goes_past_the_fence():
    day = Day(NEWS).keep(151).row("sent").end(499, 500)
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
        Day(QUESTION).row("waiting", reason="the reader's quiet hours"),
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


def held(why, name=HOPE, nudge="held"):
    return Day(name).row("", nudge=nudge, why=why)


MISSED = Name("we_miss_you", ANA, "")
OF_THE_OTHER, OF_ANOTHER = HOPE._replace(kind="thank_you"), HOPE._replace(other="M0002")


@pytest.mark.parametrize(
    ("day", "is_accounted_for"),
    [
        (held("capped").also(OF_ANOTHER), True),
        (held("capped"), False),
        (held("pair_capped").also(OF_THE_OTHER), True),
        (held("pair_capped").also(OF_ANOTHER), False),
        (held("pair_capped").also(MISSED, shows="M0001"), True),
        (held("pair_capped").also(MISSED, shows="M0002"), False),
        (held("folded", nudge="folded").wish(has_week=True), True),
        (held("folded", nudge="folded"), False),
        (held("folded", NEWS, nudge="folded").wish(has_week=True), False),
        (held("quiet_hours", QUESTION).wish(sleeps_light=True), True),
        (
            Day(QUESTION).row("waiting", reason="the reader's quiet hours").wish(sleeps_light=True),
            True,
        ),
    ],
)
def test_what_is_held_back_needs_a_reason_that_the_town_knows(day, is_accounted_for):
    assert day.verdict().lost == (0 if is_accounted_for else 1)


# -- ended


@pytest.mark.parametrize(
    "day",
    [
        # By the verb itself, or by whoever asked after it.
        Day(NEWS).row("cancelled", reason="no longer true", let_go=119.5),
        Day(NEWS).row("cancelled", reason="no longer true", let_go=130),
        Day(NEWS).row("", nudge="dropped", why="untrue", let_go=130),
        Day(NEWS).row("", nudge="missed", why="too_late", let_go=130),
        # It is let go when its turn comes.
        Day(NEWS).row("", nudge="held", why="capped"),
    ],
)
def test_what_has_ended_before_anybody_was_told_is_not_lost(day):
    day.end(119, 120)
    assert day.complaints == ""
    assert day.verdict().ended == 1


@pytest.mark.parametrize(
    "day",
    [
        # Given up before it ended, or gone without a trace.
        Day(NEWS).row("cancelled", reason="no longer true", let_go=118),
        Day(NEWS).row("", nudge="dropped", why="untrue", let_go=118),
        Day(NEWS).row("failed", reason="could not be written", let_go=None),
        Day(NEWS),
    ],
)
def test_what_was_lost_before_it_ended_is_lost(day):
    day.end(119, 120)
    assert "is lost" in day.complaints
    assert (day.verdict().lost, day.verdict().ended) == (1, 0)


def test_what_ended_before_a_sweep_came_by_has_no_row():
    day = Day(HOPE)
    day.facts.named(HOPE)[0].by_sweep = True
    assert day.verdict().lost == 1
    assert day.end(119, 120).verdict().ended == 1


@pytest.mark.parametrize(
    ("why", "fenced", "let_go", "lost"),
    [
        ("hushed", None, 119.5, 0),
        ("hushed", None, 118, 1),
        # Anything else has it written anew, unless it was on its way.
        ("plans", None, 119.5, 1),
        ("plans", 118, 300, 0),
        ("plans", 125, 300, 1),
    ],
)
def test_a_week_is_given_up_when_it_shows_somebody_no_more(why, fenced, let_go, lost):
    day = Day(WEEK).row("cancelled", reason="no longer true", let_go=let_go)
    day.facts.hide(WEEK.reader, "M0001", Deed(119, 120), why)
    if fenced:
        day.fence(fenced)
    assert day.verdict().lost == lost


def test_a_week_on_its_way_when_its_evening_moved_may_be_given_up():
    day = Day(WEEK).fence(118).row("failed", reason="given up: 451 later", let_go=300)
    assert day.verdict().lost == 1
    day.facts.moves.append(Deed(119, 120))
    assert day.verdict().lost == 0


def test_what_may_be_told_is_not_missed():
    day = Day(HOPE)
    day.facts.named(HOPE)[0].is_owed = False
    assert day.complaints == ""


def test_another_moment_takes_the_place_of_one_not_yet_due():
    day = Day(QUESTION)
    day.facts.owe(*QUESTION, due=NOW - 1)
    day.facts.replace([QUESTION.kind], *QUESTION[1:], Deed(119, 120), "moved")
    assert [fact.due for fact in day.facts.named(QUESTION)] == [100]


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
