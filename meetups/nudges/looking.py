"""Looks at pairs and members whose moment has come, and leaves what they should hear.

Verbs of members cannot leave nudges, which live up the hill: they write `look_at` instead. A look
asks the ledger what is so, leaves nudges with moments of their own, under keys that name the facts,
and may come twice. Whether they are still true is asked again when they are due.
"""

import logging
import math
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q

from meetups.models import Coffee, Nudge
from meetups.nudges import ties
from members.endings import NOT_HERE
from members.mail import place_of
from members.models import Letter, Member, Preferences, Tie
from members.models.member_letters import AWAY
from members.models.talking import SIX, TEN_DAYS
from members.models.tie_letters import SHYNESS, UNSEEN
from members.patience import is_stuck, patiently
from members.shift import Shift

log = logging.getLogger(__name__)

Kind = Nudge.Kind
# How many are found at once; each is looked at in a transaction of its own.
HANDFUL = 500
# A week on the wall is an hour longer where the clock goes back.
EIGHT_DAYS = timedelta(days=8)
A_MINUTE, AFTER_A_STUMBLE = timedelta(minutes=1), timedelta(hours=1)
# Told once, these are over; let go untold, they come again when it is so again.
MAY_COME_AGAIN = [Kind.HAVE_THE_COFFEE, Kind.NEXT_COFFEE]
# Longer than a letter of several people waits.
WAITS = timedelta(days=4)
# Whoever goes on writing is asked once more, that long after the first time.
ONCE_MORE = timedelta(days=14)


def look(now, counts, shift=None):
    """Look at every pair and member due at `now`; `counts` learns how many of each.

    What another worker is just looking at is passed over. With a shift only as many as there is
    time for.
    """
    shift = shift or Shift(math.inf)
    for rows, look_at_one in [(Tie, look_at_tie), (Member, look_at_member)]:
        while not shift.is_cut_short:
            due = rows.objects.filter(look_at__lte=now).order_by("look_at")
            handful = list(due.values_list("pk", flat=True)[:HANDFUL])
            looked = sum(_looked(rows, look_at_one, pk, now) for pk in handful if shift.goes_on())
            counts[rows.__name__.lower()] += looked
            if len(handful) < HANDFUL or not looked:
                break


def _looked(rows, look_at_one, pk, now):
    """1 when it was looked at, 0 when it wasn't ours to look at, or not now."""
    try:
        return int(look_at_one(pk, now))
    except (OperationalError, InterfaceError) as error:
        # The database, not the row: it is still due in a minute.
        log.warning("look at %d waits (%s)", pk, type(error).__name__)
        if is_stuck(error):
            _look_again(rows, pk, now, A_MINUTE)
    except Exception as error:
        log.error("%s %d broke: %s", look_at_one.__name__, pk, place_of(error))
        _look_again(rows, pk, now, AFTER_A_STUMBLE)
    return 0


def _look_again(rows, pk, now, wait):
    """Or it would be the first of every handful, for ever."""
    rows.objects.filter(pk=pk, look_at__lte=now).update(look_at=now + wait)


@patiently
def look_at_tie(pk, now):
    """Leave what the two should hear by the ledger. Whether it was ours to look at."""
    tie = _ours(Tie.objects.select_related("low", "high"), pk, now)
    if tie is None:
        return False
    seen = tie.look_at
    nudges = list(_of_tie(tie))
    Nudge.objects.leave_all(nudges)
    Nudge.objects.leave_all(_again(tie, now))
    _bring_forward(nudges)
    _write_anew(tie, now)
    # A verb that wrote another moment meanwhile wins.
    Tie.objects.filter(pk=pk, look_at=seen).update(look_at=None)
    return True


@patiently
def look_at_member(pk, now):
    """Leave what a member should hear about their time here. Whether it was ours to look at."""
    member = _ours(Member.objects.all(), pk, now)
    if member is None:
        return False
    seen = member.look_at
    preferences = Preferences.objects.of(member)
    # The suspended are left nothing; one day they may be back.
    if member.is_present:
        Nudge.objects.leave_all(_of_member(member, preferences, seen, now))
        for coffee in Coffee.objects.scheduled().with_member(member).ahead(now):
            coffee.plan_soon_anew(member)
    if member.is_suspended:
        _leave_out(member, now)
    if not preferences.wants(Kind.THE_WEEK):
        Nudge.objects.for_member(member).unfold(now)
    then = preferences.week_after(now, member.zone)
    Member.objects.filter(pk=pk, look_at=seen).update(look_at=then)
    # Of those who were here before anybody noted deeds, absence is counted from now on.
    Member.objects.filter(pk=pk, active_at=None).update(active_at=now)
    return True


def _ours(rows, pk, now):
    due = rows.filter(pk=pk, look_at__lte=now)
    return due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()


# -- what there is to hear


def _of_tie(tie):
    for member in tie.pair:
        if tie.mutual_since and not tie.times_met:
            yield _about(tie, member, Kind.HAVE_THE_COFFEE, tie.mutual_since + SHYNESS)
        if tie.only_talks:
            first = offline_at(tie)
            yield _about(tie, member, Kind.TAKE_IT_OFFLINE, first, "1")
            yield _about(tie, member, Kind.TAKE_IT_OFFLINE, first + ONCE_MORE, "2")
        unread = tie.first_unread(member) if tie.has_unread(member) else None
        if unread:
            yield _about(tie, member, Kind.UNREAD_WORDS, unread.at + UNSEEN, unread.pk)


def offline_at(tie):
    """From when on the two have written for long enough: the sixth message, or ten days of talk."""
    by_days = tie.talking_since + TEN_DAYS
    if tie.words < SIX:
        return by_days
    sixth = tie.messages.order_by("pk").values_list("at", flat=True)[SIX - 1 : SIX].get()
    return min(by_days, max(sixth, tie.talking_since))


def latest_week(preferences, zone, now):
    """The last moment up to `now` at which the weekly letter was due on the wall of `zone`."""
    week = preferences.week_after(now - EIGHT_DAYS, zone)
    while (following := preferences.week_after(week, zone)) <= now:
        week = following
    return week


def _of_member(member, preferences, seen, now):
    latest = latest_week(preferences, member.zone, now)
    if latest >= seen:
        # After an outage of weeks only the newest one.
        date = latest.astimezone(member.zone).date()
        yield Nudge(
            recipient=member,
            kind=Kind.THE_WEEK,
            about=member,
            key=f"{Kind.THE_WEEK}:{member.pk}:{date.isoformat()}",
            due_at=latest,
        )
    if member.is_away(now):
        since = member.active_at
        yield Nudge(
            recipient=member,
            kind=Kind.WE_MISS_YOU,
            about=member,
            key=f"{Kind.WE_MISS_YOU}:{member.pk}:{since.astimezone(member.zone).date()}",
            due_at=since + AWAY,
        )


def _about(tie, member, kind, due_at, step=""):
    key = f"{kind}:{tie.pk}:{member.pk}" + (f":{step}" if step else "")
    other = tie.other(member)
    return Nudge(recipient=member, other=other, kind=kind, about=tie, key=key, due_at=due_at)


def _again(tie, now):
    """What was let go untold, for something that stood between the two and does so no more.

    Some days later: whoever has just shaken a hand, or said no to a coffee, is left in peace.
    """
    left = Nudge.objects.about(tie).filter(kind__in=MAY_COME_AGAIN).order_by("pk")
    latest = {nudge.first_key: nudge for nudge in left.select_related("recipient", "letter")}
    for nudge in latest.values():
        due_at = max(nudge.due_at, now + SHYNESS)
        if nudge.was_let_go and _would_be_so(nudge, tie, due_at):
            yield nudge.again(due_at)


def _would_be_so(nudge, tie, at):
    """Whether it would be true at that moment, should nothing change until then."""
    is_wished = nudge.kind != Kind.NEXT_COFFEE or ties.wish_of(nudge, tie)
    return is_wished and tie.still_owes(nudge.kind, nudge.recipient, at)


def _write_anew(tie, now):
    """Letters of several that wait, and show one of the two to the other as they were before."""
    moments = [tie.mutual_since, tie.writing_liked_at]
    since = max((moment for moment in moments if moment), default=now - WAITS)
    if since > now - WAITS:
        anew = Nudge.objects.of_several().filter(letter__created_at__lt=since)
        anew.write_anew_without(*tie.pair, "the two are nearer, or left to it, by now", now)


def _leave_out(member, now):
    """Letters that wait and show a member who is shut out, but are worth reading without them.

    Also those that came to their turn meanwhile, and were cancelled for it.
    """
    cancelled = Letter.objects.filter(
        state="cancelled", reason=NOT_HERE, settled_at__gte=now - WAITS
    )
    letters = (Letter.objects.unsettled() | cancelled).showing(member)
    Nudge.objects.showing_others().filter(letter__in=letters).write_anew(NOT_HERE, now)


def _bring_forward(nudges):
    """What was left for a later moment, and isn't decided, is due sooner by what has been since."""
    sooner = Q(pk__in=[])
    for nudge in nudges:
        sooner |= Q(key=nudge.key, due_at__gt=nudge.due_at)
    late = Nudge.objects.waiting().filter(sooner)
    moments = {nudge.key: nudge.due_at for nudge in nudges}
    for pk, key in late.values_list("pk", "key"):
        Nudge.objects.waiting().filter(pk=pk).update(due_at=moments[key])
