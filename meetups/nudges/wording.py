"""The words that subjects and headings are made of."""

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

# What a phone shows of a subject before it cuts it off.
LONGEST_SUBJECT = 44
LONGEST_NAME = 13


def shortened(words, longest):
    """The words, cut with an ellipsis where they are longer than `longest` characters."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def who(member):
    """A first name that leaves room for the rest of a subject."""
    return shortened(member.short_name, LONGEST_NAME)


def either(words):
    """Fri 20, Mon 23 or Tue 24"""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def days(moments, zone):
    """The days of these moments for a subject: by the day and date, each day once."""
    local = [moment.astimezone(zone) for moment in moments]
    if len({moment.date() for moment in local}) == 1:
        return format_date(local[0], "D j M")
    return either(list(dict.fromkeys(format_date(moment, "D j") for moment in local)))


def day_of(moment, now, zone):
    """14 May, or 14 May 2025 when that was another year"""
    local = moment.astimezone(zone)
    is_this_year = local.year == now.astimezone(zone).year
    return format_date(local, "j F" if is_this_year else "j F Y")


def first_that_fits(*subjects):
    """The first of these that is short enough for a subject, else the last one cut."""
    for subject in subjects:
        if len(subject) <= LONGEST_SUBJECT:
            return subject
    return shortened(subjects[-1], LONGEST_SUBJECT)


def a_meeting(kind):
    """A coffee, a walk, lunch, a call: as it stands in the middle of a sentence."""
    return {
        "coffee": _("a coffee"),
        "walk": _("a walk"),
        "lunch": _("lunch"),
        "call": _("a call"),
    }[kind]
