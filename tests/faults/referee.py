"""Counts, from the mail server's own log against what was owed, and says what is wrong.

Pure: everything it judges is handed in, so that it can be shown the worst itself.

*Doubled.* A letter is doubled when the server kept the same Message-ID again, or another letter of
the same name than there were facts. What is sent at most once may never be. What must arrive may
go again when the one who handed it over cannot know that it had been kept: the answer never went
out, or the process was shot with this as the last letter it handed over. So each kill excuses one
letter of each process it hit, and no more.

*Untrue.* A letter is untrue when its fence, the step from which on nobody can call it back, was
noted by the database after the transaction that made it untrue was known to be committed. Both
moments are of one clock, the fence's taken before its own commit and the verb's after, so that no
slack is needed: what is counted was certainly decided too late. What was fenced before, and handed
over later, was true when it was last possible to ask. A letter about the reader's own time here is
untrue by whom its text shows or names, by what was folded into it, and by an evening that it names.
And no encouragement may go for which its reader has left no room, by the wishes that the town knows
of.

*Lost.* A fact that is due and still true is lost unless the server kept a letter of its name, or
the tables show what became of it and the log (or a verb) shows why: failed because the server
refused, unsure because an answer or a worker was lost, held because it is night or the address is
paused, held or folded because the reader has no room. A state without such a cause is lost, too.

*Ended.* A fact that somebody's verb made untrue before anybody was told is owed no more. But what
was given up before that verb began was lost by then, and so was what has no row: it was not the
verb that ended it.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from zlib import decompress

from tests.faults.facts import Name

MUST_ARRIVE = {
    "proposal", "accepted", "declined", "countered", "withdrawn", "all_taken", "moved",
    "cancelled", "late", "session_going", "session_left", "session_moved", "session_off",
    "seat_offered", "seat_lapsed", "visitor_confirm", "visitor_going", "visitor_moved",
    "visitor_off", "visitor_tomorrow", "visitor_thanks", "account_login_code",
}  # fmt: skip
# What nobody asked for and comes in a letter of its own, as far as there is room for it.
ENCOURAGEMENTS = {
    "take_it_offline", "have_the_coffee", "next_coffee", "thank_you", "we_miss_you",
}  # fmt: skip
# About the reader's own time here, and true for as long as what it shows.
OWN_TIME = {"the_week", "we_miss_you"}
# What shows several people, and goes without one of them as well.
OF_SEVERAL = {*OWN_TIME, "session_tomorrow"}
# A guest's letter has no link that would turn it off; its subject tells what it says.
TO_A_GUEST = {
    "visitor_confirm": r"invites you:|^A chair for you,",
    "visitor_going": "^A chair is yours:",
    "visitor_moved": "^Moved to ",
    "visitor_off": "^(Called off|Given back|Off the list):",
    "visitor_tomorrow": r": still coming\?",
    "visitor_thanks": "^Good that you came on ",
}
# Seconds after which a worker gives up waiting for an answer; one that went out hardly sooner may
# have come too late.
PATIENCE = 4.0
# The parts of a weekly letter that show somebody to meet, and those that tell what was folded, by
# the first line of each.
TO_MEET = {"Never met", "A hand held out to you"}
FOLDED = {"Losing touch": "next_coffee", "Still to be said": "thank_you"}
SETTLED = {"sent", "failed", "cancelled", "unsure"}
UNDECIDED = {"waiting", "held", "folded"}
OTHER = re.compile(r"\bM\d{4}\b")
ENTRY = re.compile(r"(M\d{4}) Town")
SUBJECT = re.compile(r"(?im)^subject: *(.*(?:\r\n\s.*)*)")
TOKEN = re.compile(r"/unsubscribe/([^/>]+)/")


def subject_of(line):
    """What the letter's subject says."""
    return SUBJECT.search(line.head)[1].replace("_", " ")


def kind_of(line):
    """Which kind of letter it says it is: what its own unsubscribe link would turn off."""
    token = TOKEN.search(re.sub(r"\r\n\s", "", line.head))
    if token is None:
        subject = subject_of(line)
        guests = (kind for kind, words in TO_A_GUEST.items() if re.search(words, subject))
        return next(guests, "account_login_code")
    packed = token[1].partition(":")[0]
    content = urlsafe_b64decode(packed.lstrip(".") + "=" * (-len(packed.lstrip(".")) % 4))
    if packed.startswith("."):
        content = decompress(content)
    return json.loads(content)[-1]["kind"]


def name_of(line):
    """The Name of the fact that a kept letter tells, read from the letter alone."""
    kind = kind_of(line)
    if kind in OWN_TIME or kind in TO_A_GUEST:
        return Name(kind, line.to, "")
    shown = shown_in(line)
    return Name(kind, line.to, line.mark or (shown[0] if shown else ""))


def shown_in(line):
    """The members that a letter's subject names."""
    return OTHER.findall(subject_of(line))


def entries_in(line):
    """Who has an entry of their own in a weekly letter: [(first line of the part, other)]."""
    part, found = "", []
    for words in line.text.splitlines():
        if words in TO_MEET or words in FOLDED:
            part = words
        elif entry := ENTRY.fullmatch(words):
            found.append((part, entry[1]))
    return found


@dataclass
class Verdict:
    """What it came to. `complaints` is empty after a good day."""

    letters: int = 0
    sent: int = 0
    failed: int = 0
    unsure: int = 0
    untrue: int = 0
    doubled: int = 0
    lost: int = 0
    ended: int = 0  # facts that were no longer true before anybody was told
    held: int = 0
    doubted: int = 0  # called unsure, and kept all the same
    kinds: Counter = field(default_factory=Counter)  # of the letters that were kept
    complaints: list = field(default_factory=list)

    def __str__(self):
        return (
            f"letters {self.letters} sent {self.sent} failed {self.failed} unsure {self.unsure}"
            f" untrue {self.untrue} doubled {self.doubled} lost {self.lost}"
        )


class Referee:
    """Looks at one town's day once."""

    def __init__(self, facts, lines, kills, fences, records, now):
        self.facts, self.lines, self.kills = facts, lines, kills
        self.fences, self.records, self.now = fences, records, now
        self.verdict = Verdict()

    def judge(self):
        """Look at everything. -> Verdict"""
        self._read_log()
        self._read_records()
        self._count_doubled()
        self._count_untrue()
        self._count_unwelcome()
        self._read_weeks()
        self._count_facts()
        self._look_at_rows()
        return self.verdict

    # -- reading

    def _read_log(self):
        self.kept = defaultdict(list)  # message id: lines, the first one first
        self.names, self.told, self.last = {}, set(), {}
        self.refused_letters, self.refused_readers, self.in_doubt = {}, Counter(), set()
        self.open = {}  # who: the address they were just handing over to
        for line in self.lines:
            self.open[line.who] = line.to or self.open.get(line.who, "")
            if line.id:
                self.last[line.who] = line.id
            match line.event:
                case "kept":
                    self.kept[line.id].append(line)
                    self.names.setdefault(line.id, name_of(line))
                    self.in_doubt.add(line.id)
                case "answered" if line.step == "END" and line.answer[0] == "2":
                    if line.at - self.kept[line.id][-1].at > PATIENCE * 0.75:
                        continue
                    self.told.add((line.who, line.id, len(self.kept[line.id])))
                    self.in_doubt.discard(line.id)
                case "answered" if line.answer[0] == "5":
                    self.refused_readers[line.to] += 1
                    self.refused_letters[line.id] = line.answer
                case "held" | "dropped":
                    self.in_doubt.add(line.id or line.to)

    def _read_records(self):
        self.by_name = defaultdict(list)
        self.written = defaultdict(list)  # reader: names of encouragements that became letters
        for record in self.records:
            self.by_name[record.name].append(record)
            if record.name.kind in ENCOURAGEMENTS and record.letter:
                self.written[record.name.reader].append(record.name)
        self.ids = defaultdict(list)  # name: message ids that were kept
        for message_id, name in self.names.items():
            self.ids[name].append(message_id)
            self.verdict.kinds[name.kind] += 1

    # -- counting

    def _count_doubled(self):
        for message_id, lines in self.kept.items():
            name = self.names[message_id]
            for number, line in enumerate(lines[:-1], start=1):
                self.verdict.doubled += 1
                if name.kind not in MUST_ARRIVE:
                    self._complain(f"{name} was kept twice, and may go once at most")
                elif not self._could_not_know(message_id, number, line):
                    self._complain(f"{name} was kept again though {line.who} was told")
        for name, ids in self.ids.items():
            facts = [fact for fact in self.facts.named(name) if fact.due <= self.now]
            if len(ids) > len(facts):
                self.verdict.doubled += bool(facts)
                self._complain(f"{name}: {len(ids)} letters about {len(facts)} facts")

    def _could_not_know(self, message_id, number, line):
        if (line.who, message_id, number) not in self.told:
            return True
        return self.last[line.who] == message_id and any(
            line.who.startswith(kill.who) and kill.at >= line.at for kill in self.kills
        )

    def _count_untrue(self):
        for message_id, lines in self.kept.items():
            name = self.names[message_id]
            for line in lines:
                before = [at for at in self.fences.get(message_id, []) if at <= line.at]
                if not before:
                    self._complain(f"{name} went past the fence")
                elif why := self._why_not(name, line, before[-1]):
                    self.verdict.untrue += 1
                    self._complain(f"{name} went after it was untrue: {why}")

    def _why_not(self, name, line, fenced):
        """Why a letter was certainly untrue when it was fenced, or ""."""
        if name.kind in OWN_TIME:
            if why := self._shows_wrongly(name.reader, line, fenced):
                return why
            off = self.facts.off.get(line.mark)
            if off and off.at < fenced:
                return f"it invites to {line.mark} (called off)"
        # Of several facts that read the same, the last that is true makes it so.
        reasons = [fact.why_not(fenced) for fact in self.facts.named(name)]
        return reasons[0] if reasons and all(reasons) else ""

    def _shows_wrongly(self, reader, line, fenced):
        """Whom it shows to its reader, or tells of, that was certainly not so then; or ""."""
        shown = set(shown_in(line))
        for part, other in entries_in(line):
            if part in TO_MEET:
                shown.add(other)
                continue
            facts = self.facts.named(Name(FOLDED.get(part, ""), reader, other))
            reasons = [fact.why_not(fenced) for fact in facts]
            if reasons and all(reasons):
                return f"it tells of {other} ({reasons[0]})"
        for other in sorted({*shown, *OTHER.findall(line.text)}):
            for spell in self.facts.hidden.get((reader, other), []):
                # Whom they have plans with, they may still find at an evening, and may thank.
                if spell.covers(fenced) and (other in shown or spell.why != "plans"):
                    return f"it shows {other} ({spell.why})"
        return ""

    def _read_weeks(self):
        """Weekly letters tell each thing once, and whatever the tables say they tell."""
        told = defaultdict(Counter)  # reader: how often they were told of whom
        for message_id, lines in self.kept.items():
            name, line = self.names[message_id], lines[0]
            if name.kind != "the_week":
                continue
            if not OTHER.search(line.text):
                self._complain(f"{name} names nobody")
            for part, other in entries_in(line):
                told[name.reader][other] += 1
                fact = name._replace(kind=FOLDED.get(part, ""), other=other)
                if part not in TO_MEET and not self.facts.named(fact):
                    self._complain(f"{name} tells of {other}, in {part!r}, what is no fact")
        for reader, others in told.items():
            twice = [other for other, times in others.items() if times > 1]
            self.verdict.doubled += len(twice)
            for other in twice:
                self._complain(
                    f"{reader} was told of {other} {others[other]} times in weekly letters"
                )
        for record in self.records:
            week = self.kept.get(record.told_in)
            if week and record.name.other not in OTHER.findall(week[0].text):
                self._complain(f"{record.name} stands in no line of the week that tells it")

    def _count_unwelcome(self):
        """Encouragements that went though their reader had heard enough, or enough of somebody."""
        told = defaultdict(Counter)
        for name, ids in self.ids.items():
            if name.kind in ENCOURAGEMENTS:
                told[name.reader][name.other] += len(ids)
        for reader, others in told.items():
            letters, room = others.total(), self.facts.wishes_of(reader).room
            # Who is missed is told of nobody in particular.
            twice = sum(times - 1 for other, times in others.items() if other)
            if letters > room:
                self._complain(f"{reader} has room for {room} encouragements, and had {letters}")
            elif twice:
                self._complain(f"{reader} heard of one person again within the week: {others}")
            self.verdict.untrue += max(letters - room, twice, 0)

    def _count_facts(self):
        verdict = self.verdict
        for name, facts in self.facts.by_name.items():
            due = [fact for fact in facts if fact.is_owed and fact.due <= self.now]
            kept = len(self.ids.get(name, []))
            verdict.sent += kept
            missing = len(due) - kept
            ended = [fact for fact in due if fact.untrue]
            for record in self.by_name[name]:
                if missing > 0 and record.message_id not in self.names:
                    missing -= self._is_accounted_for(record) or self._has_ended(record, ended)
            if missing > 0 and not self.by_name[name]:
                # No sweep had come by when it ended.
                unmade = min(missing, sum(fact.by_sweep for fact in ended))
                verdict.ended += unmade
                missing -= unmade
            if missing > 0:
                verdict.lost += missing
                self._complain(f"{name} is lost: {self.by_name[name]}")
        verdict.letters = verdict.sent + verdict.failed + verdict.unsure + verdict.lost

    def _has_ended(self, record, ended):
        """Whether the verb that ended one of these facts, or whoever asked after it, let it go.

        Or it lies there still, and will be let go when its turn comes.
        """
        spells = [spell for fact in ended for spell in fact.untrue]
        since = min((spell.since.began for spell in spells), default=float("inf"))
        is_waiting = (record.letter or record.nudge) in UNDECIDED or record.is_held_back
        has_ended = (
            (bool(spells) and is_waiting)
            or (record.let_go is not None and record.let_go >= since)
            or self._is_shown_no_more(record)
        )
        self.verdict.ended += has_ended
        return has_ended

    def _is_shown_no_more(self, record):
        """A letter that shows several people is given up by a wish to hear nothing of one of them.

        Whatever else hid one of them, or changed the evening that it names, has it written anew;
        but not where it was on its way just then, and came back.
        """
        if record.name.kind not in OF_SEVERAL or record.let_go is None:
            return False
        hidings = self.facts.hidings_of(record.name.reader)
        wishes = [spell.since for spell in hidings if spell.why == "hushed"]
        if any(deed.began <= record.let_go <= deed.at for deed in wishes):
            return True
        deeds = [*self.facts.moves, *(spell.since for spell in hidings)]
        fenced = min(self.fences.get(record.message_id, []), default=float("inf"))
        # Its worker may have looked at the clock while the deed was being committed.
        return any(fenced <= deed.at and deed.began <= record.let_go for deed in deeds)

    def _is_accounted_for(self, record):
        """Whether the tables show a fate that the log, or somebody's verb, gives a cause for."""
        match record.letter or record.nudge:
            case "failed":
                if record.message_id in self.refused_letters or self._refuses(record):
                    self.verdict.failed += 1
                    return True
            case "unsure":
                if record.message_id in self.in_doubt or self._was_lost_on_the_way(record):
                    self.verdict.unsure += 1
                    return True
            case "waiting" | "retry" if "paused" in record.reason:
                self.verdict.held += 1
                return self.refused_readers[record.name.reader] >= 3
            case "waiting" | "retry" | "cancelled" if "quiet hours" in record.reason:
                self.verdict.held += 1
                return self.facts.wishes_of(record.name.reader).sleeps_light
            case "held" | "folded" | "missed":
                is_held = self._is_held(record)
                self.verdict.held += is_held
                return is_held or (record.why == "overtaken" and self._has_newer(record.name))
        return False

    def _is_held(self, record):
        """Whether what the reader wishes, and what they were told, holds it back."""
        reader, other = record.name.reader, record.name.other
        wishes, written = self.facts.wishes_of(reader), self.written[reader]
        match record.why.removesuffix("_too_long"):
            case "quiet_hours":
                return wishes.sleeps_light
            case "folded":
                return wishes.has_week and record.name.kind in ENCOURAGEMENTS
            # Each of those written is accounted for by itself.
            case "capped":
                return len(written) >= wishes.room
            case "pair_capped":
                is_told = any(name.other == other for name in written)
                return wishes.has_week or is_told or self._was_shown(reader, other)
        return False

    def _was_shown(self, reader, other):
        """Whether the letter to somebody missed showed them the other, as far as anybody knows."""
        name = Name("we_miss_you", reader, "")
        kept = [line for message_id in self.ids[name] for line in self.kept[message_id]]
        if not kept:
            return name in self.written[reader]
        return any(other in shown_in(line) for line in kept)

    def _refuses(self, record):
        return record.reason.startswith("5") and self.refused_readers[record.name.reader]

    def _was_lost_on_the_way(self, record):
        """A worker was shot with this letter past its fence, and nothing of it kept."""
        fenced = self.fences.get(record.message_id, [])
        return bool(fenced) and any(kill.at >= fenced[-1] for kill in self.kills)

    def _has_newer(self, name):
        """What else the reader heard, or was to hear, about the same coffee says it as well."""
        newer = {
            "proposal", "countered", "accepted", "moved", "coffee_soon", "did_you_meet",
            "session_going", "session_moved",
        }  # fmt: skip
        due = Counter(
            kind
            for kind in newer
            for fact in self.facts.named(name._replace(kind=kind))
            if fact.due <= self.now
        )
        # Of several steps of its own kind it is the newest that counts.
        due[name.kind] -= 1
        return any(number > 0 for number in due.values())

    # -- rows

    def _look_at_rows(self):
        unsure_without_trace = 0
        for record in self.records:
            if record.is_due:
                self._complain(f"{record.key} is due and nobody decided about it")
            if record.nudge == "sent" and not record.letter:
                self._complain(f"{record.key} is sent without a letter")
            if record.letter and record.letter not in SETTLED and not record.is_held_back:
                self._complain(f"{record.key} is still {record.letter}: {record.reason}")
            if record.letter == "sent" and record.message_id not in self.names:
                self._complain(f"{record.key} is called sent, and nobody has it")
            if record.letter == "unsure" and record.message_id in self.names:
                self.verdict.doubted += 1
            if record.letter == "unsure" and record.message_id not in self.in_doubt:
                unsure_without_trace += 1
        if unsure_without_trace > len(self.kills):
            self._complain(f"{unsure_without_trace} unsure letters of {len(self.kills)} kills")
        known = {record.message_id for record in self.records}
        for message_id, name in self.names.items():
            if message_id not in known:
                self._complain(f"{name} has no row")

    def _complain(self, words):
        self.verdict.complaints.append(words)
