import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.models.kind import IN_PERSON, Kind


def every_kind():
    """A new venue suits whatever happens in person."""
    return [str(kind) for kind in IN_PERSON]


class VenueQuerySet(models.QuerySet):
    def active(self):
        """Those that can be proposed."""
        return self.filter(is_active=True)

    def for_kind(self, kind):
        """Those that suit a coffee, a walk or a lunch."""
        return self.filter(kinds__contains=[kind])


class Venue(models.Model):
    """A public place from the group's catalogue."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street"), max_length=120, blank=True)
    note = models.CharField(_("how to find it"), max_length=200, blank=True)
    area_name = models.CharField(_("area"), max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64)
    kinds = ArrayField(models.CharField(max_length=8, choices=Kind), default=every_kind)
    is_active = models.BooleanField(_("can be proposed"), default=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_venue_has_a_name"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="a_venue_has_a_time_zone"),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=["coffee", "walk", "lunch"]),
                name="a_venue_is_for_meeting_in_person",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=Decimal(-90),
                    latitude__lte=Decimal(90),
                    longitude__gte=Decimal(-180),
                    longitude__lte=Decimal(180),
                ),
                name="a_venue_is_on_the_globe",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_name", "name"], condition=Q(is_active=True), name="venue_by_area"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        """The clock on its wall."""
        return ZoneInfo(self.time_zone)

    def suits(self, kind):
        """Whether it can be proposed for this kind of meeting."""
        return self.is_active and kind in self.kinds
