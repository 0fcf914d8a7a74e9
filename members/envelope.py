"""What a mail server is told before a letter: from whom it is, to whom, and that it follows."""

from django.conf import settings

from members.trouble import Refused

STEPS = ["sender", "recipient", "data"]
# The answer to DATA: from here on everything is taken for words of the letter.
WRITE_ON = 354


class Envelope:
    """The commands before one letter to `address`, over a connection of smtplib's.

    A server that takes commands together (RFC 2920) gets all of them at once, any other the next
    one when it has answered the last. Raises Refused where the server cannot write to the address,
    and ValueError where nobody could.
    """

    def __init__(self, smtp, address):
        if not set("\r\n").isdisjoint(address):
            raise ValueError("an address that goes on in another line")
        local, _at, domain = address.rpartition("@")
        options = "" if local.isascii() else " SMTPUTF8 BODY=8BITMIME"
        if options and not smtp.has_extn("smtputf8"):
            raise Refused("the relay cannot write to such an address")
        smtp.command_encoding = "utf-8" if options else "ascii"
        self.smtp, self.address = smtp, address
        self.unsaid = [
            f"MAIL FROM:<{settings.GROUP_ADDRESS}>{options}",
            f"RCPT TO:<{local}@{domain.encode('idna').decode()}>",
            "DATA",
        ]
        self.unheard = 0

    def begin(self):
        """Write the first command, or all of them."""
        together = len(self.unsaid) if self.smtp.has_extn("pipelining") else 1
        said, self.unsaid = self.unsaid[:together], self.unsaid[together:]
        self.smtp.send("".join(f"{command}\r\n" for command in said))
        self.unheard += len(said)

    def answers(self):
        """The server's answers as they come: (step, code, words)."""
        for step in STEPS:
            if not self.unheard:
                self.begin()
            yield step, *self._hear()

    def hear_out(self):
        """Wait for the answers still to come. Returns whether the server waits for a letter now."""
        code = 0
        while self.unheard:
            code, _words = self._hear()
        return code == WRITE_ON

    def _hear(self):
        answer = self.smtp.getreply()
        self.unheard -= 1
        return answer
