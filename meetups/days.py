"""Dates in addresses: /sessions/thursday-table/2026-11-19/."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    """A date that exists, as yyyy-mm-dd; any other leads nowhere."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        """The date. Raises ValueError, which means that no address fits."""
        return date.fromisoformat(value)

    def to_url(self, value):
        """2026-11-19, of a date or its spelling."""
        return str(value)


register_converter(DayConverter, "day")
