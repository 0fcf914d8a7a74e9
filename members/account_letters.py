"""allauth's letters, in our words and through our gate."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members import mail
from members.models import Letter, Member

KINDS = {
    "email_confirmation": "account_confirm_address",
    "email_confirmation_signup": "account_confirm_address",
    "login_code": "account_login_code",
    "password_reset_key": "account_password_reset",
    "password_reset_code": "account_password_reset",
    "account_already_exists": "account_already_here",
    "unknown_account": "account_nobody_here",
}
NOTICE = "account_notice"
CHANGES = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("Your password was replaced by a new one."),
    "email_changed": _("The address we write to was changed."),
    "email_confirm": _("A new address was confirmed."),
    "email_deleted": _("An address was taken out of your account."),
}
ANY_CHANGE = _("Something about how you sign in was changed.")

# News that somebody else may hold the key is worth reading for as long as a link would be good.
NOTICE_LASTS = timedelta(days=3)


def leave(template_prefix, address, context, now):
    """Compose the letter that allauth calls `template_prefix`, to `address`. Returns the Letter.

    `context` is allauth's; of it only codes, and links as addresses of our own site, are used.
    """
    name = template_prefix.rpartition("/")[2]
    kind = KINDS.get(name, NOTICE)
    member = context.get("user")
    if kind == NOTICE and member is None:
        member = Member.objects.filter(email__iexact=address).first()
    member = member if isinstance(member, Member) and member.pk else None
    return mail.compose(
        kind,
        member or address,
        told(name, context),
        key=f"{kind}:{uuid.uuid4()}",
        klass=Letter.Class.ACCOUNT,
        queue=Letter.Queue.URGENT,
        now=now,
        useless_after=now + lasts(name),
        address=address,
    )


def told(name, context):
    """What a letter named like this is told of what allauth knows: links as our own, a code."""
    told = {key: own(value) for key, value in context.items() if key.endswith("_url")}
    told.setdefault("login_url", own(reverse("account_login")))
    told.setdefault("signup_url", own(reverse("account_signup")))
    told.setdefault("password_reset_url", own(reverse("account_reset_password")))
    told["code"] = context.get("code", "")
    told["change"] = CHANGES.get(name, ANY_CHANGE)
    return told


def lasts(name):
    """How long what the letter holds can be used."""
    if name == "login_code":
        return timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    if name == "password_reset_code":
        return timedelta(seconds=app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT)
    if name == "password_reset_key":
        return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if name.startswith("email_confirmation"):
        return timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    return NOTICE_LASTS


def own(url):
    """The address on our site, whatever host the visitor's request came with."""
    parts = urlsplit(str(url))
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")
