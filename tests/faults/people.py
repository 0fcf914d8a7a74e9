"""The members of a town: they meet, write, gather and part, and remember what is owed for it.

Whatever begins for many at once is written in bulk, exactly as the verbs would have left it
(check_ties looks in the end); seats at evenings, and whatever changes or ends, go through the verbs
themselves. Facts are noted with the moment of the commit.
"""

import time
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from meetups.models import Nudge
from meetups.models.coffee_letters import ASK_AGAIN, EVE, SLEEP_ON_IT
from members.models import Member, Preferences
from members.patience import patiently
from tests.faults.beginnings import Beginnings
from tests.faults.changes import PLANS, Changes
from tests.faults.evenings import Evenings
from tests.faults.facts import Deed, Facts, Wishes
from tests.faults.hopes import Hopes

Kind = Nudge.Kind
# One in so many keeps the usual quiet hours; the others none, so that a test runs at any hour.
LIGHT_SLEEPERS = 10
# Of three in a row one has all encouragements folded into the weekly letter; the others want none,
# and of them one has the usual room for letters of their own and one has more.
PACES = [("normal", 0), ("normal", 1), ("more", 3)]
FORTNIGHT = timedelta(days=14)


class People(Beginnings, Changes, Hopes, Evenings):
    """Everybody in the town and all that is between them."""

    def __init__(self, how_many):
        self.facts = Facts()
        self.members = move_in(how_many)
        for number, member in enumerate(self.members):
            self.facts.wishes[member.email] = wishes_of(number)
        self.pairs = {}  # all of them, by id of their tie
        self.codes = {}  # by id of the letter that carries it
        self.jumps = 0  # of the clock
        super().__init__()

    def wishes_of(self, member):
        """What a member wants of what nobody asked for. -> Wishes"""
        return self.facts.wishes_of(member.email)

    def change_something(self, rng):
        """One of us changes something, by the verb for it. Returns its name."""
        verbs = self.all_changes()
        [verb] = rng.choices(list(verbs), list(verbs.values()))
        verb(rng)
        return verb.__name__

    def change_everything(self, rng):
        """Whatever can be changed now is changed once."""
        for verb in self.all_changes():
            verb(rng)

    def all_changes(self):
        """{verb: weight} of what can be done now."""
        return self.changes() | self.hopes_that_change() | self.evenings_that_change()

    # -- what is owed about two

    def _owe_news(self, pair, coffee, deed):
        for reader, other in pair.each:
            until = coffee.ends_at.timestamp()
            self.facts.owe(Kind.ACCEPTED, reader.email, other.short_name, deed.at, until)

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

    def _owe_question(self, pair, coffee, deed):
        for reader, other in pair.each:
            until = coffee.starts_at.timestamp()
            self.facts.owe(Kind.COFFEE_TOMORROW, reader.email, other.short_name, deed.at, until)

    def _owe_cancelled(self, pair, deed):
        for reader, other in pair.each:
            self.facts.owe(Kind.CANCELLED, reader.email, other.short_name, deed.at)

    def _owe_another_try(self, pair, now):
        due = now + SLEEP_ON_IT
        for reader, other in pair.each:
            until = (due + FORTNIGHT).timestamp()
            self.facts.owe(Kind.RAIN_CHECK, reader.email, other.short_name, due.timestamp(), until)

    def _end(self, pair, kinds, deed, why):
        for reader, other in pair.each:
            self.facts.end(kinds, reader.email, other.short_name, deed, why)

    def _plan(self, pair, deed):
        """The two have plans, and are no longer shown to each other as people to meet."""
        for reader, other in pair.each:
            self.facts.hide(reader.email, other.short_name, deed, PLANS)

    def _plan_no_more(self, pair, deed):
        for reader, other in pair.each:
            self.facts.resume(reader.email, other.short_name, deed, PLANS)

    def _part(self, pair, deed):
        for reader, other in pair.each:
            self.facts.hide(reader.email, other.short_name, deed, "parted")

    # -- verbs, and when they were said

    def _say(self, verb, *words, **more):
        """Carry the verb out. Returns what it returns, and when that was: a Deed."""

        @patiently
        def aloud():
            return self._at_commit(), verb(*words, **more)

        moment, result = aloud()
        return result, moment.deed

    def _at_commit(self):
        moment = Moment()
        # Before all that the verb itself wants done on commit.
        transaction.on_commit(moment.note)
        return moment


class Moment:
    """When something happens: begun by now, and noted once it has."""

    def __init__(self):
        self.began, self.deed = time.time(), None

    def note(self):
        """It has happened."""
        self.deed = Deed(self.began, time.time())


def wishes_of(number):
    """What the member of this number wants. -> Wishes"""
    _pace, room = PACES[number % len(PACES)]
    return Wishes(number % LIGHT_SLEEPERS == 0, not room, room)


def preferences_of(number, member, now):
    """The same as the site keeps it; the weekly letter is due at this hour."""
    pace, _room = PACES[number % len(PACES)]
    wishes, here = wishes_of(number), now.astimezone(member.zone)
    quiet = {} if wishes.sleeps_light else {"quiet_from": "08:00", "quiet_to": "08:00"}
    return Preferences(
        member=member, pace=pace, unwanted=[] if wishes.has_week else [Kind.THE_WEEK],
        week_day=here.weekday(), week_hour=here.hour, **quiet,
    )  # fmt: skip


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
        preferences_of(number, member, now) for number, member in enumerate(members)
    )
    return members
