from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.models.kind import BESIDE_AN_EVENING, LENGTHS, Kind


class Plan(models.Model):
    """What two people plan: what, for how long and where. Proposals and coffees are plans."""

    Kind = Kind

    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    minutes = models.PositiveSmallIntegerField(_("how long"))
    venue = models.ForeignKey(
        "meetups.Venue", models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Empty for a call, which each reads on their own clock.
    time_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["coffee", "walk", "lunch", "call"]),
                name="a_%(class)s_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(minutes__in=[BESIDE_AN_EVENING, *LENGTHS]),
                name="a_%(class)s_has_a_known_length",
            ),
            models.CheckConstraint(
                condition=Q(kind="call", venue=None)
                | ~Q(kind="call")
                & (Q(venue=None) & ~Q(place="") | Q(venue__isnull=False, place="")),
                name="a_%(class)s_has_a_venue_or_a_place",
            ),
            models.CheckConstraint(
                condition=Q(kind="call", time_zone="") | ~Q(kind="call") & ~Q(time_zone=""),
                name="a_%(class)s_in_person_has_a_time_zone",
            ),
        ]

    @property
    def is_call(self):
        """Not in person."""
        return self.kind == Kind.CALL

    @property
    def length(self):
        """How long, as a timedelta."""
        return timedelta(minutes=self.minutes)

    @property
    def where(self):
        """The place in words; empty for a call that names none."""
        return str(self.venue) if self.venue_id else self.place

    @property
    def has_lost_its_place(self):
        """The venue cannot be proposed for this any more."""
        return bool(self.venue_id and not self.venue.suits(self.kind))

    def zone_for(self, reader):
        """The clock this is told on: the place's own in person, the reader's for a call."""
        return ZoneInfo(self.time_zone) if self.time_zone else reader.zone


def zone_of_plan(kind, venue, proposer, invitee):
    """The time zone's name that a plan of these two is told in; empty for a call."""
    if kind == Kind.CALL:
        return ""
    if venue:
        return venue.time_zone
    # Free text has no zone. It is the pair's common one, and where they differ the proposer's.
    return proposer.time_zone
