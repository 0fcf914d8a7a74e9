"""A coffee or an evening as a calendar entry (RFC 5545 and 5546): sent, saved or subscribed to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from icalendar import Calendar, Event, vCalAddress, vDuration, vUri

from members.folding import clean_line, clean_text

PRODUCT = "-//Networkgroup//Coffees//EN"
METHODS = ("REQUEST", "CANCEL", "PUBLISH")
# How long a calendar should wait before it reads a feed again; most wait longer.
REFRESH = timedelta(hours=1)

SUMMARIES = {
    "coffee": gettext_lazy("Coffee with %(name)s"),
    "walk": gettext_lazy("Walk with %(name)s"),
    "lunch": gettext_lazy("Lunch with %(name)s"),
    "call": gettext_lazy("Call with %(name)s"),
}


@dataclass(frozen=True)
class Entry:
    """What one reader's calendar shows: plain words, and aware datetimes of any zone.

    `uid` never changes while the meeting lives, `sequence` rises whenever its time, place or state
    does, at `changed_at` the last time. `link` is where this reader moves or cancels it; `note` is
    what else there is to say.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    link: str
    organizer_name: str
    organizer_address: str
    note: str = ""
    url: str = ""
    changed_at: datetime | None = None


def entry_for(coffee, reader, link):
    """The entry of a coffee for one of its two, in the language that is active now.

    `link` is the reader's own absolute address for moving or cancelling.
    """
    return _entry(
        coffee,
        link,
        sequence=coffee.sequence,
        summary=SUMMARIES[coffee.kind] % {"name": coffee.other(reader).name},
        note=gettext(
            "Please use this link to move or cancel. Answers given in a calendar reach the"
            " organizers, not %(name)s."
        )
        % {"name": coffee.other(reader).name},
        changed_at=coffee.created_at,
    )


def entry_for_evening(rsvp, link):
    """The entry of an evening for whoever answered it, in the language that is active now.

    `link` is the member's own absolute address for giving the seat back. The sequence rises with
    every change of the evening, and with every one of the answer: who gives a seat back and takes
    another has the same entry again.
    """
    return _entry(
        rsvp.session,
        link,
        sequence=rsvp.sequence,
        summary=rsvp.session.series.name,
        note=gettext(
            "Please use this link to give your seat back. Answers given in a calendar reach the"
            " organizers, and free no seat."
        ),
        changed_at=rsvp.changed_at,
    )


def _entry(plan, link, **more):
    name, address = parseaddr(settings.GROUP_REPLY_TO)
    return Entry(
        # A bare UUID, so that a site that moves to another address keeps its entries.
        uid=str(plan.uuid),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        location=_location(plan),
        link=link,
        organizer_name=settings.GROUP_NAME or name,
        organizer_address=address,
        url=settings.SITE_URL.rstrip("/") + plan.get_absolute_url(),
        **more,
    )


def invitation(entry, recipient, now, method):
    """The bytes of a calendar with one entry.

    `method` is REQUEST (it stands), CANCEL (it is off) or PUBLISH (a file for anyone's calendar,
    which by RFC 5546 names no attendee). `recipient` has a `name` and an `email`; `now` is aware.
    Raises ValueError for any other method and for datetimes without a zone.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is none of {', '.join(METHODS)}")
    event = _event(entry, now, method)
    if method != "PUBLISH":
        attendee = _address(recipient.name, recipient.email)
        # They agreed on the site, so no calendar needs to ask again.
        attendee.params.update(
            {
                "CUTYPE": "INDIVIDUAL",
                "ROLE": "REQ-PARTICIPANT",
                "PARTSTAT": "ACCEPTED",
                "RSVP": "FALSE",
            }
        )
        event.add("attendee", attendee)
    return _calendar(method, [event]).to_ical()


def feed(name, entries):
    """The bytes of a calendar to subscribe to, called `name`, with all these entries.

    The same entries are the same bytes, however often they are read: each is stamped with the
    moment of its last change.
    """
    events = [_event(entry, entry.changed_at, "PUBLISH") for entry in entries]
    calendar = _calendar("PUBLISH", events)
    calendar.add("x-wr-calname", clean_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    # The same to Outlook, which reads no RFC 7986.
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return calendar.to_ical()


def _calendar(method, events):
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(entry, now, method):
    event = Event()
    event.add("uid", clean_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _in_utc(now))
    # UTC and not a zone of ours: a single meeting is one instant, every calendar shows it in its
    # owner's zone, and no VTIMEZONE can be misread.
    event.add("dtstart", _in_utc(entry.starts_at))
    event.add("dtend", _in_utc(entry.ends_at))
    event.add("summary", clean_line(entry.summary))
    event.add(
        "description", "\n".join(filter(None, [clean_line(entry.link), clean_text(entry.note)]))
    )
    if entry.location:
        event.add("location", clean_line(entry.location))
    if entry.url:
        event.add("url", vUri(clean_line(entry.url)))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    # Colleagues who share a calendar see that the hour is taken, not with whom.
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("organizer", _address(entry.organizer_name, entry.organizer_address))
    return event


def _address(name, address):
    found = vCalAddress(f"mailto:{clean_line(address)}")
    # Quotes cannot be written inside a parameter before RFC 6868, which Outlook doesn't read.
    found.params["CN"] = clean_line(name).replace('"', "'")
    return found


def _in_utc(moment):
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def _location(plan):
    if plan.venue is None:
        return plan.place
    return ", ".join(filter(None, [plan.venue.name, plan.venue.street]))
