"""Where the frozen program begins. It does nothing of its own, so that it is the program that the tests know."""

import sys

from held_archives import hold_archives

from desktop.__main__ import main

if __name__ == "__main__":
    hold_archives()
    sys.exit(main())
