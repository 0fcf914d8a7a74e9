"""A photo, and nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members import faces
from members.forms.fields import PhotoField


class FaceForm(forms.Form):
    """How one's face comes to the group."""

    photo = PhotoField(
        label=_("Your photo"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. We keep the picture and nothing it knows."),
    )

    def save(self, member):
        """Give the member the new face."""
        faces.change(member, self.cleaned_data["photo"])
