"""The line of a series: what it went on from, and all that went on from those, as one.

A series that changes from one evening on is split (Planning.go_on_as), and members follow the line,
not its parts. Each of these is a value for a query about the line of the series with this key.
"""

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


def all_of(pk):
    """The keys of the whole line."""
    return RawSQL(LINE + ALL, [pk])


def first_of(pk):
    """The key of what began it."""
    return RawSQL(LINE + FIRST, [pk])


def last_of(pk):
    """The key of what goes on after all others, and keeps the standing seats."""
    return RawSQL(LINE + LAST, [pk])
