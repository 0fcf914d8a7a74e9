"""A coffee as a calendar entry (RFC 5545 and 5546), as it goes with a letter or is downloaded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy
from icalendar import Calendar, Event, vCalAddress, vUri

from members.folding import clean_line, clean_text

PRODUCT = "-//Networkgroup//Coffees//EN"
METHODS = ("REQUEST", "CANCEL", "PUBLISH")

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
    does. `link` is where this reader moves or cancels it; `note` is what else there is to say.
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


def entry_for(coffee, reader, link):
    """The entry of a coffee for one of its two, in the language that is active now.

    `link` is the reader's own absolute address for moving or cancelling.
    """
    name, address = parseaddr(settings.GROUP_REPLY_TO)
    return Entry(
        # A bare UUID, so that a site that moves to another address keeps its entries.
        uid=str(coffee.uuid),
        sequence=coffee.sequence,
        starts_at=coffee.starts_at,
        ends_at=coffee.ends_at,
        summary=SUMMARIES[coffee.kind] % {"name": coffee.other(reader).name},
        location=_location(coffee),
        link=link,
        organizer_name=settings.GROUP_NAME or name,
        organizer_address=address,
        note=gettext(
            "Please use this link to move or cancel. Answers given in a calendar reach the"
            " organizers, not %(name)s."
        )
        % {"name": coffee.other(reader).name},
        url=settings.SITE_URL.rstrip("/") + coffee.get_absolute_url(),
    )


def invitation(entry, recipient, now, method):
    """The bytes of a calendar with one entry.

    `method` is REQUEST (it stands), CANCEL (it is off) or PUBLISH (a file for anyone's calendar,
    which by RFC 5546 names no attendee). `recipient` has a `name` and an `email`; `now` is aware.
    Raises ValueError for any other method and for datetimes without a zone.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is none of {', '.join(METHODS)}")
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
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def _address(name, address):
    found = vCalAddress(f"mailto:{clean_line(address)}")
    # Quotes cannot be written inside a parameter before RFC 6868, which Outlook doesn't read.
    found.params["CN"] = clean_line(name).replace('"', "'")
    return found


def _in_utc(moment):
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def _location(coffee):
    if coffee.venue is None:
        return coffee.place
    return ", ".join(filter(None, [coffee.venue.name, coffee.venue.street]))
