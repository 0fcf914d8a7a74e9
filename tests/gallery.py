"""What a gallery of letters is drafted from: one of everything that could have caused one."""

from datetime import timedelta

from meetups import recurrence
from members.models import Member
from tests.factories import (
    MemberFactory,
    make_coffee,
    make_evening,
    make_hours,
    make_mutual,
    make_proposal,
    make_venue,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# What no letter may break over; people of the database can be called what no form would let in.
NAMES = [
    "D'Arcy <b>Ambrose & Co</b>",
    "Wolfeschlegelsteinhausenbergerdorff" * 2 + "-Hubert St",
    "Zoë 🫖 Ünal",
    "عبد الرحمن الخطيب",
]


def fill_town(ana, now):
    """Ana and friends, with one of everything behind them. -> all members"""
    mill = make_venue()
    friends = MemberFactory.create_batch(8)
    offered, countered, declined, withdrawn, moved, cancelled, met, shy = friends
    for friend in friends:
        make_mutual(ana, friend, now - 30 * DAY)
    make_hours(ana, *friends, now=now)
    make_proposal(offered, ana, now + 2 * DAY, now=now, venue=mill)
    offer = make_proposal(ana, countered, now + 3 * DAY, now=now)
    offer.counter([now + 4 * DAY], now, note="Saturday, then?")
    make_proposal(ana, declined, now + DAY, now=now).decline(now)
    make_proposal(withdrawn, ana, now + DAY, now=now).withdraw(now)
    make_coffee(cancelled, ana, now + 5 * DAY, now=now, venue=mill).cancel(cancelled, now)
    coffee = make_coffee(met, ana, now - DAY, now=now - 2 * DAY)
    for member in (ana, met):
        coffee.answer(member, True, now)
    for number in range(9):
        author, reader = [(ana, shy), (shy, ana)][number % 2]
        author.write_to(reader, f"A secret, part {number}", now - HOUR)
    coffee = make_coffee(ana, moved, now + 6 * DAY, now=now, venue=mill)
    move = coffee.move(moved, [now + 7 * DAY], now)
    move.accept(ana, move.times.get(), now)
    day = (now + 2 * DAY).date()
    rule = recurrence.every(1, day.weekday())
    evening = make_evening(now=now, venue=mill, starts_on=day, rule=rule)
    for member in (met, shy, ana):
        evening.say_going(member, now)
    evening.say_cant(met, now)
    evening.series.stand(ana, now)
    off = evening.series.evenings.latest("on")
    off.call_off("The mill has no heating.", now)
    return Member.objects.all()
