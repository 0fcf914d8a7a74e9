"""A letter of every kind, drafted for the newest row on this machine that could have caused it.

Nothing is kept and nobody is written to.
"""

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetups import moves
from meetups.models import (
    Coffee,
    KeepInTouch,
    Nudge,
    Proposal,
    Rsvp,
    StandingSeat,
    Visitor,
    WeeklySession,
)
from meetups.nudges import coffees, proposals, seats, series, sessions, ties, weeks
from members import account_letters, mail
from members.models import Letter, Member, Tie, TieSide

Kind = Nudge.Kind
DAY, FORTNIGHT = timedelta(days=1), timedelta(days=14)
# What allauth calls its letters, one for each of our templates.
ACCOUNT = {kind: name for name, kind in account_letters.KINDS.items()} | {
    account_letters.NOTICE: "password_changed"
}
VISITOR = [kind.value for kind in Visitor.Kind]
KINDS = [*Kind.values, *VISITOR, *ACCOUNT]
MADE_UP = {"code": "4F7-K2Q", "key_url": "/accounts/", "activate_url": "/accounts/"}


def draft(kind, now):
    """The letter of a kind, drafted at `now`; None where nothing here could have caused it."""
    if kind in ACCOUNT:
        return account_letter(kind, now)
    if kind in VISITOR:
        return visitor_letter(kind, now)
    found = SUBJECTS[kind]()
    if found is None:
        return None
    letters, subject, recipient = found
    # Left by nobody, so that its letter is only drafted.
    nudge = Nudge(kind=kind, recipient=recipient, about=subject, key=kind, due_at=now)
    write = WRITERS.get(kind) or getattr(letters, kind)
    with translation.override(recipient.language), timezone.override(recipient.zone):
        return write(nudge, subject, now)


def account_letter(kind, now):
    """One of the letters between the site and one person, with a code that opens nothing."""
    name = ACCOUNT[kind]
    to = Member.objects.present().order_by("pk").first() or "somebody@example.org"
    return mail.draft(
        kind,
        to,
        account_letters.told(name, MADE_UP),
        key=kind,
        klass=Letter.Class.ACCOUNT,
        queue=Letter.Queue.URGENT,
        now=now,
    )


def visitor_letter(kind, now):
    """One of the letters to a guest: somebody made up, whom a member brings."""
    evening = WeeklySession.objects.with_place().order_by("pk").last()
    if evening is None:
        return None
    inviter = Member.objects.present().order_by("pk").first()
    guest = Visitor(session=evening, name="Lena Brandt", email="lena@example.org", asked_at=now)
    guest.invited_by = inviter
    return guest.write(Visitor.Kind(kind), now, news=news_of(evening), how=mail.draft)


def news_of(evening):
    """What its letters tell of a move that nobody made."""
    was = moves.plan_of(evening) | {"starts_at": (evening.starts_at - DAY).isoformat()}
    return {"was": was, "why": _("The hall is let for a wedding that day.")}


# Not met, and nothing planned.
FREE = {"times_met": 0, "proposed_at": None, "next_coffee_at": None}


# -- the newest row that could have caused it: (letters, subject, recipient) or None


def offer(to="invitee", **wanted):
    """A finder of offers, for the one invited or the proposer."""

    def find():
        newest = Proposal.objects.filter(**wanted).order_by("-pk").first()
        if newest is None:
            return None
        proposal = proposals.find(newest.pk)
        return proposals, proposal, getattr(proposal, to)

    return find


def coffee(**wanted):
    """A finder of coffees, for the one who said yes where that is known."""

    def find():
        newest = Coffee.objects.filter(**wanted).order_by("-pk").first()
        if newest is None:
            return None
        found = coffees.find(newest.pk)
        offer = found.agreed_in.first()
        return coffees, found, offer.proposer if offer else found.tie.low

    return find


def late():
    """A coffee that somebody runs late for, or might."""
    found = coffee(seats__late_minutes__isnull=False)() or coffee()()
    if found is None:
        return None
    letters, subject, _recipient = found
    seat = subject.seats.filter(late_minutes__isnull=False).first() or subject.seats.first()
    return letters, subject, subject.other(seat.member)


def tie(*order, **wanted):
    """A finder of ties, the first in this order."""

    def find():
        first = Tie.objects.filter(**wanted).order_by(*order, "-pk").first()
        if first is None:
            return None
        found = ties.find(first.pk)
        return ties, found, found.low

    return find


def unread():
    """A tie with words that somebody has not seen."""
    side = TieSide.objects.filter(unread_at__isnull=False).order_by("-unread_at").first()
    return side and (ties, ties.find(side.tie_id), side.member)


def member():
    """Whoever has most people to meet."""
    sides = TieSide.objects.filter(nearness=TieSide.Nearness.MUTUAL, **FREE)
    most = sides.values("member").annotate(people=Count("pk")).order_by("-people", "member").first()
    someone = most and weeks.find(most["member"])
    return someone and (weeks, someone, someone)


def rsvp(**wanted):
    """A finder of answers to evenings, the newest."""

    def find():
        newest = Rsvp.objects.filter(**wanted).order_by("-changed_at", "-pk").first()
        if newest is None:
            return None
        found = sessions.find(newest.pk)
        return sessions, found, found.member

    return find


def standing_seat():
    """A seat for every time, whether it lapsed or not."""
    newest = StandingSeat.objects.order_by("-since", "-pk").first()
    if newest is None:
        return None
    found = seats.find(newest.pk)
    return seats, found, found.member


def every_time():
    """A series where somebody has a seat for every time, as if it had changed."""
    found = standing_seat()
    return found and (series, series.find(found[1].series_id), found[2])


def moved_by_an_hour(nudge, moved, now):
    """As if it had gathered an hour later until now."""
    later = (datetime.combine(now, moved.clock) + timedelta(hours=1)).time()
    was = moved.usual | {"clock": later.isoformat()}
    nudge.details = {"was": was, "why": _("The café closes early from now on.")}
    return series.series_moved(nudge, moved, now)


def ends_today(nudge, ending, now):
    """As if its host had said so."""
    why = _("The mill closes at the end of the year.")
    nudge.details = {"last": now.astimezone(ending.zone).date().isoformat(), "why": why}
    return series.series_ends(nudge, ending, now)


def kept_in_touch(nudge, tie, now):
    """By a wish that somebody might have."""
    return ties.keep_in_touch(nudge, tie, KeepInTouch(member=nudge.recipient, months=6), now)


def offered_or_going(nudge, rsvp, now):
    """As if the seat that somebody has had been offered first."""
    rsvp.offered_until = rsvp.offered_until or rsvp.session.starts_at
    return sessions.seat_offered(nudge, rsvp, now)


def moved_or_agreed(nudge, coffee, now):
    """As if the yes that was said had been said to another time."""
    return coffees.agreed(nudge, coffee, coffee.agreed_in.order_by("-closed_at").first(), now)


def soon_quiet(nudge, member, now):
    """As if six letters in a month had been for nothing."""
    return weeks.quiet_until(nudge, member, now + FORTNIGHT, now)


def moved_by_a_day(nudge, rsvp, now):
    """As if the evening had been planned for the day before."""
    nudge.details = news_of(rsvp.session)
    return sessions.session_moved(nudge, rsvp, now)


State, GOING = Proposal.State, Rsvp.State.GOING
SUBJECTS = {
    Kind.PROPOSAL: offer(state=State.OPEN, answers=None),
    Kind.ACCEPTED: coffee(),
    Kind.DECLINED: offer("proposer", state=State.DECLINED),
    Kind.COUNTERED: offer(answers__isnull=False),
    Kind.WITHDRAWN: offer(state=State.WITHDRAWN),
    Kind.ALL_TAKEN: offer("proposer"),
    Kind.MOVED: coffee(agreed_in__isnull=False),
    Kind.CANCELLED: coffee(state=Coffee.State.CANCELLED),
    Kind.LATE: late,
    Kind.ANSWER_PROPOSAL: offer(state=State.OPEN),
    Kind.COFFEE_TOMORROW: coffee(state=Coffee.State.SCHEDULED),
    Kind.COFFEE_SOON: coffee(state=Coffee.State.SCHEDULED),
    Kind.DID_YOU_MEET: coffee(),
    Kind.RAIN_CHECK: coffee(state=Coffee.State.CANCELLED),
    Kind.UNREAD_WORDS: unread,
    Kind.GOING_QUIET: member,
    Kind.THE_WEEK: member,
    Kind.HAVE_THE_COFFEE: tie("-mutual_since", mutual_since__isnull=False, **FREE),
    Kind.TAKE_IT_OFFLINE: tie(
        "-low_words", low_words__gt=0, high_words__gt=0, mutual_since__isnull=False, **FREE
    ),
    Kind.THANK_YOU: coffee(state=Coffee.State.MET),
    Kind.NEXT_COFFEE: tie("-last_met_at", times_met__gt=0, mutual_since__isnull=False),
    Kind.WE_MISS_YOU: member,
    Kind.SESSION_GOING: rsvp(state=GOING),
    Kind.SESSION_LEFT: rsvp(state=Rsvp.State.CANCELLED),
    Kind.SEAT_OFFERED: rsvp(state__in=[Rsvp.State.OFFERED, GOING]),
    Kind.SEAT_LAPSED: standing_seat,
    Kind.SESSION_MOVED: rsvp(state=GOING),
    Kind.SESSION_OFF: rsvp(session__state=WeeklySession.State.CANCELLED),
    Kind.SESSION_TOMORROW: rsvp(state=GOING),
    Kind.SERIES_MOVED: every_time,
    Kind.SERIES_ENDS: every_time,
}
WRITERS = {
    Kind.MOVED: moved_or_agreed,
    Kind.NEXT_COFFEE: kept_in_touch,
    Kind.GOING_QUIET: soon_quiet,
    Kind.SEAT_OFFERED: offered_or_going,
    Kind.SESSION_MOVED: moved_by_a_day,
    Kind.SERIES_MOVED: moved_by_an_hour,
    Kind.SERIES_ENDS: ends_today,
}
