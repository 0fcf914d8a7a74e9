"""What one member finds on the first page today."""

from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups import matching, radar, recall, telling
from meetups.company import company_of
from meetups.forms.offer import value_of
from meetups.guests import news_for
from meetups.introductions import introductions_to
from meetups.models import Coffee, OfferedTime, Proposal, Rsvp
from meetups.models.offered_time import IS_LEFT
from meetups.models.settling import TIME_TO_ANSWER
from meetups.offers import Offer
from meetups.plans import KeptSeat, PlannedCoffee
from members.columns import all_of

WEEK = timedelta(days=7)

# Plain SQL, for the reason that meetups.matching gives. A row for each time of each proposal;
# `spot` is where, in words.
OFFERS = """
    SELECT ALL_OF_IT, COALESCE(venue.name, proposal.place) AS spot,
        offered.id AS time_id, offered.starts_at, IS_LEFT AS is_left
    FROM meetups_proposal AS proposal
    JOIN meetups_offeredtime AS offered ON offered.proposal_id = proposal.id
    LEFT JOIN meetups_venue AS venue ON venue.id = proposal.venue_id
    WHERE proposal.invitee_id = %(reader)s
        AND proposal.state = 'open'
        AND proposal.lapses_at > %(now)s
    ORDER BY proposal.lapses_at, proposal.id, offered.starts_at
""".replace("IS_LEFT", IS_LEFT).replace("ALL_OF_IT", all_of(Proposal, "proposal"))

# Each with the other's id, when the reader said that it is still on, and whether they said it
# happened.
COFFEES = """
    SELECT ALL_OF_IT, mine.still_on_at, COALESCE(venue.name, coffee.place) AS spot, venue.street,
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
""".replace("ALL_OF_IT", all_of(Coffee, "coffee"))


def offers_to(reader, now):
    """{proposal: its times} of those the reader should answer, the first to lapse first."""
    proposals = {}
    for row in Proposal.objects.raw(OFFERS, {"reader": reader.pk, "now": now}):
        time = OfferedTime(row.time_id, row.pk, row.starts_at)
        time.is_left = row.is_left
        proposals.setdefault(row, []).append(time)
    return proposals


def coffees_of(reader, now):
    """The reader's unsettled coffees: of the coming week, and over but still to answer."""
    around = {"since": now - TIME_TO_ANSWER, "until": now + WEEK}
    return list(Coffee.objects.raw(COFFEES, {"reader": reader.pk, **around}))


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

    @cached_property
    def _company(self):
        ids = {proposal.proposer_id for proposal in self._proposals}
        ids |= {coffee.other_id for coffee in self._coffees}
        return company_of(self.reader, self.now, ids)

    @cached_property
    def offers(self):
        """Offers that wait for the reader's answer, the first to lapse first."""
        company, told = self._company, []
        for proposal, times in self._proposals.items():
            if company.can_see(proposal.proposer_id):
                proposal.proposer = company.known[proposal.proposer_id]
                proposal.invitee = self.reader
                told.append(Offer(proposal, self.reader, self.now, told=times))
        return told

    @cached_property
    def seats(self):
        """Seats offered to the reader, the first to go to somebody else first."""
        if not self._company.is_offered_a_seat:
            return []
        offered = Rsvp.objects.of(self.reader).offered(self.now).order_by("offered_until", "pk")
        found = offered.select_related("session__series", "session__venue")
        return [KeptSeat(rsvp, self.reader) for rsvp in found]

    @cached_property
    def _recall(self):
        return recall.asked_of(self.reader, self.now)

    @property
    def question(self):
        """Who the reader talked to at the last evening, while they have not said, or None."""
        return self._recall.question

    @property
    def claims(self):
        """What others say of having talked to the reader, who is asked about each once."""
        return self._recall.claims

    @property
    def hands(self):
        """The latest hands held out to the reader and not shaken."""
        return self._company.hands

    @property
    def has_more_hands(self):
        """Whether some are left out; they are on the page of everybody unmet."""
        return self._company.has_more_hands

    @property
    def words(self):
        """Those whose words the reader has not seen; whoever has read these finds the others."""
        return self._company.words

    @cached_property
    def introductions(self):
        """Those an organizer would have the reader meet, the latest first."""
        if not self._company.may_be_introduced:
            return []
        return introductions_to(self.reader, self.now)

    @cached_property
    def guest_news(self):
        """What became of the reader's guests at the last evening, the morning after."""
        return news_for(self.reader, self.now) if self._company.had_guests_lately else []

    # -- coffees

    @cached_property
    def _plans(self):
        known = self._company.known
        return [
            PlannedCoffee(one, known[one.other_id], self.reader, self.now) for one in self._coffees
        ]

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
            and self._company.can_see(plan.other.pk)
        ]

    @cached_property
    def to_confirm(self):
        """Coffees of which the reader should say that they are still on."""
        return [plan for plan in self.coming if plan.asks_still_on]

    # -- the next evening

    @cached_property
    def evening(self):
        """The next evening of the coming week with whom to meet there, or None."""
        return radar.next_evening(self.reader, self.now)

    # -- people

    @cached_property
    def people(self):
        """Up to three people to meet, with the values of their three times' boxes."""
        return [
            (one, [(start, value_of(start)) for start in one.times])
            for one in matching.suggested(self.reader, self._company, self.now)
        ]

    @property
    def has_matters(self):
        """Whether anything waits for the reader: a person, a seat, or a question."""
        return bool(self.waiting or self.seats or self.question)

    @property
    def is_busy(self):
        """Whether anything waits or is coming."""
        return bool(self.has_matters or self.coming)

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
        waits |= {one.member.pk for one in self.introductions}
        waits |= {claim.teller.pk for claim in self.claims}
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
