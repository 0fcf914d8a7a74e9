from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.table_plan import MOST_ROUNDS, SIZES, USUAL_SIZE


class Tables(forms.Form):
    """How people are to be seated."""

    size = forms.TypedChoiceField(
        label=_("At most so many at a table"),
        choices=[(size, str(size)) for size in SIZES],
        coerce=int,
        initial=USUAL_SIZE,
    )
    rounds = forms.TypedChoiceField(
        label=_("Rounds of two"),
        choices=[(number, str(number)) for number in range(MOST_ROUNDS + 1)],
        coerce=int,
        initial=0,
        help_text=_("In each round everybody sits with somebody new."),
    )
    only_here = forms.BooleanField(
        label=_("Only those who are here already"), required=False, initial=False
    )
