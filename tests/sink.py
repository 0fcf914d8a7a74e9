"""A mail server that takes everything in, or misbehaves as it is told."""

import asyncio
import email
import socket
from email.policy import SMTP

from aiosmtpd.controller import Controller


class Sink:
    """What arrived, and how to answer from now on.

    `answers` maps MAIL, RCPT or DATA to a reply ("451 later"), or to "hang", to "drop" (close the
    connection instead of answering) or, for DATA, to "swallow" (keep the letter, then close),
    "keep and hang" or "keep and wait" (keep it, and say so only after `hanging_for` seconds).
    With `once` set an answer is given a single time. `reached` is the last step it applied to.
    `together` says that commands may come together, and `is_eager` waits for a letter to nobody.
    """

    def __init__(self):
        self.letters = []
        self.options = []
        self.answers = {}
        self.once = False
        self.reached = ""
        self.connections = 0
        self.hanging_for = 30
        self.together = self.is_eager = False

    # -- what arrived

    @property
    def messages(self):
        return [email.message_from_bytes(content, policy=SMTP) for _to, content in self.letters]

    @property
    def subjects(self):
        return [str(message["Subject"]) for message in self.messages]

    @property
    def recipients(self):
        return [address for addresses, _content in self.letters for address in addresses]

    # -- hooks of aiosmtpd

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        more = ["250-PIPELINING"] if self.together else []
        return [responses[0], *more, *responses[1:]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self._answer("MAIL", server)
        if answer is None:
            envelope.mail_from = address
            self.options.append(options)
            return "250 OK"
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self._answer("RCPT", server)
        if answer is None or self.is_eager:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers.get("DATA") in {"swallow", "keep and hang", "keep and wait"}:
            self.letters.append((list(envelope.rcpt_tos), envelope.content))
        answer = await self._answer("DATA", server)
        if answer is None:
            self.letters.append((list(envelope.rcpt_tos), envelope.content))
            return "250 OK"
        return answer

    async def _answer(self, step, server):
        answer = self.answers.get(step)
        if answer and self.once:
            del self.answers[step]
        if answer:
            self.reached = step
        if answer in {"hang", "keep and hang"}:
            await asyncio.sleep(self.hanging_for)
            return "451 at last"
        if answer == "keep and wait":
            await asyncio.sleep(self.hanging_for)
            return "250 OK"
        if answer in {"drop", "swallow"}:
            server.transport.abort()
            await asyncio.sleep(3600)
        return answer


class Tap(Controller):
    """A Sink on a free port; `tap.sink` is what the tests look into."""

    def __init__(self, **options):
        self.sink = Sink()
        super().__init__(self.sink, hostname="127.0.0.1", port=free_port(), **options)

    @property
    def options(self):
        """What a relay needs to know."""
        return {
            "host": self.hostname,
            "port": self.port,
            "username": "",
            "password": "",
            "use_ssl": False,
            "use_tls": False,
            "timeout": 0.3,
        }


def free_port():
    """A port nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
