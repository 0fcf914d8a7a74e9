"""What a member hears about their own time here, and for how long it stays true."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

HOUR = timedelta(hours=1)
# Holidays are shorter than this.
AWAY = timedelta(days=45)


class MemberLetters:
    """The part of a member that letters about nobody else ask: spoken by Member."""

    def still_owes(self, kind, member, now):
        """Whether a letter of this kind, about `member`'s own time here, is still true."""
        if member.pk != self.pk or not self.is_present:
            return False
        match kind:
            case "the_week" | "going_quiet":
                return True
            case "we_miss_you":
                return self.is_away(now)
        return False

    def is_away(self, now):
        """Whether they have done nothing here for long, as far as anybody knows."""
        return bool(self.active_at and self.active_at + AWAY <= now)

    def be_active(self, now):
        """Remember that they did something here just now; to the hour, which is near enough."""
        if self.active_at and self.active_at > now - HOUR:
            return
        stale = type(self).objects.filter(Q(active_at=None) | Q(active_at__lte=now - HOUR))
        was_away = self.is_away(now)
        with transaction.atomic():
            # While a verb holds the row, the next deed is early enough: nobody waits for this.
            row = stale.filter(pk=self.pk).select_for_update(skip_locked=True, no_key=True)
            type(self).objects.filter(pk__in=list(row.values_list("pk", flat=True))).update(
                active_at=now
            )
            if was_away:
                self.letters.filter(kind="we_miss_you").take_back("they are here again", now)
        self.active_at = now
