"""A real SMTP server that delivers every letter into a Maildir, whoever it is addressed to.

As a program: `python -m networkgroup.local.mailbox PORT FOLDER`.
"""

import mailbox
import signal
import sys
from pathlib import Path

from aiosmtpd.controller import Controller

from networkgroup.local.ports import HOST

BIGGEST = 32 * 1024 * 1024  # bytes in one letter


class Deliver:
    """Puts each letter into `folder`, line for line, below one that says who it was for."""

    def __init__(self, folder):
        Path(folder).parent.mkdir(parents=True, exist_ok=True)
        self.maildir = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server, session, envelope):
        """Called by aiosmtpd for every letter it has taken in."""
        readers = ", ".join(envelope.rcpt_tos)
        letter = envelope.content.replace(b"\r\n", b"\n")
        self.maildir.add(f"X-Envelope-To: {readers}\n".encode() + letter)
        return "250 Delivered"


class Mailbox:
    """The server, in a thread of this process."""

    def __init__(self, folder, port):
        self.folder, self.port = Path(folder), port
        self._server = Controller(
            Deliver(folder), hostname=HOST, port=port, data_size_limit=BIGGEST, ident="networkgroup"
        )

    @property
    def url(self):
        """What EMAIL_URL says for it."""
        return f"smtp://{HOST}:{self.port}"

    def start(self):
        """Listen; OSError when the port is taken."""
        self._server.start()

    def stop(self):
        """Finish the letter in hand and stop listening."""
        self._server.stop(no_assert=True)


def main(port, folder):
    """Run until a signal says stop."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    box = Mailbox(folder, int(port))
    box.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    box.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
