"""The main pages ask the database as often for thirty rows as for one, and ten times at most."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.models import ReadyTime
from members.models import Member
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_hours,
    make_mutual,
    make_proposal,
    make_venue,
)
from tests.meetups.pages import browser_of

pytestmark = pytest.mark.django_db
MOST = 10
ROWS = [1, 3, 30]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def this_morning(time_machine, now):
    time_machine.move_to(now, tick=False)


class Crowd:
    """Everything that can come in rows, a few of each at a time."""

    def __init__(self, ana, ben, now):
        self.ana, self.ben, self.now, self.made = ana, ben, now, 0
        self.writer, self.quiet = self._friend(), self._friend()
        for friend in (self.writer, self.quiet):
            for author, other in ((friend, ana), (ana, friend)):
                author.write_to(other, "Hello", now - 20 * DAY)
        self.quiet.like_writing(ana, now)

    def grow(self, rows):
        """Until there are this many of everything."""
        while self.made < rows:
            self.made += 1
            self._one_more()

    def _friend(self, hours=True):
        friend = MemberFactory(area_name="Ashbridge", latitude=51, longitude=0)
        make_mutual(self.ana, friend, self.now)
        if hours:
            make_hours(friend, now=self.now)
        return friend

    def _one_more(self):
        number, now = self.made, self.now
        make_venue(name=f"Venue {number}", latitude=51, longitude=0)
        self._friend()
        MemberFactory().follow(self.ana, now)
        make_proposal(self._friend(), self.ana, now + 20 * DAY, now + 21 * DAY)
        make_proposal(self.ana, self._friend(), now + 22 * DAY)
        make_coffee(self.ana, self._friend(), now + number * HOUR * 2)
        self._met_both(number)
        for friend in (self.writer, self.quiet, self._friend()):
            friend.write_to(self.ana, f"Line {number}.", now)

    def _met_both(self, number):
        shared, before = self._friend(hours=False), self.now - 50 * DAY
        make_mutual(self.ben, shared, before)
        for member, hour in ((self.ana, 1), (self.ben, 3)):
            start = before + number * DAY + hour * HOUR
            coffee = make_coffee(member, shared, start, now=before)
            for one in coffee.pair:
                coffee.answer(one, True, coffee.ends_at)


@pytest.fixture
def crowd(ana, ben, now):
    Member.objects.filter(pk__in=[ana.pk, ben.pk]).update(latitude=51, longitude=0)
    make_hours(ana, ben)
    crowd = Crowd(ana, ben, now)
    crowd.grow(1)
    return crowd


def pages_of(crowd, ana, ben, now):
    """The addresses under budget, with a pair for each state of a profile."""
    guest, host, sitter = (MemberFactory() for _ in range(3))
    for other in (guest, host, sitter):
        make_mutual(ana, other, now)
        make_hours(other)
    received = make_proposal(host, ana, now + 25 * DAY)
    sent = make_proposal(ana, guest, now + 26 * DAY)
    coffee = make_coffee(sitter, ana, now + 24 * DAY)
    return {
        "today": "/",
        "directory": "/members/",
        "profile of somebody to propose to": ben.get_absolute_url(),
        "profile of somebody who proposed": host.get_absolute_url(),
        "profile of somebody I meet": sitter.get_absolute_url(),
        "propose": f"/coffees/new/{ben.handle}/",
        "counter": f"{received.get_absolute_url()}counter/",
        "move": f"{coffee.get_absolute_url()}move/",
        "offer received": received.get_absolute_url(),
        "offer sent": sent.get_absolute_url(),
        "coffee": coffee.get_absolute_url(),
        "coffees": "/coffees/",
        "unmet": "/unmet/",
        "words of two who could meet": f"{crowd.writer.get_absolute_url()}messages/",
        "words of two who would rather write": f"{crowd.quiet.get_absolute_url()}messages/",
    }


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    assert len(queries) <= MOST, "\n".join([address, *(query["sql"] for query in queries)])
    return len(queries)


def test_thirty_rows_cost_as_many_queries_as_one(crowd, ana, ben, now):
    pages, client, counts = pages_of(crowd, ana, ben, now), browser_of(ana), {}
    for rows in ROWS:
        crowd.grow(rows)
        ReadyTime.objects.renew_old(now)
        counts[rows] = {name: queries_of(client, address) for name, address in pages.items()}
    assert counts[1] == counts[3] == counts[30]
