"""What each kind of letter is called when we speak about it, and to whom it is of use."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "account_confirm_address": _("a code to confirm an address"),
    "account_login_code": _("a code to sign in"),
    "account_password_reset": _("a new password"),
    "account_already_here": _("an account that was there already"),
    "account_nobody_here": _("an address nobody here has"),
    "account_notice": _("a change to how one signs in"),
    "visitor_confirm": _("an invitation to one of our evenings"),
    "visitor_going": _("the evening you come to as a guest"),
    "visitor_tomorrow": _("the question whether you come tomorrow"),
    "visitor_moved": _("an evening that moved"),
    "visitor_off": _("an evening called off"),
    "visitor_thanks": _("the evening you were our guest at"),
}

# What a guest can do without who wants no more of our letters. Whether a chair is theirs, and what
# becomes of the evening, they have asked for themselves.
GUESTS_CAN_SPARE = ["visitor_tomorrow", "visitor_thanks"]
# What nobody asked for, and nobody gets any more who called a letter of ours spam.
ENCOURAGEMENTS = set()


def learn(kind, words, *, is_encouragement):
    """Know a kind of letter that is written elsewhere; `words` end "letters about ..."."""
    NAMES[kind] = words
    if is_encouragement:
        ENCOURAGEMENTS.add(kind)


def name_of(kind):
    """The kind in words that finish the sentence "letters about ..."."""
    return NAMES.get(kind) or _("matters like these")
