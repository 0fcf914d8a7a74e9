"""What a newcomer is asked."""

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from members.folding import clean_line
from members.zones import is_zone


class SignUpForm(SignupForm):
    """Name, e-mail, password; the zone is filled in by a script where there is one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As people say it across a table."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-own-zone": True})
    )
    field_order = ["name", "email", "password1", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Ten characters or more. A short sentence is good.")

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please write a name that can be read."))
        return name

    def clean_time_zone(self):
        """A browser may say anything; what is no zone of ours is left out."""
        zone = self.cleaned_data["time_zone"]
        return zone if is_zone(zone) else ""

    def signup(self, request, user):
        """Nothing more to do once the member is kept."""

    def try_save(self, request):
        """Keep the newcomer, or write to the one who is here already; both look and cost the same.

        Of two newcomers with one address at the same instant, the second is the one already here.
        """
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True
        else:
            # Hashing the password is nearly all of a sign-up's time.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
