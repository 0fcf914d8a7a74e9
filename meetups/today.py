"""What one member finds on the first page today."""

from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, offers, prep, telling
from meetups.forms.offer import value_of
from meetups.models import Coffee, Proposal, Rsvp
from meetups.models.settling import TIME_TO_ANSWER
from meetups.tables import ASKED_FROM
from meetups.waiting import waiting_for

WEEK = timedelta(days=7)
# More hands than this are on the page of everybody unmet.
MOST_HANDS = 5
# Whoever has read these finds the others here.
MOST_WORDS = 5

# Plain SQL, for the reason that meetups.matching gives. `spot` is where, in words.
OFFERS = """
    SELECT proposal.*, COALESCE(venue.name, proposal.place) AS spot
    FROM meetups_proposal AS proposal
    LEFT JOIN meetups_venue AS venue ON venue.id = proposal.venue_id
    WHERE proposal.invitee_id = %(reader)s
        AND proposal.state = 'open'
        AND proposal.lapses_at > %(now)s
    ORDER BY proposal.lapses_at, proposal.id
"""

# Each with the other's id, when the reader said that it is still on, and whether they said it
# happened.
COFFEES = """
    SELECT coffee.*, mine.still_on_at, COALESCE(venue.name, coffee.place) AS spot, venue.street,
        (
            SELECT theirs.member_id FROM meetups_seat AS theirs
            WHERE theirs.coffee_id = coffee.id AND theirs.member_id <> mine.member_id
        ) AS other_id,
        (
            SELECT answer.met FROM meetups_answer AS answer
            WHERE answer.coffee_id = coffee.id AND answer.member_id = mine.member_id
        ) AS said
    FROM meetups_seat AS mine
    JOIN meetups_coffee AS coffee ON coffee.id = mine.coffee_id
    LEFT JOIN meetups_venue AS venue ON venue.id = coffee.venue_id
    WHERE mine.member_id = %(reader)s
        AND coffee.state = 'scheduled'
        AND coffee.starts_at < %(until)s
        AND coffee.ends_at > %(since)s
    ORDER BY coffee.starts_at, coffee.id
"""


def offers_to(reader, now):
    """Proposals that wait for the reader's answer, the first to lapse first."""
    return list(Proposal.objects.raw(OFFERS, {"reader": reader.pk, "now": now}))


def coffees_of(reader, now):
    """The reader's unsettled coffees: of the coming week, and over but still to answer."""
    around = {"since": now - TIME_TO_ANSWER, "until": now + WEEK}
    return list(Coffee.objects.raw(COFFEES, {"reader": reader.pk, **around}))


class Plan:
    """A coffee of the coming week, or one that waits for an answer."""

    def __init__(self, coffee, other, reader, now):
        self.coffee, self.other, self.reader, self.now = coffee, other, reader, now
        self.zone = coffee.zone_for(reader)

    @property
    def day(self):
        """Today, Tomorrow or Friday."""
        near = telling.near_day(self.coffee.starts_at, self.now, self.zone)
        return near or telling.weekday(self.coffee.starts_at, self.zone)

    @property
    def asks_still_on(self):
        """Whether the reader should say that it is still on."""
        ahead = self.coffee.starts_at - self.now
        return timedelta() < ahead <= ASKED_FROM and not self.coffee.still_on_at

    @property
    def prep(self):
        """Three lines to know before it."""
        return prep.short(self.reader, self.other)

    @property
    def zone_name(self):
        """The zone it is told in, where the other clock that counts differs; else empty."""
        second = self.other.zone if self.coffee.is_call else self.reader.zone
        return telling.zone_beside(self.zone, second, self.coffee.starts_at)


class Seat:
    """A seat at an evening that is kept for the reader until they say."""

    def __init__(self, rsvp, reader):
        self.evening, self.until = rsvp.session, telling.whole(rsvp.offered_until, reader.zone)
        zone, starts_at = self.evening.zone, self.evening.starts_at
        self.moment = telling.whole_long(starts_at, zone)
        self.zone_name = telling.zone_beside(zone, reader.zone, starts_at)


class Today:
    """What waits, what is coming, whom to meet, for `reader`."""

    def __init__(self, reader, now):
        self.reader, self.now = reader, now

    # -- what waits

    @cached_property
    def _proposals(self):
        return offers_to(self.reader, self.now)

    @cached_property
    def _coffees(self):
        return coffees_of(self.reader, self.now)

    @property
    def _people(self):
        """Everybody these two are with, by id."""
        return self._others.known

    @cached_property
    def offers(self):
        """Offers that wait for the reader's answer, the first to lapse first."""
        for proposal in self._proposals:
            proposal.proposer, proposal.invitee = self._people[proposal.proposer_id], self.reader
        seen = [one for one in self._proposals if self.reader.can_see(one.proposer)]
        return offers.all_told(seen, self.reader, self.now)

    @cached_property
    def seats(self):
        """Seats offered to the reader, the first to go to somebody else first."""
        offered = Rsvp.objects.of(self.reader).offered(self.now).order_by("offered_until", "pk")
        found = offered.select_related("session__series", "session__venue")
        return [Seat(rsvp, self.reader) for rsvp in found]

    @cached_property
    def _others(self):
        known = {proposal.proposer_id for proposal in self._proposals}
        known |= {coffee.other_id for coffee in self._coffees}
        return waiting_for(self.reader, MOST_HANDS + 1, MOST_WORDS, known)

    @property
    def hands(self):
        """The latest hands held out to the reader and not shaken."""
        return self._others.hands[:MOST_HANDS]

    @property
    def has_more_hands(self):
        """Whether some are left out."""
        return len(self._others.hands) > MOST_HANDS

    @property
    def words(self):
        """Those whose words the reader has not seen, the latest first."""
        return self._others.words

    # -- coffees

    @cached_property
    def _plans(self):
        people = self._people
        return [Plan(one, people[one.other_id], self.reader, self.now) for one in self._coffees]

    @cached_property
    def coming(self):
        """The coffees of the coming seven days."""
        return [plan for plan in self._plans if not plan.coffee.is_over(self.now)]

    @cached_property
    def to_answer(self):
        """Coffees that are over and of which the reader has said nothing.

        Nobody is asked about somebody they cannot see.
        """
        return [
            plan
            for plan in self._plans
            if plan.coffee.is_over(self.now)
            and plan.coffee.said is None
            and self.reader.can_see(plan.other)
        ]

    @cached_property
    def to_confirm(self):
        """Coffees of which the reader should say that they are still on."""
        return [plan for plan in self.coming if plan.asks_still_on]

    # -- people

    @cached_property
    def people(self):
        """Up to three people to meet, with the values of their three times' boxes."""
        shown = {hand.pk for hand in self.hands}
        return [
            (one, [(start, value_of(start)) for start in one.times])
            for one in matching.suggestions(self.reader, self.now, but=shown)
        ]

    @property
    def is_busy(self):
        """Whether anything waits or is coming."""
        return bool(self.waiting or self.seats or self.coming)

    # -- in words

    @property
    def date(self):
        """Tuesday 17 November"""
        return telling.long_day(self.now, self.reader.zone)

    @property
    def greeting(self):
        """Good morning, Ruth."""
        words = telling.greeting(self.now, self.reader.zone)
        return words % {"name": self.reader.short_name}

    @cached_property
    def waiting(self):
        """How many people wait for the reader, each counted once."""
        waits = {offer.other.pk for offer in self.offers}
        waits |= {one.pk for one in [*self.hands, *self.words]}
        return len(waits | {plan.other.pk for plan in [*self.to_answer, *self.to_confirm]})

    @property
    def summary(self):
        """One sentence: who waits, and the next coffee."""
        if not self.waiting:
            first = _("A seat is kept for you.") if self.seats else _("Nobody is waiting for you.")
            return self._next_coffee(first, alone=True)
        people = ngettext(
            "%(count)s person is waiting for you",
            "%(count)s people are waiting for you",
            self.waiting,
        ) % {"count": telling.counted(self.waiting)}
        return self._next_coffee(people)

    def _next_coffee(self, first, alone=False):
        if not self.coming:
            return first if alone else f"{first}."
        plan = self.coming[0]
        when = telling.near_day(plan.coffee.starts_at, self.now, plan.zone).lower() or _(
            "on %(day)s"
        ) % {"day": plan.day}
        if alone:
            return _("%(first)s There is a coffee %(when)s.") % {"first": first, "when": when}
        return _("%(first)s, and there is a coffee %(when)s.") % {"first": first, "when": when}

    @property
    def closing(self):
        """The last line of the page."""
        if self.coming:
            plan = self.coming[0]
            near = telling.near_day(plan.coffee.starts_at, self.now, plan.zone).lower()
            name = plan.other.short_name
            if near:
                return _("That is everything for today. See %(name)s %(near)s.") % {
                    "name": name,
                    "near": near,
                }
            return _("That is everything for today. See %(name)s on %(day)s.") % {
                "name": name,
                "day": plan.day,
            }
        return _("That is everything for today.")
