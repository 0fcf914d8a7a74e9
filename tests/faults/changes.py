"""What ends or changes between two, by the verbs for it, and what else is owed for that."""

from datetime import datetime, timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from meetups.models import Coffee, Nudge, Proposal
from meetups.models.coffee_letters import MORNING
from meetups.models.keeping import LATE_FROM
from members.models import Preferences

Kind = Nudge.Kind
OF_AN_OFFER = [Kind.PROPOSAL, Kind.COUNTERED, Kind.ANSWER_PROPOSAL]
REMINDERS = [Kind.COFFEE_TOMORROW, Kind.COFFEE_SOON, Kind.DID_YOU_MEET]
OF_A_COFFEE = [*REMINDERS, Kind.ACCEPTED, Kind.MOVED, Kind.LATE]
# Why two are not shown to each other, and nothing is hoped for them.
PLANS = "plans"
STOPPED = [
    Kind.COFFEE_TOMORROW, Kind.PROPOSAL, Kind.DID_YOU_MEET, Kind.HAVE_THE_COFFEE,
    Kind.UNREAD_WORDS, Kind.SESSION_TOMORROW,
]  # fmt: skip


class Changes:
    """The part of the people that changes its mind; `rng` is a random.Random."""

    def changes(self):
        """{verb: weight} of what can be done about offers and coffees.

        Here and elsewhere what ends something comes before what says something new.
        """
        verbs = {self.stop_a_kind: 1}
        if self.offered:
            verbs |= {self.withdraw: 3, self.decline: 3, self.accept: 3, self.part_over_an_offer: 2}
        if any("countered" not in pair.done for pair in self.offered):
            verbs |= {self.counter: 2}
        if self.agreed:
            verbs |= {self.cancel: 3, self.part_over_a_coffee: 2}
            verbs |= {self.confirm: 3, self.run_late: 2, self.move: 2}
        if self.over:
            verbs |= {self.answer: 5}
        return verbs

    def withdraw(self, rng):
        """An offer is taken back."""
        pair, proposal = self._an_offer(rng)
        _none, deed = self._say(proposal.withdraw, timezone.now())
        self._close(pair, deed, "withdrawn")
        reader, other = proposal.invitee.email, proposal.proposer.short_name
        self.facts.owe(Kind.WITHDRAWN, reader, other, deed.at)

    def decline(self, rng):
        """An offer is declined."""
        pair, proposal = self._an_offer(rng)
        _none, deed = self._say(proposal.decline, timezone.now())
        self._close(pair, deed, "declined")
        reader, other = proposal.proposer.email, proposal.invitee.short_name
        self.facts.owe(Kind.DECLINED, reader, other, deed.at)

    def counter(self, rng):
        """An offer is answered with another time."""
        pair, proposal = self._an_offer(rng, lambda pair: "countered" not in pair.done)
        now = timezone.now()
        starts = [self._far_slot(now)]
        offer, deed = self._say(proposal.counter, starts, now)
        self._end(pair, OF_AN_OFFER, deed, "countered")
        pair.done.add("countered")
        self._offer(pair, offer, Kind.COUNTERED, deed)

    def accept(self, rng):
        """An offer becomes a coffee."""
        pair, proposal = self._an_offer(rng)
        now = timezone.now()
        coffee, deed = self._say(proposal.accept, proposal.invitee, proposal.times.first(), now)
        self._end(pair, OF_AN_OFFER, deed, "accepted")
        pair.coffee = coffee.pk
        self.agreed.append(pair)
        self._owe_news(pair, coffee, deed)
        self._owe_reminders(pair, coffee, now)

    def cancel(self, rng):
        """A coffee is called off."""
        pair, coffee = self._a_coffee(rng)
        now = timezone.now()
        _none, deed = self._say(coffee.cancel, rng.choice(coffee.pair), now)
        self._end(pair, OF_A_COFFEE, deed, "cancelled")
        self._plan_no_more(pair, deed)
        self._owe_cancelled(pair, deed)
        self._owe_another_try(pair, now)
        pair.hopes.append(Kind.RAIN_CHECK)
        self.hopeful.append(pair)

    def confirm(self, rng):
        """One says that they will be there, and needn't be asked."""
        pair, coffee = self._a_coffee(rng)
        self.agreed.append(pair)
        member, other = rng.choice(pair.each)
        _none, deed = self._say(coffee.still_on, member, timezone.now())
        self.facts.end([Kind.COFFEE_TOMORROW], member.email, other.short_name, deed, "still on")

    def move(self, rng):
        """One offers another time, and the other takes it in the same breath."""
        pair, coffee = self._a_coffee(rng)
        self.agreed.append(pair)
        now = timezone.now()
        if "moved" in pair.done or not coffee.can_move(now):
            return
        starts = [self._far_slot(now)]

        def move():
            offer = coffee.move(pair.low, starts, now)
            return offer.accept(pair.high, offer.times.get(), now)

        moved, deed = self._say(move)
        pair.done.add("moved")
        for reader, other in pair.each:
            names = reader.email, other.short_name
            self.facts.end(OF_A_COFFEE, *names, deed, "moved")
            self.facts.replace(REMINDERS, *names, deed, "moved")
            self.facts.owe(Kind.MOVED, *names, deed.at, moved.ends_at.timestamp())
        self._owe_reminders(pair, moved, now)

    def run_late(self, rng):
        """One lets the other know that they will be late, if anybody meets so soon."""
        now = timezone.now()
        meeting = {pair.coffee: pair for pair in self.agreed if "late" not in pair.done}
        soon = Coffee.objects.scheduled().filter(pk__in=meeting, starts_at__lte=now + LATE_FROM)
        coffees = list(soon.ahead(now).with_people().order_by("pk"))
        if not coffees:
            return
        coffee = rng.choice(coffees)
        pair = meeting[coffee.pk]
        member, other = rng.choice(pair.each)
        _none, deed = self._say(coffee.late, member, 10, now)
        pair.done.add("late")
        until = coffee.ends_at.timestamp()
        self.facts.owe(Kind.LATE, other.email, member.short_name, deed.at, until)

    def answer(self, rng):
        """One says that they met."""
        pair = take(self.over, rng)
        coffee = Coffee.objects.with_people().get(pk=pair.coffee)
        (member, other), (_other, _member) = pair.each
        now = timezone.now()
        _none, deed = self._say(coffee.answer, member, True, now)
        self.facts.end([Kind.DID_YOU_MEET], member.email, other.short_name, deed, "answered")
        self._owe_thanks(pair, coffee, member, now)

    def part_over_an_offer(self, rng):
        """One blocks the other, whose offer is still open."""
        pair, _proposal = self._an_offer(rng)
        _none, deed = self._say(pair.low.block, pair.high, timezone.now())
        self._end(pair, [*OF_AN_OFFER, *pair.hopes], deed, "parted")
        self._part(pair, deed)

    def part_over_a_coffee(self, rng):
        """One blocks the other: each still hears that the coffee is off."""
        pair, _coffee = self._a_coffee(rng)
        _none, deed = self._say(pair.high.block, pair.low, timezone.now())
        self._end(pair, [*OF_AN_OFFER, *OF_A_COFFEE, *pair.hopes], deed, "parted")
        self._part(pair, deed)
        self._owe_cancelled(pair, deed)

    def stop_a_kind(self, rng):
        """One wants no more letters of a kind."""
        member, kind = rng.choice(self.members), rng.choice(STOPPED)
        _none, deed = self._say(Preferences(member=member).stop, kind)
        self.facts.stop(kind, member.email, deed)

    def let_days_pass(self, days):
        """The clock jumps."""
        _none, deed = self._say(lambda: call_command("pass_time", f"{days}d", stdout=StringIO()))
        self.jumps += 1
        self.facts.pass_time(days * 24 * 60 * 60, deed)
        now, still = timezone.now(), []
        starts = dict(Coffee.objects.values_list("pk", "ends_at"))
        for pair in self.agreed:
            (self.over if starts[pair.coffee] <= now else still).append(pair)
        self.agreed = still
        self._let_evenings_pass()

    # -- how

    def _an_offer(self, rng, suits=lambda pair: True):
        pair = take(self.offered, rng, suits)
        return pair, Proposal.objects.with_people().select_related("tie").get(pk=pair.proposal)

    def _a_coffee(self, rng):
        pair = take(self.agreed, rng)
        return pair, Coffee.objects.with_people().get(pk=pair.coffee)

    def _close(self, pair, deed, why):
        self._end(pair, OF_AN_OFFER, deed, why)
        self._plan_no_more(pair, deed)

    def _owe_thanks(self, pair, coffee, member, now):
        """Who says that they met is asked for a line of thanks the next morning."""
        other = pair.high if member == pair.low else pair.low
        last = max(coffee.ends_at, now).astimezone(member.zone).date()
        due = datetime.combine(last + timedelta(days=1), MORNING, tzinfo=member.zone)
        until = (due + timedelta(days=14)).timestamp()
        self.facts.owe(Kind.THANK_YOU, member.email, other.short_name, due.timestamp(), until)
        self.thankful.append((pair, member, other))


def take(them, rng, suits=lambda one: True):
    """One of these, taken out of their list."""
    places = [place for place, one in enumerate(them) if suits(one)]
    return them.pop(rng.choice(places))
