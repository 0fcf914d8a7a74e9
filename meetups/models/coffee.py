import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.models.coffee_letters import CoffeeLetters
from meetups.models.keeping import Keeping
from meetups.models.plan import Plan
from meetups.models.seat import Seat
from meetups.models.settling import TIME_TO_ANSWER, Settling
from meetups.models.sweeping import one_by_one
from members.addresses import address
from members.models import Tie


class CoffeeQuerySet(models.QuerySet):
    def scheduled(self):
        """Those neither cancelled nor settled; some may be over."""
        return self.filter(state=Coffee.State.SCHEDULED)

    def with_member(self, member):
        """Those one member has a seat at."""
        return self.filter(seats__member=member)

    def starting_between(self, start, end):
        """Those that start from one aware moment until just before another."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def ahead(self, now):
        """Those that are not yet over."""
        return self.filter(ends_at__gt=now)

    def over(self, now):
        """Those whose time has passed, whatever became of them."""
        return self.filter(ends_at__lte=now)

    def awaiting_answer_of(self, member, now):
        """Those over and unsettled of which the member hasn't said whether it happened."""
        return (
            self.scheduled()
            .with_member(member)
            .over(now)
            .filter(ends_at__gt=now - TIME_TO_ANSWER)
            .exclude(answers__member=member)
        )

    def with_people(self):
        """Together with both members and the venue, in the same query."""
        return self.select_related("tie__low", "tie__high", "venue")

    def agree(self, proposal, starts_at, now):
        """The new coffee of a proposal's plan with both seated at it.

        Raises IntegrityError when one of them sits elsewhere then.
        """
        coffee = self.create(
            tie_id=proposal.tie_id,
            starts_at=starts_at,
            ends_at=starts_at + proposal.length,
            created_at=now,
            **proposal.plan,
        )
        Seat.objects.bulk_create(
            Seat(member_id=member_id, coffee=coffee, during=coffee.during)
            for member_id in sorted([proposal.proposer_id, proposal.invitee_id])
        )
        return coffee

    def settle_old(self, now):
        """Settle every coffee whose time to answer is over, each by itself. -> how many"""
        due = self.scheduled().over(now - TIME_TO_ANSWER).order_by("ends_at")
        return one_by_one(due.with_people(), lambda coffee: coffee.settle(now))


class Coffee(Keeping, Settling, CoffeeLetters, Plan):
    """An agreed meeting of two."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("On the calendar")
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        UNKNOWN = "unknown", _("Nobody said")
        CANCELLED = "cancelled", _("Cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tie = models.ForeignKey(Tie, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.SCHEDULED)
    # False once the pair agreed on another while this one still waits for their answers.
    on_calendar = models.BooleanField(default=True)
    # Raised with every change that calendars must hear of.
    sequence = models.PositiveIntegerField(default=0)
    confirmed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = CoffeeQuerySet.as_manager()

    class Meta:
        constraints = [
            *Plan.Meta.constraints,
            models.UniqueConstraint(
                fields=["tie"],
                condition=Q(state="scheduled", on_calendar=True),
                name="one_coffee_at_a_time_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["scheduled", "met", "missed", "unknown", "cancelled"]),
                name="a_coffee_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_coffee_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", settled_at=None)
                | ~Q(state="scheduled") & Q(settled_at__isnull=False),
                name="a_coffee_is_settled_once_it_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(confirmed=False) | Q(state="met"),
                name="only_a_coffee_that_happened_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_by__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_by=None),
                name="somebody_cancelled_a_cancelled_coffee",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(state="scheduled"), name="coffee_to_settle"
            ),
            models.Index(fields=["tie", "-starts_at"], name="coffee_by_pair"),
            models.Index(fields=["starts_at"], condition=Q(state="met"), name="coffee_met"),
            models.Index(fields=["created_at"], name="coffee_by_agreement"),
        ]

    def __str__(self):
        return f"{self.kind} {self.uuid}: {self.state}"

    def get_absolute_url(self):
        return address("meetups:coffee", self.uuid)

    # -- questions

    @property
    def pair(self):
        """Both members, the lower id first."""
        return self.tie.pair

    def other(self, member):
        """The one who isn't `member`."""
        return self.tie.other(member)

    def has(self, member):
        """Whether `member` is one of the two."""
        return member.pk in (self.tie.low_id, self.tie.high_id)

    @property
    def during(self):
        """From the start until just before the end."""
        return (self.starts_at, self.ends_at)

    @property
    def settles_at(self):
        """When whatever was answered until then is counted."""
        return self.ends_at + TIME_TO_ANSWER

    @property
    def is_scheduled(self):
        """Neither cancelled nor settled."""
        return self.state == self.State.SCHEDULED

    def is_over(self, now):
        """Its time has passed."""
        return self.ends_at <= now

    def is_ahead(self, now):
        """Still standing, and not yet over: it can be cancelled."""
        return self.is_scheduled and now < self.ends_at

    def can_move(self, now):
        """Still standing, and not yet begun."""
        return self.is_scheduled and now < self.starts_at

    def can_be_answered(self, now):
        """Over, and the answers aren't counted yet."""
        return self.is_scheduled and self.ends_at <= now < self.settles_at

    def answer_of(self, member):
        """What the member said: True for met, False for not, None for nothing yet."""
        return self.answers.filter(member=member).values_list("met", flat=True).first()

    def thanks_to(self, member):
        """The thanks that the other gave `member`, or None."""
        return self.thanks.exclude(giver=member).first()
