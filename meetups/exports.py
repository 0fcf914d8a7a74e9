"""The roll and the funnel as rows for a spreadsheet: no addresses, and dates any program reads.

The roll's words are looked up at once: its file is still being written when the request is over.
"""

from itertools import chain
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from meetups import roll
from meetups.models import Attendance


def members():
    """A row for each of the roll, under its head, made while they are asked for."""
    zone = ZoneInfo(settings.GROUP_TIME_ZONE)
    head = [_("Name"), _("Handle"), _("State"), _("Joined"), _("Last met"), _("People met")]
    head.append(_("Evenings"))
    states = {state: str(words) for state, words in roll.STATES.items()}
    of_the_last = str(roll.OF_THE_LAST)

    def day(moment):
        return moment.astimezone(zone).date().isoformat() if moment else None

    def row(entry):
        member = entry.member
        who = [member.name, member.handle, states[entry.state]]
        met = [day(member.joined_at), day(entry.last_met_at), entry.met]
        return [*who, *met, entry.attendance(of_the_last)]

    return chain([head], map(row, roll.everybody()))


def attendance(door):
    """A row for each of an evening's list (a door.Door), under its head, on the venue's wall."""
    words = {value: str(label) for value, label in Attendance.choices}
    head = [_("Name"), _("Visitor"), _("First time"), _("Attendance"), _("Noted at")]
    told = {True: _("yes"), False: _("no")}
    rows = [
        [
            row.name,
            told[row.member is None],
            told[row.is_first_time],
            words.get(row.attendance, _("unknown")),
            row.at,
        ]
        for row in door.rows
    ]
    return [head, *rows]


def funnel(funnel, months, other_way):
    """Every figure of the page in a row of its own, under their head."""
    head = [_("Table"), _("Row"), _("Figure"), _("Number"), _("Days from the handshake")]
    rows = [[*head, _("Days from the stage before")]]
    first, last = funnel.ripe_days
    tables = [
        (_("Ripe follows"), [(f"{first} – {last}", funnel.ripe)]),
        (_("Week of the follow"), [(one.name, one) for one in funnel.weeks]),
        (_("Origin"), [(one.name, one) for one in funnel.origins]),
        (_("Met over"), [(one.name, one) for one in funnel.vehicles]),
    ]
    rows += [
        [table, name, step.word, step.count, step.days, step.after]
        for table, cohorts in tables
        for name, cohort in cohorts
        for step in cohort.steps
        if step.count is not None
    ]
    rows += [
        [_("Month"), f"{month.first_day:%Y-%m}", figure, number, None, None]
        for month in months
        for figure, number in [
            (_("First-time coffees"), month.coffees),
            (_("Active members"), month.active),
            (_("First-time coffees per 100"), month.rate),
        ]
    ]
    rows += [
        [_("Month of the session"), f"{month.first_day:%Y-%m}", figure, number, None, None]
        for month in other_way
        for figure, number in [
            (_("Met there without a handshake"), month.met),
            (_("Have followed since"), month.followed),
        ]
    ]
    return rows
