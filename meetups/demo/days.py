"""Days counted from today, so that the story is always about this week."""

from datetime import datetime, time, timedelta

SATURDAY = 5


def moment(now, days, clock, zone):
    """`clock` ("08:30") in this zone, so many days from the day `now` falls on there.

    Weekends give way: the past steps back to a Friday, the future on to a Monday. Tomorrow stays
    tomorrow.
    """
    day = now.astimezone(zone).date() + timedelta(days=days)
    while day.weekday() >= SATURDAY and days != 1:
        day += timedelta(days=1 if days > 0 else -1)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)


def on_working_day(now, number, clock, zone):
    """`clock` in this zone on the first, second ... day from tomorrow that is no weekend."""
    day = now.astimezone(zone).date()
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
