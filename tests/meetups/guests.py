"""What stories about guests on pages begin with: an evening in a few days by the real clock."""

from datetime import timedelta

from django.urls import reverse

from tests.factories import MemberFactory, make_evening

DAY = timedelta(days=1)
LENA = {"name": "Lena Brandt", "email": "lena@example.net", "about": "Binds books"}


def an_evening(*hosts, now, **fields):
    """The first evening of a weekly series, in three days; it has two seats."""
    today = now.date()
    day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][(today + 3 * DAY).weekday()]
    fields = {"rule": f"FREQ=WEEKLY;BYDAY={day}", "starts_on": today, "capacity": 2} | fields
    return make_evening(*hosts, now=now, **fields)


def visitors_of(evening):
    return reverse("meetups:visitors", args=[evening.series.slug, evening.on])


def door_of(evening):
    return reverse("meetups:guest", args=[evening.series.slug, evening.on])


def fill(evening, now):
    for _ in range(evening.free):
        evening.say_going(MemberFactory(), now)
