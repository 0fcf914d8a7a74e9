"""What stands in the calendar that a member subscribes to: their coffees and their evenings."""

from datetime import timedelta

from django.conf import settings

from meetups import ical
from meetups.models import Coffee, Rsvp, WeeklySession

# What is over stays for a while, so that a calendar does not forget last week.
KEPT = timedelta(days=30)
STANDING = [Coffee.State.SCHEDULED, Coffee.State.MET]


def entries_of(member, now):
    """Every coffee that stands and every evening with a seat, as ical.Entry, in order of time.

    What was cancelled is gone, and so is whatever names somebody the member cannot see. Each links
    to its own page, for which one signs in: a feed is read by strangers' servers.
    """
    entries = [
        *(
            ical.entry_for(coffee, member, _on_site(coffee))
            for coffee in _coffees(member, now)
            if member.can_see(coffee.other(member))
        ),
        *(ical.entry_for_evening(rsvp, _on_site(rsvp)) for rsvp in _seats(member, now)),
    ]
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))


def _coffees(member, now):
    standing = Coffee.objects.with_member(member).filter(state__in=STANDING)
    return standing.filter(ends_at__gt=now - KEPT).with_people()


def _seats(member, now):
    seats = Rsvp.objects.of(member).going().holding().filter(session__ends_at__gt=now - KEPT)
    held = seats.filter(session__state=WeeklySession.State.SCHEDULED)
    return held.select_related("session__series", "session__venue")


def _on_site(record):
    return settings.SITE_URL + record.get_absolute_url()
