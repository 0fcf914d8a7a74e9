from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q

# In plain SQL, because for the letters of a moment building it by the ORM takes the longest.
PARTING_ANY = """
SELECT blocker_id, blocked_id FROM members_block
WHERE blocker_id = ANY(%(ids)s) OR blocked_id = ANY(%(ids)s)
"""


class BlockQuerySet(models.QuerySet):
    def between(self, one, other):
        """Blocks between the two, whoever made them: a block holds in both directions."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))

    def parting(self, member):
        """The ids of everybody a block parts the member from, whoever made it.

        A list and not a subquery: it is short, mostly empty, and part of nearly every query.
        """
        blocks = self.raw(
            "SELECT id, blocker_id, blocked_id FROM members_block"
            " WHERE blocker_id = %(id)s OR blocked_id = %(id)s",
            {"id": member.pk},
        )
        return [one.blocked_id if one.blocker_id == member.pk else one.blocker_id for one in blocks]

    def tell_parted(self, members):
        """Fill in `parted_from` of all these members by one query."""
        members = list(members)
        rows = {member.pk: [] for member in members}
        with connection.cursor() as cursor:
            cursor.execute(PARTING_ANY, {"ids": list(rows)})
            for blocker, blocked in cursor:
                rows.get(blocker, []).append(blocked)
                rows.get(blocked, []).append(blocker)
        for member in members:
            member.parted_from = rows[member.pk]


class Block(models.Model):
    """One member wants nothing more to do with another here."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="blocks_made"
    )
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="blocks_met")
    at = models.DateTimeField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_each_way"),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")), name="nobody_blocks_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.blocker_id} blocks {self.blocked_id}"
