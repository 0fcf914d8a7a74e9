"""The group's Thursday mornings: eight that were, and those to come."""

from datetime import time, timedelta

from meetups import recurrence
from meetups.models import Series, Visitor, WeeklySession
from members.models import Tie

THURSDAY = 3
WEEKS_BACK = 8
NAME = "Thursday morning"
ABOUT = (
    "Breakfast rolls, two minutes each, and a table of people you do not know yet. "
    "Phones stay in pockets."
)
AGENDA = [
    "8:00 Coffee, rolls, name badges: Elspeth greets newcomers at the door",
    "8:20 Two minutes each: Walter on paper that outlives us",
    "8:40 Open question: What did you stop doing this year?",
    "9:10 Change tables: One new neighbour each",
    "9:30 The door: Or stay, some have a coffee straight after",
]
SPOT = "Corn Exchange café"
HOSTS = ("elspeth", "gordon", "mei-lin")
SEATS, FEW_SEATS = 28, 14
# Who comes every week, in the order in which they said so.
STANDING = (
    *("elspeth", "gordon", "mei-lin", "walter", "dorothy", "priya", "ben", "noor", "halima"),
    *("kwame", "harjit", "fergus", "samuel", "colin"),
)
# Who says so week by week; every third of them, another third each time, comes to a past one.
SOMETIMES = (
    *("ruth", "ines", "isobel", "maximiliana", "astrid", "layla", "owen", "agnieszka", "beatrix"),
    *("jyoti", "marcus", "hannah", "leo", "grace", "duncan", "tariq", "tom", "aidan"),
)
COMING = ("ruth", "ines", "maximiliana", "astrid", "layla", "owen", "hannah", "grace", "leo")
# At the one after the next there is room for few: these wait, Ruth among them.
IN_LINE = ("isobel", "ruth", "tariq")
NEVER_SHOWN = "owen"


def thursdays(members, venues, now):
    """The parts of the story: each a generator that yields the moments it waits for."""
    zone = venues[SPOT].zone
    today = now.astimezone(zone).date()
    last = today - timedelta(days=(today.weekday() - THURSDAY) % 7)
    if recurrence.on_the_wall(last, time(9, 30), zone) > now:
        last -= timedelta(weeks=1)
    days = [last - timedelta(weeks=week) for week in reversed(range(WEEKS_BACK))]
    yield begin(members, venues, days[0])
    for number, day in enumerate(days):
        yield past(members, day, number, zone)
    yield to_come(members, last, now)


def begin(members, venues, first):
    """The series begins a week before its first morning, and some come every time."""
    zone = venues[SPOT].zone
    at = yield recurrence.on_the_wall(first - timedelta(days=7), time(18), zone)
    series = Series.objects.create(
        name=NAME,
        about=ABOUT,
        rule=recurrence.every(1, THURSDAY),
        starts_on=first,
        clock=time(8),
        minutes=90,
        venue=venues[SPOT],
        capacity=SEATS,
        agenda=AGENDA,
        created_at=at,
    )
    series.hosts.set(members[key] for key in HOSTS)
    series.make_evenings(at)
    for key in STANDING:
        series.stand(members[key], at)


def past(members, day, number, zone):
    """A morning that was: who said yes, who came, and what two of them say of each other."""
    at = yield recurrence.on_the_wall(day - timedelta(days=2), time(17), zone)
    evening = morning_of(day)
    for key in SOMETIMES[number % 3 :: 3]:
        evening.say_going(members[key], at)
    # Ruth was there last time, and is still to be asked whom she talked to.
    evening.say_going(members["ruth"], at)
    guest_of("Ottilie Brandt" if number % 2 else "Rob Hale", members["walter"], evening, at)
    at = yield evening.starts_at + timedelta(minutes=5)
    host = members["elspeth"]
    for rsvp in evening.rsvps.going().select_related("member").order_by("pk"):
        attendance = "absent" if rsvp.member == members[NEVER_SHOWN] else "present"
        evening.mark(rsvp, attendance, at, host, at)
    for visitor in evening.visitors.confirmed():
        evening.mark(visitor, "present", at, host, at)
    at = yield evening.ends_at
    evening.close(host, at)
    tell_of_talks(members, evening, at)


def tell_of_talks(members, evening, at):
    """Those who had met before tell of each other; the rest keep it to themselves."""
    for one, other in [("gordon", "ben"), ("walter", "elspeth"), ("mei-lin", "ben")]:
        pair = members[one], members[other]
        tie = Tie.objects.between(*pair)
        if tie and tie.times_met:
            evening.talked(pair[0], {pair[1].pk}, at)
            evening.talked(pair[1], {pair[0].pk}, at)


def to_come(members, last, now):
    """The next morning fills, the one after it is in a small room, and is full."""
    at = yield now
    series = Series.objects.get(name=NAME)
    series.make_evenings(at)
    following, later = (morning_of(last + timedelta(weeks=week)) for week in (1, 2))
    # On the morning itself, before it is over, nobody can say yes any more.
    if following.is_ahead(at):
        for key in COMING:
            following.say_going(members[key], at)
        guest_of("Alan Whitcombe", members["gordon"], following, at, "Dry stone walls")
        guest_of("Lena Fischer", None, following, at, "Bookbinder", state="asked")
    later.change(at, capacity=FEW_SEATS, note="In the small room: the hall is let for a wedding.")
    for key in IN_LINE:
        later.say_going(members[key], at)


def morning_of(day):
    """The evening, as the site calls it, of this date."""
    return WeeklySession.objects.with_place().get(series__name=NAME, on=day)


def guest_of(name, inviter, evening, at, about="", state="confirmed"):
    """A guest with what they said; without a letter, for nobody could read it."""
    guest = Visitor(
        session=evening,
        name=name,
        email=f"{name.split()[0].lower()}@example.net",
        about=about,
        invited_by=inviter,
        state=state,
        asked_at=at,
        answered_at=None if state == "asked" else at,
    )
    guest.write_at = guest.next_moment(max(at, evening.starts_at - timedelta(days=2)))
    guest.save()
