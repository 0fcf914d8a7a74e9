from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

# What the database can number.
HIGHEST = 2**63 - 1


class WordsForm(forms.Form):
    """Words to somebody. What may be said is for the verb to decide."""

    words = forms.CharField(
        label=_("Your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "required": True}),
    )
    # Of this form alone: sent twice, it is one message.
    uuid = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)
    # The last message on the page that the words answer: so far everything was seen.
    up_to = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST, widget=forms.HiddenInput
    )
