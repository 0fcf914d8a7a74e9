"""Why a nudge went, waited or stayed away, in a sentence that begins with because."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups import telling
from meetups.models import Nudge
from members.endings import HELD_TOO_LONG, QUIET_TOO_LONG, QUIETED, TOO_LATE, UNHEARD, UNWANTED

# What a nudge keeps is the code and the moments; the sentence is made when somebody reads it, of
# what still waits as well as of what went in the end.
SENTENCES = {
    "quiet_hours": gettext_lazy(
        "Because it was between %(starts)s and %(ends)s where you are, we waited."
    ),
    "quiet_hours_too_long": gettext_lazy(
        "Because it was between %(starts)s and %(ends)s where you are until it could not help."
    ),
    "paused": gettext_lazy("Because you asked for quiet until %(until)s."),
    "paused_too_long": gettext_lazy(
        "Because you asked for quiet until %(until)s, when it could no longer help."
    ),
    "paused_for_silence": gettext_lazy(
        "Because nothing came of our last six letters, we kept quiet until %(until)s."
    ),
    "paused_for_silence_too_long": gettext_lazy(
        "Because we kept quiet until %(until)s, when it could no longer help."
    ),
    "ignored": gettext_lazy("Because you let three of these pass, they now come together."),
    "ignored_too_long": gettext_lazy(
        "Because you let three of these pass, and the next weekly letter comes too late for it."
    ),
    "ignored_no_week": gettext_lazy(
        "Because you let three of these pass, and want no weekly letter they could come in."
    ),
    "pair_capped": gettext_lazy(
        "Because we had just written to you about %(name)s, and once a week is enough."
    ),
    "pair_capped_too_long": gettext_lazy(
        "Because we had just written to you about %(name)s, and a week later it could not help."
    ),
    "capped": gettext_lazy("Because you allow %(allowed)s, we waited for its turn."),
    "capped_too_long": gettext_lazy(
        "Because you allow %(allowed)s, and by its turn it could no longer help."
    ),
    "folded": gettext_lazy(
        "Because you allow %(allowed)s, and one of them is the weekly letter, it comes in there."
    ),
    "folded_too_long": gettext_lazy(
        "Because you allow %(allowed)s, and the next weekly letter comes too late for it."
    ),
    "no_week": gettext_lazy("Because you stopped the weekly letter, it comes on its own."),
    "no_week_too_long": gettext_lazy(
        "Because you stopped the weekly letter, and on its own it came too late."
    ),
    "hushed": gettext_lazy("Because you asked to hear nothing about %(name)s."),
    "quieted": gettext_lazy("Because you asked for quiet before it had gone."),
    "unwanted": gettext_lazy("Because you asked for no letters of this kind."),
    "nothing_to_say": gettext_lazy("Because there was nothing in it that you did not know."),
    "overtaken": gettext_lazy("Because a newer letter about it said the same."),
    "too_late": gettext_lazy(
        "Because our post was delayed until it could no longer help. We are sorry."
    ),
    "shut_out": gettext_lazy(
        "Because your address refused our letters until it could no longer help."
    ),
    "slept_through": gettext_lazy("Because your quiet hours lasted until it could no longer help."),
    "untrue": gettext_lazy("Because it was no longer true when its time came."),
    "answered": gettext_lazy("Because you answered before it was due."),
    "moved": gettext_lazy("Because the coffee was moved."),
    "cancelled": gettext_lazy("Because the coffee was cancelled."),
    "settled": gettext_lazy("Because the coffee is settled."),
    # Told like anything else that is no longer true: a block is silent.
    "parted": gettext_lazy("Because it was no longer true when its time came."),
    "bygone": gettext_lazy("Because it was due before this demonstration began."),
    "stumbled": gettext_lazy(
        "Because something went wrong on our side, we had to try again. We are sorry."
    ),
    "stumbled_too_long": gettext_lazy(
        "Because something went wrong on our side until it could no longer help. We are sorry."
    ),
    "broken": gettext_lazy("Because something went wrong on our side. We are sorry."),
}
# The same of a letter that was written and never went, by the reason it was cancelled for. Whatever
# else is kept there may tell of somebody else, and is told like all that is no longer true.
ENDS = {
    TOO_LATE: "too_late",
    HELD_TOO_LONG: "shut_out",
    QUIET_TOO_LONG: "slept_through",
    UNWANTED: "unwanted",
    UNHEARD: "hushed",
    QUIETED: "quieted",
}
# How often somebody may be written to, by the pace they chose.
ALLOWED = {
    "fewer": gettext_lazy("one such letter in four weeks"),
    "normal": gettext_lazy("one such letter a week"),
    "more": gettext_lazy("three such letters a week"),
}


def because(nudge, other, zone):
    """The line that says why, in the active language and on the clock of `zone`.

    `other` is whom it is about, or None.
    """
    reason = _end_of(nudge, other)
    sentence = SENTENCES.get(reason) or Nudge.Kind(nudge.kind).because
    details = dict(nudge.details)
    if "until" in details:
        details["until"] = telling.whole(datetime.fromisoformat(details["until"]), zone)
    if details.get("pace") in ALLOWED:
        details["allowed"] = ALLOWED[details["pace"]]
    try:
        return str(sentence) % {**_named(other), **details}
    except KeyError:
        # Written by an older or newer version of us, which kept other details.
        return _("Because of your settings.")


def _end_of(nudge, other):
    """The code of why it ended as it did: of one that was written and then not sent, why not."""
    letter = nudge.letter if nudge.state == Nudge.State.SENT else None
    if letter is None or letter.state != letter.State.CANCELLED:
        return nudge.reason
    end = ENDS.get(letter.reason, "untrue")
    return "untrue" if end == "hushed" and other is None else end


def title(nudge, other):
    """What it is about, in a few words. `other` is whom it is about, or None."""
    return str(Nudge.Kind(nudge.kind).headline) % _named(other)


def _named(other):
    return {"name": other.short_name if other else _("A former member")}
