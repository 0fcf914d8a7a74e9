"""What a letter says, read back from its finished bytes."""

from email import message_from_bytes
from email.policy import SMTP
from functools import cached_property

from members.sealing import seal, unseal


class LetterWords:
    """The words of a Letter: one truth, the bytes that are sent, and everything else read out."""

    @property
    def content(self):
        """The finished bytes without the To line; empty when it could not be built or is blanked.

        Raises cryptography.fernet.InvalidToken when the secret that sealed it is forgotten.
        """
        content = bytes(self.mime)
        return unseal(content) if self.is_account and content else content

    @content.setter
    def content(self, content):
        self.mime = seal(content) if self.is_account else content

    @cached_property
    def message(self):
        """The letter read back as an email.message.EmailMessage."""
        return message_from_bytes(self.content, policy=SMTP)

    def part(self, content_type):
        """The words of the first part of this type ("text/plain", "text/html", ...), or ""."""
        for part in self.message.walk():
            if part.get_content_type() == content_type:
                return part.get_content()
        return ""

    @property
    def text(self):
        """The text twin."""
        return self.part("text/plain")

    @property
    def html(self):
        """The page twin, as it is sent."""
        return self.part("text/html")

    @property
    def calendar(self):
        """The calendar entry, or ""."""
        return self.part("text/calendar")
