"""Fields that speak of members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members import faces
from members.errors import Refusal
from members.folding import clean_line, fold
from members.zones import zone_names

MOST_TOPICS = 8
LONGEST_TOPIC = 60


class PhotoField(forms.FileField):
    """An upload that comes out as an upright picture ready for `faces.change`."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return faces.read(file)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TopicsField(forms.CharField):
    """Up to eight topics, a line each; commas part them too. Comes out as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        topics = {}
        for line in (value or "").replace(",", "\n").splitlines():
            topic = clean_line(line)
            if topic:
                topics.setdefault(fold(topic), topic)
        return list(topics.values())

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_TOPICS:
            raise forms.ValidationError(_("Eight are plenty. Which ones matter most?"))
        if any(len(topic) > LONGEST_TOPIC for topic in value):
            raise forms.ValidationError(
                _("Please keep each one under 60 characters; a few words are easier to remember.")
            )

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class ZoneField(forms.TypedChoiceField):
    """A time zone, grouped by the part of the world it lies in."""

    def __init__(self, **kwargs):
        super().__init__(choices=zones_by_region, **kwargs)


def zones_by_region():
    """[(region, [(name, city)])] as a grouped list of choices."""
    regions = {}
    for name in zone_names():
        region, _slash, city = name.partition("/")
        regions.setdefault(region, []).append((name, (city or name).replace("_", " ")))
    return list(regions.items())
