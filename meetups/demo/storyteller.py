"""Lets the story happen, in order of time and through the verbs everybody else uses.

Each part of the story is a generator: it yields the moment it waits for, and is sent that moment
when everything before it has happened. What waits for the future is simply not gone on with.
"""

from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from meetups.demo.bygones import let_pass
from meetups.demo.days import moment, on_working_day
from meetups.demo.person import ASHBRIDGE
from meetups.demo.story import HANDS, MEETINGS, OFFERS
from meetups.demo.talk import TALKS
from meetups.demo.thursdays import thursdays
from meetups.models import Proposal

ZONE = ZoneInfo(ASHBRIDGE.time_zone)
# A coffee is proposed that long before, and answered the next day; a little more or less than whole
# days apart, so that nobody acts in the middle of the night.
BEFORE = timedelta(days=4)
LATEST = timedelta(days=3)
A_DAY_LATER = timedelta(hours=23)


def tell(members, venues, now):
    """Everything between these members ({key: Member}) that has happened by `now`.

    `venues` are {name: Venue}. The parts run side by side, each event at its own moment.
    """
    parts = [
        *(handshake(hand, members, now) for hand in HANDS),
        *(meeting(part, members, venues, now) for part in MEETINGS),
        *(offer(part, members, venues, now) for part in OFFERS),
        *(talk(part, members, now) for part in TALKS),
        *thursdays(members, venues, now),
    ]
    # The number decides between two at the same moment, as it stands in the story.
    coming = [(next(part), number, part) for number, part in enumerate(parts)]
    heapify(coming)
    while coming and coming[0][0] <= now:
        at, number, part = heappop(coming)
        let_pass(at)
        then = go_on(part, at)
        if then:
            heappush(coming, (then, number, part))
    let_pass(now)


def go_on(part, at):
    """Let happen what happens then. -> the moment it waits for next, or None at its end"""
    try:
        return part.send(at)
    except StopIteration:
        return None


def handshake(hand, members, now):
    """A hand held out, shaken, or taken back."""
    by, to = members[hand.by], members[hand.to]
    held_out = yield now - timedelta(days=hand.days_ago, hours=2)
    by.follow(to, held_out, hand.origin)
    if hand.back is not None:
        at = yield min(held_out + timedelta(days=hand.back, hours=1), now)
        to.follow(by, at, "profile")
    if hand.let_go is not None:
        at = yield held_out + timedelta(days=hand.let_go)
        by.unfollow(to, at)


def meeting(part, members, venues, now):
    """A coffee from its proposal to what the two say afterwards."""
    asker, asked = members[part.asker], members[part.asked]
    starts = moment(now, part.days, part.clock, ZONE)
    at = yield min(starts - BEFORE, now - LATEST)
    is_moving = part.ending == "moving"
    proposal = Proposal.objects.propose(
        asker,
        asked,
        [starts],
        part.minutes,
        part.kind,
        now=at,
        venue=venues.get(part.spot),
        note="" if is_moving else part.note,
    )
    at = yield at + A_DAY_LATER
    coffee = proposal.accept(asked, proposal.times.get(), at)
    if part.ending == "cancelled":
        at = yield coffee.starts_at - A_DAY_LATER
        coffee.cancel(asker, at)
    elif is_moving:
        at = yield now - timedelta(hours=5)
        days = (starts.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
        others = [moment(now, days + more, part.clock, ZONE) for more in (3, 7)]
        coffee.move(asker, others, at, part.note)
    else:
        yield from keeping(part, coffee, asker, now)
        yield from afterwards(part, coffee, asker, asked)


def keeping(part, coffee, asker, now):
    """The asker says the day before that it is still on."""
    if part.days == 1:
        at = yield now - timedelta(minutes=20)
        coffee.still_on(asker, at)


def afterwards(part, coffee, asker, asked):
    """Did they meet? What each says, a word of thanks, and what silence comes to."""
    for member, met, later in zip(
        (asker, asked), part.answers, (timedelta(hours=3), timedelta(hours=24)), strict=True
    ):
        if met is not None:
            at = yield coffee.ends_at + later
            coffee.answer(member, met, at)
    if part.thanks:
        at = yield at + timedelta(hours=1)
        coffee.thank(asker, part.thanks, at)
    at = yield coffee.settles_at
    coffee.settle(at)


def offer(part, members, venues, now):
    """A proposal that has not become a coffee."""
    asker, asked = members[part.asker], members[part.asked]
    at = yield now - timedelta(hours=part.hours_ago)
    proposal = Proposal.objects.propose(
        asker,
        asked,
        working_days(part.times, now),
        part.minutes,
        part.kind,
        now=at,
        venue=venues.get(part.spot),
        note=part.note,
    )
    if part.outcome in ENDINGS:
        at = yield at + A_DAY_LATER
        ENDINGS[part.outcome](proposal, part, at, now)
        return
    # The open ones wait here too.
    at = yield proposal.lapses_at
    proposal.lapse(at)


def talk(part, members, now):
    """What two wrote to each other; whoever answers has read what came before."""
    today = now.astimezone(ZONE).date()
    for line in part.lines:
        day = today - timedelta(days=line.days_ago)
        at = yield datetime.combine(day, time.fromisoformat(line.clock), tzinfo=ZONE)
        author = members[line.by]
        other = next(members[key] for key in part.pair if key != line.by)
        if line != part.lines[0]:
            author.see_words_of(other, at)
        author.write_to(other, line.words, at)
    if not part.unread:
        other.see_words_of(author, at)


ENDINGS = {
    "declined": lambda proposal, part, at, now: proposal.decline(at),
    "withdrawn": lambda proposal, part, at, now: proposal.withdraw(at),
    "countered": lambda proposal, part, at, now: proposal.counter(
        working_days(part.others, now), at
    ),
}


def working_days(times, now):
    """The moments that these (number of the working day, clock) mean."""
    return [on_working_day(now, number, clock, ZONE) for number, clock in times]
