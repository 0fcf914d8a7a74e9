import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.models.rsvp import CAME, Attendance, Rsvp
from meetups.models.visitor_letters import VisitorLetters
from meetups.models.visitor_writing import VisitorWriting
from meetups.models.weekly_session import WeeklySession


class VisitorQuerySet(models.QuerySet):
    def confirmed(self):
        """Those who said by their link that they come."""
        return self.filter(state=Visitor.State.CONFIRMED)

    def holding(self):
        """Those that count against the capacity: they come, or a member's seat is kept for them.

        Not those who were excused at the door.
        """
        kept = Q(state=Visitor.State.ASKED, in_place_of__isnull=False)
        seated = self.filter(Q(state=Visitor.State.CONFIRMED) | kept)
        return seated.exclude(attendance=Attendance.EXCUSED)

    def asked(self):
        """Those who have not answered."""
        return self.filter(state=Visitor.State.ASKED)

    def expected(self):
        """Those who come, and those who may."""
        return self.filter(state__in=[Visitor.State.ASKED, Visitor.State.CONFIRMED])

    def on_list(self):
        """All but those who were taken off it."""
        return self.exclude(state=Visitor.State.CANCELLED)

    def at(self, email):
        """Those of one address, as it is kept."""
        return self.filter(email=email)

    def of(self, member):
        """Those whom a member asked along, or gave the seat to."""
        return self.filter(invited_by=member)

    def strangers(self):
        """Those who asked for themselves."""
        return self.filter(invited_by=None, is_walk_in=False)

    def with_evening(self):
        """Together with evening, series, venue and inviter, in the same query."""
        return self.select_related("session__series", "session__venue", "invited_by")

    def due(self, now):
        """Those to whom something is owed by now."""
        return self.filter(write_at__lte=now).order_by("write_at", "pk")

    def came(self):
        """Those of whom it was written down that they came."""
        return self.filter(attendance__in=CAME)


class Visitor(VisitorLetters, VisitorWriting, models.Model):
    """A guest at one evening: brought by a member, or a stranger who asked.

    The address is for letters alone and is shown to nobody. Its verbs are the evening's: they lock
    it first.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Comes")
        DECLINED = "declined", _("Can’t come")
        CANCELLED = "cancelled", _("Taken off the list")

    # No seat, and none kept.
    OUT = [State.DECLINED, State.CANCELLED]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="visitors")
    name = models.CharField(_("name"), max_length=80)
    # Empty for somebody who walked in and left none.
    email = models.EmailField(_("e-mail"), blank=True)
    about = models.CharField(_("who they are"), max_length=200, blank=True)
    # Nobody for a stranger who asked, and for one who walked in.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # The seat they sit on in a member's place.
    in_place_of = models.OneToOneField(Rsvp, models.PROTECT, null=True, related_name="substitute")
    is_walk_in = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    # From when on something is owed: the question the day before, thanks the morning after, or the
    # seat that a member gave them to the next in line.
    write_at = models.DateTimeField(null=True)
    # What their last letter about a move told besides: what the evening was, and why it moved.
    move_told = models.JSONField(null=True, editable=False)
    attendance = models.CharField(max_length=7, choices=Attendance, blank=True)
    attended_at = models.DateTimeField(null=True)
    attended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = VisitorQuerySet.as_manager()

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_visitor_has_a_name"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "confirmed", "declined", "cancelled"]),
                name="a_visitor_is_in_a_known_state",
            ),
            models.UniqueConstraint(
                fields=["session", "email"],
                condition=~Q(email="") & ~Q(state="cancelled"),
                name="a_visitor_comes_once_to_an_evening",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(is_walk_in=True), name="a_visitor_can_be_written_to"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None)
                | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="a_visitor_answers_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(attendance="")
                | Q(attendance__in=["present", "late", "excused", "absent"], state="confirmed")
                & Q(attended_at__isnull=False),
                name="a_visitor_who_came_was_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["email", "-asked_at"], name="visitor_by_email"),
            models.Index(
                F("write_at"), condition=Q(write_at__isnull=False), name="visitor_to_write_to"
            ),
        ]

    def __str__(self):
        return f"{self.name} to {self.session_id}: {self.state}"

    # -- questions

    @property
    def is_asked(self):
        """Has not answered."""
        return self.state == self.State.ASKED

    @property
    def is_coming(self):
        """Said that they come."""
        return self.state == self.State.CONFIRMED

    @property
    def is_out(self):
        """Can't come, or was taken off the list."""
        return self.state in self.OUT

    @property
    def is_excused(self):
        """It was written down that they can't come after all."""
        return self.attendance == Attendance.EXCUSED

    @property
    def has_chair(self):
        """Said that they come, and was not excused from it."""
        return self.is_coming and not self.is_excused

    @property
    def short_name(self):
        """What one says across a table: the first word of the name."""
        return self.name.split()[0]

    @property
    def came(self):
        """It was written down that they came."""
        return self.attendance in CAME
