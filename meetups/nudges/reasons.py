"""Why a nudge went, waited or stayed away, in a sentence that begins with because."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups import telling

# What a nudge keeps is the code and the moments; the sentence is made when somebody reads it.
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
    "unwanted": gettext_lazy("Because you asked for no letters of this kind."),
    "overtaken": gettext_lazy("Because a newer letter about it said the same."),
    "too_late": gettext_lazy(
        "Because our post was delayed until it could no longer help. We are sorry."
    ),
    "untrue": gettext_lazy("Because it was no longer true when its time came."),
    "answered": gettext_lazy("Because you answered before it was due."),
    "moved": gettext_lazy("Because the coffee was moved."),
    "cancelled": gettext_lazy("Because the coffee was cancelled."),
    "settled": gettext_lazy("Because the coffee is settled."),
    # Told like anything else that is no longer true: a block is silent.
    "parted": gettext_lazy("Because it was no longer true when its time came."),
    "bygone": gettext_lazy("Because it was due before this demonstration began."),
    "broken": gettext_lazy("Because something went wrong on our side. We are sorry."),
}

WHY_SENT = {
    "proposal": gettext_lazy("Because %(name)s offered you times."),
    "countered": gettext_lazy("Because %(name)s offered you other times."),
    "accepted": gettext_lazy("Because you two agreed on a time."),
    "declined": gettext_lazy("Because you had offered %(name)s times."),
    "withdrawn": gettext_lazy("Because %(name)s took the offer back."),
    "all_taken": gettext_lazy("Because every time you offered has been taken or has passed."),
    "moved": gettext_lazy("Because your coffee has another time."),
    "cancelled": gettext_lazy("Because you had agreed on a time."),
    "late": gettext_lazy("Because %(name)s wanted you to know."),
    "answer_proposal": gettext_lazy("Because an offer was waiting for your answer."),
    "coffee_tomorrow": gettext_lazy("Because your coffee was a day away."),
    "coffee_soon": gettext_lazy("Because your coffee was about to begin."),
    "did_you_meet": gettext_lazy("Because a coffee only counts when somebody says so."),
}

TITLES = {
    "proposal": gettext_lazy("%(name)s offers you times"),
    "countered": gettext_lazy("%(name)s offers other times"),
    "accepted": gettext_lazy("%(name)s and you: agreed"),
    "declined": gettext_lazy("%(name)s can’t this time"),
    "withdrawn": gettext_lazy("%(name)s took the offer back"),
    "all_taken": gettext_lazy("None of your times for %(name)s is left"),
    "moved": gettext_lazy("%(name)s and you: another time"),
    "cancelled": gettext_lazy("%(name)s and you: cancelled"),
    "late": gettext_lazy("%(name)s runs late"),
    "answer_proposal": gettext_lazy("%(name)s waits for your answer"),
    "coffee_tomorrow": gettext_lazy("%(name)s: still on?"),
    "coffee_soon": gettext_lazy("%(name)s, soon"),
    "did_you_meet": gettext_lazy("%(name)s: did you meet?"),
}


def because(nudge, other, zone):
    """The line that says why, in the active language and on the clock of `zone`."""
    sentence = SENTENCES.get(nudge.reason) or WHY_SENT.get(nudge.kind)
    if sentence is None:
        return ""
    details = dict(nudge.details)
    if "until" in details:
        details["until"] = telling.whole(datetime.fromisoformat(details["until"]), zone)
    try:
        return str(sentence) % {"name": other.short_name, **details}
    except KeyError:
        # Written by an older or newer version of us, which kept other details.
        return _("Because of your settings.")


def title(nudge, other):
    """What it is about, in a few words."""
    sentence = TITLES.get(nudge.kind)
    return str(sentence) % {"name": other.short_name} if sentence else nudge.get_kind_display()
