import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.models.answering import Answering
from meetups.models.coffee import Coffee
from meetups.models.offered_time import OfferedTime
from meetups.models.offering import LONGEST_NOTE, Offering
from meetups.models.plan import Plan
from meetups.models.proposal_letters import ProposalLetters
from meetups.models.sweeping import one_by_one
from members.addresses import address
from members.models import Tie


class ProposalQuerySet(Offering, models.QuerySet):
    def open(self):
        """Those that wait for an answer; some may be due to lapse."""
        return self.filter(state=Proposal.State.OPEN)

    def received_by(self, member):
        """Those the member was invited by: theirs to accept, decline and counter."""
        return self.filter(invitee=member)

    def sent_by(self, member):
        """Those the member made: theirs to withdraw."""
        return self.filter(proposer=member)

    def of(self, *members):
        """Those any of these members made or was invited by."""
        return self.filter(Q(proposer__in=members) | Q(invitee__in=members))

    def standing(self, now):
        """Those open and not yet due to lapse."""
        return self.open().filter(lapses_at__gt=now)

    def all_taken(self, now):
        """Those with no time left that could be accepted."""
        proposals = list(self)
        times = OfferedTime.objects.told(proposals, now)
        return [one for one in proposals if not any(time.is_left for time in times[one.pk])]

    def with_people(self):
        """Together with both members, the venue and the coffees it names, in the same query."""
        return self.select_related("proposer", "invitee", "venue", "moves", "coffee")

    def lapse_old(self, now):
        """Let every offer whose time has come lapse, one pair per transaction. -> how many"""
        due = self.open().filter(lapses_at__lte=now).order_by("lapses_at")
        return one_by_one(due.with_people(), lambda proposal: proposal.lapse(now))


class Proposal(Answering, ProposalLetters, Plan):
    """An offer of one to five times and a place, by one of a pair to the other."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not this time")
        COUNTERED = "countered", _("Answered with other times")
        WITHDRAWN = "withdrawn", _("Taken back")
        LAPSED = "lapsed", _("Lapsed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tie = models.ForeignKey(Tie, models.PROTECT, related_name="+")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invitee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    note = models.TextField(_("a word with it"), max_length=LONGEST_NOTE, blank=True)
    created_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # The coffee whose new time this would be.
    moves = models.ForeignKey(Coffee, models.PROTECT, null=True, related_name="offers_to_move")
    # The coffee that came of it.
    coffee = models.ForeignKey(Coffee, models.PROTECT, null=True, related_name="agreed_in")
    # The offer that this one counters.
    answers = models.OneToOneField("self", models.PROTECT, null=True, related_name="countered_by")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            *Plan.Meta.constraints,
            models.UniqueConstraint(
                fields=["tie"], condition=Q(state="open"), name="one_open_proposal_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "open",
                        "accepted",
                        "declined",
                        "countered",
                        "withdrawn",
                        "lapsed",
                    ]
                ),
                name="a_proposal_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(proposer=F("invitee")), name="nobody_proposes_to_themselves"
            ),
            models.CheckConstraint(
                condition=Q(lapses_at__gt=F("created_at")), name="a_proposal_lapses_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="a_proposal_is_open_until_it_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", coffee__isnull=False)
                | ~Q(state="accepted") & Q(coffee=None),
                name="an_accepted_proposal_names_its_coffee",
            ),
        ]
        indexes = [
            models.Index(fields=["lapses_at"], condition=Q(state="open"), name="proposal_to_lapse"),
            models.Index(fields=["created_at"], name="proposal_by_moment"),
        ]

    def __str__(self):
        return f"{self.proposer_id} to {self.invitee_id}: {self.state}"

    def get_absolute_url(self):
        return address("meetups:proposal", self.uuid)

    # -- questions

    @property
    def is_open(self):
        """Nobody has answered yet."""
        return self.state == self.State.OPEN

    def is_due(self, now):
        """Its time to be answered is up, whether or not the sweep has come by."""
        return self.lapses_at <= now

    def other(self, member):
        """The one who isn't `member`."""
        return self.proposer if member.pk == self.invitee_id else self.invitee

    def times_left(self, now):
        """The offered times that can still be accepted, in order."""
        return [time for time in OfferedTime.objects.told([self], now)[self.pk] if time.is_left]

    @property
    def plan(self):
        """The fields it shares with the coffee that may come of it."""
        return {field.name: getattr(self, field.name) for field in Plan._meta.fields}
