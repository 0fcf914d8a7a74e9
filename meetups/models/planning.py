"""How a series comes to have evenings, and who comes to all of them."""

from datetime import UTC, timedelta

from django.utils.translation import gettext_lazy as _

from meetups import recurrence
from meetups.errors import BadEvening
from meetups.models import line
from meetups.models.sweeping import one_by_one
from meetups.models.taking_turns import TakingTurns
from members.errors import NotThere
from members.patience import patiently

# Unannounced absences in a row after which a seat for every time is somebody else's.
MOST_MISSES = 2
# Evenings exist so far ahead, and no further: nobody knows that Thursday yet.
AHEAD = timedelta(weeks=12)


class Planning(TakingTurns):
    """The verbs of a Series. Each locks the first of its line, and then its row."""

    # -- questions

    def going_on(self):
        """The series that goes on after all others of the line: this one, unless it was split."""
        return type(self).objects.select_related("venue").get(pk=line.last_of(self.pk))

    # -- verbs

    @patiently
    def make_evenings(self, now):
        """Make the evenings of the coming weeks that are not there yet. -> how many

        Making them twice is making them once. A new evening is answered by the standing seats, the
        oldest first.
        """
        self._take_turn()
        today = now.astimezone(self.zone).date()
        last = today + AHEAD
        if self.ends_on:
            last = min(last, self.ends_on)
        there = set(self.evenings.filter(on__gte=today).values_list("on", flat=True))
        holidays = set(self.holidays.filter(on__gte=today).values_list("on", flat=True))
        made = 0
        for day in self._dates(today, last):
            starts_at = recurrence.on_the_wall(day, self.clock, self.zone).astimezone(UTC)
            if day in there or day in holidays or starts_at <= now:
                continue
            self._make_evening(day, starts_at, now)
            made += 1
        self.made_until = today + AHEAD
        self.save(update_fields=["made_until"])
        return made

    def _dates(self, first, last):
        return recurrence.dates(self.rule, self.starts_on, first, last)

    def _make_evening(self, day, starts_at, now):
        evening = self.evenings.create(
            original_start=starts_at,
            on=day,
            starts_at=starts_at,
            ends_at=starts_at + self.length,
            venue_id=self.venue_id,
            capacity=self.capacity,
            agenda=self.agenda,
            created_at=now,
        )
        for seat in self._standing().kept().order_by("since", "pk").select_related("member"):
            evening.take_standing_seat(seat, now)

    @patiently
    def stand(self, member, now, *, is_shown=None):
        """Come every time, until further notice: every evening ahead is answered by it.

        It is one seat for the whole line. What the member has said about an evening stands, and a
        seat that is kept already stays as shown as it was; so does one taken again, unless
        `is_shown` says otherwise. Raises NotThere for somebody absent.
        """
        self._take_turn()
        if not member.is_present:
            raise NotThere
        seat, _is_new = self.going_on().standing_seats.get_or_create(
            member=member, defaults={"since": now, "is_shown": is_shown is not False}
        )
        if seat.ended_at:
            seat.renew(now, is_shown=seat.is_shown if is_shown is None else is_shown)
        for evening in self._evenings_of_the_line(now):
            evening.take_standing_seat(seat, now)
        return seat

    @patiently
    def stand_no_more(self, member, now, *, has_lapsed=False):
        """End the standing seat; the seats it holds ahead go to the next in line."""
        self._take_turn()
        seat = self._standing().kept().of(member).first()
        if seat is None:
            return
        seat.ended_at, seat.has_lapsed = now, has_lapsed
        seat.save(update_fields=["ended_at", "has_lapsed"])
        if has_lapsed:
            seat.tell_of_the_end(now)
        for evening in self._evenings_of_the_line(now):
            evening.give_standing_seat_back(member, now)

    @patiently
    def let_host(self, hosts, among):
        """Of the members `among`, these and no others host it, and what goes on from it.

        Whoever is not among them keeps or lacks it as before. Raises BadEvening when nobody would.
        """
        self._take_turn()
        stay = self.hosts.exclude(pk__in=[member.pk for member in among])
        hosts = {*hosts, *stay}
        if not hosts:
            raise BadEvening(_("Somebody has to host it."))
        for series in self._line():
            series.hosts.set(hosts)

    @patiently
    def end(self, last, now, reason):
        """Gather no more after `last` (a date); what takes place later is called off for `reason`.

        Its whole line ends: what goes on, and each part before it that would go on for longer.
        """
        self._take_turn()
        goes_on = self.going_on()
        is_news = goes_on.ends_on != last
        for evening in self._evenings_of_the_line(now):
            if evening.day > last:
                evening.call_off(reason, now, is_alone=not is_news)
        for series in self._line():
            # A part that was split ends before the next begins, and never later.
            if series == goes_on or series.ends_on > last:
                series._end(last, now)
        if is_news:
            goes_on.tell_of_the_end(last, reason, now)
        self.refresh_from_db(fields=["ends_on", "ended_at"])

    def _end(self, last, now):
        self.ends_on = last
        if last < now.astimezone(self.zone).date():
            self.ended_at = now
        self.save(update_fields=["ends_on", "ended_at"])

    @patiently
    def skip(self, day, reason, now):
        """Do not gather on `day` (a date), for a reason; what takes place then is called off.

        Whichever part of its line would gather on that day. An evening that was moved to another
        day stands; one that was moved to this day does not.
        """
        self._take_turn()
        for series in self._line():
            series.holidays.update_or_create(on=day, defaults={"reason": reason})
        for evening in self._evenings_of_the_line(now):
            if evening.day == day:
                evening.call_off(reason, now)

    @patiently
    def go_on_as(self, first, changes, now, reason, why=""):
        """From the evening of `first` (a date) on, gather by these changes. -> the new Series

        The series ends before it and another one goes on: with its hosts, holidays and standing
        seats, and with the evenings that were made already, each with its answers. What had been
        changed for one evening alone stays changed. Evenings on dates that the new rule does not
        name are called off for `reason`. Whoever comes every time hears once of another time or
        place, and `why`. A rule of so many dates counts on from those before it. Raises BadEvening
        where there is nothing left to change.
        """
        self._take_turn()
        if self.ends_on and self.ends_on < first:
            raise BadEvening(_("That series has ended by then."))
        goes_on = self.going_on() == self
        kept = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if field.name not in {"id", "uuid", "slug", "made_until", "split_from"}
        }
        later = type(self)(**kept | {"starts_on": first, "created_at": now} | changes)
        past = self._dates(self.starts_on, first - timedelta(days=1))
        later.rule = recurrence.counted_on(later.rule, len(list(past)))
        later.split_from = self
        later.save()
        later.hosts.set(self.hosts.all())
        for holiday in self.holidays.filter(on__gte=first):
            later.holidays.create(on=holiday.on, reason=holiday.reason)
        if goes_on:
            self.standing_seats.update(series=later)
        is_news = later.usual != self.usual
        self._hand_over(later, first, now, reason, why=why, is_alone=not is_news)
        self.ends_on = first - timedelta(days=1)
        if not self.evenings.exists():
            self.ended_at = now
        self.save(update_fields=["ends_on", "ended_at"])
        later.make_evenings(now)
        later.tell_of_the_change(why, now)
        return later

    def _hand_over(self, later, first, now, reason, *, why, is_alone):
        """The evenings from `first` on become those of `later`, or are called off.

        Also those called off before or begun, or `later` would make them once more.
        """
        evenings = self.evenings.filter(on__gte=first).with_place().order_by("starts_at", "pk")
        last = max((evening.on for evening in evenings), default=first)
        named = set(later._dates(first, last))
        for evening in evenings:
            if evening.on in named:
                evening.follow(self, later, now, why, is_alone=is_alone)
            elif evening.is_ahead(now):
                evening.call_off(reason, now, is_alone=is_alone)

    def _line(self):
        parts = type(self).objects.filter(pk__in=line.all_of(self.pk))
        return parts.select_related("venue").order_by("pk")

    def _evenings_of_the_line(self, now):
        evenings = self.evenings.model.objects.of_the_line_of(self)
        return evenings.coming(now).with_place()

    def _standing(self):
        return self.standing_seats.model.objects.at(self)

    def _take_turn(self):
        # Whoever stands in one series of the line stands in all of them.
        if self.split_from_id:
            firsts = type(self).objects.filter(pk=line.first_of(self.pk))
            firsts.select_for_update(no_key=True).get()
        super()._take_turn()


def let_seats_lapse(seats, now):
    """End the standing seats of those who stayed away too often. -> how many"""
    due = seats.kept().beyond_doubt(now).filter(misses__gte=MOST_MISSES)
    due = due.select_related("series__venue", "member")

    def lapse(seat):
        seat.series.stand_no_more(seat.member, now, has_lapsed=True)

    return one_by_one(due, lapse)


def make_evenings(series, now):
    """Make the evenings of the coming weeks, one series per transaction. -> how many series"""
    # The date differs around the globe: a day too much is a series looked at once more.
    today = now.date()
    due = series.running_short(today - timedelta(days=1), today + AHEAD - timedelta(days=1))
    return one_by_one(due.select_related("venue"), lambda one: one.make_evenings(now))
