import re
import uuid
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetups import recurrence
from meetups.models.planning import Planning
from meetups.models.series_letters import SeriesLetters
from members.folding import clean_line, clean_text, fold
from members.models import Member
from members.patience import patiently

MOST_SEATS = 1000
# In minutes.
SHORTEST, LONGEST = 15, 12 * 60


def new_slug(name):
    """A slug no series has: the folded name, numbered from the second of that name on."""
    latin = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:50].strip("-") or "series"
    for number in count(1):
        slug = f"{latin}-{number}" if number > 1 else latin
        # /sessions/new/ is a page of ours.
        if slug != "new" and not Series.objects.filter(slug=slug).exists():
            break
    return slug


class SeriesQuerySet(models.QuerySet):
    def standing(self):
        """Those that have not been ended."""
        return self.filter(ended_at=None)

    def not_over_by(self, day):
        """Those that gather on `day` (a date) or later, or without end."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    @patiently
    def begin(self, maker, others, now, *, uuid, **fields):
        """A new series that the maker and the others host, with its first evenings. -> Series

        Beginning the same uuid twice is beginning it once. Raises BadRule.
        """
        Member.objects.lock_all([maker.pk])
        if begun := self.filter(uuid=uuid, hosts=maker).first():
            return begun
        fields["rule"] = recurrence.checked_rule(fields["rule"], fields["starts_on"])
        series = self.create(uuid=uuid, created_at=now, **fields)
        series.hosts.set([maker, *others])
        series.make_evenings(now)
        return series

    def running_short(self, first, last):
        """Those not ended whose evenings are not made through `last` (a date)."""
        unmade = Q(made_until=None) | Q(made_until__lt=last)
        return self.standing().not_over_by(first).filter(unmade)


class Series(Planning, SeriesLetters, models.Model):
    """A recurring gathering: its rule, its place, and how an evening of it usually goes.

    The rule speaks of dates and `clock` of the venue's wall, so that half past six stays half past
    six. What one evening changes for itself stays its own.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True, editable=False)
    about = models.TextField(_("what it is"), max_length=2000, blank=True)
    # RFC 5545, as meetups.recurrence reads it.
    rule = models.CharField(_("how often"), max_length=200)
    starts_on = models.DateField(_("first date"))
    ends_on = models.DateField(_("last date"), null=True, blank=True)
    clock = models.TimeField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(_("how long, in minutes"))
    venue = models.ForeignKey("meetups.Venue", models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("seats"))
    # A line for each part of the evening: "18:30 Coffee and hello".
    agenda = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    hosts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    # Whether somebody nobody here knows may ask to come, from the public page.
    takes_strangers = models.BooleanField(_("strangers may ask to come"), default=True)
    # Evenings exist through this date.
    made_until = models.DateField(null=True, editable=False)
    # What it went on from, when from one evening on everything changed.
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="splits")
    created_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_series_has_a_name"),
            models.CheckConstraint(condition=~Q(rule=""), name="a_series_has_a_rule"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS), name="a_series_has_seats"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="a_series_has_a_length",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_until"], condition=Q(ended_at=None), name="series_to_go_on_with"
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = clean_line(self.name)
        self.about = clean_text(self.about)
        if not self.slug:
            self.slug = new_slug(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("meetups:series", args=[self.slug])

    @property
    def length(self):
        """How long an evening lasts."""
        return timedelta(minutes=self.minutes)

    @property
    def zone(self):
        """The clock on the venue's wall."""
        return self.venue.zone

    def is_run_by(self, member):
        """Whether the member may run its evenings."""
        if member.is_organizer:
            return True
        return member.is_host and self.hosts.filter(pk=member.pk).exists()


class Holiday(models.Model):
    """A date on which a series does not gather, and why."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="holidays")
    on = models.DateField(_("date"))
    reason = models.CharField(_("why"), max_length=120)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="a_holiday_is_one_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_holiday_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.on}: {self.reason}"
