"""What an evening was before it moved, and how its letters say so."""

from datetime import datetime

from django.utils.translation import ngettext

from meetups import telling
from meetups.models.venue import Venue


def plan_of(session):
    """When and where it is, such as a nudge can keep it."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "minutes": session.minutes,
        "venue": session.venue_id,
    }


def told(was, session):
    """Of a plan that was, what is another now: Thursday 19 November, 18:30, The Old Mill"""
    now, said = plan_of(session), []
    if not was or was == now:
        return ""
    venue = session.venue if was["venue"] == now["venue"] else Venue.objects.get(pk=was["venue"])
    starts_at = datetime.fromisoformat(was["starts_at"])
    if starts_at != session.starts_at:
        said.append(telling.whole_long(starts_at, venue.zone))
        said.append(telling.zone_beside(venue.zone, session.zone, starts_at))
    if was["minutes"] != now["minutes"]:
        minutes = {"minutes": was["minutes"]}
        said.append(ngettext("%(minutes)d minute", "%(minutes)d minutes", was["minutes"]) % minutes)
    if was["venue"] != now["venue"]:
        said.append(venue.name)
    return ", ".join(filter(None, said))
