"""What there is to be told, and how much it may ask of whom it is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.kinds import ENCOURAGEMENTS
from members.models import Letter


class NudgeKind(models.TextChoices):
    PROPOSAL = "proposal", _("Times offered")
    ACCEPTED = "accepted", _("A yes")
    DECLINED = "declined", _("Not this time")
    COUNTERED = "countered", _("Other times offered")
    WITHDRAWN = "withdrawn", _("An offer taken back")
    ALL_TAKEN = "all_taken", _("None of your times is left")
    MOVED = "moved", _("A coffee moved")
    CANCELLED = "cancelled", _("A coffee cancelled")
    LATE = "late", _("Running late")
    ANSWER_PROPOSAL = "answer_proposal", _("An offer waits for your answer")
    COFFEE_TOMORROW = "coffee_tomorrow", _("Still on for tomorrow?")
    COFFEE_SOON = "coffee_soon", _("Coffee in two hours")
    DID_YOU_MEET = "did_you_meet", _("Did you meet?")
    RAIN_CHECK = "rain_check", _("New times for a coffee that fell through")
    UNREAD_WORDS = "unread_words", _("Words you have not seen")
    GOING_QUIET = "going_quiet", _("That we write less for a while")
    THE_WEEK = "the_week", _("The week: one letter, three people")
    HAVE_THE_COFFEE = "have_the_coffee", _("Mutual, and no coffee yet")
    TAKE_IT_OFFLINE = "take_it_offline", _("Much written, and no coffee yet")
    THANK_YOU = "thank_you", _("A word of thanks, the next morning")
    NEXT_COFFEE = "next_coffee", _("Keeping in touch")
    WE_MISS_YOU = "we_miss_you", _("When you have been away for long")
    SESSION_GOING = "session_going", _("A seat at an evening")
    SESSION_LEFT = "session_left", _("A seat given back")
    SEAT_OFFERED = "seat_offered", _("A seat offered to you")
    SEAT_LAPSED = "seat_lapsed", _("Your seat for every time")
    SESSION_MOVED = "session_moved", _("An evening moved")
    SESSION_OFF = "session_off", _("An evening called off")
    SESSION_TOMORROW = "session_tomorrow", _("Still coming tomorrow?")


# A member's own business, asked by the site.
APPOINTMENTS = {
    NudgeKind.ANSWER_PROPOSAL,
    NudgeKind.COFFEE_TOMORROW,
    NudgeKind.COFFEE_SOON,
    NudgeKind.DID_YOU_MEET,
    NudgeKind.RAIN_CHECK,
    NudgeKind.UNREAD_WORDS,
    NudgeKind.GOING_QUIET,
    NudgeKind.SESSION_TOMORROW,
}


def class_of(kind):
    """The class of the letter that a nudge of this kind becomes; a Letter.Class.

    All that passes on what two agreed or said is `agreed`.
    """
    if kind in ENCOURAGEMENTS:
        return Letter.Class.ENCOURAGEMENT
    return Letter.Class.APPOINTMENT if kind in APPOINTMENTS else Letter.Class.AGREED
