import re
import secrets
import uuid
from decimal import Decimal
from functools import cached_property
from itertools import count
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.addresses import address
from members.columns import spelled_out
from members.errors import NotThere
from members.folding import clean_line, clean_text, fold
from members.models.block import Block
from members.models.correspondence import Correspondence
from members.models.follow import Follow
from members.models.handshakes import Handshakes
from members.models.member_letters import MemberLetters
from members.models.preferences import QUIET_FROM, QUIET_TO, Preferences
from members.models.suspension import Suspension
from members.patience import patiently

# In plain SQL, because for the letters of a moment building it by the ORM takes the longest.
ACQUAINTED = spelled_out("""
SELECT SHOWN, COALESCE(wishes.unwanted, '{}') AS unwanted, COALESCE(own.email, '') AS mailbox,
    ARRAY[COALESCE(wishes.quiet_from, %s), COALESCE(wishes.quiet_to, %s)] AS quiet_between,
    ARRAY(
        SELECT CASE blocker_id WHEN other.id THEN blocked_id ELSE blocker_id END
        FROM members_block WHERE blocker_id = other.id OR blocked_id = other.id
    ) AS parted_from
FROM members_member AS other
LEFT JOIN members_preferences AS wishes ON wishes.member_id = other.id
LEFT JOIN account_emailaddress AS own
    ON own.user_id = other.id AND own.verified AND own."primary"
WHERE other.id = ANY(%s)
""")


def new_handle(name):
    """A handle nobody has: the folded name and a number, or member-xxxxxx for one without Latin."""
    latin = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")
    for digits in count(4):
        first = 10 ** (digits - 1)
        number = first + secrets.randbelow(9 * first)
        handle = f"{latin}-{number}" if latin else f"member-{secrets.token_hex(digits - 1)}"
        if not Member.objects.filter(handle=handle).exists():
            break
    return handle


def group_zone():
    """The zone a new member starts from."""
    return settings.GROUP_TIME_ZONE


class MemberQuerySet(models.QuerySet):
    def present(self):
        """Those who can be seen and met: verified, active and not suspended."""
        return self.filter(verified_at__isnull=False, is_active=True, suspended_at=None)

    def visible_to(self, viewer):
        """Those present whom no block parts from the viewer, in either direction."""
        return self.present().exclude(pk__in=viewer.parted_from)

    def mutual_with(self, member):
        """Those who follow the member and are followed back."""
        return self.filter(hands_in__follower=member, hands_out__followed=member)

    def search(self, words):
        """Those whose name holds the words or something very like them, accents aside."""
        folded = fold(words)
        return self.filter(
            Q(folded_name__contains=folded) | Q(folded_name__trigram_word_similar=folded)
        )

    def acquainted(self, ids):
        """{id: member} of these, with all that a letter to them or about them asks, by one query.

        That is what is shown of them, what they do not want and when, where they are written to,
        and whom they are parted from.
        """
        values = [QUIET_FROM, QUIET_TO, list(ids)]
        rows = self.fetch_mode(models.FETCH_PEERS).raw(ACQUAINTED, values)
        return {one.pk: one for one in rows}

    def lock_pair(self, one, other):
        """Both rows, fresh and ours until commit, in the order asked for.

        Locked by ascending id whatever the order, so that verbs about a pair queue instead of
        deadlocking. Raises NotThere when either is gone.
        """
        rows = self.lock_all([one.pk, other.pk])
        if len(rows) != 2:
            raise NotThere
        return rows[one.pk], rows[other.pk]

    def lock_all(self, ids, **how):
        """{id: row} of these members, locked by ascending id until commit.

        `how` is what select_for_update() takes besides.
        """
        rows = self.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True, **how)
        return {member.pk: member for member in rows}


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):
    use_in_migrations = False

    def create_user(self, email, password=None, **fields):
        """Make a member who still has to verify the address."""
        # Lower case throughout, as allauth looks addresses up.
        member = self.model(email=email.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    @patiently
    def create_superuser(self, email, password=None, **fields):
        """Make the first organizer: operator, organizer and verified at once."""
        fields.setdefault("name", email.partition("@")[0])
        now = timezone.now()
        member = self.create_user(
            email,
            password,
            is_staff=True,
            is_superuser=True,
            is_organizer=True,
            verified_at=now,
            look_at=now,
            **fields,
        )
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        return member


class Member(
    Handshakes, Correspondence, MemberLetters, Suspension, AbstractBaseUser, PermissionsMixin
):
    """A person with an account."""

    class Openness(models.TextChoices):
        OPEN = "open", _("Happy to be asked")
        CALL_FIRST = "call_first", _("A call first, please")
        RESTING = "resting", _("Not just now")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    folded_name = models.CharField(max_length=240, editable=False)
    handle = models.SlugField(max_length=60, unique=True, editable=False)
    headline = models.CharField(_("what you do, in a line"), max_length=120, blank=True)
    about = models.TextField(_("about you"), max_length=2000, blank=True)
    looking_for = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=8)
    can_help = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=8)
    face = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    area_name = models.CharField(max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    time_zone = models.CharField(max_length=64, default=group_zone)
    openness = models.CharField(max_length=10, choices=Openness, default=Openness.OPEN)
    language = models.CharField(max_length=12, default="en-gb")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    welcomed_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The last thing they did here, by the hour; opening a page is not doing something.
    active_at = models.DateTimeField(null=True, blank=True, editable=False)
    # From when on those who remind should look at the member; empty until the address is proved.
    look_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    is_organizer = models.BooleanField(_("organizer"), default=False)
    is_host = models.BooleanField(_("host"), default=False)
    following = models.ManyToManyField(
        "self", through=Follow, symmetrical=False, related_name="followers"
    )

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_member_has_a_name"),
            models.CheckConstraint(
                condition=Q(openness__in=["open", "call_first", "resting"]),
                name="openness_is_one_of_three",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=Decimal(-90),
                    latitude__lte=Decimal(90),
                    longitude__gte=Decimal(-180),
                    longitude__lte=Decimal(180),
                ),
                name="a_point_is_on_the_globe",
            ),
        ]
        indexes = [
            GinIndex(
                fields=["folded_name"], opclasses=["gin_trgm_ops"], name="member_name_trigrams"
            ),
            models.Index(fields=["folded_name", "id"], name="member_by_name"),
            models.Index(fields=["joined_at", "id"], name="member_by_arrival"),
            models.Index(
                fields=["look_at"], condition=Q(look_at__isnull=False), name="members_to_look_at"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = clean_line(self.name)
        self.headline = clean_line(self.headline)
        self.about = clean_text(self.about)
        self.folded_name = fold(self.name)[:240]
        if not self.handle:
            self.handle = new_handle(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("meetups:member", self.handle)

    # -- questions

    @property
    def is_present(self):
        """Verified, active and not suspended: can be seen and met."""
        return bool(self.verified_at and self.is_active and not self.suspended_at)

    @property
    def is_suspended(self):
        """Shut out by the organizers."""
        return self.suspended_at is not None

    @cached_property
    def zone(self):
        """The member's own wall clock."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def parted_from(self):
        """The ids of everybody a block parts this member from, asked once for each request."""
        return Block.objects.parting(self)

    @cached_property
    def unwanted(self):
        """The kinds of letters that are not welcome, asked once."""
        wishes = getattr(self, "preferences", None)
        return wishes.unwanted if wishes else []

    @cached_property
    def quiet_between(self):
        """From when until when nothing comes that can wait, on their own clock; asked once."""
        wishes = Preferences.objects.of(self)
        return [wishes.quiet_from, wishes.quiet_to]

    @cached_property
    def mailbox(self):
        """Where letters go: the verified primary address, or "" while there is none; asked once."""
        verified = EmailAddress.objects.filter(user=self.pk, verified=True, primary=True)
        return verified.values_list("email", flat=True).first() or ""

    def can_see(self, other):
        """Whether the other, a loaded row, is there for this member: present, and no block."""
        return other.is_present and other.pk not in self.parted_from

    @property
    def short_name(self):
        """What one says across a table: the first word of the name."""
        return (self.name.split() or [self.name])[0]

    @property
    def initials(self):
        """Up to two letters for a face without a photo."""
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    # -- verbs

    def be_welcomed(self, now):
        """The first steps are done, or left for later; the first moment stands."""
        type(self).objects.filter(pk=self.pk, welcomed_at=None).update(welcomed_at=now)
        self.welcomed_at = self.welcomed_at or now
