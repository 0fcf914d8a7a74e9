"""How allauth speaks for us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import account_letters


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in and their letters, in our words and through our gate."""

    def save_user(self, request, user, form, commit=True):
        """A new member has a name before the row is written; scripts may have told the zone."""
        user.name = form.cleaned_data["name"]
        if form.cleaned_data["time_zone"]:
            user.time_zone = form.cleaned_data["time_zone"]
        return super().save_user(request, user, form, commit)

    def pre_login(self, request, user, **kwargs):
        """Only after the right password or code does the closed account say that it is closed."""
        if user.is_suspended or not user.is_active:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """Newcomers are welcomed first, on whatever device they come back."""
        if request.user.welcomed_at is None:
            return self.get_signup_redirect_url(request)
        return super().get_login_redirect_url(request)

    def confirm_email(self, request, email_address):
        """All or nothing: an address that another account holds meanwhile changes nothing."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            return False

    def send_mail(self, template_prefix, email, context):
        """Every letter of allauth's passes our gate."""
        account_letters.leave(template_prefix, email, context, timezone.now())
