"""bin/find-python tries what is there and believes only what runs."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

FIND = settings.BASE_DIR / "bin" / "find-python"


def find(folder, **environment):
    """Run it with only these variables, `folder` first on the path, and nobody's home."""
    path = f"{folder}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/sh", FIND],
        env={"PATH": path, "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def program(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def real(tmp_path):
    """A launcher of the Python that runs this test."""
    return f'exec "{sys.executable}" "$@"'


def test_the_named_python_comes_first(tmp_path):
    found = find(tmp_path, PYTHON=sys.executable)
    assert (found.returncode, found.stdout.strip()) == (0, sys.executable)


def test_a_shim_that_only_fails_is_passed_over(tmp_path, real):
    program(tmp_path / "python3.13", "echo 'pyenv: python3.13: command not found' >&2", "exit 127")
    program(tmp_path / "python3.14", real)
    found = find(tmp_path)
    assert (found.returncode, found.stdout.strip()) == (0, sys.executable)


def test_an_old_python_is_passed_over_for_one_of_pyenv(tmp_path, real):
    for name in ("python3.13", "python3.14", "python3.12", "python3", "python"):
        program(tmp_path / name, "exit 1")
    program(tmp_path / ".pyenv/versions/3.12.1/bin/python3", real)
    assert find(tmp_path).stdout.strip() == sys.executable


def test_uv_is_asked_last(tmp_path, real):
    for name in ("python3.13", "python3.14", "python3.12", "python3", "python"):
        program(tmp_path / name, "exit 1")
    hidden = program(tmp_path / "kept/python3", real)
    program(tmp_path / ".local/bin/uv", f"echo {hidden}")
    assert find(tmp_path).stdout.strip() == sys.executable


def test_it_says_plainly_when_there_is_none(tmp_path):
    for name in ("python3.13", "python3.14", "python3.12", "python3", "python", "uv"):
        program(tmp_path / name, "exit 1")
    found = find(tmp_path, PYTHON="/bin/false")
    assert found.returncode == 1
    assert found.stdout == ""
    assert "PYTHON=/bin/false is not a Python 3.12" in found.stderr
    assert "No Python 3.12 or newer was found." in found.stderr


def test_it_needs_no_home(tmp_path):
    """As a cron job would run it."""
    done = subprocess.run(
        ["/bin/sh", FIND],
        env={"PATH": os.defpath, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == sys.executable
