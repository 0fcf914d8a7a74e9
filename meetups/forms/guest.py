"""What is asked about a guest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.models.inviting import LONGEST_ABOUT, LONGEST_ADDRESS, LONGEST_NAME, address_of
from members.errors import Refusal
from members.folding import clean_line


class GuestForm(forms.Form):
    """Somebody whom a member asks along."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their e-mail"),
        max_length=LONGEST_ADDRESS,
        help_text=_("For letters about this evening alone. Nobody else sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    about = forms.CharField(
        label=_("Who they are"),
        max_length=LONGEST_ABOUT,
        required=False,
        help_text=_("A line for whoever greets them. You may leave it empty."),
    )

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please write a name that can be read."))
        return name

    def clean_email(self):
        try:
            return address_of(self.cleaned_data["email"])
        except Refusal as refusal:
            raise forms.ValidationError(_("We cannot write to that address.")) from refusal

    def clean_about(self):
        return clean_line(self.cleaned_data["about"])


class StrangerForm(GuestForm):
    """Somebody who asks to come. What only machines fill in says that it was one."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, hint in [
            ("name", _("Your name"), _("As people say it across a table.")),
            ("email", _("Your e-mail"), _("For letters about this evening alone.")),
            ("about", _("What you do"), _("In a line. You may leave it empty.")),
        ]:
            self.fields[name].label, self.fields[name].help_text = label, hint
        for name, filled_by in [("name", "name"), ("email", "email")]:
            self.fields[name].widget.attrs["autocomplete"] = filled_by

    @property
    def is_by_machine(self):
        """Whether somebody filled in what people don't see."""
        return bool(self.cleaned_data.get("website"))
