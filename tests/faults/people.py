"""The members of a town: they meet, offer, cancel and part, and remember what is owed for it.

Whatever begins is written in bulk, exactly as the verbs would have left it (check_ties looks in
the end); whatever changes or ends goes through the verbs themselves. Facts are noted with the
moment of the commit.
"""

import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from meetups.models import Nudge
from meetups.models.coffee_letters import ASK_AGAIN, EVE
from members.models import Member, Preferences
from members.patience import patiently
from tests.faults.beginnings import Beginnings
from tests.faults.changes import Changes
from tests.faults.facts import Facts

Kind = Nudge.Kind
# One in so many keeps the usual quiet hours; the others none, so that a test runs at any hour.
LIGHT_SLEEPERS = 10


class People(Beginnings, Changes):
    """Everybody in the town and all that is between them."""

    def __init__(self, how_many):
        self.facts = Facts()
        self.members = move_in(how_many)
        self.offered, self.agreed, self.over = [], [], []  # pairs
        self.pairs = {}  # all of them, by id of their tie
        self.codes = {}  # by id of the letter that carries it
        self.jumps = 0  # of the clock
        super().__init__()

    def sleeps_light(self, reader):
        """Whether letters to this address may be held in quiet hours."""
        return int(reader[1:5]) % LIGHT_SLEEPERS == 0

    def _owe_news(self, pair, coffee, at):
        for reader, other in pair.each:
            until = coffee.ends_at.timestamp()
            self.facts.owe(Kind.ACCEPTED, reader.email, other.short_name, at, until)

    def _owe_reminders(self, pair, coffee, agreed_at):
        starts, settles = coffee.starts_at.timestamp(), coffee.settles_at.timestamp()
        for reader, other in pair.each:
            evening = coffee.evening_for(reader)
            for kind, due, until in [
                (Kind.COFFEE_TOMORROW, coffee.starts_at - EVE, starts),
                (Kind.COFFEE_SOON, coffee.soon_for(reader), starts),
                (Kind.DID_YOU_MEET, evening, settles),
                *((Kind.DID_YOU_MEET, evening + wait, settles) for wait in ASK_AGAIN),
            ]:
                if due > agreed_at:
                    due = due.timestamp()
                    self.facts.owe(kind, reader.email, other.short_name, due, until)

    def _owe_question(self, pair, coffee, at):
        for reader, other in pair.each:
            until = coffee.starts_at.timestamp()
            self.facts.owe(Kind.COFFEE_TOMORROW, reader.email, other.short_name, at, until)

    def _owe_cancelled(self, pair, at):
        for reader, other in pair.each:
            self.facts.owe(Kind.CANCELLED, reader.email, other.short_name, at)

    def _say(self, verb, *words):
        """Carry the verb out. Returns what it returns, and when it was committed."""

        @patiently
        def aloud():
            return self._at_commit(), verb(*words)

        moment, result = aloud()
        return result, moment.at

    def _at_commit(self):
        moment = Moment()
        # Before all that the verb itself wants done on commit.
        transaction.on_commit(moment.note)
        return moment


class Moment:
    """When something happened, once it has."""

    def __init__(self):
        self.at = None

    def note(self):
        """It happens now."""
        self.at = time.time()


def move_in(how_many):
    """So many members, verified a month ago."""
    now = timezone.now()
    joined = now - timedelta(days=30)
    members = Member.objects.bulk_create(
        Member(
            name=f"M{number:04} Town", folded_name=f"m{number:04} town",
            handle=f"m{number:04}-town", email=f"m{number:04}@town.example", password="!",
            time_zone="Europe/London", joined_at=joined, verified_at=joined, welcomed_at=joined,
            active_at=now,
        )
        for number in range(how_many)
    )  # fmt: skip
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, primary=True, verified=True)
        for member in members
    )
    Preferences.objects.bulk_create(
        Preferences(member=member, quiet_from="08:00", quiet_to="08:00")
        for number, member in enumerate(members)
        if number % LIGHT_SLEEPERS
    )
    return members
