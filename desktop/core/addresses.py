"""Addresses in words: which become links without being marked as such, and which a link may lead to.

The trap: an address stands in a sentence, whose point or bracket is not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LINK: Final = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_BARE: Final = re.compile(r"\bhttps?://[^\s<>\"`]+[^\s<>\"`.,;:!?'*_~]", re.IGNORECASE)


def may_open(target: str) -> bool:
    """Whether a link may lead there."""
    return _LINK.match(target) is not None


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and target of each address."""
    if "://" not in text:
        return
    for found in _BARE.finditer(text):
        address = found.group()
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        yield found.start(), found.start() + len(address), address
