"""What a mail provider tells us after it took a letter: that it bounced, or was called spam.

django-anymail checks the signature, or the user and password, and reads the provider's own words;
what is not signed is refused. One address is mounted, that of the one provider whose secret we
know. A tale told twice, or about a letter that is not ours, changes nothing.
"""

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import EventType, tracking
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.dispatch import receiver
from django.urls import path
from django.utils import timezone
from django.utils.module_loading import import_string

from members.kinds import ENCOURAGEMENTS
from members.models import Feedback, Letter, Preferences, Unreachable

SAID = {
    EventType.BOUNCED: Feedback.Said.BOUNCED,
    EventType.REJECTED: Feedback.Said.BOUNCED,
    EventType.COMPLAINED: Feedback.Said.COMPLAINED,
}
# What anymail calls a bounce, or a complaint, and is none for good or no person's: full mailboxes,
# servers that don't like our relay, and filters. By a word of the provider's own tale.
NOT_FOR_GOOD = {
    "Postmark": ("Type", {"SoftBounce", "Blocked", "DMARCPolicy", "SpamNotification"}),
    "SendGrid": ("type", {"blocked"}),
    "Brevo": ("event", {"soft_bounce"}),
}
# What anymail calls the provider's view, and the option that holds what proves who posted.
VIEWS = {
    "mailgun": ("mailgun.MailgunTrackingWebhookView", "webhook_signing_key"),
    "sendgrid": ("sendgrid.SendGridTrackingWebhookView", "tracking_webhook_verification_key"),
    "postmark": ("postmark.PostmarkTrackingWebhookView", "basic_auth"),
    "brevo": ("brevo.BrevoTrackingWebhookView", "basic_auth"),
}


def addresses(provider, secret):
    """URL patterns for this provider's posts, each of which must prove itself by the secret.

    Raises ImproperlyConfigured when the secret is of no use.
    """
    name, option = VIEWS[provider]
    view = listening(import_string(f"anymail.webhooks.{name}"))
    proof = {option: [secret] if option == "basic_auth" else secret}
    pattern = path(
        f"webhooks/{provider}/tracking/", view.as_view(**proof), name=f"webhook_{provider}"
    )
    try:
        # Tried once now: a key that cannot be read would otherwise fail at the first bounce.
        view(**proof)
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_WEBHOOK holds no usable key for {provider}.") from error
    return [pattern]


def listening(view):
    """anymail's view, for which gibberish is no more signed than anything else unsigned."""

    class Listening(view):
        # The proof is an argument of the view, where anymail's warning does not look.
        warn_if_no_basic_auth = False

        def run_validators(self, request):
            try:
                super().run_validators(request)
            except (AttributeError, LookupError, TypeError, ValueError):
                raise AnymailWebhookValidationFailure("unreadable") from None

    return Listening


@receiver(tracking)
def hear(event, esp_name, **kwargs):
    """Take one event to heart, once."""
    said, for_good = SAID.get(event.event_type), is_for_good(event, esp_name)
    if said and not for_good:
        said = Feedback.Said.BOUNCED
    letter = letter_of(event) if said else None
    if letter is None:
        return
    now = timezone.now()
    # Not the event's id: some providers give a new one each time they tell it.
    moment = event.timestamp.timestamp() if event.timestamp else event.event_id
    with transaction.atomic():
        if not Feedback.objects.heard(letter, said, f"{said}:{letter.pk}:{moment}", now):
            return
        address = event.recipient or letter.address_now()
        if said == Feedback.Said.BOUNCED and not for_good:
            letter.bounce(f"bounced for now at {esp_name}", now)
        elif said == Feedback.Said.BOUNCED:
            letter.bounce(f"{event.event_type} at {esp_name}", now)
            if address:
                Unreachable.objects.refused(address, now)
        else:
            be_left_in_peace(letter, address, now)


def is_for_good(event, esp_name):
    """Whether a bounce says that letters to this address never arrive, as far as one is told."""
    word, soft = NOT_FOR_GOOD.get(esp_name, ("", ()))
    return event.esp_event.get(word) not in soft


def letter_of(event):
    """The letter it is about, by the Message-ID that we gave it, or None."""
    ids = [(event.metadata or {}).get("letter"), event.message_id]
    ids = [own for own in ids if own and isinstance(own, str)]
    return Letter.objects.filter(message_id__in=ids).select_related("recipient").first()


def be_left_in_peace(letter, address, now):
    """No more of this kind, no encouragement at all, and nothing else for a long while."""
    if letter.recipient is not None:
        own = set() if letter.is_account else {letter.kind}
        Preferences.objects.of(letter.recipient).stop(*ENCOURAGEMENTS, *own)
    if address:
        Unreachable.objects.complained(address, now)
