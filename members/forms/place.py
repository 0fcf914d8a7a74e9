"""Where a member lives, as near as others need to know it."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import cities
from members.folding import clean_line, fold
from members.forms.fields import ZoneField
from members.models import Member

HUNDREDTH = Decimal("0.01")
# What a place is kept as.
PLACE = ["area_name", "latitude", "longitude", "time_zone"]


class PlaceForm(forms.ModelForm):
    """A city of the list, or a point of 0.01 degree, and the clock on the wall there.

    Typing a name that several cities bear asks once more which; no script is needed.
    """

    place = forms.CharField(
        label=_("Town or city"),
        max_length=120,
        required=False,
        help_text=_("The nearest one of 15,000 people or more. Never your street."),
    )
    city = forms.TypedChoiceField(
        label=_("Which one?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, help_text=_("53.80")
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, help_text=_("-1.55")
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Moves with your city, unless you choose another."),
    )

    class Meta:
        model = Member
        fields = ["latitude", "longitude", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.area_name
        # Asked before the field itself could refuse a megabyte of commas.
        typed = self.data.get("place", "")[: self.fields["place"].max_length]
        self.offer(cities.search(typed) if self.is_bound else [])

    @property
    def asks_which(self):
        """Whether one of several cities of a name is still to be chosen."""
        return "city" in self.errors

    def offer(self, found):
        """Let one of these cities be chosen."""
        self.fields["city"].choices = [(city.id, city.label) for city in found]

    def clean_latitude(self):
        return rounded(self.cleaned_data["latitude"])

    def clean_longitude(self):
        return rounded(self.cleaned_data["longitude"])

    def clean(self):
        data = super().clean()
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("latitude", _("A point needs both numbers."))
        place = clean_line(data.get("place") or "")
        if not place or place == self.initial_area:
            data["area_name"] = place
            if not place and "latitude" not in self.changed_data:
                data["latitude"] = data["longitude"] = None
            return data
        city = self.chosen(place, data.get("city"))
        if city:
            self.move_to(city, data)
        return data

    @property
    def initial_area(self):
        return self.fields["place"].initial

    def chosen(self, place, id):
        """The one city that the typed name means, or None and an error that says what to do."""
        found = cities.search(place)
        same = [city for city in found if fold(place) in (fold(city.label), fold(city.name))]
        if id:
            return cities.get(id)
        if len(found) == 1 or len(same) == 1:
            return (same or found)[0]
        if found:
            self.add_error("city", _("Several places answer to that. Which is yours?"))
        else:
            self.add_error("place", _("We do not know that one. Try a larger town nearby."))
        return None

    def move_to(self, city, data):
        """The city's name, point and clock, except for what the member chose otherwise."""
        data["area_name"] = city.label
        if not {"latitude", "longitude"} & set(self.changed_data):
            data["latitude"], data["longitude"] = city.latitude, city.longitude
        if "time_zone" not in self.changed_data:
            data["time_zone"] = city.time_zone

    def _post_clean(self):
        super()._post_clean()
        # Not a field of the form: it is worked out from the place.
        self.instance.area_name = self.cleaned_data.get("area_name", self.instance.area_name)

    def save(self, commit=True):
        """Keep the place; no other column is touched."""
        self.instance.save(update_fields=self.place_columns())
        self.ask_the_letters_again()
        return self.instance

    def place_columns(self):
        """The columns that the place is kept in, and with another clock when to look at them."""
        if self.instance.time_zone == self.initial["time_zone"]:
            return PLACE
        # What comes at an hour on their wall comes at another moment now; what was due, it stays.
        now = timezone.now()
        self.instance.look_at = min(self.instance.look_at or now, now)
        return [*PLACE, "look_at"]

    def ask_the_letters_again(self):
        """What waits for the end of their quiet hours, is asked again: it may be another clock."""
        self.instance.letters.kept_quiet().let_go(timezone.now())


def rounded(degrees):
    """To 0.01 degree, about a kilometre: enough to meet half way, too little to find a door."""
    return degrees if degrees is None else degrees.quantize(HUNDREDTH)
