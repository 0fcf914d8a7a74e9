"""When a member is free for a coffee: weekly hours, dates that replace them, and the outcome.

Hours are on the member's own wall clock. `ReadyTime` keeps the outcome as a line (scheduling.py),
minus the member's own coffees; whatever changes it calls renew() in the same transaction.
"""

from datetime import time, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups import hours, scheduling
from meetups.errors import BadHours
from meetups.models.seat import Seat
from meetups.models.sweeping import one_by_one
from members.models import Member
from members.patience import patiently

# How far ahead a line reaches, and how much of that is left when it is renewed: more than the
# horizon of suggestions, so that no night that is skipped is noticed.
REACH = timedelta(days=42)
LEAST = timedelta(days=35)
# Enough members' hours to know the group's habits by.
SAMPLE = 3000


class WeeklyHours(models.Model):
    """Free every week on this weekday, from `starts` until `ends` (00:00: midnight)."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name_plural = "weekly hours"
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "weekday", "starts"], name="weekly_hours_start_once"
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="weekly_hours_are_on_a_day_of_the_week"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"),
                name="weekly_hours_end_after_they_start",
            ),
        ]

    def __str__(self):
        return f"{self.weekday} {self.starts}-{self.ends}"


class DateHours(models.Model):
    """Hours that replace those of one date; both times empty: not free that day."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    date = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)

    class Meta:
        verbose_name_plural = "date hours"
        ordering = ["date", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "date", "starts"],
                nulls_distinct=False,
                name="date_hours_start_once",
            ),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | Q(starts__isnull=False, ends__isnull=False)
                & (Q(ends__gt=F("starts")) | Q(ends="00:00")),
                name="date_hours_end_after_they_start",
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.starts}-{self.ends}"


class ReadyTimeQuerySet(models.QuerySet):
    def lines_of(self, members, now, kept=None):
        """{member id: line of free minutes} for these members, in the same few queries always.

        `kept` are their rows here, where they are loaded already.

        Whoever never said any hours has an empty line. A line that has run short, or was made
        before its member moved to another time zone, is worked out instead of believed.
        """
        members = {member.pk: member for member in members}
        lines = {pk: [] for pk in members}
        old = []
        if kept is None:
            kept = self.raw(
                "SELECT member_id, stretches, ready_until, time_zone FROM meetups_readytime"
                " WHERE member_id = ANY(%s)",
                [list(members)],
            )
        for line in kept:
            member = members[line.member_id]
            if line.is_good_for(member, now):
                lines[member.pk] = line.stretches
            else:
                old.append(member)
        if old:
            lines.update(worked_out(old, now))
        return lines

    def renew_old(self, now):
        """Renew every line that soon runs short, one member per transaction. -> how many"""
        soon = self.filter(ready_until__lt=now + LEAST).order_by("ready_until")
        return one_by_one(soon.only("pk"), lambda line: _renew_locked(line.pk, now))

    def renew_expired(self, now):
        """Renew every line that nobody should believe any more. -> how many"""
        return one_by_one(
            self.filter(ready_until__lte=now).order_by("ready_until").only("pk"),
            lambda line: _renew_locked(line.pk, now),
        )


class ReadyTime(models.Model):
    """A member's free stretches as a line: [start, end, ...] in minutes since 1970, UTC."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    stretches = ArrayField(models.IntegerField(), default=list)
    ready_until = models.DateTimeField(db_index=True)
    time_zone = models.CharField(max_length=64)

    objects = ReadyTimeQuerySet.as_manager()

    def __str__(self):
        return f"{self.member_id} until {self.ready_until}"

    def is_good_for(self, member, now):
        """Whether it still reaches far enough, and was made on the member's present clock."""
        reaches = self.ready_until >= now + scheduling.HORIZON
        return reaches and self.time_zone == member.time_zone


@patiently
def set_week(member, week, now):
    """Replace a member's weekly hours by these (`hours.Hours`, on the member's own clock).

    Raises BadHours for hours that end before they start or overlap.
    """
    week = list(week)
    _refuse_bad(week)
    fresh = Member.objects.lock_all([member.pk])[member.pk]
    WeeklyHours.objects.filter(member=fresh).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(member=fresh, weekday=one.weekday, starts=one.starts, ends=one.ends)
        for one in week
    )
    renew([fresh], now)


@patiently
def set_date(member, date, times, now):
    """Let these (starts, ends) pairs of times replace the hours of one date; none: not free.

    Raises BadHours when they end before they start, overlap, or begin or end at a time that the
    member's clock skips or shows twice on that date.
    """
    fresh = Member.objects.lock_all([member.pk])[member.pk]
    day = [hours.Hours(date.weekday(), starts, ends) for starts, ends in times]
    _refuse_bad(day)
    for one in day:
        for edge in (one.starts, one.ends):
            # Midnight may be the next day's first moment; expand_hours() bears whatever it is.
            if edge == time(0):
                continue
            if hours.is_skipped(date, edge, fresh.zone):
                raise BadHours(_("The clocks go forward that day, and skip that time."))
            if hours.is_doubled(date, edge, fresh.zone):
                raise BadHours(_("The clocks go back that day, and show that time twice."))
    DateHours.objects.filter(member=fresh, date=date).delete()
    DateHours.objects.bulk_create(
        DateHours(member=fresh, date=date, starts=starts, ends=ends)
        for starts, ends in ([(one.starts, one.ends) for one in day] or [(None, None)])
    )
    renew([fresh], now)


@patiently
def forget_date(member, date, now):
    """Let the weekly hours hold on this date again."""
    fresh = Member.objects.lock_all([member.pk])[member.pk]
    DateHours.objects.filter(member=fresh, date=date).delete()
    renew([fresh], now)


def renew(members, now):
    """Work these members' lines out again; call it with their rows locked."""
    # Whoever lets a line expire meanwhile waits, and lets the new one expire.
    kept = ReadyTime.objects.filter(member__in=members).order_by("pk")
    list(kept.select_for_update(no_key=True).values_list("pk"))
    lines = worked_out(members, now)
    ReadyTime.objects.bulk_create(
        [
            ReadyTime(
                member=member,
                stretches=lines[member.pk],
                ready_until=now + REACH - timedelta(days=1),
                time_zone=member.time_zone,
            )
            for member in members
        ],
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["stretches", "ready_until", "time_zone"],
    )


def expire(ids, now):
    """Believe these members' lines no more: their evenings have changed.

    Whoever promotes somebody holds no lock on them. The sweep of the next minute works it out; who
    asks before that does so too.
    """
    ReadyTime.objects.filter(member__in=ids).update(ready_until=now)


@patiently
def renew_for(member, now):
    """Work one member's line out again, after a change of time zone say."""
    _renew_locked(member.pk, now)


def worked_out(members, now):
    """{member id: line} from hours, seats and evenings as they are, in four queries."""
    ids = [member.pk for member in members]
    end = now + REACH
    weekly, dates, seats = {}, {}, {}
    for row in WeeklyHours.objects.filter(member__in=ids):
        weekly.setdefault(row.member_id, []).append(row)
    since = (now - timedelta(days=2)).date()
    for row in DateHours.objects.filter(member__in=ids, date__range=(since, end.date())):
        dates.setdefault(row.member_id, []).append(row)
    held = Seat.objects.held().filter(member__in=ids).at_times([(now - timedelta(days=1), end)])
    for pk, during in held.values_list("member", "during"):
        seats.setdefault(pk, []).append((during.lower, during.upper))
    # By the name of the relation: an evening's verbs let lines expire, and know this module.
    evenings = Member.objects.filter(
        pk__in=ids,
        rsvps__state__in=["going", "offered"],
        rsvps__session__state="scheduled",
        rsvps__session__starts_at__lt=end,
        rsvps__session__ends_at__gt=now - timedelta(days=1),
    )
    during = ["rsvps__session__starts_at", "rsvps__session__ends_at"]
    for pk, starts_at, ends_at in evenings.values_list("pk", *during):
        seats.setdefault(pk, []).append((starts_at, ends_at))
    lines = {}
    for member in members:
        today = now.astimezone(member.zone).date()
        free = scheduling.expand_hours(
            weekly.get(member.pk, []),
            dates.get(member.pk, []),
            member.zone,
            today,
            today + REACH,
        )
        lines[member.pk] = scheduling.subtract(free, scheduling.busy_line(seats.get(member.pk, [])))
    return lines


def popular_hours():
    """The blocks of two hours to tick beforehand: what the group's own hours say."""
    by_member = {}
    for row in WeeklyHours.objects.order_by("-pk")[:SAMPLE]:
        by_member.setdefault(row.member_id, []).append(row)
    return hours.popular_blocks(by_member.values())


@patiently
def _renew_locked(pk, now):
    renew(list(Member.objects.lock_all([pk]).values()), now)


def _refuse_bad(week):
    if any(not 0 <= one.weekday <= 6 for one in week):
        raise BadHours
    if any(hours.are_backwards(one) for one in week):
        raise BadHours(_("Those hours end before they start."))
    if hours.overlapping(week):
        raise BadHours(_("Two of those hours overlap."))
