import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.people import who_can_be_let_in
from members.folding import clean_line


class WalkIn(forms.Form):
    """Somebody at the door who is not on the list: a member's handle, or a visitor's name.

    `uuid` was made by the page, so that a tap which is replayed lets nobody in twice.
    """

    name = forms.CharField(label=_("Their name"), max_length=80, required=False, strip=True)
    member = forms.SlugField(required=False, widget=forms.HiddenInput)
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, reader, evening, **more):
        super().__init__(*args, **more)
        self.reader, self.evening = reader, evening

    def clean_name(self):
        """The name without what could break a line or hide."""
        return clean_line(self.cleaned_data["name"])

    def clean_member(self):
        """The member of this handle whom the host can let in, or None."""
        handle = self.cleaned_data["member"]
        found = who_can_be_let_in(self.reader, self.evening)
        member = found.filter(handle=handle).first() if handle else None
        if handle and member is None:
            raise forms.ValidationError(_("There is no such member any more."))
        return member

    def clean(self):
        if not (self.errors or self.cleaned_data["name"] or self.cleaned_data["member"]):
            self.add_error("name", _("What is their name?"))
        return self.cleaned_data

    @property
    def first_error(self):
        """What is wrong, in one sentence."""
        return next(str(error) for errors in self.errors.values() for error in errors)

    def let_in(self, evening, tapped_at, by, now):
        """Say the verb. -> the Rsvp or the Visitor. Raises Refusal."""
        data = self.cleaned_data
        if data["member"]:
            return evening.let_in(data["member"], tapped_at, by, now)
        return evening.let_visitor_in(data["uuid"], data["name"], tapped_at, by, now)
