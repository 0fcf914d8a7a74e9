from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What two people can do together in an hour or less."""

    COFFEE = "coffee", _("Coffee")
    WALK = "walk", _("Walk")
    LUNCH = "lunch", _("Lunch")
    CALL = "call", _("Call")


IN_PERSON = [Kind.COFFEE, Kind.WALK, Kind.LUNCH]

# How long, in minutes.
LENGTHS = [20, 30, 45, 60]
# What a first coffee usually is: it fits between two appointments.
USUAL_LENGTH = 30
# Before or after an evening, where both come anyway, fewer do.
BESIDE_AN_EVENING = 15
