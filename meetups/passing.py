"""Lets time pass, for development: every stored moment and range moves back.

The clock stays right. A coffee of tomorrow becomes one of today, and whatever falls due by that is
done by the workers as on any other day.
"""

import re
from datetime import timedelta

from django.apps import apps
from django.contrib.postgres.fields import DateTimeRangeField
from django.core.cache import cache
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from meetups import recurrence
from meetups.models import Nudge, ReadyTime, Series, WeeklySession
from meetups.models.nudge_queue import wake_the_governor
from meetups.nudges import looking
from members import waking
from members.errors import Refusal
from members.models import Letter, Member, Sweep
from members.patience import patiently

LOOKS = "meetups.tasks.look_around"
# Where the time is noted that passed and is no whole day yet.
HOURS_KEPT = "passing.hours_kept"
APPS = ["members", "meetups"]
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
# No lease ends early, or the letter in hand would go twice.
UNTOUCHED = {("letter", "lease_until")}
# Whoever does something holds a member or an evening, and whoever leaves a nudge or writes a letter
# holds what it follows from: by this order nothing is done by the old clock and kept by the new.
MOVED_FIRST, MOVED_LAST = [Member, WeeklySession], [Nudge, Letter]
# When a sweep last ran is about the workers, and ready times are worked out anew.
NOT_MOVED = {Sweep, ReadyTime}
KEYED_BY_DATE = [Nudge.Kind.THE_WEEK, Nudge.Kind.WE_MISS_YOU, Nudge.Kind.GOING_QUIET]
TEXT = models.TextField()
# So far back that nothing on its way meets what has not set out: uniqueness and exclusion are
# looked at row by row.
FAR = timedelta(days=365 * 1000)


class BadDuration(Refusal):
    """Not a time that could pass."""

    sentence = _("Say how much time, like 1d, 2h or 90m.")


def duration_from(text):
    """A positive timedelta from "1d", "2h" or "90m". Raises BadDuration."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dhm])", text.strip().lower())
    if not found:
        raise BadDuration
    duration = timedelta(**{UNITS[found[2]]: int(found[1])})
    if duration > timedelta(days=3650):
        raise BadDuration
    return duration


def pass_time(duration, now):
    """Move everything back by `duration`, renew free times from `now` on and wake the workers.

    Dates move by whole days; hours are kept until they make one.
    """
    passed = cache.get(HOURS_KEPT, timedelta()) + duration
    days = timedelta(days=passed.days)
    _move_back(duration, days, now)
    cache.set(HOURS_KEPT, passed - days, timeout=None)
    ReadyTime.objects.renew_old(now)
    _let_weeks_come(now)
    waking.wake(LOOKS)
    wake_the_governor()
    waking.wake()


@patiently
def _move_back(duration, days, now):
    for model in (Nudge, Letter):
        _forget_dates(model)
    for model in _tables():
        _move_table(model, duration, days)
    for series in Series.objects.all():
        # Or the next sweep would make all its evenings again, on the days the rule still names.
        rule = recurrence.turned_back(series.rule, days.days)
        Series.objects.filter(pk=series.pk).update(rule=rule)
    ReadyTime.objects.update(ready_until=now)


def _tables():
    ours = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label in APPS
    ]
    apart = {*MOVED_FIRST, *MOVED_LAST, *NOT_MOVED}
    return [*MOVED_FIRST, *(model for model in ours if model not in apart), *MOVED_LAST]


def _let_weeks_come(now):
    """Whose weekly letter would have come meanwhile gets it now, on whatever day that is."""
    for member in Member.objects.filter(look_at__lte=now):
        looking.look_at_member(member.pk, now)
        key = f"{Nudge.Kind.THE_WEEK}:{member.pk}:{now.isoformat()}"
        Nudge.objects.leave(member, Nudge.Kind.THE_WEEK, member, key=key, due_at=now)


def _forget_dates(model):
    """Rename what is keyed by a date: when that day comes again, it is another one."""
    bygone = Concat("kind", Value(":"), "recipient_id", Value(":bygone:"), "pk", output_field=TEXT)
    model.objects.filter(kind__in=KEYED_BY_DATE).update(key=bygone)


def _move_table(model, duration, days):
    for by, by_days in [(-FAR, -FAR), (FAR - duration, FAR - days)]:
        changes = {
            field.name: moved
            for field in model._meta.concrete_fields
            if (moved := _moved(field, by, by_days)) is not None
        }
        if changes:
            # All columns of a row at once, or its own checks would refuse it.
            model._base_manager.update(**changes)


def _moved(field, by, by_days):
    """The expression that moves a field, or None for one that holds no moment of ours."""
    if field.generated or (field.model._meta.model_name, field.name) in UNTOUCHED:
        return None
    match field:
        case models.DateTimeField():
            return F(field.name) + by
        case models.DateField():
            return F(field.name) + by_days
        case DateTimeRangeField():
            ends = [F(f"{field.name}__{end}") + by for end in ("startswith", "endswith")]
            return Func(*ends, function="tstzrange", output_field=DateTimeRangeField())
    return None


def due_now(now):
    """How many nudges have fallen due."""
    return Nudge.objects.due(now).count()
