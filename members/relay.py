"""The mail server we hand letters to, over a connection that is kept.

Before the payload any trouble means the letter certainly did not go. After it only an answer
tells, and without one nobody knows (RFC 1047). Errors carry codes and never the server's words,
which like to repeat addresses.
"""

import re
import smtplib
import ssl
import time
from contextlib import suppress

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from members.envelope import Envelope
from members.trouble import (
    FIRST_LOCKOUT,
    FIRST_REST,
    LONGEST_LOCKOUT,
    LONGEST_REST,
    Away,
    Postponed,
    Refused,
    Resting,
    Trouble,
    Unknown,
)

# Servers hang up on the idle after minutes; being first saves a failed try.
IDLE = 60.0  # seconds
# For all that comes before the payload. So much of a letter's lease is left then that payload,
# answer and note can take their time as well.
LONGEST_ENVELOPE = 180.0  # seconds

ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Relay(Resting):
    """One connection to the server of EMAIL_URL; belongs to one thread.

    It opens by itself, is kept between letters, and rests for a growing while after a failure to
    connect or to log in.
    """

    def __init__(self, options=None, clock=time.monotonic):
        super().__init__(clock)
        self.options = options or settings.MAILERS["default"]["OPTIONS"]
        self.smtp = None
        self.is_fresh = True
        self.envelope = None
        self.used_at = 0.0

    # -- the connection

    def open(self):
        """Be connected and logged in. Raises Away, also while resting."""
        if self.smtp is not None and self.clock() - self.used_at < IDLE:
            return
        self.close()
        if self.is_resting:
            raise Away("resting")
        try:
            self.smtp = self._connect()
        except smtplib.SMTPAuthenticationError as error:
            why = f"refused our login, {error.smtp_code}"
            self._rest(FIRST_LOCKOUT, LONGEST_LOCKOUT, why)
            raise Away(why) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._rest(FIRST_REST, LONGEST_REST, described(error))
            raise Away(described(error)) from None
        self.is_fresh = True
        self.used_at = self.clock()

    def close(self):
        """Say goodbye, unless there is nobody to say it to."""
        smtp, envelope = self.smtp, self.envelope
        self.smtp = self.envelope = None
        if smtp is None:
            return
        if envelope is not None:
            # It might be taken for words of the letter, which without an end is none.
            smtp.close()
            return
        try:
            if smtp.sock is not None:
                # A server that hung must not hold us up a second time.
                smtp.sock.settimeout(1)
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def close_if_idle(self):
        """Close a connection that nobody has needed for a while."""
        if self.smtp is not None and self.clock() - self.used_at >= IDLE:
            self.close()

    def _connect(self):
        options = self.options
        context = ssl.create_default_context()
        more = {"context": context} if options["use_ssl"] else {}
        connect = smtplib.SMTP_SSL if options["use_ssl"] else smtplib.SMTP
        smtp = connect(
            options["host"],
            options["port"],
            local_hostname=DNS_NAME.get_fqdn(),
            timeout=options["timeout"],
            **more,
        )
        try:
            if options["use_tls"]:
                smtp.starttls(context=context)
            if options["username"]:
                smtp.login(options["username"], options["password"])
            else:
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    # -- a letter

    def announce(self, address):
        """Say that a letter to this address comes; deliver() hears what the server makes of it.

        It may never come: until its payload follows, nothing is promised.
        """
        if self.smtp is None or self.clock() - self.used_at >= IDLE:
            return
        # Whatever is wrong with the address or the line, deliver() finds out for itself.
        with suppress(OSError, ValueError, Trouble):
            self._begin(address)

    def deliver(self, address, content):
        """Hand over finished bytes, and leave it to answer() to say whether they were taken.

        Raises Postponed, Refused, Unknown or Away; where the connection broke, the relay rests.
        """
        begun = self.clock()
        self.open()
        try:
            wire = self._envelope(address, content)
        except smtplib.SMTPServerDisconnected as error:
            if self.is_fresh:
                self._lose(error)
            # A kept connection may have died of old age; that is nobody's fault but its own.
            self.close()
            self.open()
            try:
                wire = self._envelope(address, content)
            except OSError as error:
                self._lose(error)
        except OSError as error:
            self._lose(error)
        if self.clock() - begun > LONGEST_ENVELOPE:
            # Somebody else could hand it over before the answer. No goodbye: after DATA the server
            # would take it for the letter.
            self.smtp.close()
            self._rest(FIRST_REST, LONGEST_REST, "too slow")
            raise Away("too slow")
        self._payload(wire)

    def answer(self):
        """Wait for the answer about what was handed over; until then there is time for other work.

        Raises as deliver() does.
        """
        try:
            code, words = self.smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._lose_in_doubt(error)
        if code // 100 not in {2, 4, 5}:
            # Gibberish tells nothing, and the next answer on this line would be out of step.
            self.close()
            raise Unknown(f"no answer after the letter: {code}")
        self._expect(code, words, "letter")
        self.is_fresh, self.failures = False, 0
        self.used_at = self.clock()

    def _lose(self, error):
        self._rest(FIRST_REST, LONGEST_REST, described(error))
        raise Postponed(described(error)) from None

    def _lose_in_doubt(self, error):
        self._rest(FIRST_REST, LONGEST_REST, described(error))
        raise Unknown(f"no answer after the letter: {described(error)}") from None

    def _envelope(self, address, content):
        """All that comes before the payload. -> the payload as it goes over the wire"""
        if self.envelope is None or self.envelope.address != address:
            self._begin(address)
        # While the server answers.
        wire = dots_doubled(content) + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
        for step, code, words in self.envelope.answers():
            if step == "sender" and code >= 500:
                # It does not want us as a sender at all: every other letter would fare the same.
                why = f"refused us as sender, {code}"
                self._rest(FIRST_LOCKOUT, LONGEST_LOCKOUT, why)
                raise Away(why)
            self._expect(code, words, step)
        self.envelope = None
        return wire

    def _begin(self, address):
        if self.envelope is not None:
            self._start_over()
            self.open()
        envelope = Envelope(self.smtp, address)
        envelope.begin()
        self.envelope = envelope

    def _payload(self, wire):
        try:
            self.smtp.send(wire)
        except (smtplib.SMTPException, OSError) as error:
            self._lose_in_doubt(error)

    def _expect(self, code, words, step):
        if code // 100 == (3 if step == "data" else 2):
            return
        enhanced = ENHANCED.match(words or b"")
        said = f"{code}{' ' + enhanced[1].decode() if enhanced else ''} at {step}"
        if code == 421 or code // 100 not in {4, 5}:
            # Gone, or nobody knows what the next answer would be about.
            self.close()
        else:
            self._start_over()
        if code >= 500:
            raise Refused(said)
        raise Postponed(said)

    def _start_over(self):
        """Be ready for another letter: the one that was announced does not come, or may not."""
        try:
            if self.envelope is not None and self.envelope.hear_out():
                # The end of a letter is all that would be taken for an answer.
                self.close()
                return
            self.envelope = None
            if self.smtp.rset()[0] != 250:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()
        else:
            self.used_at = self.clock()


def dots_doubled(content):
    """The bytes with one more dot before each line that begins with one (RFC 5321, 4.5.2)."""
    doubled = content.replace(b"\n.", b"\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


def described(error):
    """An error by its name and code alone."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
