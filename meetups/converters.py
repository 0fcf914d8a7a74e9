"""What an address may hold besides what Django knows."""

from datetime import date


class Day:
    """A date as an address carries it: 2026-11-19."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        """The date; ValueError, which is a 404, for one that does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value):
        """2026-11-19"""
        return str(value)
