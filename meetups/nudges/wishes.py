"""Is it welcome, and now? What a member asked for themselves."""

from meetups.models import Nudge
from meetups.nudges.case import Outcome
from members.models import Hush

State = Nudge.State


def unwanted(case):
    """Dropped, when the reader wants no letters of the kind."""
    if case.preferences.wants(case.nudge.kind):
        return None
    return Outcome(State.DROPPED, "unwanted")


def hushed(case):
    """Dropped, when the reader wants to hear nothing about whom it is about."""
    other = case.nudge.other_id
    if other and Hush.objects.of(case.reader).filter(other=other).exists():
        return Outcome(State.DROPPED, "hushed")
    return None


def all_quiet(case):
    """Held, while the reader has asked for quiet until a date."""
    until = case.preferences.quiet_until
    if until is None or until <= case.now:
        return None
    return case.later(until, "paused", {"until": until.isoformat()})


def quiet_hour(case):
    """Held until the morning, in the reader's quiet hours."""
    hours = case.quiet_hours
    if not hours.holds(case.now):
        return None
    clocks = {"starts": f"{hours.starts:%H:%M}", "ends": f"{hours.ends:%H:%M}"}
    return case.in_the_morning("quiet_hours", clocks)
