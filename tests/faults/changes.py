"""What ends or changes in a town, by the verbs for it, and what else is owed for that."""

from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from meetups.models import Coffee, Nudge, Proposal
from members.models import Preferences

Kind = Nudge.Kind
OF_AN_OFFER = [Kind.PROPOSAL, Kind.ANSWER_PROPOSAL]
OF_A_COFFEE = [Kind.ACCEPTED, Kind.COFFEE_TOMORROW, Kind.COFFEE_SOON, Kind.DID_YOU_MEET]


class Changes:
    """The part of the people that changes its mind; `rng` is a random.Random."""

    def change_something(self, rng):
        """One of us changes something, by the verb for it. Returns its name, or ""."""
        verbs = {self.stop_a_kind: 1}
        if self.offered:
            verbs |= {self.withdraw: 3, self.decline: 3, self.accept: 3, self.part_over_an_offer: 2}
        if self.agreed:
            verbs |= {self.cancel: 3, self.confirm: 3, self.part_over_a_coffee: 2}
        if self.over:
            verbs |= {self.answer: 5}
        [verb] = rng.choices(list(verbs), list(verbs.values()))
        verb(rng)
        return verb.__name__

    def withdraw(self, rng):
        """An offer is taken back."""
        pair, proposal = self._an_offer(rng)
        _none, at = self._say(proposal.withdraw, timezone.now())
        self._end(pair, OF_AN_OFFER, at, "withdrawn")
        self.facts.owe(Kind.WITHDRAWN, pair.high.email, pair.low.short_name, at)

    def decline(self, rng):
        """An offer is declined."""
        pair, proposal = self._an_offer(rng)
        _none, at = self._say(proposal.decline, timezone.now())
        self._end(pair, OF_AN_OFFER, at, "declined")
        self.facts.owe(Kind.DECLINED, pair.low.email, pair.high.short_name, at)

    def accept(self, rng):
        """An offer becomes a coffee."""
        pair, proposal = self._an_offer(rng)
        now = timezone.now()
        coffee, at = self._say(proposal.accept, proposal.invitee, proposal.times.first(), now)
        self._end(pair, OF_AN_OFFER, at, "accepted")
        pair.coffee = coffee.pk
        self.agreed.append(pair)
        self._owe_news(pair, coffee, at)
        self._owe_reminders(pair, coffee, now)

    def cancel(self, rng):
        """A coffee is called off."""
        pair, coffee = self._a_coffee(rng)
        _none, at = self._say(coffee.cancel, rng.choice(coffee.pair), timezone.now())
        self._end(pair, OF_A_COFFEE, at, "cancelled")
        self._owe_cancelled(pair, at)

    def confirm(self, rng):
        """One says that they will be there, and needn't be asked."""
        pair, coffee = self._a_coffee(rng)
        self.agreed.append(pair)
        member, other = rng.choice(pair.each)
        _none, at = self._say(coffee.still_on, member, timezone.now())
        self.facts.end([Kind.COFFEE_TOMORROW], member.email, other.short_name, at, "still on")

    def answer(self, rng):
        """One says that they met."""
        pair = take(self.over, rng)
        coffee = Coffee.objects.with_people().get(pk=pair.coffee)
        (member, other), (_other, _member) = pair.each
        _none, at = self._say(coffee.answer, member, True, timezone.now())
        self.facts.end([Kind.DID_YOU_MEET], member.email, other.short_name, at, "answered")

    def part_over_an_offer(self, rng):
        """One blocks the other, whose offer is still open."""
        pair, _proposal = self._an_offer(rng)
        _none, at = self._say(pair.low.block, pair.high, timezone.now())
        self._end(pair, OF_AN_OFFER, at, "parted")

    def part_over_a_coffee(self, rng):
        """One blocks the other: each still hears that the coffee is off."""
        pair, _coffee = self._a_coffee(rng)
        _none, at = self._say(pair.high.block, pair.low, timezone.now())
        self._end(pair, [*OF_AN_OFFER, *OF_A_COFFEE], at, "parted")
        self._owe_cancelled(pair, at)

    def stop_a_kind(self, rng):
        """One wants no more letters of a kind."""
        member = rng.choice(self.members)
        kind = rng.choice([Kind.COFFEE_TOMORROW, Kind.PROPOSAL, Kind.DID_YOU_MEET])
        _none, at = self._say(Preferences(member=member).stop, kind)
        self.facts.stop(kind, member.email, at)

    def let_days_pass(self, days):
        """The clock jumps."""
        _none, at = self._say(lambda: call_command("pass_time", f"{days}d", stdout=StringIO()))
        self.jumps += 1
        self.facts.pass_time(days * 24 * 60 * 60, at)
        now, still = timezone.now(), []
        starts = dict(Coffee.objects.values_list("pk", "ends_at"))
        for pair in self.agreed:
            (self.over if starts[pair.coffee] <= now else still).append(pair)
        self.agreed = still

    # -- how

    def _an_offer(self, rng):
        pair = take(self.offered, rng)
        return pair, Proposal.objects.with_people().select_related("tie").get(pk=pair.proposal)

    def _a_coffee(self, rng):
        pair = take(self.agreed, rng)
        return pair, Coffee.objects.with_people().get(pk=pair.coffee)

    def _end(self, pair, kinds, at, why):
        for reader, other in pair.each:
            self.facts.end(kinds, reader.email, other.short_name, at, why)


def take(pairs, rng):
    """One of these, taken out of their list."""
    return pairs.pop(rng.randrange(len(pairs)))
