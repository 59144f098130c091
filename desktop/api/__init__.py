"""The network floor: requests out, bytes in, events up. Knows httpx, so that nobody above has to."""

import sys
from typing import Final

_PROGRAM: Final = "httpx._main"
sys.modules.setdefault(_PROGRAM, None)  # type: ignore[arg-type] # None stands for "there is no such module"
"""WORKAROUND https://github.com/encode/httpx: where it finds click, httpx imports its program for the command line."""
