"""Each page as a ratio to the floor view, on the demo's group.

Prints for every page the median over five alternating rounds of (page rate / floor rate), with
both rates in requests a second of one process. Writes nothing but what the demo fills in.
"""

import statistics
import time

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from bench import floor
from meetups.models import Coffee
from members.models import Member

ROUNDS = 5
SECONDS = 1.0
TARGET = 0.5


def rate(client, address):
    """Requests a second for one address over about `SECONDS`."""
    begun, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - begun) < SECONDS:
        response = client.get(address)
        done += 1
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return done / spent


def measure(client, name, address):
    """Print one line for one page; returns whether it reached the target."""
    size = len(client.get(address).content)
    beside = f"/floor/?bytes={size}"
    client.get(beside)
    rounds = [(rate(client, beside), rate(client, address)) for _ in range(ROUNDS)]
    ratio = statistics.median(page / base for base, page in rounds)
    base, page = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"{name:10} {ratio:5.2f} of the floor (target {TARGET}):"
        f" {page:6.1f}/s against {base:6.1f}/s, {size} bytes",
        flush=True,
    )
    return ratio >= TARGET


def addresses(member):
    """The measured pages as one member sees them: name -> address."""
    coffee = Coffee.objects.scheduled().with_member(member).first()
    mutual = Member.objects.mutual_with(member).order_by("pk").first()
    return {
        "Today": "/",
        "directory": "/members/",
        "profile": mutual.get_absolute_url(),
        "propose": f"/coffees/new/{mutual.handle}/",
        "coffee": coffee.get_absolute_url(),
    }


def main():
    """Fill an empty database with the demo and measure as its first login."""
    if not Member.objects.exists():
        call_command("demo", verbosity=0)
    with override_settings(ROOT_URLCONF=floor.__name__):
        member = Member.objects.get(name="Ruth Calder")
        client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        client.force_login(member)
        # A list, so that one slow page does not keep the others from being measured.
        reached = [measure(client, *page) for page in addresses(member).items()]
        return all(reached)
