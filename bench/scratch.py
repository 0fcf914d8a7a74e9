"""A database of our own for the measurements, gone afterwards."""

import os
from contextlib import contextmanager

from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def database():
    """Inside, everything is kept in a fresh database beside the configured one.

    DATABASE_URL names it as well, for processes that are started inside.
    """
    before = setup_databases(verbosity=0, interactive=False)
    ours = connection.settings_dict
    real, os.environ["DATABASE_URL"] = (
        os.environ.get("DATABASE_URL", ""),
        f"postgres://{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}/{ours['NAME']}",
    )
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = real
        connection.close()
        teardown_databases(before, verbosity=0)
