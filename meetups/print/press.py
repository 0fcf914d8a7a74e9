"""One printing in a process of its own: `press.py <source> <fonts>` writes paper.pdf beside it.

typst remembers every setting of a line for the next time, fifty megabytes for two hundred badges;
a web process that printed an evening's badges each week would hold on to all of them.
"""

import sys
from pathlib import Path

import typst

# Read aloud as well as seen. It is also what makes typst name every letter that no font has,
# where it would otherwise print a box and say nothing.
STANDARD = "ua-1"


def press(source, fonts):
    """Print a source. Returns what typst has against it, which is nothing once it is printed."""
    try:
        typst.compile(
            source,
            output=source.with_name("paper.pdf"),
            root=source.parent,
            # Before those that typst carries, and whatever else the machine has.
            font_paths=[fonts],
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        return error.diagnostic
    return None


if __name__ == "__main__":
    sys.exit(press(Path(sys.argv[1]), Path(sys.argv[2])))
