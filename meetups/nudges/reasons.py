"""Why a nudge went, waited or stayed away, in a sentence that begins with because."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups import telling

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
    "hushed": gettext_lazy("Because you asked to hear nothing about %(name)s."),
    "unwanted": gettext_lazy("Because you asked for no letters of this kind."),
    "nothing_to_say": gettext_lazy("Because there was nothing in it that you did not know."),
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
# How often somebody may be written to, by the pace they chose.
ALLOWED = {
    "fewer": gettext_lazy("one such letter in four weeks"),
    "normal": gettext_lazy("one such letter a week"),
    "more": gettext_lazy("three such letters a week"),
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
    "rain_check": gettext_lazy("Because a coffee that falls through deserves another try."),
    "unread_words": gettext_lazy("Because %(name)s wrote, and you had not seen it."),
    "have_the_coffee": gettext_lazy("Because you two shook hands and no coffee followed."),
    "take_it_offline": gettext_lazy("Because you two have written for a while. No coffee yet."),
    "thank_you": gettext_lazy("Because you two had met the day before."),
    "next_coffee": gettext_lazy("Because you wanted to keep in touch with %(name)s."),
    "we_miss_you": gettext_lazy("Because you had not been here for a while."),
    "the_week": gettext_lazy("Because it was your day for it."),
    "going_quiet": gettext_lazy("Because nothing came of our last six letters."),
    "session_going": gettext_lazy("Because you have a seat."),
    "session_left": gettext_lazy("Because the seat is yours no more."),
    "seat_offered": gettext_lazy("Because you were next in line."),
    "seat_lapsed": gettext_lazy("Because the seat was empty twice, without a word."),
    "session_moved": gettext_lazy("Because you come, or wait for a seat."),
    "session_off": gettext_lazy("Because you were coming, or waited for a seat."),
    "session_tomorrow": gettext_lazy("Because you had a seat a day later."),
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
    "rain_check": gettext_lazy("%(name)s and you: another try"),
    "unread_words": gettext_lazy("%(name)s wrote to you"),
    "have_the_coffee": gettext_lazy("%(name)s and you: still no coffee"),
    "take_it_offline": gettext_lazy("%(name)s and you: many words, no coffee"),
    "thank_you": gettext_lazy("A word of thanks to %(name)s"),
    "next_coffee": gettext_lazy("%(name)s: time for another coffee"),
    "we_miss_you": gettext_lazy("It has been a while"),
    "the_week": gettext_lazy("Your week: whom you could meet"),
    "going_quiet": gettext_lazy("We write less for a while"),
    "session_going": gettext_lazy("You have a seat"),
    "session_left": gettext_lazy("A seat given back"),
    "seat_offered": gettext_lazy("A seat for you"),
    "seat_lapsed": gettext_lazy("No longer every time"),
    "session_moved": gettext_lazy("An evening moved"),
    "session_off": gettext_lazy("An evening called off"),
    "session_tomorrow": gettext_lazy("Are you coming tomorrow?"),
}


def because(nudge, other, zone):
    """The line that says why, in the active language and on the clock of `zone`.

    `other` is whom it is about, or None.
    """
    sentence = SENTENCES.get(nudge.reason) or WHY_SENT.get(nudge.kind)
    if sentence is None:
        return ""
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


def title(nudge, other):
    """What it is about, in a few words. `other` is whom it is about, or None."""
    sentence = TITLES.get(nudge.kind)
    return str(sentence) % _named(other) if sentence else nudge.get_kind_display()


def _named(other):
    return {"name": other.short_name if other else _("A former member")}
