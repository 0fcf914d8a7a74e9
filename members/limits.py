"""How often is too often."""

from allauth.core import ratelimit
from django.utils.translation import gettext_lazy as _

from members.errors import Refusal


class TooOften(Refusal):
    """Nothing happened, and waiting helps."""

    sentence = _("That was a lot in one hour. Nothing was sent. Please try again a little later.")


def take_a_turn(request, action, member=None):
    """Count one `action` ("follow", "message") of the member; rates are in ACCOUNT_RATE_LIMITS.

    `member` is whose deed it is where nobody is signed in: behind a letter's link.
    Raises TooOften when the hour is full. Kept in the cache table, so every process counts alike.
    """
    if not ratelimit.consume(request, action=action, user=member):
        raise TooOften
