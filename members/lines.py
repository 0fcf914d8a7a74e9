"""Lines for the log that people can read and machines can take apart."""


def line(event, **facts):
    """`event key=value ...`; None is left out, and what holds a space or a quote is quoted.

    Facts are counts, kinds, codes and milliseconds; never an address, a word or a token.
    """
    told = (f"{name}={_written(value)}" for name, value in facts.items() if value is not None)
    return " ".join([event, *told])


def about_letter(letter, end, seconds=0.0, reason=None):
    """The line about one letter and what became of it; why, its own reason says unless given."""
    return line(
        "letter",
        id=letter.pk,
        kind=letter.kind,
        **{"class": letter.klass},
        queue=letter.queue,
        end=end,
        tries=letter.tries,
        ms=milliseconds(seconds),
        reason=reason or letter.reason or None,
    )


def milliseconds(seconds):
    """Whole milliseconds of a stretch in seconds."""
    return round(seconds * 1000)


def _written(value):
    text = str(value)
    if text and not any(sign in text for sign in " \"'=\n\r\t"):
        return text
    return '"' + " ".join(text.replace('"', "'").split()) + '"'
