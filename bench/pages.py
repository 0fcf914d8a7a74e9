"""Each page as a ratio to the floor view, on the demo's group.

Prints for every page the median over five rounds of (page rate / floor rate), with both rates in
requests a second of one process and the page's queries. Within a round a request for the floor goes
before each one for the page, so that a busy machine slows both alike. Writes nothing but what the
demo fills in.
"""

import statistics
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from bench import floor
from meetups.models import Coffee
from members.models import Member

ROUNDS = 5
SECONDS = 2.0
TARGET = 0.5


class Visitor:
    """A member signed in at one process of the site."""

    def __init__(self, member):
        self.client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        self.client.force_login(member)

    def size(self, address):
        """How many bytes the page has."""
        response = self.client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        return len(response.content)

    def queries(self, address):
        """How often the page asks the database."""
        asked = []

        def listen(execute, sql, *rest):
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(listen):
            self.client.get(address)
        return len(asked)

    def rates(self, *addresses):
        """Requests a second for each of these addresses, asked in turn for about `SECONDS`."""
        spent, turns = dict.fromkeys(addresses, 0.0), 0
        while sum(spent.values()) < SECONDS:
            turns += 1
            for address in addresses:
                begun = time.perf_counter()
                self.client.get(address)
                spent[address] += time.perf_counter() - begun
        return [turns / spent[address] for address in addresses]


def measure(visitor, name, address):
    """Print one line for one page; returns whether it reached the target."""
    size, queries = visitor.size(address), visitor.queries(address)
    beside = f"/floor/?bytes={size}"
    visitor.size(beside)
    rounds = [visitor.rates(beside, address) for _ in range(ROUNDS)]
    ratio = statistics.median(page / base for base, page in rounds)
    base, page = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"{name:10} {ratio:5.2f} of the floor (at least {TARGET}):"
        f" {page:6.1f}/s against {base:6.1f}/s, {queries} queries, {size} bytes",
        flush=True,
    )
    return ratio >= TARGET


def addresses(member):
    """The measured pages as one member sees them: name -> address."""
    coffee = Coffee.objects.scheduled().with_member(member).ahead(timezone.now()).first()
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
        visitor = Visitor(member)
        # A list, so that one slow page does not keep the others from being measured.
        reached = [measure(visitor, *page) for page in addresses(member).items()]
        return all(reached)
