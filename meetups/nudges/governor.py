"""Decides what becomes of a nudge whose moment has come."""

import logging
import math
from collections import Counter
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import InterfaceError, OperationalError, transaction

from meetups.models import Coffee, Nudge, Proposal, Rsvp, Series, StandingSeat
from meetups.models.nudge_kind import BY_VALUE, ENCOURAGEMENTS
from meetups.nudges import coffees, proposals, seats, series, sessions, ties, weeks
from meetups.nudges.caps import member_had_their_letters, pair_had_its_letter
from meetups.nudges.case import Case
from meetups.nudges.ignored import kind_ignored, six_ignored
from meetups.nudges.truth import overtaken, too_late, untrue
from meetups.nudges.wishes import all_quiet, hushed, quiet_hour, unwanted
from members.mail import place_of
from members.models import Letter, Member, Tie
from members.patience import is_stuck, patiently
from members.shift import Shift

log = logging.getLogger(__name__)

SUBJECTS = {
    Proposal: proposals,
    Coffee: coffees,
    Tie: ties,
    Member: weeks,
    Rsvp: sessions,
    Series: series,
    StandingSeat: seats,
}
# What stands between a nudge and its letter, by class and in this order: each question answers with
# what becomes of the nudge instead, or with None.
QUESTIONS = {
    Letter.Class.AGREED: [too_late, untrue, unwanted],
    Letter.Class.APPOINTMENT: [too_late, untrue, overtaken, unwanted, all_quiet, quiet_hour],
    Letter.Class.ENCOURAGEMENT: [
        too_late,
        untrue,
        overtaken,
        unwanted,
        hushed,
        all_quiet,
        pair_had_its_letter,
        member_had_their_letters,
        six_ignored,
        kind_ignored,
        quiet_hour,
    ],
}
# Their reader is held while they are decided: none else is counted or sent meanwhile, and whoever
# parts the reader from somebody who stands in one, or is the reader and wants quiet, can find it.
HOLD_THEIR_READER = {kind for kind in Nudge.Kind if kind.klass != Letter.Class.AGREED}
# How many are looked up at once; each is decided in a transaction of its own.
HANDFUL = 100
# What somebody did or waits for is decided again when that broke: after a minute, four, sixteen,
# and so on for almost a day. By then whoever runs the site has mended it, or nobody will.
FIRST_WAIT, LONGER, MOST_STUMBLES = timedelta(minutes=1), 4, 6


def decide(nudge, now):
    """The one decision about a nudge that is due.

    Leaves it sent, held, folded, dropped or missed, with its reason. The caller holds its row, and
    for some kinds the reader's.
    """
    subject, letters = _subject(nudge)
    if subject is None:
        return nudge.drop("untrue", now)
    case = Case(nudge, subject, letters, now)
    for question in QUESTIONS[nudge.klass]:
        outcome = question(case)
        if outcome:
            return outcome.befall(nudge, now)
    letter = case.write()
    if letter is None:
        return nudge.drop("nothing_to_say", now)
    return nudge.send(letter, now)


def sweep(now, shift=None):
    """Decide about everything due at `now`, one nudge per transaction. -> Counter of outcomes

    What another worker is just deciding is passed over. A nudge that cannot be decided stops
    nobody else's: it is tried again, or put aside. With a shift only as much as there is time for.
    """
    outcomes, shift = Counter(), shift or Shift(math.inf)
    while True:
        # A backlog of encouragements keeps nobody's own business waiting.
        due = Nudge.objects.due(now).order_by("due_at", "pk")
        important = _important(due)
        states = _decide_all(important, now, shift)
        if len(important) < HANDFUL or not any(states):
            states += _decide_all(_by_value(due), now, shift)
        outcomes.update(filter(None, states))
        if shift.is_cut_short or not any(states):
            break
    return outcomes


def _decide_all(ids, now, shift):
    """The new states of these nudges, as far as the shift lasts."""
    return [_decided(pk, now) for pk in ids if shift.goes_on()]


def _important(due):
    """The ids of a handful of what somebody did or waits for."""
    return list(due.important().values_list("pk", flat=True)[:HANDFUL])


def _by_value(due):
    """The ids of a handful of encouragements: all of each reader, the more valuable first."""
    due = due.encouragements()
    readers = due.values_list("recipient", flat=True)[:HANDFUL]
    turns = {reader: turn for turn, reader in enumerate(dict.fromkeys(readers))}
    by_value = sorted(
        due.filter(recipient__in=turns).values_list("pk", "kind", "recipient", "due_at"),
        key=lambda row: (turns[row[2]], BY_VALUE.index(row[1]), row[3]),
    )
    return [row[0] for row in by_value]


def _decided(pk, now):
    """The nudge's new state, or "" when it isn't ours to decide, or not now."""
    try:
        return _decide_locked(pk, now)
    except (OperationalError, InterfaceError) as error:
        # The database, not the nudge: it is still due in a minute.
        log.warning("nudge %d waits (%s)", pk, type(error).__name__)
        return _put_off(pk, now) if is_stuck(error) else ""
    except Exception as error:
        log.error("nudge %d could not be decided: %s", pk, place_of(error))
        return _put_aside(pk, now)


@patiently
def _decide_locked(pk, now):
    facts = Nudge.objects.filter(pk=pk).values_list("recipient", "kind")
    [(reader, kind)] = facts
    holds_reader = kind in HOLD_THEIR_READER
    # Before the nudge, as everywhere. Whoever is just being changed has their turn in a minute, and
    # keeps nobody else waiting, though it were by a lock that a dead host left behind.
    readers = Member.objects.lock_all([reader], skip_locked=True) if holds_reader else {}
    if holds_reader and not readers:
        return ""
    rows = Nudge.objects.due(now).select_for_update(skip_locked=True, of=("self",), no_key=True)
    nudge = rows.select_related("recipient").filter(pk=pk).first()
    if nudge is None:
        return ""
    nudge.recipient = readers.get(reader, nudge.recipient)
    decide(nudge, now)
    return nudge.state


def _put_off(pk, now):
    """Let others come first, or the next shift would begin with it again and get no further."""
    with transaction.atomic():
        nudge = _still_due(pk, now)
        if nudge is None:
            return ""
        nudge.hold(now + FIRST_WAIT, "stumbled", now, nudge.details)
    return nudge.state


def _put_aside(pk, now):
    """Let one that could not be decided wait, longer each time; or drop it, as the last resort."""
    with transaction.atomic():
        nudge = _still_due(pk, now)
        if nudge is None:
            return ""
        stumbles = nudge.details.get("stumbles", 0)
        if nudge.kind in ENCOURAGEMENTS or stumbles == MOST_STUMBLES:
            nudge.drop("broken", now, nudge.details)
        else:
            # Besides what its letter is to be written from.
            details = {**nudge.details, "stumbles": stumbles + 1}
            nudge.hold(now + FIRST_WAIT * LONGER**stumbles, "stumbled", now, details)
    return nudge.state


def _still_due(pk, now):
    """The nudge, locked, or None when it is not ours to decide."""
    due = Nudge.objects.due(now).select_for_update(skip_locked=True, no_key=True)
    return due.filter(pk=pk).first()


def _subject(nudge):
    """What the nudge is about, fresh, and the module that knows its letters."""
    model = ContentType.objects.get_for_id(nudge.about_type_id).model_class()
    letters = SUBJECTS.get(model)
    return (letters.find(nudge.about_id), letters) if letters else (None, None)
