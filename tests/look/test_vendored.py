"""What others wrote is what we say it is, and comes from nowhere but here."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
VENDOR = STATIC / "vendor"
ROWS = re.findall(
    r"^\| (\S+) \| (.+?) \| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|$",
    (VENDOR / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
OURS = {"README.md", "LICENSE", "OFL.txt"}


@pytest.mark.parametrize(("path", "name", "version", "licence", "checksum"), ROWS)
def test_a_vendored_file_is_the_one_on_the_list(path, name, version, licence, checksum):
    assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == checksum


def test_every_vendored_file_is_on_the_list():
    listed = {STATIC / row[0] for row in ROWS}
    found = {path for path in VENDOR.rglob("*") if path.is_file() and path.name not in OURS}
    assert found <= listed


def test_every_vendored_folder_carries_its_licence():
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
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
