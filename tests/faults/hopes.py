"""Two who could meet, or meet again, and what everybody hears about their own time here.

What nobody asked for comes of it: of all that is owed here only so much may go as the reader has
room for, which the referee counts.
"""

import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from meetups.models import Answer, Coffee, KeepInTouch, Nudge, Proposal, Seat
from meetups.nudges import looking
from members.models import Hush, Member, Message, Preferences
from members.models.tie_letters import SHYNESS, UNSEEN
from members.quiet_hours import QuietHours
from tests.faults.beginnings import LENGTH, PLAN
from tests.faults.changes import PLANS, take
from tests.faults.facts import Deed, Name
from tests.faults.pair import Pair

Kind = Nudge.Kind
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Of those who want letters of their own, one in so many has been away for long.
AWAY, LONG = 4, timedelta(days=50)
WEEK_HELPS = timedelta(days=3)
# So long ago that it was before all that may have begun soon, and has passed since by a jump.
LATELY = timedelta(hours=60)
# What ends when one of a pair wants to hear nothing about the other.
ABOUT_ONE = [Kind.HAVE_THE_COFFEE, Kind.TAKE_IT_OFFLINE, Kind.NEXT_COFFEE, Kind.THANK_YOU]


class Hopes:
    """The part of the people that has not met, or not lately."""

    def __init__(self):
        self.hopeful = []  # pairs without plans
        self.thankful = []  # (pair, who says that they met, with whom)
        self.away = []  # members
        super().__init__()

    # -- beginnings, each of half of us with the other half, or of some of us

    def make_friends(self):
        """Half of us shake hands with the other half, and leave it at that for ever.

        So that there is always somebody to be shown.
        """
        with transaction.atomic():
            self._tie(self.rounds.pop(), timezone.now() - 20 * DAY)

    def shook_hands(self):
        """Half of us shook hands with the other half days ago, and no coffee followed."""
        now = timezone.now()
        self._hope(now - 9 * DAY, [Kind.HAVE_THE_COFFEE], lambda ties: [], look_at=now)

    def wrote_for_long(self):
        """Half of us have written six messages with the other half, and seen all of them."""
        now = timezone.now()
        moments = [now - 2 * DAY + number * MINUTE for number in range(6)]
        low, high = moments[::2], moments[1::2]
        words = {
            "low_first_words_at": low[0], "low_last_words_at": low[-1], "low_words": 3,
            "high_first_words_at": high[0], "high_last_words_at": high[-1], "high_words": 3,
            "low_seen_at": high[-1], "high_seen_at": low[-1],
        }  # fmt: skip
        kinds, since = [Kind.TAKE_IT_OFFLINE], now - 9 * DAY
        pairs, deed = self._hope(
            since, kinds, lambda ties: say(ties, moments), look_at=now, **words
        )
        for pair in pairs:
            # Of the two the former says more; but where plans came and went between the looks at
            # them, the latter may be what is left to say.
            pair.hopes.append(Kind.HAVE_THE_COFFEE)
            for reader, other in pair.each:
                name = reader.email, other.short_name
                self.facts.owe(Kind.HAVE_THE_COFFEE, *name, deed.at, is_owed=False)

    def wrote_just_now(self):
        """One of each pair has written a word that the other has not seen; they met by no means."""
        now = timezone.now()
        at = now - UNSEEN - MINUTE
        words = {"low_first_words_at": at, "low_last_words_at": at, "low_words": 1}
        hopes = [Kind.HAVE_THE_COFFEE]
        pairs, deed = self._hope(
            now - DAY, hopes, lambda ties: say(ties, [at]), look_at=now, **words
        )
        for pair in pairs:
            reader, other = pair.high.email, pair.low.short_name
            self.facts.owe(Kind.UNREAD_WORDS, reader, other, deed.at, by_sweep=True)
            pair.hopes.append(Kind.UNREAD_WORDS)

    def met_long_ago(self):
        """Half of us met the other half forty days ago, and wished for a coffee every month."""
        now = timezone.now()
        starts = now - 40 * DAY

        def meet(ties):
            coffees = self._had(
                ties, starts, state="met", confirmed=True, settled_at=now - 39 * DAY
            )
            for coffee in coffees:
                for member in coffee.pair:
                    Answer.objects.create(coffee=coffee, member=member, met=True, at=coffee.ends_at)
                    wish = KeepInTouch.objects.create(member=member, tie=coffee.tie, months=1)
                    wish.leave_reminder(coffee.tie)
            return coffees

        met = {"times_met": 1, "last_met_at": starts}
        pairs, _deed = self._hope(now - 50 * DAY, [], meet, **met)
        self.hopeful += pairs
        for pair in pairs:
            pair.hopes = [Kind.NEXT_COFFEE]
            for reader, other in pair.each:
                due = (starts.astimezone(reader.zone) + relativedelta(months=1)).timestamp()
                self.facts.owe(Kind.NEXT_COFFEE, reader.email, other.short_name, due)

    def met_lately(self):
        """Half of us met the other half the day before yesterday, and one of each says so."""
        now = timezone.now()
        starts = self._slot("lately", -LATELY, now)
        said_at = starts + LENGTH + MINUTE

        def meet(ties):
            coffees = self._had(ties, starts)
            for coffee in coffees:
                coffee.leave_reminders(coffee.ends_at)
                Answer.objects.create(coffee=coffee, member=coffee.tie.low, met=True, at=said_at)
                said = {"recipient": coffee.tie.low, "kind": Kind.DID_YOU_MEET}
                Nudge.objects.about(coffee).filter(**said).delete()
                coffee.leave_thank_you(coffee.tie.low, said_at)
            return coffees

        pairs, deed = self._hope(now - 9 * DAY, [], meet, next_coffee_at=starts)
        coffees = Coffee.objects.with_people().in_bulk([pair.coffee for pair in pairs])
        for pair in pairs:
            coffee = coffees[pair.coffee]
            self._plan(pair, deed)
            self._owe_reminders(pair, coffee, coffee.ends_at)
            said = pair.low.email, pair.high.short_name
            # Who has answered is not asked.
            self.facts.by_name.pop(Name(str(Kind.DID_YOU_MEET), *said))
            self._owe_thanks(pair, coffee, pair.low, said_at)

    def been_away(self):
        """Some of us have not been here for fifty days. Once in a town."""
        now = timezone.now()
        single = [member for member in self.members if not self.wishes_of(member).has_week]
        away = single[::AWAY]
        with transaction.atomic():
            moment = self._at_commit()
            theirs = Member.objects.filter(pk__in=[member.pk for member in away])
            theirs.update(active_at=now - LONG, look_at=now)
        for member in away:
            member.active_at = now - LONG
            self.facts.owe(Kind.WE_MISS_YOU, member.email, "", moment.deed.at, by_sweep=True)
        self.away += away

    def a_week_begins(self):
        """The weekly letter of all who want it is due. Once in a town."""
        now = timezone.now()
        readers = [member for member in self.members if self.wishes_of(member).has_week]
        wishes = Preferences.objects.in_bulk([member.pk for member in readers])
        weeks = {
            member: looking.latest_week(wishes[member.pk], member.zone, now) for member in readers
        }
        with transaction.atomic():
            moment = self._at_commit()
            for member, week in weeks.items():
                Member.objects.filter(pk=member.pk).update(look_at=week)
        for member, week in weeks.items():
            first = QuietHours.of(member).over_at(week).astimezone(member.zone).date()
            ends = datetime.combine(first + WEEK_HELPS, time_of_day(0), tzinfo=member.zone)
            until = ends.timestamp()
            self.facts.owe(Kind.THE_WEEK, member.email, "", moment.deed.at, until, by_sweep=True)

    # -- changes

    def hopes_that_change(self):
        """{verb: weight} of what can be done about hopes."""
        verbs = {}
        if self._some(self._could_plan):
            verbs |= {self.propose: 4}
        if self.hopeful:
            verbs |= {self.part_without_plans: 2}
        if self._some(hopes_for(*ABOUT_ONE)):
            verbs |= {self.hush: 1}
        if self._some(hopes_for(Kind.UNREAD_WORDS)):
            verbs |= {self.see_words: 3}
        if self._some(hopes_for(Kind.TAKE_IT_OFFLINE)):
            verbs |= {self.like_writing: 2}
        if self._some(hopes_for(Kind.NEXT_COFFEE)):
            verbs |= {self.wish_no_more: 1}
        if self.thankful:
            verbs |= {self.thank: 2}
        if self.away:
            verbs |= {self.come_back: 1}
        return verbs

    def propose(self, rng):
        """One offers the other a coffee."""
        pair = take(self.hopeful, rng, self._could_plan)
        proposer, invitee = rng.choice(pair.each)
        now = timezone.now()
        plan = {"kind": PLAN["kind"], "minutes": 30, "place": PLAN["place"]}
        starts = [self._far_slot(now)]
        offer, deed = self._say(
            Proposal.objects.propose, proposer, invitee, starts, now=now, **plan
        )
        hopes = [kind for kind in pair.hopes if kind != Kind.UNREAD_WORDS]
        self._end(pair, hopes, deed, PLANS)
        self._plan(pair, deed)
        self._offer(pair, offer, Kind.PROPOSAL, deed)

    def part_without_plans(self, rng):
        """One blocks the other, with whom there was nothing but hope."""
        pair = take(self.hopeful, rng)
        _none, deed = self._say(pair.low.block, pair.high, timezone.now())
        self._end(pair, pair.hopes, deed, "parted")
        self._part(pair, deed)

    def hush(self, rng):
        """One wants to hear nothing about the other, whatever there is to hope for."""
        pair = take(self.hopeful, rng, hopes_for(*ABOUT_ONE))
        member, other = rng.choice(pair.each)
        _none, deed = self._say(Hush.objects.hush, member, other, timezone.now())
        names = member.email, other.short_name
        self.facts.end(ABOUT_ONE, *names, deed, "hushed")
        self.facts.hide(*names, deed, "hushed")

    def see_words(self, rng):
        """The reader of a word has seen it."""
        pair = take(self.hopeful, rng, hopes_for(Kind.UNREAD_WORDS))
        self.hopeful.append(pair)
        pair.hopes.remove(Kind.UNREAD_WORDS)
        _none, deed = self._say(pair.high.see_words_of, pair.low, timezone.now())
        names = pair.high.email, pair.low.short_name
        self.facts.end([Kind.UNREAD_WORDS], *names, deed, "seen")

    def like_writing(self, rng):
        """Two who write would rather go on like that."""
        pair = take(self.hopeful, rng, hopes_for(Kind.TAKE_IT_OFFLINE))
        _none, deed = self._say(pair.low.like_writing, pair.high, timezone.now())
        self._end(pair, pair.hopes, deed, "like writing")

    def wish_no_more(self, rng):
        """One who wished to keep in touch wishes so no more."""
        pair = take(self.hopeful, rng, hopes_for(Kind.NEXT_COFFEE))
        member, other = rng.choice(pair.each)
        coffee = Coffee.objects.with_people().get(pk=pair.coffee)
        _none, deed = self._say(coffee.keep_in_touch, member, None, timezone.now())
        self.facts.end([Kind.NEXT_COFFEE], member.email, other.short_name, deed, "no wish")

    def thank(self, rng):
        """One says thank you before they are asked, or after."""
        pair, member, other = take(self.thankful, rng)
        coffee = Coffee.objects.with_people().get(pk=pair.coffee)
        _none, deed = self._say(coffee.thank, member, "It was good.", timezone.now())
        self.facts.end([Kind.THANK_YOU], member.email, other.short_name, deed, "thanked")

    def come_back(self, rng):
        """One who has been away for long does something here."""
        member = take(self.away, rng)
        now, began = timezone.now(), time.time()
        while not Member.objects.filter(pk=member.pk, active_at=now).exists():
            # While somebody else holds the row, a deed is not noted: one of the next is.
            member.active_at = now - LONG
            _none, deed = self._say(member.be_active, now)
        deed = Deed(began, deed.at)
        self.facts.end([Kind.WE_MISS_YOU], member.email, "", deed, "here again")

    # -- how

    def _hope(self, since, hopes, also, **ledger):
        """Pairs who follow each other since then, with what they hope for; and when that was.

        `also` is a function of their ties that makes what else there is, or returns their coffees.
        """
        with transaction.atomic():
            moment = self._at_commit()
            ties = self._tie(self.rounds.pop(), since, **ledger)
            coffees = also(ties) or []
        about = {coffee.tie_id: coffee.pk for coffee in coffees}
        pairs = [Pair(tie.low, tie.high, coffee=about.get(tie.pk)) for tie in ties]
        self.pairs.update({tie.pk: pair for tie, pair in zip(ties, pairs, strict=True)})
        for pair in pairs:
            pair.hopes = list(hopes)
            for reader, other in pair.each:
                for kind in hopes:
                    due = max(moment.deed.at, (since + SHYNESS).timestamp())
                    self.facts.owe(kind, reader.email, other.short_name, due, by_sweep=True)
        if hopes:
            self.hopeful += pairs
        return pairs, moment.deed

    def _had(self, ties, starts, **state):
        """A coffee of each of these that is over."""
        ends = starts + LENGTH
        coffees = Coffee.objects.bulk_create(
            Coffee(
                tie=tie, starts_at=starts, ends_at=ends, created_at=starts - DAY, **PLAN, **state
            )
            for tie in ties
        )
        Seat.objects.bulk_create(
            Seat(member=member, coffee=coffee, during=(starts, ends))
            for coffee in coffees
            for member in coffee.pair
        )
        return coffees

    def _could_plan(self, pair):
        # Whoever met before would be told of the first coffee and the next in the same words.
        return pair.coffee is None

    def _some(self, suits):
        return any(map(suits, self.hopeful))


def hopes_for(*kinds):
    """Whether a pair hopes for one of these: a function of the pair."""
    return lambda pair: any(kind in pair.hopes for kind in kinds)


def say(ties, moments):
    """A message at each of these moments, by the two of each tie in turn."""
    Message.objects.bulk_create(
        Message(tie=tie, author=tie.pair[number % 2], words="A word.", at=at)
        for tie in ties
        for number, at in enumerate(moments)
    )
