import secrets
import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetups.models import line
from meetups.models.admitting import Admitting
from meetups.models.attending import Attending
from meetups.models.calling import Calling
from meetups.models.closing import Closing
from meetups.models.hosting import Hosting
from meetups.models.hours import TIME_TO_CLOSE
from meetups.models.inviting import Inviting
from meetups.models.recalling import Recalling
from meetups.models.series import MOST_SEATS, Series
from meetups.models.session_letters import SessionLetters
from meetups.models.tabling import Tabling
from meetups.models.taking_turns import TakingTurns

# What an answer is while its member has a seat, or may still get one.
HOPEFUL = ["going", "offered", "waiting"]
# Letters that nobody mistakes for one another when they are read out in a noisy room.
WORD_LETTERS = "ABCDEFGHKLMNPRSTUWY"


def new_word():
    """Six letters that are said at the door and typed into a phone."""
    return "".join(secrets.choice(WORD_LETTERS) for _letter in range(6))


class WeeklySessionQuerySet(models.QuerySet):
    def on_calendar(self):
        """Those that were not called off."""
        return self.filter(state=WeeklySession.State.SCHEDULED)

    def ahead(self, now):
        """Those that are not yet over."""
        return self.filter(ends_at__gt=now)

    def over(self, now):
        """Those whose time has passed."""
        return self.filter(ends_at__lte=now)

    def of_the_line_of(self, series):
        """Those of a series, of what it went on from and of what goes on from it."""
        return self.filter(series__in=line.all_of(series.pk))

    def with_place(self):
        """Together with series and venue, in the same query."""
        return self.select_related("series", "venue")

    def to_close(self, now):
        """Those over for so long that whoever was to be written down has been."""
        return self.on_calendar().filter(closed_at=None, ends_at__lte=now - TIME_TO_CLOSE)

    def closed(self):
        """Those whose list of who came was closed."""
        return self.filter(closed_at__isnull=False)

    def coming(self, now):
        """Those not called off and not yet begun, the first of them first."""
        return self.on_calendar().filter(starts_at__gt=now).order_by("starts_at", "pk")

    def with_somebody_gone(self, now):
        """Those ahead where somebody who isn't here any more has a seat or waits for one."""
        gone = (
            Q(rsvps__member__verified_at=None)
            | Q(rsvps__member__is_active=False)
            | Q(rsvps__member__suspended_at__isnull=False)
        )
        return self.coming(now).filter(gone, rsvps__state__in=HOPEFUL).distinct()

    def with_offers_over(self, now):
        """Those with a seat that was offered to somebody who let the time pass."""
        expired = {"rsvps__state": "offered", "rsvps__offered_until__lte": now}
        return self.on_calendar().filter(**expired).distinct()


class WeeklySession(
    Admitting,
    Inviting,
    Hosting,
    Calling,
    Attending,
    Closing,
    Tabling,
    Recalling,
    SessionLetters,
    TakingTurns,
    models.Model,
):
    """One evening of a series.

    `original_start` and `on` are what the rule said, and never change: the evening is known by them
    wherever and whenever it takes place in the end.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("On the calendar")
        CANCELLED = "cancelled", _("Called off")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="evenings")
    original_start = models.DateTimeField(editable=False)
    # The date of it on the venue's wall, which the address carries.
    on = models.DateField(editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.ForeignKey("meetups.Venue", models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("seats"))
    agenda = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    note = models.CharField(_("what is special this time"), max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.SCHEDULED)
    reason = models.CharField(_("why it was called off"), max_length=200, blank=True)
    # Raised with every change that calendars must hear of.
    sequence = models.PositiveIntegerField(default=0)
    # At most so many at a table, as the tables were drawn last.
    table_size = models.PositiveSmallIntegerField(null=True, editable=False)
    word = models.CharField(max_length=6, default=new_word, editable=False)
    created_at = models.DateTimeField(editable=False)
    # When the list of who had come was closed.
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = WeeklySessionQuerySet.as_manager()

    # Letters tell of it as of what two plan, and it is always in person.
    is_call = False

    class Meta:
        verbose_name = _("evening")
        verbose_name_plural = _("evenings")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "original_start"], name="an_evening_is_made_once"
            ),
            models.UniqueConstraint(fields=["series", "on"], name="one_evening_on_a_date"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="an_evening_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=MOST_SEATS), name="an_evening_has_seats"
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", reason="") | Q(state="cancelled") & ~Q(reason=""),
                name="an_evening_is_called_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(word__regex=r"^[A-Z]{6}$"), name="an_evening_has_a_word"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="evening_by_start"),
            models.Index(
                fields=["ends_at"],
                condition=Q(state="scheduled", closed_at=None),
                name="evening_to_close",
            ),
        ]

    def __str__(self):
        return f"{self.series_id} on {self.on}"

    def get_absolute_url(self):
        return reverse("meetups:evening", args=[self.series.slug, self.on])

    # -- questions

    @property
    def zone(self):
        """The clock on the venue's wall."""
        return self.venue.zone

    @property
    def day(self):
        """The date on which it takes place, which differs from `on` where it was moved."""
        return self.starts_at.astimezone(self.zone).date()

    @property
    def is_cancelled(self):
        """Called off."""
        return self.state == self.State.CANCELLED

    @property
    def minutes(self):
        """How long it lasts."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    def zone_for(self, reader):
        """The clock it is told on, whoever reads it: the venue's."""
        return self.zone

    def is_over(self, now):
        """Its time has passed."""
        return self.ends_at <= now

    def is_ahead(self, now):
        """Not called off, and not yet begun: seats can be taken and given back."""
        return not self.is_cancelled and now < self.starts_at

    def is_run_by(self, member):
        """Whether the member may run it."""
        return self.series.is_run_by(member)

    def rsvp_of(self, member):
        """The member's Rsvp, or None while they never said anything."""
        return self.rsvps.filter(member=member).first()
