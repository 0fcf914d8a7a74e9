"""Verbs about one row that take turns."""

from django.db import connection

from members.columns import all_of

# In plain SQL: two hundred who want one evening's last seats put this together at the same moment,
# and the ORM takes four times as long about it as PostgreSQL.
READ = "SELECT {columns} FROM {table} WHERE id = %s "
LOCK, SHARE = "FOR NO KEY UPDATE", "FOR SHARE"


class TakingTurns:
    """The lock that each verb of an evening or a series takes first."""

    def hold_still(self):
        """Let no verb change the row until commit, and be as it is now. Many can do so at once.

        Raises DoesNotExist when it is gone.
        """
        self._read(SHARE)

    def _take_turn(self):
        """Lock the row until commit, and be as it is now. Raises DoesNotExist when it is gone."""
        self._read(LOCK)

    def _read(self, lock):
        table = self._meta.db_table
        statement = READ.format(columns=all_of(self, table), table=table) + lock
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.pk])
            row = cursor.fetchone()
        if row is None:
            raise self.DoesNotExist
        # By the descriptors: they forget a related row when another one has come in its place, and
        # keep the one that has not.
        for field, value in zip(self._meta.concrete_fields, row, strict=True):
            setattr(self, field.attname, value)
