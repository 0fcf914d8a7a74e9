"""The operator's view of who we are. What happened between people is there to read, not to edit."""

import allauth.account.admin  # noqa: F401  registers the addresses, which are taken out below
from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.folding import fold
from members.models import Block, Follow, Letter, Member, Tie


class ReadOnly(admin.ModelAdmin):
    """Rows that only their own verbs may write."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Standing(admin.SimpleListFilter):
    """Present, waiting for the address to answer, or suspended."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("present", _("present")),
            ("unverified", _("not verified")),
            ("suspended", _("suspended")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "present":
            return queryset.present()
        if self.value() == "unverified":
            return queryset.filter(verified_at=None)
        if self.value() == "suspended":
            return queryset.filter(suspended_at__isnull=False)
        return queryset


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    """Flags are set here; words are the member's own; suspending says the verb."""

    list_display = ["name", "email", "is_organizer", "is_host", "suspended_at", "joined_at"]
    list_filter = [Standing, "is_organizer", "is_host", "is_staff"]
    search_fields = ["folded_name", "email"]
    ordering = ["folded_name", "id"]
    actions = ["suspend", "restore"]
    fieldsets = [
        (None, {"fields": ["name", "email", "handle", "headline", "area_name", "time_zone"]}),
        (_("Flags"), {"fields": ["is_organizer", "is_host", "is_staff", "is_superuser"]}),
        (
            _("Moments"),
            {"fields": ["joined_at", "verified_at", "welcomed_at", "suspended_at", "last_login"]},
        ),
    ]
    readonly_fields = [
        *["name", "email", "handle", "headline", "area_name", "time_zone"],
        *["joined_at", "verified_at", "welcomed_at", "suspended_at", "last_login"],
    ]

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes operators, or all organizers could."""
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_staff", "is_superuser"]

    def has_add_permission(self, request):
        """People join by themselves, through the front door."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Others' history points here."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Names are found without their accents, as in the directory."""
        found, _may_repeat = super().get_search_results(request, queryset, fold(search_term))
        return found, False

    def save_model(self, request, obj, form, change):
        """Only the flags, so that nothing the member writes meanwhile is written over."""
        obj.save(update_fields=form.changed_data)

    @admin.action(description=_("Suspend: shut out, and end what is open"), permissions=["change"])
    def suspend(self, request, queryset):
        # Counted beforehand: a list narrowed to those present holds them no more afterwards.
        chosen = list(queryset)
        others = [member for member in chosen if member != request.user]
        for member in others:
            member.suspend(timezone.now())
        if len(others) < len(chosen):
            self.message_user(request, _("Nobody suspends themselves."), messages.WARNING)
        said = ngettext("%d member suspended.", "%d members suspended.", len(others))
        self.message_user(request, said % len(others))

    @admin.action(description=_("Let back in"), permissions=["change"])
    def restore(self, request, queryset):
        chosen = list(queryset)
        for member in chosen:
            member.restore(timezone.now())
        said = ngettext("%d member let back in.", "%d members let back in.", len(chosen))
        self.message_user(request, said % len(chosen))


@admin.register(Tie)
class TieAdmin(ReadOnly):
    list_display = ["id", "low", "high", "stage", "mutual_since", "next_coffee_at", "times_met"]
    list_filter = ["stage"]
    list_select_related = ["low", "high"]
    search_fields = ["low__folded_name", "high__folded_name"]


@admin.register(Follow)
class FollowAdmin(ReadOnly):
    list_display = ["follower", "followed", "origin", "at"]
    list_filter = ["origin"]
    list_select_related = ["follower", "followed"]
    search_fields = ["follower__folded_name", "followed__folded_name"]


@admin.register(Block)
class BlockAdmin(ReadOnly):
    list_display = ["blocker", "blocked", "at"]
    list_select_related = ["blocker", "blocked"]
    search_fields = ["blocker__folded_name", "blocked__folded_name"]


# Addresses change through their own letters, never by hand.
admin.site.unregister(EmailAddress)


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """What became of each letter. The words are between its writer and its reader."""

    list_display = [
        "kind",
        "klass",
        "recipient",
        "state",
        "reason",
        "tries",
        "due_at",
        "settled_at",
    ]
    list_filter = ["state", "klass", "kind", "queue"]
    list_select_related = ["recipient"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = [
        *["kind", "klass", "recipient", "caused_by", "subject", "queue", "state", "reason"],
        *["tries", "doubts", "tried_at", "dated_at", "due_at", "useless_after", "settled_at"],
    ]
