"""`python -m networkgroup.local` and a word: `run`, `test`, or `within` and a command."""

import os
import sys

from networkgroup.local import site, suite
from networkgroup.local.place import Trouble
from networkgroup.local.processes import Stopped, die_with_parent, heed_stopping

COMMANDS = {"run": lambda _: site.run(), "test": suite.run, "within": suite.within}


def main(words):
    """Carry out one command; returns the exit status."""
    if not words or words[0] not in COMMANDS:
        print(f"Say one of: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    heed_stopping()
    if "MAKELEVEL" in os.environ:
        # make can't pass on a kill -9, and nobody would be left to press Ctrl-C.
        die_with_parent(os.getppid())
    try:
        return COMMANDS[words[0]](words[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except Stopped:
        return 0 if words[0] == "run" else 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
