"""The letters about a seat at an evening: a function per kind, each of (nudge, rsvp, now)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from meetups import ical, moves, telling
from meetups.models import Nudge, Rsvp, WeeklySession
from meetups.nudges.clocks import Clocks
from meetups.nudges.coming import SHOWN, next_time, who_comes
from meetups.nudges.wording import first_that_fits
from meetups.nudges.writing import on_site, signed, write
from meetups.radar import radar

Kind = Nudge.Kind


def find(pk):
    """The answer with all that its letters tell, or None."""
    rows = Rsvp.objects.select_related("member", "session__series", "session__venue")
    return rows.filter(pk=pk).first()


def useless_after(nudge, rsvp):
    """The moment from which a letter of the nudge's kind could help nobody, or None."""
    match nudge.kind:
        case Kind.SEAT_OFFERED:
            return rsvp.offered_until
        case Kind.SESSION_TOMORROW:
            return rsvp.session.starts_at
    return rsvp.session.ends_at


def session_going(nudge, rsvp, now):
    """There is a seat, with an invitation for the calendar."""
    context = _evening(nudge, rsvp)
    context["is_asked"] = rsvp.will_be_asked(now)
    context["subject_line"] = first_that_fits(
        _("%(day)s: a seat at %(evening)s") % context, _("%(day)s: you have a seat") % context
    )
    return _send(nudge, rsvp, context, now, calendar="REQUEST")


def session_left(nudge, rsvp, now):
    """The seat is the reader's no more, and the evening comes off the calendar.

    They gave it back or away, it was for every time, or a host took them off the list.
    """
    context = _evening(nudge, rsvp)
    context["subject_line"] = first_that_fits(
        _("%(day)s: not at %(evening)s") % context,
        _("%(day)s: you have no seat any more") % context,
    )
    return _send(nudge, rsvp, context, now, calendar="CANCEL")


def seat_offered(nudge, rsvp, now):
    """It is the reader's turn: a seat, until a moment."""
    context = _evening(nudge, rsvp)
    context.update(
        until=_until(nudge, rsvp),
        subject_line=_("A seat for you: %(moment_short)s") % context,
        come_href=_signed(nudge, "come", rsvp, offered=True),
        pass_on_href=_signed(nudge, "cant", rsvp),
    )
    return _send(nudge, rsvp, context, now)


def session_moved(nudge, rsvp, now):
    """To everybody who comes or waits: another time or place, what it was before, and why."""
    context = _evening(nudge, rsvp)
    context["was"] = moves.told(nudge.details.get("was"), rsvp.session)
    context["why"] = nudge.details.get("why", "")
    if rsvp.is_offered:
        context["until"] = _until(nudge, rsvp)
    context["subject_line"] = first_that_fits(
        _("Now %(moment_short)s: %(evening)s") % context,
        _("An evening moved to %(moment_short)s") % context,
    )
    return _send(nudge, rsvp, context, now, calendar="REQUEST" if rsvp.is_going else "")


def session_off(nudge, rsvp, now):
    """To everybody who comes or waits: it does not take place, and why."""
    context = _evening(nudge, rsvp)
    line = WeeklySession.objects.of_the_line_of(rsvp.session.series)
    context["next_time"] = next_time(nudge, line, now)
    context["subject_line"] = first_that_fits(
        _("Called off: %(evening)s, %(day)s") % context, _("Called off: %(moment_short)s") % context
    )
    return _send(nudge, rsvp, context, now, calendar="CANCEL" if rsvp.is_going else "")


def session_tomorrow(nudge, rsvp, now):
    """The question the day before, with whom the reader could meet there.

    Whoever comes every time had no invitation so far: here it is, and to all others it says
    nothing new.
    """
    context = _evening(nudge, rsvp)
    people = radar(rsvp.session, nudge.recipient, now)
    context.update(
        people=people[:SHOWN],
        who_comes=who_comes(people),
        subject_line=_("%(moment_short)s: are you coming?") % context,
        still_coming_href=_signed(nudge, "still_coming", rsvp),
    )
    faces = [one.member for one in people[:SHOWN]]
    return _send(nudge, rsvp, context, now, calendar="REQUEST", faces=faces)


def _send(nudge, rsvp, context, now, *, calendar="", **more):
    """`calendar` is the METHOD of the entry that goes with it, if one does."""
    if calendar:
        entry = ical.entry_for_evening(rsvp, context["cant_href"])
        invitation = ical.invitation(entry, nudge.recipient, now, calendar)
        more |= {"calendar": invitation, "method": calendar}
    return write(nudge, rsvp, context, now, useless_after=useless_after(nudge, rsvp), **more)


def _until(nudge, rsvp):
    return telling.whole(rsvp.offered_until, nudge.recipient.zone)


def _signed(nudge, purpose, rsvp, **extra):
    # Bound to the plan it was written about: after a move the old button says so.
    evening = rsvp.session
    extra["sequence"] = evening.sequence
    return signed(nudge.recipient, purpose, evening, evening.ends_at, **extra)


def _evening(nudge, rsvp):
    """What every letter about a seat is told."""
    session, reader = rsvp.session, nudge.recipient
    clocks, starts = Clocks(session, reader), session.starts_at
    return {
        "rsvp": rsvp,
        "session": session,
        "evening": session.series.name,
        "moment": clocks.tell_long(starts),
        "moment_short": telling.whole(starts, clocks.zone),
        "day": telling.day(starts, clocks.zone),
        "clock": telling.clock(starts, clocks.zone),
        "aside": clocks.aside(starts),
        "position": rsvp.position,
        "site_href": on_site(session),
        "sessions_href": settings.SITE_URL + reverse("meetups:sessions"),
        "come_href": _signed(nudge, "come", rsvp),
        "cant_href": _signed(nudge, "cant", rsvp),
    }
