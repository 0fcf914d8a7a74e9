"""Where two members could meet: the catalogue's venues, the fairest first."""

from math import asin, cos, radians, sin, sqrt

from meetups.models import Venue

EARTH = 6371  # kilometres
# Nobody reads a longer list; whoever wants another place writes it.
MOST_PLACES = 8


def between(one, other, wanted=None):
    """The venues that suit two members best, and in any case the one with the uuid `wanted`.

    Ranked by the larger of the two trips, then the difference, then the sum; a trip nobody can
    measure comes last, by name.
    """
    ranked = sorted(Venue.objects.active(), key=lambda venue: _burden(venue, one, other))
    farther = [venue for venue in ranked[MOST_PLACES:] if str(venue.uuid) == wanted]
    return ranked[:MOST_PLACES] + farther


def best(one, other, kind):
    """The venue for this kind of meeting that suits two members best, or None."""
    venues = Venue.objects.active().for_kind(kind)
    return min(venues, key=lambda venue: _burden(venue, one, other), default=None)


def _burden(venue, one, other):
    trips = [trip for trip in (distance(venue, one), distance(venue, other)) if trip is not None]
    if not trips:
        return (True, 0, 0, 0, venue.name)
    longer, shorter = max(trips), min(trips)
    return (False, longer, longer - shorter, longer + shorter, venue.name)


def distance(one, other):
    """Kilometres over the ground between two things with latitude and longitude, or None."""
    if one.latitude is None or other.latitude is None:
        return None
    latitude, longitude = radians(one.latitude), radians(one.longitude)
    other_latitude, other_longitude = radians(other.latitude), radians(other.longitude)
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH * asin(sqrt(min(1, half_chord)))
