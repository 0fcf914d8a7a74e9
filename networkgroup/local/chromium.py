"""Finds the Chromium that the browser tests drive, or installs Debian's as root."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    "/usr/lib/chromium/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find():
    """The path of a Chromium or Chrome, $CHROMIUM first, or None."""
    for name in (os.environ.get("CHROMIUM"), *NAMES, *ELSEWHERE):
        if name and (path := shutil.which(name)):
            return path
    return None


def find_or_install(say=print):
    """The path of a Chromium, installed when missing and we may; else None, said in one line."""
    path = find()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests.")
        path = install()
    if path is None:
        say(
            "The browser tests need Chromium: install it (apt-get install chromium) "
            "or name it (CHROMIUM=/path/to/it)."
        )
    return path


def install():
    """Install Debian's package, and return its path or None."""
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    packages = ["chromium", "fonts-dejavu-core"]
    subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages],
        check=False,
        **quiet,
    )
    path = find()
    return path if path and Path(path).exists() else None
