"""Text as people type it: cleaned before it is kept, folded before it is compared."""

import re
import unicodedata
from functools import lru_cache

# Letters that are one sign to Unicode and two, or a plain one, to whoever looks for the name.
SPECIAL_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ĸ": "k",
    "ı": "i",
    "ə": "e",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ƴ": "y",
    "ŀ": "l",
    "’": "'",
    "‘": "'",
    "ʻ": "'",
    "ʼ": "'",
    "ʿ": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
}
FOLDED_LETTERS = str.maketrans(SPECIAL_LETTERS)

# Every one of these ends a line for some reader of text or mail (VT, FF, FS-US, NEL, LS and PS).
LINE_BREAKS = "\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"

# Without width or with power over direction: they hide text or turn the words after them around.
# The joiners U+200C and U+200D stay, because Persian, Hindi and family emoji are spelled with them.
UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\ufff9-\ufffb\u3164\uffa0"
TURNING = "\u202a-\u202e\u2066-\u206f"
UNKEEPABLE = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{UNSEEN}{TURNING}]")
LINE_BREAK = re.compile(f"\r\n|[\r{LINE_BREAKS}]")
JOINERS_AND_BLANKS = re.compile("[\\s\u200c\u200d\u2800]*")


# The same few names and topics are compared on every page.
@lru_cache(maxsize=4096)
def fold(text):
    """The text as it is searched and sorted: no case, no accents, no special letters.

    "Åkesson" and "AKESSON" fold to the same, so do "Łódź" and "lodz". Scripts without a Latin form
    are kept, minus their accents. Folding twice is folding once.
    """
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = unicodedata.normalize("NFKD", text.translate(FOLDED_LETTERS))
    return " ".join(UNKEEPABLE.sub("", text).split())


def clean_line(text):
    """One line as it may be kept: a name, a headline, a subject.

    Line breaks and tabs become single spaces, control and unseen signs vanish, marks are composed
    (NFC). What holds nothing to see comes back as the empty string.
    """
    if text.isascii() and text.isprintable():
        # Most lines: nothing to be cleaned of but blanks.
        return " ".join(text.split())
    text = UNKEEPABLE.sub("", LINE_BREAK.sub(" ", text))
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return "" if JOINERS_AND_BLANKS.fullmatch(text) else text


def clean_text(text):
    """Several lines as they may be kept: like `clean_line`, but lines stay, ended by "\\n".

    Blank lines at the ends go, and of several in a row one stays.
    """
    lines = (clean_line(line) for line in LINE_BREAK.split(text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
