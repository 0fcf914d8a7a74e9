"""Where the page of a record is."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def address(name, key):
    """The path of a named page about one record: `key` is its handle or its uuid.

    Kept, because a page of lists asks for the same few several times over.
    """
    return reverse(name, args=[key])
