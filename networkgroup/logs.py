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
# PostgreSQL repeats the row it refused, words and all.
AFTERWARDS = r"\n(?:CONTEXT|HINT): |\n\n(?:The above exception|During handling)|\Z"
ROWS = re.compile(rf"(DETAIL: ).*?(?={AFTERWARDS})", re.S)


def discreet(text):
    """The text without tokens, queries, e-mail addresses and rows of the database."""
    text = ROWS.sub(r"\1...", text)
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
