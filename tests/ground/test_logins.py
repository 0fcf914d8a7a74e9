"""Which logins `make run` prints."""

import pytest

from networkgroup.local import site

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """What an earlier run wrote down."""
    monkeypatch.setattr(site, "LOGINS", tmp_path / "logins")
    site.LOGINS.write_text(
        "Two of them:\n  ana@example.org  x  (Ana)\n  ben@example.org  x  (Ben)\n"
    )
    return site.LOGINS


def test_the_group_we_filled_in_has_its_logins(noted, ana, ben):
    assert site.logins() == noted.read_text().splitlines()


def test_a_database_of_others_keeps_its_own(noted, ana):
    assert site.logins() == []


def test_before_anything_was_filled_in_there_are_none(noted, ana, ben):
    noted.unlink()
    assert site.logins() == []
