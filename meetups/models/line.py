"""The line of a series: what it went on from, and all that went on from those, as one.

A series that changes from one evening on is split (Planning.go_on_as), and members follow the line,
not its parts.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

LINE = """
    WITH RECURSIVE line (id, split_from_id, starts_on) AS (
        SELECT id, split_from_id, starts_on FROM meetups_series WHERE id = %s
        UNION
        SELECT other.id, other.split_from_id, other.starts_on
        FROM meetups_series AS other
        JOIN line ON other.split_from_id = line.id OR other.id = line.split_from_id
    )
"""
ALL = "SELECT id FROM line"
FIRST = "SELECT id FROM line WHERE split_from_id IS NULL"
LAST = "SELECT id FROM line ORDER BY starts_on DESC, id DESC LIMIT 1"
FIRSTS = """
    WITH RECURSIVE back (begun, id, split_from_id) AS (
        SELECT id, id, split_from_id FROM meetups_series WHERE id = ANY(%s)
        UNION
        SELECT back.begun, before.id, before.split_from_id
        FROM meetups_series AS before
        JOIN back ON back.split_from_id = before.id
    )
    SELECT begun, id FROM back WHERE split_from_id IS NULL
"""


def all_of(pk):
    """The keys of the whole line of the series with this key, for a query."""
    return RawSQL(LINE + ALL, [pk])


def first_of(pk):
    """The key of what began the line, for a query."""
    return RawSQL(LINE + FIRST, [pk])


def last_of(pk):
    """The key of what goes on after all others, and keeps the standing seats; for a query."""
    return RawSQL(LINE + LAST, [pk])


def firsts(series):
    """{key of each of these series: key of what began its line}. One query, if one was split."""
    if not any(one.split_from_id for one in series):
        return {one.pk: one.pk for one in series}
    with connection.cursor() as cursor:
        cursor.execute(FIRSTS, [[one.pk for one in series]])
        return dict(cursor.fetchall())
