"""Words with so many signs that may be markup that reading them takes too long: they are shown as they were typed."""

from __future__ import annotations

import re
from typing import Final

MAX_MARKS: Final = 600
MAX_BRACKETS: Final = 200
"""With more, pairing them costs their square."""
LONG_RUN: Final = re.compile(r"([*_~])\1{99}")
"""In a text that is not short, one such run is too many."""
_MARK: Final = re.compile(r"[*_\[\]`~<&\\]")


def is_dense(text: str) -> bool:
    if len(text) <= MAX_BRACKETS:
        return False
    too_many = text.count("[") > MAX_BRACKETS or len(_MARK.findall(text)) > MAX_MARKS
    return too_many or LONG_RUN.search(text) is not None
