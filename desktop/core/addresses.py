"""Addresses in words: which become links without being marked as such, and which a link may lead to.

The trap: an address stands in a sentence, whose point or bracket is not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LINK: Final = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_END: Final = r"[^\s<>\"`.,;:!?'*_~]"
_WEB: Final = rf"(?P<web>\b(?i:https?)://[^\s<>\"`]+{_END})|(?P<www>(?<![^\s*_~(])www\.(?=[^\W_])[^\s<>\"`]*{_END})"
# Begun at the start of a run only: else a long one without an @ would take its square.
_MAIL: Final = r"(?<![\w.+/-])[A-Za-z0-9._+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?<![-_])(?![A-Za-z0-9_-])"
_PATTERNS: Final = {True: re.compile(rf"{_WEB}|(?P<mail>{_MAIL})"), False: re.compile(_WEB)}
"""As GitHub's Markdown has them: https://github.github.com/gfm/#autolinks-extension-"""
_SIGNS: Final = ("://", "www.", "@")
_BEFORE: Final = {"web": "", "www": "https://", "mail": "mailto:"}
"""What is left out of an address in words. GitHub goes to http: where nothing says so, https is the safer one."""


def may_open(target: str) -> bool:
    """Whether a link may lead there."""
    return _LINK.match(target) is not None


def may_grow(text: str, fresh: str) -> bool:
    """Whether the last word of a text is an address, or `fresh` words behind it may make it one."""
    word = text[text.rfind(" ") + 1 :]
    return "://" in word or "@" in word or "www." in word + fresh


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and target of each address."""
    if not any(sign in text for sign in _SIGNS):
        return
    for found in _PATTERNS["@" in text].finditer(text):
        address = found.group()
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        yield found.start(), found.start() + len(address), _BEFORE[found.lastgroup or "web"] + address
