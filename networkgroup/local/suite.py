"""`make test`: every test, on servers of its own, in the groups that can't share a process."""

import os
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from networkgroup.local import chromium, ground
from networkgroup.local.processes import end, spawn

# Browser tests come with a running event loop, which Django must be told to bear; only they may.
GROUPS = {
    "not races and not integration and not faults and not browser": ["-n", "2"],
    "(races or integration or faults) and not browser": ["-n", "0"],
    "browser": ["-n", "0"],
}
NO_TESTS = 5  # pytest's exit status when nothing was collected
COUNTS = ("tests", "failures", "errors", "skipped")


def run(arguments):
    """Run all groups with these extra pytest arguments; 0 only when tests ran and none failed."""
    browser = chromium.find_or_install()
    if browser:
        os.environ["CHROMIUM"] = browser
    with ground.passing(), tempfile.TemporaryDirectory() as folder:
        statuses, total = [], dict.fromkeys(COUNTS, 0)
        for number, (mark, workers) in enumerate(GROUPS.items()):
            report = Path(folder, f"{number}.xml")
            statuses.append(_pytest(mark, [*workers, f"--junitxml={report}", *arguments]))
            for name, count in counted(report).items():
                total[name] += count
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    print(f"{passed} passed, {failed} failed, {total['skipped']} skipped", flush=True)
    return verdict(statuses)


def verdict(statuses):
    """The exit status for all groups: an empty group is fine, nothing but empty groups is not."""
    worst = [status for status in statuses if status not in (0, NO_TESTS)]
    if worst:
        return worst[0]
    return 0 if 0 in statuses else NO_TESTS


def counted(report):
    """How many tests pytest's XML report counts, by name."""
    if not report.exists():
        return {}
    suite = next(ET.parse(report).iter("testsuite"))
    return {name: int(suite.get(name, 0)) for name in COUNTS}


def _pytest(mark, arguments):
    print(f"\n== {mark}", flush=True)
    environment = os.environ | ({"DJANGO_ALLOW_ASYNC_UNSAFE": "1"} if mark == "browser" else {})
    return _ended(spawn([sys.executable, "-m", "pytest", "-m", mark, *arguments], env=environment))


def _ended(process):
    try:
        return process.wait()
    finally:
        end(process)


def within(arguments):
    """Run a command with servers of its own; the environment names them. Returns its status."""
    with ground.passing():
        return _ended(spawn(arguments))
