"""The operator's view of what brings people together. Venues are the catalogue to keep."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from meetups.models import Coffee, Nudge, Proposal, Venue, Visitor
from meetups.models.kind import IN_PERSON
from members.admin import ReadOnly
from members.forms.fields import ZoneField


class VenueForm(forms.ModelForm):
    """A public place, and what it is good for."""

    kinds = forms.MultipleChoiceField(
        label=_("Good for"),
        choices=[(kind.value, kind.label) for kind in IN_PERSON],
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = Venue
        fields = ["name", "street", "note", "area_name", "latitude", "longitude"]


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    form = VenueForm
    fields = ["name", "street", "note", "area_name", "time_zone", "latitude", "longitude"]
    fields += ["kinds", "is_active"]
    list_display = ["name", "area_name", "time_zone", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "area_name", "street"]

    def has_delete_permission(self, request, obj=None):
        """Coffees were had there: a venue is retired, not removed."""
        return False


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    """Who asked whom, and what became of it; the note is between the two."""

    list_display = ["proposer", "invitee", "kind", "state", "created_at", "closed_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["proposer", "invitee"]
    search_fields = ["proposer__folded_name", "invitee__folded_name"]
    exclude = ["note"]


@admin.register(Coffee)
class CoffeeAdmin(ReadOnly):
    list_display = ["tie", "kind", "starts_at", "place", "state", "confirmed"]
    list_filter = ["state", "kind"]
    list_select_related = ["tie"]
    search_fields = ["tie__low__folded_name", "tie__high__folded_name"]


@admin.register(Visitor)
class VisitorAdmin(ReadOnly):
    """Who came as a guest, or was asked to. The address is for who answers for the letters."""

    list_display = ["name", "session", "invited_by", "state", "attendance", "asked_at"]
    list_filter = ["state", "attendance"]
    list_select_related = ["session", "invited_by"]
    search_fields = ["name", "email"]
    date_hierarchy = "asked_at"


@admin.register(Nudge)
class NudgeAdmin(ReadOnly):
    """What was decided about each, and why; what stands in the letters is nobody else's."""

    list_display = ["kind", "recipient", "due_at", "state", "reason", "decided_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__folded_name", "key"]
    date_hierarchy = "due_at"
    exclude = ["letter"]
