"""What each kind of letter is called when we speak about it, and to whom it is of use."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "account_confirm_address": _("a code to confirm an address"),
    "account_login_code": _("a code to sign in"),
    "account_password_reset": _("a new password"),
    "account_already_here": _("an account that was there already"),
    "account_nobody_here": _("an address nobody here has"),
    "account_notice": _("a change to how one signs in"),
    "proposal": _("offers of a coffee"),
    "accepted": _("coffees agreed"),
    "declined": _("offers that could not be taken"),
    "countered": _("other times offered"),
    "all_taken": _("offers whose times were all taken meanwhile"),
    "withdrawn": _("offers taken back"),
    "moved": _("coffees moved"),
    "cancelled": _("coffees called off"),
    "late": _("somebody running late"),
    "answer_proposal": _("offers still waiting for your answer"),
    "coffee_tomorrow": _("the question whether tomorrow's coffee is still on"),
    "coffee_soon": _("coffees about to begin"),
    "did_you_meet": _("the question whether you met"),
    "rain_check": _("new times for a coffee that fell through"),
    "unread_words": _("words you have not seen"),
    "going_quiet": _("our writing less for a while"),
    "the_week": _("the people you could meet, once a week"),
    "have_the_coffee": _("hands shaken and no coffee yet"),
    "take_it_offline": _("much written and no coffee yet"),
    "thank_you": _("thanks, the morning after"),
    "next_coffee": _("keeping in touch"),
    "we_miss_you": _("your having been away for long"),
    "session_going": _("seats at our evenings"),
    "session_left": _("seats given back"),
    "seat_offered": _("seats offered to you"),
    "seat_lapsed": _("your seat for every time"),
    "session_moved": _("evenings moved"),
    "session_off": _("evenings called off"),
    "session_tomorrow": _("the question whether you come tomorrow"),
    "visitor_confirm": _("an invitation to one of our evenings"),
    "visitor_going": _("the evening you come to as a guest"),
    "visitor_tomorrow": _("the question whether you come tomorrow"),
    "visitor_moved": _("an evening that moved"),
    "visitor_off": _("an evening called off"),
    "visitor_thanks": _("the evening you were our guest at"),
}

# What nobody asked for: only these count towards how often we may write, and nobody gets one who
# called a letter of ours spam.
ENCOURAGEMENTS = {
    "the_week",
    "have_the_coffee",
    "take_it_offline",
    "thank_you",
    "next_coffee",
    "we_miss_you",
}


def name_of(kind):
    """The kind in words that finish the sentence "letters about ..."."""
    return NAMES.get(kind) or _("matters like these")
