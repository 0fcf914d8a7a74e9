"""When a member's address was proved."""

from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from members.models import Member


@receiver(email_confirmed)
def remember_the_moment(email_address, **kwargs):
    """The first address that answers makes the member present; later ones change nothing."""
    now = timezone.now()
    Member.objects.filter(pk=email_address.user_id, verified_at=None).update(
        verified_at=now, active_at=now, look_at=now
    )
