import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from meetups.models.rsvp_letters import RsvpLetters
from meetups.models.weekly_session import WeeklySession
from members.models import Member


class Attendance(models.TextChoices):
    """Whether somebody came. Empty: nobody wrote it down, and unknown is not no."""

    PRESENT = "present", _("Here")
    LATE = "late", _("Came late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Did not come")


CAME = [Attendance.PRESENT, Attendance.LATE]


class RsvpQuerySet(models.QuerySet):
    def going(self):
        """Those with a seat."""
        return self.filter(state=Rsvp.State.GOING)

    def holding(self):
        """Those that count against the capacity: going, or offered a seat.

        Not those who were excused at the door.
        """
        seated = self.filter(state__in=[Rsvp.State.GOING, Rsvp.State.OFFERED])
        return seated.exclude(attendance=Attendance.EXCUSED)

    def offered(self, now):
        """Those with a seat for the asking, until its time is over."""
        return self.filter(state=Rsvp.State.OFFERED, offered_until__gt=now)

    def in_line(self):
        """Those waiting for a seat, the first in line first."""
        return self.filter(state=Rsvp.State.WAITING).order_by("turn")

    def of(self, member):
        """Those of one member."""
        return self.filter(member=member)

    def told(self):
        """The key in ANSWERS of each, as one column `answer`."""
        excused = When(attendance=Attendance.EXCUSED, then=Value(Attendance.EXCUSED.value))
        return self.annotate(answer=Case(excused, default="state")).values("answer")

    def came(self):
        """Those of whom it was written down that they came."""
        return self.filter(attendance__in=CAME)

    def seen_by(self, viewer):
        """Those whose members can be named to the viewer: here, not parted, and not shy tonight."""
        people = Member.objects.visible_to(viewer)
        return self.filter(member__in=people).filter(Q(is_shown=True) | Q(member=viewer))


class Rsvp(RsvpLetters, models.Model):
    """A member's place in one evening. Its verbs are the evening's: they lock it first."""

    class State(models.TextChoices):
        GOING = "going", _("You are going")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A seat is offered to you")
        # Neutral words: an offer may have ended, a host may have taken them off the list.
        DECLINED = "declined", _("You are not coming")
        CANCELLED = "cancelled", _("You have no seat")

    # How lists tell an answer: of whoever is excused that, and not that they are going.
    ANSWERS = {**dict(State.choices), Attendance.EXCUSED.value: _("You are excused")}

    # No seat, and none wished for.
    OUT = [State.DECLINED, State.CANCELLED]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(WeeklySession, models.PROTECT, related_name="rsvps")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rsvps")
    state = models.CharField(max_length=9, choices=State)
    # The place in the line of all who ever queued for the evening.
    turn = models.PositiveIntegerField(null=True)
    # Take a seat without asking, when there is no time left to ask.
    takes_any = models.BooleanField(default=False)
    offered_until = models.DateTimeField(null=True)
    # Made by a standing seat, and not by the member's own word.
    is_standing = models.BooleanField(default=False)
    # Whether other members see that this one comes.
    is_shown = models.BooleanField(default=True)
    # How often it changed: letters about an earlier state are about that one alone.
    changes = models.PositiveIntegerField(default=0)
    still_on_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    # Gave it back so late that it counts like staying away, unless somebody took the seat.
    gave_back_late = models.BooleanField(default=False)
    attendance = models.CharField(max_length=7, choices=Attendance, blank=True)
    # When it was tapped, or taken back: of two hosts the later tap stands.
    attended_at = models.DateTimeField(null=True)
    attended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = RsvpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="one_rsvp_each"),
            models.UniqueConstraint(fields=["session", "turn"], name="a_turn_is_one_members"),
            models.CheckConstraint(
                condition=Q(state__in=["going", "waiting", "offered", "declined", "cancelled"]),
                name="an_answer_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(turn__isnull=False),
                name="whoever_waits_has_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | ~Q(state="offered") & Q(offered_until=None),
                name="an_offered_seat_is_offered_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(attendance="")
                | Q(attendance__in=["present", "late", "excused", "absent"], state="going")
                & Q(attended_at__isnull=False),
                name="who_came_had_a_seat",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "turn"], name="rsvp_by_session"),
            models.Index(fields=["member", "state"], name="rsvp_by_member"),
            models.Index(
                fields=["offered_until"], condition=Q(state="offered"), name="rsvp_offered"
            ),
        ]

    def __str__(self):
        return f"{self.member_id} to {self.session_id}: {self.state}"

    def get_absolute_url(self):
        return self.session.get_absolute_url()

    # -- questions

    @property
    def is_going(self):
        """Has a seat."""
        return self.state == self.State.GOING

    @property
    def is_waiting(self):
        """Stands in line for one."""
        return self.state == self.State.WAITING

    @property
    def is_offered(self):
        """Has one for the asking."""
        return self.state == self.State.OFFERED

    @property
    def takes_time(self):
        """Has a seat, or one for the asking: nothing else can be planned then."""
        return self.is_going or self.is_offered

    @property
    def is_excused(self):
        """It was written down that the member can't come after all."""
        return self.attendance == Attendance.EXCUSED

    @property
    def is_coming(self):
        """Has a seat, and was not excused from it."""
        return self.is_going and not self.is_excused

    @property
    def goes_on_to_the_next(self):
        """Offered, and when the offer ends there is time left and somebody who waits."""
        ends_before = self.is_offered and self.offered_until < self.session.starts_at
        return ends_before and Rsvp.objects.in_line().filter(session=self.session_id).exists()

    @property
    def came(self):
        """It was written down that the member came."""
        return self.attendance in CAME

    @property
    def position(self):
        """The place in line, from 1; None for those who don't wait."""
        if not self.is_waiting:
            return None
        ahead = Rsvp.objects.in_line().filter(session=self.session_id, turn__lt=self.turn)
        return ahead.count() + 1
