"""A row that somebody holds for long, as of a host that died in the middle of a verb."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def held(row):
    """The row is another connection's, until the function that this yields is called."""
    theirs = connection.copy()
    try:
        theirs.set_autocommit(False)
        with theirs.cursor() as cursor:
            table = connection.ops.quote_name(row._meta.db_table)
            cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])
        yield theirs.rollback
    finally:
        # A line that is merely closed keeps its locks for another moment.
        theirs.rollback()
        theirs.close()
