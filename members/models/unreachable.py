from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, Value, When

from members import waking
from members.models.letter import Letter

# So many refusals, none a month after the one before, and we stop knocking for a while. That a
# letter was taken in between proves little: providers take everything and bounce it later.
PAUSE_AFTER = 3
REMEMBERED = timedelta(days=30)
PAUSE = timedelta(days=14)
# Somebody who called a letter of ours spam hears no more until they, or an organizer, say so.
COMPLAINT_PAUSE = timedelta(days=365)


# In plain SQL, because for the letters of a moment building it by the ORM takes the longest.
PAUSED = """
SELECT address, paused_until FROM members_unreachable WHERE address = ANY(%s::text[])
"""


class UnreachableQuerySet(models.QuerySet):
    def paused(self, now):
        """Addresses that hold back all but account letters, the longest pause first."""
        return self.filter(paused_until__gt=now).order_by("-paused_until", "pk")

    def at(self, address):
        """The row of this address, or None while nothing is held against it."""
        return self.filter(address=address.lower()).first()

    def refused(self, address, now):
        """Count one refusal for good; enough of them pause the address."""
        with transaction.atomic():
            row, is_new = self.get_or_create(
                address=address.lower(), defaults={"refusals": 1, "refused_at": now}
            )
            if not is_new:
                forgotten = When(refused_at__lt=now - REMEMBERED, then=Value(1))
                self.filter(pk=row.pk).update(
                    refusals=Case(forgotten, default=F("refusals") + 1), refused_at=now
                )
            self.filter(pk=row.pk, refusals__gte=PAUSE_AFTER)._pause_until(now + PAUSE)

    def complained(self, address, now):
        """Pause the address at once: its owner called a letter of ours spam."""
        with transaction.atomic():
            row, _is_new = self.get_or_create(
                address=address.lower(), defaults={"refusals": 0, "refused_at": now}
            )
            self.filter(pk=row.pk).update(complained_at=now)
            self.filter(pk=row.pk)._pause_until(now + COMPLAINT_PAUSE)

    def where_to(self, letters):
        """{id: (address, paused until)}: where each of these letters would go this minute.

        The address is "" when there is none that was verified; the moment is None unless the
        address was paused, and may have passed.
        """
        places = {one.pk: one.address_now() for one in letters}
        with connection.cursor() as cursor:
            cursor.execute(PAUSED, [[address.lower() for address in places.values()]])
            paused = dict(cursor)
        return {pk: (address, paused.get(address.lower())) for pk, address in places.items()}

    def lift(self, address, now):
        """Forget what is held against the address, and let go what waited for that."""
        row = self.at(address)
        if row is not None:
            row.lift(now)

    def _pause_until(self, until):
        # Never shorter than a pause that stands.
        self.filter(Q(paused_until=None) | Q(paused_until__lt=until)).update(paused_until=until)


class Unreachable(models.Model):
    """An address that refused letters or complained about one, and until when it is paused.

    While paused it holds back all but account letters: a code is asked for by whoever reads it.
    """

    address = models.EmailField(unique=True)
    refusals = models.PositiveIntegerField()
    refused_at = models.DateTimeField()
    complained_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)

    objects = UnreachableQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["paused_until"],
                condition=Q(paused_until__isnull=False),
                name="addresses_paused",
            )
        ]

    def __str__(self):
        return f"{self.refusals} refusals"

    def is_paused(self, now):
        """Whether all but account letters wait."""
        return self.paused_until is not None and self.paused_until > now

    def lift(self, now):
        """Write there again: its owner answered from it, or an organizer says so."""
        owners = EmailAddress.objects.filter(email__iexact=self.address)
        with transaction.atomic():
            Unreachable.objects.filter(pk=self.pk).update(
                refusals=0, paused_until=None, complained_at=None
            )
            let_go(
                Letter.objects.filter(
                    Q(address__iexact=self.address) | Q(recipient__in=owners.values("user"))
                ),
                now,
            )


def let_go(letters, now):
    """Those of the letters that a pause held back are due at once."""
    if letters.held_back().let_go(now):
        waking.wake_on_commit()
