"""Questions to the database whose SQL is worked out once and asked many times.

Django works out a queryset's SQL anew for every page, which for a rich one takes several times as
long as the database takes to answer it. A prepared question keeps the SQL with blanks in it and
fills them in. The rows come back as the same model instances, joined ones included.
"""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.query import ModelIterable

# No row was ever written with these, so they are found again among the SQL's parameters.
ODD_NUMBER = 7_130_000_000_000_000
ODD_MOMENT = datetime(1313, 1, 1, tzinfo=UTC)
ODD_WORDS = "words that nobody ever wrote, number"


class Question:
    """A queryset as a function of plain values, built only once; also a decorator.

    @Question
    def coffees_between(member_id, start, end):
        return Coffee.objects.filter(seats__member=member_id, starts_at__range=(start, end))

    `coffees_between(ana.pk, monday, friday)` is then a list. Every argument has to reach the SQL as
    it is (no `now - DAY` inside), and nothing else may vary. Prefetching isn't done.
    """

    def __init__(self, ask):
        self.ask = ask
        self._asked = None
        update_wrapper(self, ask)

    def __call__(self, *values):
        """The rows for these values, as a list."""
        if self._asked is None:
            self._asked = _work_out(self.ask, values)
        queryset, compiler, sql, blanks = self._asked
        params = tuple(param if place is None else values[place] for param, place in blanks)
        return list(ModelIterable(_Filled(queryset, compiler, sql, params)))


class _Filled:
    """What ModelIterable needs to know of a queryset, with the SQL at hand."""

    def __init__(self, queryset, compiler, sql, params):
        self.db, self.model, self.query = connection.alias, queryset.model, self
        self._fetch_mode, self._known_related_objects = queryset._fetch_mode, {}
        self._compiler = copy(compiler)
        self._compiler.connection = connection
        self._compiler.execute_sql = lambda **options: [_rows(sql, params)]

    def get_compiler(self, using):
        return self._compiler


class PlannedOnce(ServerBindingCursor):
    """A cursor that lets PostgreSQL keep the plan, too, as long as the connection lives."""

    def execute(self, sql, params=None):
        return super().execute(sql, params, prepare=True)


def _rows(sql, params):
    connection.ensure_connection()
    if connection.connection.prepare_threshold is None:
        connection.connection.prepare_threshold = 0
    with connection._prepare_cursor(PlannedOnce(connection.connection)) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _work_out(ask, values):
    """(queryset, its compiler, SQL, [(parameter, the argument's place or None)])"""
    odd = [_odd(value, place) for place, value in enumerate(values)]
    queryset = ask(*odd)
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    places = {value: place for place, value in enumerate(odd)}
    blanks = [(param, places.get(param) if _can_be_odd(param) else None) for param in params]
    lost = set(range(len(values))) - {place for _, place in blanks}
    if lost:
        raise TypeError(f"{ask.__name__}: argument {min(lost)} never reaches the SQL")
    return queryset, compiler, sql, blanks


def _odd(value, place):
    if isinstance(value, datetime):
        return ODD_MOMENT + timedelta(days=place)
    if isinstance(value, int):
        return ODD_NUMBER + place
    if isinstance(value, UUID):
        return UUID(int=ODD_NUMBER + place)
    if isinstance(value, str):
        return f"{ODD_WORDS} {place}"
    raise TypeError(f"{value!r} is neither a number, a moment, a uuid nor words")


def _can_be_odd(param):
    return isinstance(param, int | datetime | str | UUID) and not isinstance(param, bool)
