from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.endings import UNWANTED
from members.patience import patiently

# From today until the same weekday in two weeks: the next one is among them, whatever the zone.
TWO_WEEKS_OF_DAYS = [timedelta(days=day) for day in range(15)]


QUIET_FROM, QUIET_TO = time(20), time(8)


class PreferencesQuerySet(models.QuerySet):
    def of(self, member):
        """The member's wishes; the usual ones, unsaved, while none were uttered."""
        return self.filter(member=member).first() or self.model(member=member)


class Preferences(models.Model):
    """Which letters a member wants, and when."""

    class Pace(models.TextChoices):
        FEWER = "fewer", _("Fewer")
        NORMAL = "normal", _("As usual")
        MORE = "more", _("More")

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="preferences"
    )
    unwanted = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    pace = models.CharField(_("pace"), max_length=6, choices=Pace, default=Pace.NORMAL)
    quiet_until = models.DateTimeField(_("quiet until"), null=True, blank=True)
    # After many letters that came to nothing we keep quiet by ourselves; the member never asked.
    paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Wall clock of the member's own zone; equal times mean no quiet hours at all.
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_to = models.TimeField(_("quiet to"), default=QUIET_TO)

    # When the weekly letter comes: Monday is 0, the hour is on the same wall clock.
    week_day = models.PositiveSmallIntegerField(_("day of the week's letter"), default=4)
    week_hour = models.PositiveSmallIntegerField(_("hour of the week's letter"), default=8)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(pace__in=["fewer", "normal", "more"]), name="pace_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=Q(week_day__lte=6, week_hour__lte=23), name="the_week_has_its_hour"
            ),
        ]

    def __str__(self):
        return f"preferences of {self.member_id}"

    # -- questions

    def wants(self, kind):
        """Whether letters of this kind are welcome."""
        return kind not in self.unwanted

    def is_quiet(self, now):
        """Whether we keep quiet, because the member asked for it or because nothing came of it."""
        return any(until and until > now for until in (self.quiet_until, self.paused_until))

    def week_after(self, moment, zone):
        """The first moment after `moment` (aware) when the weekly letter is due, in UTC.

        It is due by the wall clock of `zone`. An hour that comes twice counts the first time, one
        that is skipped when it would have been.
        """
        today = moment.astimezone(zone).date()
        hour = time(self.week_hour)
        weeks = (
            datetime.combine(today + days, hour, tzinfo=zone).astimezone(UTC)
            for days in TWO_WEEKS_OF_DAYS
            if (today + days).weekday() == self.week_day
        )
        return next(week for week in weeks if week > moment)

    # -- verbs

    @patiently
    def stop(self, *kinds):
        """No more letters of these kinds. Doing it twice is doing it once.

        Without the weekly one somebody looks at the member again: what waited to be told in it must
        come another way.
        """
        if "the_week" in kinds:
            self._be_looked_at(timezone.now())
        self._change(lambda unwanted: {*unwanted, *kinds})
        # Whoever is about to send one finds it gone: asking before it goes would be a blink too
        # early. `letters` are Letter's, which knows us already.
        letters = self.member.letters.filter(Q(kind__in=kinds) | Q(klass__in=kinds))
        letters.take_back(UNWANTED, timezone.now())

    def resume(self, kind):
        """Letters of this kind are welcome again."""
        self._change(lambda unwanted: unwanted - {kind})

    @patiently
    def set_pace(self, pace):
        """Have fewer, the usual or more of what nobody asked for; `pace` is one of Pace."""
        Preferences.objects.update_or_create(member=self.member, defaults={"pace": pace})
        self.pace = pace

    @patiently
    def set_limits(self, now, **limits):
        """Set quiet_from, quiet_to, week_day and week_hour.

        With any of them another, somebody looks at the member again: what is left for a moment of
        the old wishes may be due at another.
        """
        if any(getattr(self, name) != value for name, value in limits.items()):
            self._be_looked_at(now)
        Preferences.objects.update_or_create(member=self.member, defaults=limits)
        for name, value in limits.items():
            setattr(self, name, value)
        # Whatever waits for the end of the old ones is asked again.
        self.member.letters.kept_quiet().let_go(now)

    @patiently
    def be_quiet_until(self, moment):
        """Hold back all but what was agreed until `moment` (aware); None ends the quiet."""
        Preferences.objects.update_or_create(member=self.member, defaults={"quiet_until": moment})
        self.quiet_until = moment

    @patiently
    def pause_until(self, moment):
        """Send no encouragement until `moment` (aware), because nothing came of the last ones."""
        Preferences.objects.update_or_create(member=self.member, defaults={"paused_until": moment})
        self.paused_until = moment

    def _be_looked_at(self, now):
        # The member before their wishes, as whoever decides about a letter does. A moment that has
        # passed stays, or the weekly letter that was due then would be forgotten.
        verified = get_user_model().objects.filter(verified_at__isnull=False)
        verified.filter(pk=self.member_id).update(look_at=Least("look_at", Value(now)))

    @patiently
    def _change(self, how):
        Preferences.objects.get_or_create(member=self.member)
        row = Preferences.objects.select_for_update().get(member=self.member)
        row.unwanted = self.unwanted = sorted(how(set(row.unwanted)))
        row.save(update_fields=["unwanted"])
