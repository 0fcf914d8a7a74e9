"""Makes members of the cast, and furnishes the town they meet in."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from meetups.demo.cast import CAST, HOSTS, ORGANIZER, days_here
from meetups.demo.looks import LOOKS
from meetups.demo.portraits import portrait
from meetups.demo.venues import SPOTS
from meetups.models import Venue, free_time
from members import faces
from members.models import Member

PHOTO_WIDTH = max(faces.SIZES)


def furnish():
    """{name: Venue} of the catalogue."""
    venues = [
        Venue(
            name=spot.name,
            street=spot.street,
            note=spot.note,
            area_name=spot.area,
            latitude=spot.latitude,
            longitude=spot.longitude,
            time_zone=spot.time_zone,
            kinds=list(spot.kinds),
        )
        for spot in SPOTS
    ]
    return {venue.name: venue for venue in Venue.objects.bulk_create(venues)}


def gather(now, password):
    """{key: Member} of the whole cast, verified and welcomed, all with this one password."""
    # Hashed once, because forty times is a wait.
    hashed = make_password(password)
    joined = {key: now - timedelta(days=days) for key, days in days_here().items()}
    oldest_first = sorted(CAST, key=lambda person: joined[person.key])
    return {person.key: enrol(person, joined[person.key], hashed, now) for person in oldest_first}


def enrol(person, joined_at, hashed, now):
    """The saved Member this Person becomes."""
    # Only on a developer's own machine does she get keys to the admin.
    operates = person.key == ORGANIZER and settings.DEBUG
    member = Member.objects.create(
        email=person.email,
        password=hashed,
        name=person.name,
        headline=person.headline,
        about=person.about,
        looking_for=list(person.looking_for),
        can_help=list(person.can_help),
        area_name=person.place.name,
        latitude=person.place.latitude,
        longitude=person.place.longitude,
        time_zone=person.place.time_zone,
        openness=person.openness,
        joined_at=joined_at,
        verified_at=joined_at,
        welcomed_at=joined_at,
        # Here today, and of all the weeks before nothing is left to be told.
        active_at=now,
        look_at=now,
        is_organizer=person.key == ORGANIZER,
        is_host=person.key in HOSTS,
        is_staff=operates,
        is_superuser=operates,
    )
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    free_time.set_week(member, person.weekly_hours, joined_at)
    faces.change(member, portrait(LOOKS[person.key], PHOTO_WIDTH))
    return member
