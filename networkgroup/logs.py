"""Log lines that tell the operator what happened, and nobody's secrets."""

import copy
import logging
import re

# Whoever holds one of these can act as the member it was written to.
TOKENS = re.compile(
    r"(/(?:l|unsubscribe|calendar|accounts/confirm-email|accounts/password/reset/key)/)"
    r"(?!done/)[^\s/?#\"'<>]+"
)
# What people search for stays between them and the page.
QUERIES = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]*")
ADDRESSES = re.compile(r"[^\s@<>\"'(),:;=/]+@[^\s@<>\"'(),:;=/]+")

# Of an access line: method, path without query, status, bytes, milliseconds. No visitor's address.
ACCESS = "%(m)s %(U)s %(s)s %(B)s %(M)sms"


def discreet(text):
    """The text without tokens, queries and e-mail addresses."""
    text = TOKENS.sub(r"\1...", text)
    text = QUERIES.sub(r"\1?...", text)
    return ADDRESSES.sub("<address>", text)


class DiscreetFormatter(logging.Formatter):
    """Formats like any other, tracebacks included, and then takes out what is nobody's business."""

    def format(self, record):
        if record.name == "gunicorn.access" and isinstance(record.args, dict):
            record = copy.copy(record)
            record.msg = ACCESS
        return discreet(super().format(record))
