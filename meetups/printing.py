"""Paper: data in, PDF out. Words are only ever shown, so that no name can become markup."""

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import get_language
from django.utils.translation import gettext as _

SOURCES = Path(__file__).parent / "print"
FONTS, PRESS = SOURCES / "fonts", SOURCES / "press.py"
PAPERS = ("a4", "letter")
# Seconds; many times what two hundred badges take on a busy machine.
LONGEST = 60
# The sprite's, in ink: what the two lines lead to.
CUP = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="3 1.4 18 21.2" fill="none" stroke="#2b1d16"'
    ' stroke-width="1.7" stroke-linecap="round"><path d="M4 8h12v5.5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5z'
    'M16 9.8h1.4a2.5 2.5 0 0 1 0 5H15.8M5 21.7h10M8 2.2c.9 1-.9 1.8 0 2.8M12 2.2c.9 1-.9 1.8 0 2.8"'
    "/></svg>"
)
UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
# Those that say how the sign before them is drawn, and the emoji, some of which Python's tables
# have not heard of yet.
SIGNS = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F000, 0x1FB00))}
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class NotPrinted(Exception):
    """The source and its data do not go together; says where."""


def words(text):
    """A line as the sources take it: with the side it is read from."""
    strong = (unicodedata.bidirectional(letter) for letter in str(text))
    first = next((side for side in strong if side in {"L", "R", "AL"}), "L")
    return {"text": str(text), "rtl": first != "L"}


def printed(name, title, data, paper, pictures=()):
    """The PDF of print/<name>.typ over this data. `pictures` are pairs of a name and its bytes.

    A line with letters that no font here has comes out empty, and the source says what is drawn
    in its stead; signs such as an emoji are left out of their line.
    """
    data = {
        "title": str(title),
        "language": (get_language() or "en").partition("-")[0],
        "paper": paper,
        "cup": CUP,
        "by-hand": _("Your name, in your own hand"),
        **data,
    }
    with TemporaryDirectory() as folder:
        folder = Path(folder)
        for source in SOURCES.glob("*.typ"):
            (folder / source.name).write_bytes(source.read_bytes())
        for file, content in pictures:
            (folder / file).write_bytes(content)
        press(folder, f"{name}.typ", data)
        return (folder / "paper.pdf").read_bytes()


def press(folder, source, data):
    """Print a source of this folder over the data, without whatever would come out as a box."""
    missing = set()
    while True:
        (folder / "data.json").write_text(json.dumps(without(missing, data)))
        command = [sys.executable, PRESS, folder / source, FONTS]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        if done.returncode == 0:
            return
        found = unshown(done.stderr) - missing
        if not found:
            raise NotPrinted(done.stderr)
        missing |= found


def unshown(diagnostic):
    """The letters and signs that a message of typst's says no font has."""
    return {ESCAPED.sub(unescaped, quoted) for quoted in UNSHOWN.findall(diagnostic)}


def unescaped(match):
    """The sign that typst wrote as an escape."""
    return chr(int(match[1], 16)) if match[1] else match[2]


def without(missing, data):
    """The same data with each line that would show one of `missing` made good or emptied."""
    if isinstance(data, dict) and "rtl" in data:
        return data | {"text": legible(missing, data["text"])}
    if isinstance(data, dict):
        return {name: without(missing, value) for name, value in data.items()}
    if isinstance(data, list):
        return [without(missing, value) for value in data]
    return data


def legible(missing, text):
    """The text without signs that cannot be shown; empty when a letter cannot.

    Half a name would be worse than none: "Dr" is not what Dr Wang is called.
    """
    for one in missing:
        if one in text:
            if not is_sign(one):
                return ""
            text = text.replace(one, "")
    return " ".join(text.split())


def is_sign(cluster):
    """Whether it is an emoji or another symbol, or what joins and colours them."""
    kind = unicodedata.category(cluster[0])
    return kind[0] == "S" or kind == "Cf" or cluster[0] in SIGNS
