"""What an evening or a series was before it moved, and how letters say so."""

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
    venue = venue_of(was, session)
    starts_at = datetime.fromisoformat(was["starts_at"])
    if starts_at != session.starts_at:
        said.append(telling.whole_long(starts_at, venue.zone))
        said.append(telling.zone_beside(venue.zone, session.zone, starts_at))
    said += length_and_place(was, session)
    return ", ".join(filter(None, said))


def venue_of(was, gathering):
    """Where an evening or a series took place by the plan that was."""
    is_there = was["venue"] == gathering.venue_id
    return gathering.venue if is_there else Venue.objects.get(pk=was["venue"])


def length_and_place(was, gathering):
    """How long and where it was, each where it is another now: ["120 minutes", "The Old Mill"]"""
    said = []
    if was["minutes"] != gathering.minutes:
        minutes = {"minutes": was["minutes"]}
        said.append(ngettext("%(minutes)d minute", "%(minutes)d minutes", was["minutes"]) % minutes)
    if was["venue"] != gathering.venue_id:
        said.append(venue_of(was, gathering).name)
    return said
