"""The exit statuses of the commands."""

from typing import Final

COMPLETE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 3
