from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from members.models.talking import Talking
from members.models.tie_letters import TieLetters


def _stage():
    """The first that holds, worked out by the database from the moments beside it."""
    return Case(
        When(times_met__gt=0, then=Value("met")),
        When(next_coffee_at__isnull=False, then=Value("scheduled")),
        When(proposed_at__isnull=False, then=Value("proposed")),
        When(
            low_first_words_at__isnull=False,
            high_first_words_at__isnull=False,
            then=Value("talking"),
        ),
        When(mutual_since__isnull=False, then=Value("mutual")),
        When(
            Q(low_followed_at__isnull=False) | Q(high_followed_at__isnull=False),
            then=Value("following"),
        ),
        default=Value("apart"),
    )


# Letters about the two alone: that they could meet one day, and meet again after a coffee that fell
# through.
HOPES = ["take_it_offline", "have_the_coffee", "next_coffee"]
ANOTHER_TRY = "rain_check"


class TieQuerySet(models.QuerySet):
    def of(self, member):
        """Every tie one member is part of."""
        return self.filter(Q(low=member) | Q(high=member))

    def linking(self, some, others):
        """Ties between one of these members and one of the others."""
        return self.filter(Q(low__in=some, high__in=others) | Q(low__in=others, high__in=some))

    def not_met(self):
        """Ties that have not yet become a coffee in person."""
        return self.filter(times_met=0)

    def mutual(self):
        """Ties whose two follow each other."""
        return self.filter(mutual_since__isnull=False)

    def with_plans(self):
        """Ties with an open proposal or a coffee on the calendar."""
        return self.filter(Q(proposed_at__isnull=False) | Q(next_coffee_at__isnull=False))

    def look_again(self, at):
        """Have those who remind look at these pairs."""
        # Locked in the order of shown(), or the two could wait for each other.
        ids = self.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
        self.model.objects.filter(pk__in=list(ids)).update(look_at=at)

    def stages_for(self, member, ids):
        """{id: stage} of the member's ties with these others; strangers are left out."""
        rows = self.filter(Q(low=member, high__in=ids) | Q(high=member, low__in=ids))
        return {
            high if low == member.pk else low: stage
            for low, high, stage in rows.values_list("low_id", "high_id", "stage")
        }

    def between(self, one, other):
        """The pair's tie, or None while there never was anything between them."""
        low, high = sorted([one.pk, other.pk])
        return self.filter(low_id=low, high_id=high).first()

    def shown(self, member, ties, at):
        """Note that `member` was shown the others of these ties as people to meet.

        The member's row is locked, which every verb about one of these pairs waits for.
        """
        locked = self.filter(pk__in=[tie.pk for tie in ties]).order_by("pk")
        for tie in locked.select_for_update(no_key=True):
            self.filter(pk=tie.pk).update(**{f"{tie.side(member)}_shown_at": at})

    def not_shown(self, member, moments):
        """Forget whom `member` was shown at these moments: what showed them never went.

        The member's row is locked, as for shown().
        """
        for side in ("low", "high"):
            shown_then = self.filter(**{side: member, f"{side}_shown_at__in": moments})
            shown_then.update(**{f"{side}_shown_at": None})

    def lock(self, one, other):
        """The pair's tie, made if it is the first thing between them, and ours until commit.

        Call it only while both members are locked, which is what makes the first one unique.
        """
        low, high = sorted([one.pk, other.pk])
        self.get_or_create(low_id=low, high_id=high)
        return self.select_for_update(no_key=True).get(low_id=low, high_id=high)


class Tie(Talking, TieLetters, models.Model):
    """The ledger of one relationship: moments and counters, never an opinion.

    Written only by its own verbs, under both members' locks; `check_ties` can always rebuild it.
    """

    class Stage(models.TextChoices):
        APART = "apart", _("Apart")
        FOLLOWING = "following", _("Handshake")
        MUTUAL = "mutual", _("Shook back")
        TALKING = "talking", _("Talking")
        PROPOSED = "proposed", _("Proposed")
        SCHEDULED = "scheduled", _("On the calendar")
        MET = "met", _("Met")

    low = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties_as_low")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties_as_high")
    low_followed_at = models.DateTimeField(null=True, editable=False)
    high_followed_at = models.DateTimeField(null=True, editable=False)
    mutual_since = models.DateTimeField(null=True, editable=False)
    low_first_words_at = models.DateTimeField(null=True, editable=False)
    low_last_words_at = models.DateTimeField(null=True, editable=False)
    high_first_words_at = models.DateTimeField(null=True, editable=False)
    high_last_words_at = models.DateTimeField(null=True, editable=False)
    low_words = models.PositiveIntegerField(default=0, editable=False)
    high_words = models.PositiveIntegerField(default=0, editable=False)
    # Up to when each has seen what the other wrote.
    low_seen_at = models.DateTimeField(null=True, editable=False)
    high_seen_at = models.DateTimeField(null=True, editable=False)
    # One of them said that writing is what they like, and wants no more reminders to meet.
    writing_liked_at = models.DateTimeField(null=True, editable=False)
    # When each was last shown the other as somebody to meet, by letter.
    low_shown_at = models.DateTimeField(null=True, editable=False)
    high_shown_at = models.DateTimeField(null=True, editable=False)
    # From when on those who remind should look at the pair; empty while there is nothing to see.
    look_at = models.DateTimeField(null=True, editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    next_coffee_at = models.DateTimeField(null=True, editable=False)
    last_met_at = models.DateTimeField(null=True, editable=False)
    times_met = models.PositiveIntegerField(default=0, editable=False)
    stage = models.GeneratedField(
        expression=_stage(), output_field=models.CharField(max_length=9), db_persist=True
    )

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_tie_per_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="a_tie_is_low_then_high"),
            models.CheckConstraint(
                condition=Q(times_met=0, last_met_at=None)
                | Q(times_met__gt=0, last_met_at__isnull=False),
                name="a_meeting_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(mutual_since=None)
                | Q(low_followed_at__isnull=False, high_followed_at__isnull=False),
                name="mutual_means_both_follow",
            ),
            models.CheckConstraint(
                condition=Q(low_words=0, low_first_words_at=None, low_last_words_at=None)
                | Q(
                    low_words__gt=0,
                    low_first_words_at__isnull=False,
                    low_last_words_at__gte=F("low_first_words_at"),
                ),
                name="words_of_the_low_side_have_moments",
            ),
            models.CheckConstraint(
                condition=Q(high_words=0, high_first_words_at=None, high_last_words_at=None)
                | Q(
                    high_words__gt=0,
                    high_first_words_at__isnull=False,
                    high_last_words_at__gte=F("high_first_words_at"),
                ),
                name="words_of_the_high_side_have_moments",
            ),
        ]
        indexes = [
            models.Index(
                fields=["low", "mutual_since"],
                condition=Q(times_met=0),
                name="tie_unmet_by_low",
            ),
            models.Index(
                fields=["high", "mutual_since"],
                condition=Q(times_met=0),
                name="tie_unmet_by_high",
            ),
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="ties_to_look_at"
            ),
        ]

    def __str__(self):
        return f"{self.low_id} and {self.high_id}: {self.stage}"

    # -- questions

    @property
    def pair(self):
        """Both members, the lower id first."""
        return [self.low, self.high]

    def other_id(self, member):
        """The id of the one who isn't `member`."""
        return self.high_id if member.pk == self.low_id else self.low_id

    def other(self, member):
        """The one who isn't `member`."""
        return self.high if member.pk == self.low_id else self.low

    def side(self, member):
        """Which columns speak of `member`: "low" or "high"."""
        return "low" if member.pk == self.low_id else "high"

    def followed_at(self, member):
        """When `member` held out a hand that is still held out, or None."""
        return getattr(self, f"{self.side(member)}_followed_at")

    @property
    def has_plans(self):
        """Whether an offer is open or a coffee on the calendar."""
        return bool(self.proposed_at or self.next_coffee_at)

    # -- verbs, each called with both members and this row locked

    def followed(self, member, at):
        """`member` held out a hand at `at`."""
        setattr(self, f"{self.side(member)}_followed_at", at)
        if self.low_followed_at and self.high_followed_at:
            self.mutual_since = max(self.low_followed_at, self.high_followed_at)
            self.look_at = at
        self._keep()

    def unfollowed(self, *members):
        """These members took their hands back."""
        for member in members:
            setattr(self, f"{self.side(member)}_followed_at", None)
        self.mutual_since = None
        self._keep()

    def proposed(self, at):
        """One offered the other times for a coffee."""
        self.proposed_at = at
        self._keep()
        self.take_back([*HOPES, ANOTHER_TRY], "they have plans by now", at)

    def proposal_closed(self, at):
        """The open proposal ended, whatever the answer."""
        self.proposed_at = None
        self._plans_ended(at)

    def agreed(self, starts_at):
        """A coffee stands in both diaries, at `starts_at`; no proposal is open any more."""
        self.proposed_at = None
        self.next_coffee_at = starts_at
        self._keep()

    def coffee_over(self, at):
        """The coffee on the calendar was settled or cancelled."""
        self.next_coffee_at = None
        self._plans_ended(at)

    def _plans_ended(self, at):
        # A wish to sit down again may have waited for that. Two who have not met yet, of whom one
        # just said no, are left in peace.
        if self.times_met:
            self.look_at = at
        self._keep()

    def met(self, at):
        """They sat at one table at `at`. A call doesn't come here."""
        self.times_met += 1
        self.last_met_at = max(at, self.last_met_at or at)
        self._keep()

    def wished(self, at):
        """One of the two wishes to keep in touch, perhaps as they did before."""
        self.look_at = at
        self._keep()

    def take_back(self, kinds, reason, now):
        """Cancel letters of these kinds that show one of the two to the other and have not gone.

        Whoever is about to send one finds it gone: asking before it goes would be a blink too
        early.
        """
        for reader in self.pair:
            letters = reader.letters.filter(kind__in=kinds).showing(self.other(reader))
            letters.take_back(reason, now)

    def _keep(self):
        self.save()
        # The database worked the stage out again.
        self.refresh_from_db(fields=["stage"])
