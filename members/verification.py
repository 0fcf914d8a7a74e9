"""When a member's address was proved, and what that changes for letters."""

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, email_changed, email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from members.models import Letter, Member, Unreachable
from members.models.unreachable import let_go

# What is only known to whoever reads the letters that we send there.
READ_FROM_A_LETTER = {"code", "password_reset"}


@receiver(email_confirmed)
def remember_the_moment(email_address, **kwargs):
    """The first address that answers makes the member present; later ones change nothing."""
    now = timezone.now()
    Member.objects.filter(pk=email_address.user_id, verified_at=None).update(
        verified_at=now, active_at=now, look_at=now
    )


@receiver(email_confirmed)
def write_there_again(email_address, **kwargs):
    """An address that answers is paused no longer."""
    Unreachable.objects.lift(email_address.email, timezone.now())


@receiver(email_changed)
def write_to_the_new_address(user, **kwargs):
    """What the old address held back goes to the new one."""
    let_go(Letter.objects.filter(recipient=user), timezone.now())


@receiver(authentication_step_completed)
def whoever_reads_our_codes_can_be_reached(user, method, **kwargs):
    """Signing in by a mailed code, or by a mailed link, proves the address anew."""
    if method in READ_FROM_A_LETTER:
        for address in EmailAddress.objects.filter(user=user, verified=True):
            Unreachable.objects.lift(address.email, timezone.now())
