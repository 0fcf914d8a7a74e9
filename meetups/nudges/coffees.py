"""The letters about a coffee: a function per kind, each of (nudge, coffee, now)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from meetups import ical
from meetups.models import Coffee, Nudge
from meetups.nudges.clocks import Clocks
from meetups.nudges.suggesting import once_again
from meetups.nudges.wording import a_meeting, who
from meetups.nudges.writing import on_site, signed, signed_for, write
from meetups.prep import prep
from meetups.telling import clock, day, near_day, whole

Kind = Nudge.Kind
FORTNIGHT = timedelta(days=14)


def find(pk):
    """The coffee with all that its letters tell, or None."""
    return Coffee.objects.with_people().select_related("cancelled_by").filter(pk=pk).first()


def useless_after(nudge, coffee):
    """The moment from which a letter of the nudge's kind could help nobody, or None."""
    return {
        Kind.ACCEPTED: coffee.ends_at,
        Kind.MOVED: coffee.ends_at,
        Kind.LATE: coffee.ends_at,
        Kind.COFFEE_TOMORROW: coffee.starts_at,
        Kind.COFFEE_SOON: coffee.starts_at,
        Kind.DID_YOU_MEET: coffee.settles_at,
        # Later than that, asking or thanking is no answer to that coffee any more.
        Kind.RAIN_CHECK: nudge.due_at + FORTNIGHT,
        Kind.THANK_YOU: nudge.due_at + FORTNIGHT,
    }.get(nudge.kind)


def accepted(nudge, coffee, now):
    """To both: it is in both diaries."""
    offer = coffee.agreed_in.filter(moves=None).first()
    return agreed(nudge, coffee, offer, now)


def moved(nudge, coffee, now):
    """To both: the same coffee at another time."""
    offer = coffee.agreed_in.filter(moves=coffee).order_by("-closed_at").first()
    return agreed(nudge, coffee, offer, now)


def cancelled(nudge, coffee, now):
    """To both, in the same words whatever the reason: it is off."""
    context = _coffee(nudge, coffee)
    context["by_me"] = coffee.cancelled_by_id == nudge.recipient_id
    return write(
        nudge,
        coffee,
        context,
        now,
        caused_by=None if context["by_me"] else coffee.cancelled_by,
        calendar=_entry(nudge, coffee, context, now, "CANCEL"),
        method="CANCEL",
        is_last_word=True,
    )


def late(nudge, coffee, now):
    """To the one who may be waiting already."""
    context = _coffee(nudge, coffee)
    context["minutes_late"] = coffee.seats.get(member=context["other"]).late_minutes
    return _send(nudge, coffee, context, now, caused_by=context["other"])


def coffee_tomorrow(nudge, coffee, now):
    """The question the day before, with what is worth knowing about the other."""
    context = _coffee(nudge, coffee)
    context["still_on_href"] = _signed(nudge, "still_on", coffee, coffee.ends_at)
    context["prep"] = prep(nudge.recipient, context["other"])
    return _send(nudge, coffee, context, now)


def coffee_soon(nudge, coffee, now):
    """Where and when, shortly before, and a way to say that one runs late."""
    context = _coffee(nudge, coffee)
    context["near_day"] = near_day(coffee.starts_at, now, context["zone"])
    return _send(nudge, coffee, context, now)


def did_you_meet(nudge, coffee, now):
    """The question afterwards. The reader's own no is mentioned, the other's answer never."""
    context, ends = _coffee(nudge, coffee), coffee.settles_at
    context.update(
        yes_href=_signed(nudge, "answer", coffee, ends, met=True),
        no_href=_signed(nudge, "answer", coffee, ends, met=False),
        said_no=coffee.answer_of(nudge.recipient) is False,
        settles=whole(ends, nudge.recipient.zone),
    )
    return _send(nudge, coffee, context, now)


def rain_check(nudge, coffee, now):
    """To both, the day after it fell through: times for another try."""
    context = _coffee(nudge, coffee)
    context["suggestion"] = suggestion = once_again(nudge, coffee, now)
    context["is_cancelled"] = coffee.state == coffee.State.CANCELLED
    ends, faces = suggestion.useless_after, [context["other"]]
    return write(nudge, coffee, context, now, useless_after=ends, faces=faces)


def thank_you(nudge, coffee, now):
    """To whoever says they met: a line of thanks, while it is fresh."""
    context = _coffee(nudge, coffee)
    ends = useless_after(nudge, coffee)
    context["thank_href"] = signed_for(nudge, "thank", coffee, ends)
    context["met_on"] = day(coffee.starts_at, context["zone"])
    return _send(nudge, coffee, context, now, faces=[context["other"]])


def agreed(nudge, coffee, offer, now):
    """What was agreed by a yes to `offer`, with an invitation for the calendar."""
    context = _coffee(nudge, coffee)
    context["is_asked"] = coffee.will_be_asked(nudge.recipient, now)
    # What somebody did oneself comes from the group, what the other did from the other.
    said_yes = offer.invitee_id == context["other"].pk
    context["other_said_yes"] = said_yes
    return _send(
        nudge,
        coffee,
        context,
        now,
        caused_by=context["other"] if said_yes else None,
        calendar=_entry(nudge, coffee, context, now, "REQUEST"),
        method="REQUEST",
    )


def _send(nudge, coffee, context, now, **more):
    return write(nudge, coffee, context, now, useless_after=useless_after(nudge, coffee), **more)


def _signed(nudge, purpose, coffee, ends, **extra):
    # Bound to the plan it was written about: after a move the old button says so.
    return signed(nudge.recipient, purpose, coffee, ends, sequence=coffee.sequence, **extra)


def _entry(nudge, coffee, context, now, method):
    entry = ical.entry_for(coffee, nudge.recipient, context["change_href"])
    return ical.invitation(entry, nudge.recipient, now, method)


def _coffee(nudge, coffee):
    """What every letter about a coffee is told."""
    reader, ends = nudge.recipient, coffee.ends_at
    other, clocks = coffee.other(reader), Clocks(coffee, reader)
    starts = coffee.starts_at
    return {
        "coffee": coffee,
        "tie": coffee.tie,
        "other": other,
        "who": who(other),
        "meeting": a_meeting(coffee.kind),
        "zone": clocks.zone,
        "moment": clocks.tell_long(starts),
        "moment_short": whole(starts, clocks.zone),
        "day": day(starts, clocks.zone),
        "clock": clock(starts, clocks.zone),
        "aside": clocks.aside(starts),
        "site_href": on_site(coffee),
        "coffees_href": settings.SITE_URL + reverse("meetups:coffees"),
        "change_href": _signed(nudge, "change", coffee, ends),
        "move_href": _signed(nudge, "move", coffee, ends),
        "cancel_href": _signed(nudge, "cancel", coffee, ends),
        "late_href": _signed(nudge, "late", coffee, ends),
    }
