"""Log lines that tell the operator what happened, and nobody's secrets."""

import copy
import logging
import re
import traceback

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


def chain(error):
    """The exception and what led to it, the first that happened first."""
    errors = []
    while error is not None and error not in errors:
        errors.insert(0, error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors


def named(error):
    """The exception's class, with the promise it would have broken or the system's own words.

    Its message may repeat what a member wrote, or a row of the database, so it is left out.
    """
    promise = getattr(getattr(error, "diag", None), "constraint_name", None)
    about = promise or getattr(error, "strerror", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({about})" if about else name


class DiscreetFormatter(logging.Formatter):
    """Formats like any other, and takes out what is nobody's business.

    Of an exception the places stay, and its name.
    """

    def format(self, record):
        record = copy.copy(record)
        # Whoever wrote it down before us kept the message.
        record.exc_text = None
        if record.name == "gunicorn.access" and isinstance(record.args, dict):
            record.msg = ACCESS
        if record.exc_info and record.exc_info[1]:
            record.msg, record.args = _unquoted(record), None
        return discreet(super().format(record))

    def formatException(self, exc_info):
        """The lines of code that led there, and no word of the exceptions."""
        return "\nwhich led to\n".join(
            "".join(traceback.format_tb(error.__traceback__)) + named(error)
            for error in chain(exc_info[1])
        )


def _unquoted(record):
    """The record's message, in which Celery and others quote the exception, without the quote."""
    said = record.getMessage()
    for error in chain(record.exc_info[1]):
        for quote in (repr(error), str(error)):
            said = said.replace(quote, named(error)) if quote else said
    return said
