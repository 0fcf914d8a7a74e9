"""`make run` in a clone of its own: everything starts, keeps what was done, and leaves nothing."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

pytestmark = pytest.mark.integration
# What names other servers, or would make this run one of the tests' own.
OURS = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}
LONGEST = 180  # seconds, of which the first run needs some twenty
# Prints where this clone keeps its database.
WHERE = "from networkgroup.local.postgres import lasting_folder; print(lasting_folder())"


@pytest.fixture
def clone(tmp_path):
    """The sources, with the environment that is built already."""
    kept = [".venv", ".local", ".git", "__pycache__", ".pytest_cache", ".ruff_cache"]
    there = tmp_path / "clone"
    shutil.copytree(settings.BASE_DIR, there, ignore=shutil.ignore_patterns(*kept))
    (there / ".venv").symlink_to(Path(sys.executable).parents[1])
    yield there
    shutil.rmtree(database_of(there), ignore_errors=True)


def database_of(clone):
    """The folder in which this clone keeps its database."""
    told = subprocess.run(
        [sys.executable, "-c", WHERE], cwd=clone, capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


class Run:
    """One `make run`; as a context it ends as by Ctrl-C. `said` are the lines until it is up."""

    def __init__(self, clone):
        self.clone, self.said = clone, []
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        self.process = subprocess.Popen(
            [".venv/bin/python", "-m", "networkgroup.local", "run"],
            cwd=clone,
            env=kept,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self):
        # One that says nothing would keep us reading for ever.
        patience = threading.Timer(LONGEST, self.process.kill)
        patience.start()
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C stops it." in line:
                patience.cancel()
                return self
        raise AssertionError("".join(self.said))

    def __exit__(self, *_error):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=LONGEST)

    @property
    def address(self):
        """The first address that was printed, as (host, port)."""
        found = re.search(r"http://\S+", "".join(self.said))[0]
        return urlsplit(found).hostname, urlsplit(found).port

    def get(self, path):
        """(status, body) of a page."""
        web = http.client.HTTPConnection(*self.address, timeout=30)
        web.request("GET", path)
        answer = web.getresponse()
        return answer.status, answer.read().decode()

    def is_ready(self):
        """Whether database, broker, worker and beat all do their work before long."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            status, _body = self.get("/readyz")
            if status == http.client.OK:
                return True
            time.sleep(1)
        return False


def at_work(clone):
    """The ids of the processes that work in the clone, or in the folder of its database."""
    folders = str(clone), database_of(clone)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str((process / "cwd").readlink()).startswith(folders):
                found.append(int(process.name))
    return found


def test_a_newcomers_two_runs(clone):
    with Run(clone) as first:
        said = "".join(first.said)
        assert said.index(f"http://{first.address[0]}") < said.index("/mailbox/")
        assert "ruth@example.org  have-the-coffee" in said
        assert first.get("/")[0] == http.client.OK
        assert first.get("/mailbox/")[0] == http.client.OK
        assert first.is_ready()
        # The run itself, web, worker, beat, mailbox, PostgreSQL and Valkey, most with children.
        assert len(at_work(clone)) > 6
    assert first.process.returncode == 0
    assert at_work(clone) == []
    with Run(clone) as second:
        said = "".join(second.said)
        # It is the group of yesterday, with the same logins.
        assert "Filling the empty database" not in said
        assert "ruth@example.org  have-the-coffee" in said
        assert second.is_ready()
    assert second.process.returncode == 0
    assert at_work(clone) == []
