"""The embedded PostgreSQL keeps to its own folder, whoever runs it."""

import hashlib
import os
import shutil
from pathlib import Path

import psycopg
import pytest

from networkgroup.local import ports
from networkgroup.local.place import CLONE, Trouble
from networkgroup.local.postgres import Postgres, lasting_folder, passing_folder

pytestmark = pytest.mark.integration


@pytest.fixture
def folder():
    folder = passing_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(folder):
    postgres = Postgres(folder, ports.any_free(), durable=False)
    postgres.start()
    yield postgres
    postgres.remove()


def accounts():
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name in ("passwd", "group", "shadow")
        if (path := Path("/etc", name)).exists() and os.access(path, os.R_OK)
    }


def around(*places):
    """Owner and mode of every folder above these, and of the clone's own."""
    folders = {parent for place in places for parent in Path(place).resolve().parents}
    return {
        folder: (is_now.st_uid, is_now.st_gid, is_now.st_mode)
        for folder in sorted(folders | {CLONE})
        if (is_now := folder.stat())
    }


def test_no_account_is_made_and_nothing_of_others_changes(folder):
    places = [folder, lasting_folder(), CLONE, Path(psycopg.__file__)]
    before = accounts(), around(*places)
    postgres = Postgres(folder, ports.any_free(), durable=False)
    postgres.start()
    try:
        assert (accounts(), around(*places)) == before
    finally:
        postgres.remove()
    assert (accounts(), around(*places)) == before
    assert not folder.exists()


def test_it_is_a_whole_postgresql(postgres):
    with psycopg.connect(postgres.url) as connection:
        assert connection.info.server_version >= 180000
        connection.execute("CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm")
        folded = connection.execute("SELECT show_trgm(%s) = '{}'", ["أمينة"]).fetchone()[0]
        assert folded is False


def test_a_password_is_asked_for(postgres):
    without = postgres.url.replace(postgres.folder.joinpath("password").read_text(), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without)


def test_what_was_kept_is_there_after_a_restart(postgres):
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE cup (sips int); INSERT INTO cup VALUES (3)")
    postgres.stop()
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT sips FROM cup").fetchone() == (3,)


def test_what_keeps_it_from_starting_is_told_with_the_way_out(postgres):
    postgres.stop()
    postgres.folder.joinpath("data", "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Trouble) as trouble:
        postgres.start()
    words = str(trouble.value)
    assert "PostgreSQL did not start." in words
    assert "9.6" in words
    assert "set DATABASE_URL=" in words


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can make one")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 4321, 4321)
    with pytest.raises(Trouble, match="belongs to somebody else"):
        Postgres(theirs, ports.any_free()).start()
    assert theirs.stat().st_uid == 4321
    assert list(theirs.iterdir()) == []
