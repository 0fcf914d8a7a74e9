"""A mail provider's web API, as another way out beside SMTP: the same bytes, the same four ends.

django-anymail speaks to the provider. What it hands over is read back from the finished letter, so
both ways say the same. Only the calendar entry becomes an attachment: no provider's API takes an
alternative part with its METHOD.
"""

import re
import time
import warnings
from email import message_from_bytes
from email.message import MIMEPart
from email.policy import SMTP
from functools import cached_property

from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string
from requests import RequestException
from requests.exceptions import ConnectTimeout, SSLError
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from members.trouble import (
    FIRST_LOCKOUT,
    FIRST_REST,
    LONGEST_LOCKOUT,
    LONGEST_REST,
    Away,
    Postponed,
    Refused,
    Resting,
    Unknown,
)

# Providers drop kept connections after about a minute; being first saves a letter in doubt.
IDLE = 20.0  # seconds
# So many letters refused one after another, each for its own reason, and it is not the letters.
SUSPICIOUS = 3
# Money, keys, domains: what an organizer must put right, and no letter is to blame for.
OURS_TO_MEND = {401, 402, 403, 404, 405}
REST = (FIRST_REST, LONGEST_REST)
LOCKOUT = (FIRST_LOCKOUT, LONGEST_LOCKOUT)
# A header of the finished letter that the message object sets by itself.
SET_BY_ITSELF = {"from", "to", "reply-to", "subject", "mime-version", "content-type"}
SET_BY_ITSELF |= {"content-transfer-encoding"}


class Provider(Resting):
    """The API of EMAIL_URL; belongs to one thread. `options` is an entry of MAILERS."""

    def __init__(self, options=None, clock=time.monotonic):
        super().__init__(clock)
        self.options = options or settings.MAILERS["default"]
        self.used_at = 0.0
        self.refused_in_a_row = 0
        self.is_open = False

    @cached_property
    def backend(self):
        """anymail's own speaker for this provider."""
        with warnings.catch_warnings():
            # That SendGrid is on its own with anymail is for the README, not for each worker's log.
            warnings.simplefilter("ignore")
            return import_string(self.options["BACKEND"])(**self.options["OPTIONS"])

    def open(self):
        """Be ready to send. Raises Away while resting; the line itself opens with a letter."""
        if self.is_resting:
            raise Away("resting")
        if self.is_open and self.clock() - self.used_at >= IDLE:
            self.close()
        if not self.is_open:
            self.backend.open()
            self.is_open, self.used_at = True, self.clock()

    def close(self):
        """Let go of the kept connection."""
        if self.is_open:
            self.backend.close()
            self.is_open = False

    def close_if_idle(self):
        """Close a connection that nobody has needed for a while."""
        if self.is_open and self.clock() - self.used_at >= IDLE:
            self.close()

    def announce(self, address):
        """Nothing to say beforehand: the provider hears of a letter when it gets it."""

    def deliver(self, address, content):
        """Hand over finished bytes. Returns when the provider has taken them.

        Raises Postponed, Refused, Unknown or Away.
        """
        message = message_of(address, content)
        self.open()
        try:
            self.backend.send_messages([message])
        except AnymailRecipientsRefused:
            raise Refused("the provider refuses the recipient") from None
        except AnymailRequestsAPIError as error:
            self._answer(error)
        self.used_at = self.clock()
        self.failures = self.refused_in_a_row = 0

    def answer(self):
        """Nothing to wait for: the provider answers at once."""

    def _answer(self, error):
        """Say by the provider's answer, or by its silence, what became of the letter."""
        if error.response is None:
            self._silence(error.__cause__)
        code = error.response.status_code
        said = f"{code} at provider"
        if code == 429 or code in OURS_TO_MEND:
            self._rest(*(REST if code == 429 else LOCKOUT), said)
            raise Away(said)
        if code == 503:
            self._rest(*REST, said)
            raise Postponed(said)
        if 400 <= code < 500:
            self.refused_in_a_row += 1
            if self.refused_in_a_row >= SUSPICIOUS:
                self._rest(*LOCKOUT, f"{self.refused_in_a_row} letters refused in a row, {code}")
            raise Refused(said, is_about_the_address=False)
        # 500 may come before or after it was taken, and a 200 that nobody understands as well.
        self.close()
        raise Unknown(f"no clear answer after the letter: {said}")

    def _silence(self, cause):
        said = type(cause).__name__ if cause is not None else "no answer"
        self._rest(*REST, said)
        if never_connected(cause):
            raise Away(said)
        raise Unknown(f"no answer after the letter: {said}")


def never_connected(error):
    """Whether nothing can have been said, because nobody was there to say it to."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    reason = error.args[0] if isinstance(error, RequestException) and error.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def message_of(address, content):
    """Django's message object that says what the finished bytes say, to this address alone."""
    letter = message_from_bytes(content, policy=SMTP)
    parts = {part.get_content_type(): part for part in letter.walk() if not part.is_multipart()}
    text, page = parts.get("text/plain"), parts.get("text/html")
    message = EmailMultiAlternatives(
        subject=str(letter["Subject"]),
        body=text.get_content() if text is not None else "",
        from_email=str(letter["From"]),
        to=[str(letter["To"] or address)],
        reply_to=[str(letter["Reply-To"])] if letter["Reply-To"] else None,
        headers={
            name: unfolded(value)
            for name, value in letter.items()
            if name.lower() not in SET_BY_ITSELF
        },
    )
    if page is not None:
        message.attach_alternative(page.get_content(), "text/html")
    for part in letter.walk():
        if part.get_content_type() == "image/jpeg":
            content_id = part["Content-ID"].strip("<>")
            message.attach(file_of(part, "inline", f"{content_id}.jpg", content_id))
    if "text/calendar" in parts:
        message.attach(file_of(parts["text/calendar"], "attachment", "invite.ics"))
    # Postmark writes its own Message-ID unless it is told not to.
    message.extra_headers["X-PM-KeepID"] = "true"
    # Comes back with every bounce and complaint, whatever the provider calls the letter.
    message.metadata = {"letter": str(letter["Message-ID"])}
    # Nobody rewrites our links or looks who opens what.
    message.track_clicks = message.track_opens = False
    return message


def file_of(part, disposition, name, content_id=""):
    """A copy of the part that stands by itself, with its type and parameters as they were."""
    file = MIMEPart(policy=SMTP)
    if part.get_content_maintype() == "text":
        file.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="base64")
        for key, value in part["Content-Type"].params.items():
            file.set_param(key, value)
    else:
        file.set_content(part.get_content(), *part.get_content_type().split("/"))
    file.add_header("Content-Disposition", disposition, filename=name)
    if content_id:
        file["Content-ID"] = f"<{content_id}>"
    return file


def unfolded(value):
    """A header's value on one line."""
    return re.sub(r"[\r\n]+\s*", " ", str(value))
