"""What providers tell about letters they took: signed, once, and about ours alone."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from meetups.models.nudge_kind import NudgeKind
from members import kinds, webhooks
from members.models import Feedback, Letter, Preferences, Unreachable
from members.models.unreachable import PAUSE_AFTER
from networkgroup import urls

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
SECRETS = {"mailgun": "s1gning", "postmark": "post:man", "sendgrid": PUBLIC, "brevo": "br:evo"}
WRONG = {
    "mailgun": "another",
    "postmark": "post:office",
    "brevo": "br:avo",
    "sendgrid": ec.generate_private_key(ec.SECP256R1()),
}


class Mailgun:
    """Signs a random token and the time."""

    name = "mailgun"
    words = {
        "bounced": {"event": "failed", "severity": "permanent", "reason": "bounce"},
        "soft": {"event": "failed", "severity": "temporary", "reason": "generic"},
        "rejected": {"event": "rejected", "reject": {"reason": "Old"}},
        "complained": {"event": "complained"},
        "delivered": {"event": "delivered"},
        "opened": {"event": "opened"},
    }

    def __init__(self, client):
        self.client = client

    def tell(self, letter, said, at, recipient="ana@example.org", token="t0ken", secret="s1gning"):
        headers = {"message-id": letter.message_id.strip("<>"), "to": recipient}
        event = {
            "timestamp": at.timestamp(),
            "recipient": recipient,
            "message": {"headers": headers},
            **self.words[said],
        }
        stamp = str(int(at.timestamp()))
        signed = hmac.new(secret.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        body = {
            "signature": {"timestamp": stamp, "token": token, "signature": signed},
            "event-data": event,
        }
        return self.client.post(
            "/webhooks/mailgun/tracking/", json.dumps(body), content_type="application/json"
        )


class Postmark:
    """Knows a user and a password, and calls letters by names of its own."""

    name = "postmark"
    words = {
        "bounced": {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42},
        "soft": {"RecordType": "Bounce", "Type": "Transient", "ID": 43},
        "full mailbox": {"RecordType": "Bounce", "Type": "SoftBounce", "ID": 46},
        "a filter's word": {"RecordType": "Bounce", "Type": "SpamNotification", "ID": 47},
        "blocked relay": {"RecordType": "Bounce", "Type": "Blocked", "ID": 48},
        "rejected": {"RecordType": "Bounce", "Type": "BadEmailAddress", "ID": 44},
        "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 45},
        "delivered": {"RecordType": "Delivery"},
        "opened": {"RecordType": "Open"},
    }

    def __init__(self, client):
        self.client = client

    def tell(self, letter, said, at, recipient="ana@example.org", token="", secret="post:man"):
        event = {
            "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
            "Metadata": {"letter": letter.message_id},
            "Email": recipient,
            "BouncedAt": at.isoformat(),
            **self.words[said],
        }
        return self.client.post(
            "/webhooks/postmark/tracking/",
            json.dumps(event),
            content_type="application/json",
            headers={"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()},
        )


class SendGrid:
    """Signs the time and the whole body."""

    name = "sendgrid"
    words = {
        "bounced": {"event": "bounce", "type": "bounce", "reason": "550 no"},
        "soft": {"event": "deferred"},
        "blocked relay": {"event": "bounce", "type": "blocked", "reason": "550 poor reputation"},
        "rejected": {"event": "dropped", "reason": "Bounced Address"},
        "complained": {"event": "spamreport"},
        "delivered": {"event": "delivered"},
        "opened": {"event": "open"},
    }

    def __init__(self, client):
        self.client = client

    def tell(self, letter, said, at, recipient="ana@example.org", token="e1", secret=KEY):
        event = {
            "email": recipient,
            "timestamp": int(at.timestamp()),
            "sg_event_id": token,
            "smtp-id": "<x@geopod>",
            "letter": letter.message_id,
            **self.words[said],
        }
        stamp, body = str(int(at.timestamp())), json.dumps([event])
        signed = secret.sign(stamp.encode() + body.encode(), ec.ECDSA(hashes.SHA256()))
        return self.client.post(
            "/webhooks/sendgrid/tracking/",
            body,
            content_type="application/json",
            headers={
                "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signed).decode(),
                "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
            },
        )


class Brevo:
    """Knows a user and a password, and gives back what our letter told it to say."""

    name = "brevo"
    words = {
        "bounced": {"event": "hard_bounce", "reason": " RecipientError: 550 5.5.0 no mailbox"},
        "soft": {"event": "deferred", "reason": "451 later"},
        "rejected": {"event": "blocked", "reason": "blocked : due to blacklist user"},
        "complained": {"event": "complaint"},
        "delivered": {"event": "delivered"},
        "opened": {"event": "unique_opened"},
        "full mailbox": {"event": "soft_bounce", "reason": "452 4.2.2 mailbox full"},
    }

    def __init__(self, client):
        self.client = client

    def tell(self, letter, said, at, recipient="ana@example.org", token="", secret="br:evo"):
        event = {
            "id": 9999999,
            "email": recipient,
            "message-id": "<201803062010.27287306012@smtp-relay.mailin.fr>",
            "subject": "Hello",
            # On a clock of the account, and in seconds and milliseconds of the world.
            "date": "2026-11-17 10:00:00",
            "ts": int(at.timestamp()) + 3600,
            "ts_event": int(at.timestamp()),
            "ts_epoch": int(at.timestamp() * 1000),
            "sending_ip": "192.0.2.1",
            "X-Mailin-custom": json.dumps({"letter": letter.message_id}),
            **self.words[said],
        }
        return self.client.post(
            "/webhooks/brevo/tracking/",
            json.dumps(event),
            content_type="application/json",
            headers={"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()},
        )


def site_with(name):
    """The whole site, listening to this provider as well."""
    mounted = webhooks.addresses(name, SECRETS.get(name, "user:password"))
    return type("Site", (), {"urlpatterns": [*mounted, *urls.urlpatterns]})


@pytest.fixture(params=[Mailgun, Postmark, SendGrid, Brevo], ids=lambda how: how.name)
def provider(request, client, settings):
    """One provider, told apart by its secret, on a site that expects it."""
    how = request.param
    settings.ROOT_URLCONF = site_with(how.name)
    # No cookie, no token: whoever posts here proves itself otherwise.
    client.handler.enforce_csrf_checks = True
    return how(client)


@pytest.fixture
def sent(letter_to, ana, now):
    """Leaves a letter that the provider took an hour ago."""

    def sent(member=ana, subject="Hello", **fields):
        letter = letter_to(member, subject, **fields)
        ended = {"mime": b"", "subject": ""} if letter.is_account else {}
        Letter.objects.filter(pk=letter.pk).update(
            state="sent", settled_at=now - timedelta(hours=1), **ended
        )
        letter.refresh_from_db()
        return letter

    return sent


def end_of(letter):
    letter.refresh_from_db()
    return letter.state


@pytest.mark.parametrize("said", ["bounced", "rejected"])
def test_a_bounce_ends_the_letter_and_counts_against_the_address(provider, sent, now, said):
    letter, other = sent(), sent(subject="another")
    assert provider.tell(letter, said, now).status_code == 200
    assert [end_of(letter), end_of(other)] == ["failed", "sent"]
    assert letter.reason.lower() == f"{said} at {provider.name}"
    row = Unreachable.objects.get()
    assert (row.address, row.refusals, row.paused_until) == ("ana@example.org", 1, None)


def test_told_again_it_changes_nothing(provider, sent, now):
    letter = sent()
    for token in ("one", "one", "two"):
        assert provider.tell(letter, "bounced", now, token=token).status_code == 200
    assert Unreachable.objects.get().refusals == 1
    assert Feedback.objects.count() == 1


def test_an_old_tale_does_not_touch_a_letter_sent_again(provider, sent, now):
    letter = sent()
    provider.tell(letter, "bounced", now)
    letter.refresh_from_db()
    letter.send_again(now + timedelta(hours=1))
    Letter.objects.filter(pk=letter.pk).update(state="sent", settled_at=now + timedelta(hours=2))
    provider.tell(letter, "bounced", now)
    assert end_of(letter) == "sent"
    provider.tell(letter, "bounced", now + timedelta(hours=2))
    assert end_of(letter) == "failed"


def test_enough_bounces_pause_the_address(provider, sent, now):
    for number in range(PAUSE_AFTER):
        provider.tell(sent(subject=str(number)), "bounced", now, recipient="Ana@example.org")
    assert Unreachable.objects.get().paused_until is not None


@pytest.mark.parametrize("klass", ["account", "agreed", "encouragement"])
def test_a_complaint_stops_the_kind_and_all_encouragements(provider, sent, ana, now, klass):
    letter = sent(klass=klass, kind="hello")
    for _again in range(2):
        assert provider.tell(letter, "complained", now).status_code == 200
    own = set() if klass == "account" else {"hello"}
    # The settings show each of them as a box that can be ticked again.
    assert set(Preferences.objects.of(ana).unwanted) == kinds.ENCOURAGEMENTS | own
    row = Unreachable.objects.get()
    assert (row.refusals, row.complained_at is not None) == (0, True)
    assert row.paused_until is not None
    # It did arrive, and that is what the letter says.
    assert end_of(letter) == "sent"


def test_the_encouragements_are_those_of_the_nudges():
    assert set(NudgeKind.values) >= kinds.ENCOURAGEMENTS


def test_a_visitors_complaint_pauses_the_address(provider, sent, db, now):
    letter = sent("visitor@example.org")
    provider.tell(letter, "complained", now, recipient="visitor@example.org")
    assert Unreachable.objects.get().address == "visitor@example.org"


@pytest.mark.parametrize("said", ["soft", "delivered", "opened"])
def test_other_tales_change_nothing(provider, sent, now, said):
    letter = sent()
    assert provider.tell(letter, said, now).status_code == 200
    assert end_of(letter) == "sent"
    assert not Unreachable.objects.exists()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        (Postmark, "full mailbox"),
        (Postmark, "a filter's word"),
        (Postmark, "blocked relay"),
        (SendGrid, "blocked relay"),
        (Brevo, "full mailbox"),
    ],
    indirect=["provider"],
)
def test_what_bounces_for_now_ends_the_letter_and_counts_against_nobody(
    provider, sent, ana, now, said
):
    letters = [sent(subject=str(number)) for number in range(PAUSE_AFTER)]
    for letter in letters:
        assert provider.tell(letter, said, now).status_code == 200
    assert {end_of(letter) for letter in letters} == {"failed"}
    assert letters[0].reason.lower() == f"bounced for now at {provider.name}"
    assert not Unreachable.objects.exists()
    assert not Preferences.objects.of(ana).unwanted


@pytest.mark.parametrize("said", ["bounced", "complained"])
def test_a_letter_that_is_not_ours_changes_nothing(provider, db, now, said):
    assert provider.tell(Letter(message_id="<who@else.org>"), said, now).status_code == 200
    assert not Unreachable.objects.exists()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("said", ["bounced", "complained"])
def test_what_is_not_signed_is_refused(provider, sent, now, said):
    letter = sent()
    told = provider.tell(letter, said, now, secret=WRONG[provider.name])
    assert told.status_code == 400
    bare = provider.client.post(f"/webhooks/{provider.name}/tracking/", "{}", "application/json")
    assert bare.status_code == 400
    assert end_of(letter) == "sent"
    assert not Unreachable.objects.exists()


def test_a_changed_word_breaks_the_seal(client, settings, sent, now):
    """Mailgun signs no body, Postmark nothing at all: SendGrid's is the seal that can break."""
    settings.ROOT_URLCONF = type(
        "Site", (), {"urlpatterns": webhooks.addresses("sendgrid", PUBLIC)}
    )
    letter, provider = sent(), SendGrid(client)
    post = client.post
    client.post = lambda path, body, **more: post(path, body.replace("ana@", "ben@"), **more)
    assert provider.tell(letter, "bounced", now).status_code == 400
    assert end_of(letter) == "sent"


def test_without_a_secret_there_is_no_such_address(client, db):
    for name in webhooks.VIEWS:
        assert client.post(f"/webhooks/{name}/tracking/").status_code == 404


@pytest.mark.parametrize("name", [*webhooks.VIEWS])
def test_no_known_provider_is_heard_without_its_proof(client, settings, db, name):
    settings.ROOT_URLCONF = site_with(name)
    for gibberish in ("[]", "{}", "what?", '{"signature": 1}'):
        answer = client.post(
            f"/webhooks/{name}/tracking/", gibberish, content_type="application/json"
        )
        assert answer.status_code == 400
    assert client.get(f"/webhooks/{name}/tracking/").status_code == 405
