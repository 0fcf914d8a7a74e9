"""The operator's view of what brings people together. Venues are the catalogue to keep."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetups import recurrence
from meetups.models import Coffee, Nudge, Proposal, Series, Venue, Visitor
from meetups.models.kind import IN_PERSON
from members.admin import ReadOnly
from members.errors import Refusal
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


class RuleForm(forms.ModelForm):
    """A series with its rule as it is written, for what the site's own form cannot say."""

    def clean(self):
        kept = super().clean()
        rule, starts_on = kept.get("rule"), kept.get("starts_on", self.instance.starts_on)
        if rule and starts_on:
            try:
                kept["rule"] = recurrence.checked_rule(rule, starts_on)
            except Refusal as refusal:
                self.add_error("rule", str(refusal))
        return kept


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    """Who hosts it, and by which rule its next evenings are made; the sweep makes them."""

    form = RuleForm
    fields = ["name", "about", "rule", "starts_on", "clock", "minutes", "venue", "capacity"]
    fields += ["agenda", "hosts", "takes_strangers"]
    raw_id_fields = ["hosts"]
    list_display = ["name", "rule", "venue", "starts_on", "ends_on", "ended_at"]
    list_select_related = ["venue"]
    search_fields = ["name"]

    def get_readonly_fields(self, request, obj=None):
        """What its evenings have taken over is changed on their pages, where everybody hears."""
        if obj is None:
            return []
        return ["starts_on", "clock", "minutes", "venue", "capacity", "agenda"]

    def save_model(self, request, obj, form, change):
        """A new one begins now."""
        if not change:
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        """Evenings of it took place: a series ends, and is not removed."""
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
