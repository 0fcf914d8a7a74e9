"""The cast, and what every test is guarded by.

Ana is the one we follow, Ben and Ana are mutual, Cleo follows Ana without being followed.
"""

import os

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from meetups import ledger
from tests.factories import NOW, MemberFactory, make_mutual
from tests.guards import the_three_guards  # noqa: F401

hypothesis_settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("suite")


def pytest_configure(config):
    # Hashing passwords slowly is most of a suite's time, and nothing here is worth stealing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    config.addinivalue_line("markers", "untidy: leaves rows that break a promise, on purpose")


@pytest.fixture(autouse=True)
def every_tie_agrees_with_its_events(request, the_three_guards):  # noqa: F811
    """After any test that touched the database, `check_ties` has nothing to say."""
    yield
    has_database = request.node.get_closest_marker("django_db") or {
        "db",
        "transactional_db",
    }.intersection(request.fixturenames)
    if not has_database or request.node.get_closest_marker("untidy") or connection.needs_rollback:
        return
    assert [*map(str, ledger.differences()), *ledger.violations()] == []


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def ana(db):
    return MemberFactory(name="Ana Ruiz", email="ana@example.org")


@pytest.fixture
def ben(ana, now):
    ben = MemberFactory(name="Ben Adeyemi", email="ben@example.org")
    make_mutual(ana, ben, now)
    return ben


@pytest.fixture
def cleo(ana, now):
    cleo = MemberFactory(name="Cleo Okafor", email="cleo@example.org")
    cleo.follow(ana, now)
    return cleo


@pytest.fixture
def dan(db):
    """Nobody's stranger for long, but so far he follows no one."""
    return MemberFactory(name="Dan D'Arcy <b>", email="dan@example.org")
