#!/usr/bin/env python3
"""The commands for developers: see `python3 packaging/dev.py --help`.

This file alone is read by whatever Python is there, so it must parse on old ones.
"""

import sys

if sys.version_info < (3, 11):
    found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(
        f"Robofy Desktop needs Python 3.11 or newer, and this is Python {found}. "
        "Start the command with a newer one, for example: python3.12 packaging/dev.py"
    )

from commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
