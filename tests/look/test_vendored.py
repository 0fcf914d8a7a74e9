"""What others wrote is what we say it is, and comes from nowhere but here."""

import hashlib
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
STATIC = HERE / "static"
VENDOR = STATIC / "vendor"
FONTS = HERE / "meetups" / "print" / "fonts"
OURS = {"README.md", "LICENSE", "OFL.txt"}


def listed(folder, beside):
    """[(path, checksum)] of a folder's list, whose paths begin at `beside`."""
    words = (folder / "README.md").read_text(encoding="utf-8")
    line = r"^\| (\S+) \| .+? \| \S+ \| \S+ \| `([0-9a-f]{64})` \|$"
    return [(beside / path, kept) for path, kept in re.findall(line, words, re.MULTILINE)]


ROWS = listed(VENDOR, STATIC) + listed(FONTS, FONTS)


@pytest.mark.parametrize(("path", "checksum"), ROWS, ids=[path.name for path, _sum in ROWS])
def test_a_vendored_file_is_the_one_on_the_list(path, checksum):
    assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum


@pytest.mark.parametrize("folder", [VENDOR, FONTS], ids=["served", "printed"])
def test_every_vendored_file_is_on_the_list(folder):
    found = {path for path in folder.rglob("*") if path.is_file() and path.name not in OURS}
    assert found
    assert found <= {path for path, _checksum in ROWS}


@pytest.mark.parametrize("folder", [VENDOR, FONTS], ids=["served", "printed"])
def test_every_vendored_folder_carries_its_licence(folder):
    folders = [path for path in folder.iterdir() if path.is_dir()]
    assert folders
    assert [path for path in folders if not {p.name for p in path.iterdir()} & OURS] == []


def test_the_fonts_of_a_latin_page_stay_small():
    fonts = ["newsreader-latin", "newsreader-italic-latin", "source-sans-3-latin"]
    sizes = [path.stat().st_size for name in fonts for path in VENDOR.rglob(f"{name}.woff2")]
    assert len(sizes) == 3
    assert sum(sizes) <= 98_000


def test_styles_and_scripts_of_ours_fetch_nothing_from_elsewhere():
    ours = [*STATIC.rglob("*.css"), *(STATIC / "js").rglob("*.js")]
    assert ours
    assert [
        path.name for path in ours if re.search(r"https?://|url\(\"?//", path.read_text())
    ] == []
