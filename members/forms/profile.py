"""What a member tells the group about themselves."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import faces
from members.folding import clean_line, clean_text
from members.forms.fields import PhotoField, TopicsField
from members.forms.place import PlaceForm
from members.models import Member, Tie

WORDS = ["name", "folded_name", "headline", "about", "looking_for", "can_help", "openness"]


class ProfileForm(PlaceForm):
    """Name, face, place and words."""

    photo = PhotoField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 10 MB. We keep the picture and nothing it knows."),
    )
    remove_photo = forms.BooleanField(label=_("Take my photo away"), required=False)
    looking_for = TopicsField(
        label=_("You ask"), required=False, help_text=_("What you are looking for, a line each.")
    )
    can_help = TopicsField(
        label=_("You offer"), required=False, help_text=_("What you can help with, a line each.")
    )

    class Meta:
        model = Member
        fields = ["name", "headline", "about", "openness", "latitude", "longitude", "time_zone"]
        widgets = {"about": forms.Textarea(attrs={"rows": 6}), "openness": forms.RadioSelect}
        labels = {"name": _("Name"), "openness": _("Coffee with somebody new")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["looking_for"].initial = self.instance.looking_for
        self.fields["can_help"].initial = self.instance.can_help
        if not self.instance.face:
            del self.fields["remove_photo"]

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please write a name that can be read."))
        return name

    def clean_headline(self):
        return clean_line(self.cleaned_data["headline"])

    def clean_about(self):
        return clean_text(self.cleaned_data["about"])

    def save(self, commit=True):
        """Keep what was written, and the photo; only the form's own columns are touched."""
        member = self.instance
        member.looking_for = self.cleaned_data["looking_for"]
        member.can_help = self.cleaned_data["can_help"]
        with transaction.atomic():
            member.save(update_fields=[*WORDS, *self.place_columns()])
            self.ask_the_letters_again()
            if "openness" in self.changed_data:
                # Whoever rested was nobody to remind of, and may be again.
                Tie.objects.of(member).mutual().not_met().look_again(timezone.now())
            if self.cleaned_data["photo"]:
                faces.change(member, self.cleaned_data["photo"])
            elif self.cleaned_data.get("remove_photo"):
                faces.change(member, None)
        return member
